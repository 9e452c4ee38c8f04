/** How the rest of the extension says which account, domain, list or entry it means. */
import type { ListName } from '../mailgun/lists';

/** A sending domain of an account. */
export interface DomainRef {
  readonly accountId: string;
  readonly domain: string;
}

/** One list of one domain of one account. */
export interface ListRef extends DomainRef {
  readonly list: ListName;
}

/** One entry, by where it stands. `address` may be a domain on the allowlist. */
export interface EntryRef extends ListRef {
  readonly address: string;
}
