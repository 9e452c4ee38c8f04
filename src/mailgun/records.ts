/** What the API's records are once decoded. Plain data: safe to store as JSON and to post to a webview. */
import type { ListName } from './lists';

interface EntryBase {
  /** The address; on the allowlist possibly a whole domain (see `kind`). In the server's spelling. */
  readonly address: string;
  /** When the entry was made, in milliseconds since the epoch; undefined where the server gave none. */
  readonly createdAt?: number | undefined;
}

/** An address that permanently bounced. */
export interface Bounce extends EntryBase {
  readonly list: 'bounces';
  /** SMTP reply code as text; not always a real SMTP code. */
  readonly code: string;
  /** What the receiving server said. Written by strangers: hostile until shown as plain text. */
  readonly error: string;
}

/** A recipient who reported a message as spam. */
export interface Complaint extends EntryBase {
  readonly list: 'complaints';
}

/** A recipient who unsubscribed, from everything (`*`) or from messages with certain tags. */
export interface Unsubscribe extends EntryBase {
  readonly list: 'unsubscribes';
  readonly tags: readonly string[];
}

/** An address or a domain that is never put on the bounce list. */
export interface AllowlistEntry extends EntryBase {
  readonly list: 'allowlist';
  readonly kind: 'address' | 'domain';
  readonly reason: string;
}

/** One record of a list. Used for reading and for writing; a missing `createdAt` means "now" when written. */
export type Entry = Bounce | Complaint | Unsubscribe | AllowlistEntry;

/** The entry type of one list. */
export type EntryOf<L extends ListName> = Extract<Entry, { list: L }>;

/** Where a page begins: relative to an address (the pivot, itself excluded), or the last page. */
export interface Cursor {
  readonly page: 'next' | 'previous' | 'last';
  readonly address?: string | undefined;
}

/** One page of a list, in the server's order. */
export interface Page<E = Entry> {
  readonly entries: readonly E[];
  /** The cursor of what follows; undefined when this page is known to be the end. */
  readonly next?: Cursor | undefined;
  /** The cursor of what comes before; undefined when the page is empty. */
  readonly previous?: Cursor | undefined;
}

/** A page as the server sent it: records decoded, links untouched. */
export interface RawPage {
  readonly items: readonly Entry[];
  readonly paging?: { readonly next?: string | undefined; readonly previous?: string | undefined } | null | undefined;
}

/** A sending domain. */
export interface Domain {
  readonly name: string;
  readonly state: 'active' | 'unverified' | 'disabled' | 'unknown';
  readonly type: 'custom' | 'sandbox' | 'unknown';
  readonly isDisabled: boolean;
  /** Why the domain is disabled, when the server says so. */
  readonly disabledReason?: string | undefined;
  readonly createdAt?: number | undefined;
}

/** One page of domains (offset paging). */
export interface DomainPage {
  /** Number of domains that match, as the server counts them. */
  readonly totalCount: number;
  readonly domains: readonly Domain[];
}
