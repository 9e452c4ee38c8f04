/** What the rest of the extension asks of Mailgun; `MailgunClient` is the one implementation. */
import type { ListName } from './lists';
import type { EventPage, EventQuery } from './mailEvents';
import type { PackedBatch } from './packedBatch';
import type { Cursor, Domain, DomainPage, Entry, Page } from './records';

/** Why a call is being held back, for the user to see. */
export interface Wait {
  readonly reason: 'rateLimit' | 'retry';
  /** How long, in milliseconds. */
  readonly ms: number;
}

/** What is known of an account's request limit. */
export interface RateInfo {
  /** Requests that a window holds. */
  readonly limit: number;
  /** How long a window is at least, in milliseconds: the longest that a reset was seen to be away. */
  readonly windowMs: number;
  /** Requests that may go out before the window ends. */
  readonly remaining: number;
  /** Milliseconds until the window ends. */
  readonly resetInMs: number;
}

/** What every call accepts. */
export interface CallOptions {
  /** Cancels at once: the call rejects with a MailgunError `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Told whenever the call must wait longer than a moment. */
  readonly onWait?: ((wait: Wait) => void) | undefined;
}

/** What to read of a list. */
export interface PageQuery {
  /** Entries a page, 1 to 1000; the server's default is 100. */
  readonly limit?: number | undefined;
  /** Only addresses that start with this text. */
  readonly term?: string | undefined;
  readonly cursor?: Cursor | undefined;
}

/** Who reads a page as it came, in place of `listPage`: elsewhere perhaps, on a thread of its own. */
export interface PageReader {
  /** Forgets what it was given: an answer begins. */
  begin(): void;
  /** Takes the next bytes of the answer, which it must copy. */
  add(bytes: Uint8Array): void;
  /** Reads the answer. Resolves to false where it is no JSON: it then counts as cut short, and the request is made again. */
  read(): Promise<boolean>;
  /** The answer as text, for the error. */
  text(): string;
}

/** What to read of the domains. */
export interface DomainQuery {
  readonly limit?: number | undefined;
  readonly skip?: number | undefined;
  /** Part of a name. */
  readonly search?: string | undefined;
}

/** What reading a list needs: its pages, with records or with whatever is made of them. */
export interface PageSource<E = Entry> {
  listPage(domain: string, list: ListName, query?: PageQuery, call?: CallOptions): Promise<Page<E>>;
}

/** The suppression lists and domains of one account. Every method throws MailgunError and nothing else. */
export interface MailgunApi {
  /** One page of a list, in the server's order. */
  listPage(domain: string, list: ListName, query?: PageQuery, call?: CallOptions): Promise<Page>;
  /** Gives one page of a list to a reader; resolves when that has read it. */
  streamPage?(domain: string, list: ListName, query: PageQuery, reader: PageReader, call?: CallOptions): Promise<void>;
  /** The entry of an address, or undefined when the server says it is not on the list. Any other failure throws. */
  find(domain: string, list: ListName, address: string, call?: CallOptions): Promise<Entry | undefined>;
  /** Adds or replaces one entry by a form call; with a `createdAt`, where the list keeps it, by a JSON call instead. */
  add(domain: string, entry: Entry, call?: CallOptions): Promise<void>;
  /** Adds or replaces up to 999 entries of one batch list by one JSON call, keeping `createdAt`. Throws `invalid` for the allowlist. */
  addMany(domain: string, list: ListName, entries: readonly Entry[] | PackedBatch, call?: CallOptions): Promise<void>;
  /** Uploads a CSV file of at most 25 MB for asynchronous import. */
  importFile(
    domain: string,
    list: ListName,
    csv: Uint8Array | string,
    fileName: string,
    call?: CallOptions,
  ): Promise<void>;
  /** Deletes one entry; throws `notListed` when there was none. */
  delete(domain: string, list: ListName, address: string, call?: CallOptions): Promise<void>;
  /** Removes one tag of an unsubscribe; the last tag takes the entry along. Throws `notListed` when there was no such tag. */
  deleteTag(domain: string, address: string, tag: string, call?: CallOptions): Promise<void>;
  /** Deletes every entry of a list. */
  clear(domain: string, list: ListName, call?: CallOptions): Promise<void>;
  /** One page of the account's domains, ordered by name. */
  listDomains(query?: DomainQuery, call?: CallOptions): Promise<DomainPage>;
  /** One domain; throws `noSuchDomain`. */
  getDomain(name: string, call?: CallOptions): Promise<Domain>;
  /**
   * What happened to messages to one recipient of a domain, newest first. The first page comes from the logs or, where they are not
   * there or closed to the key, from the older events API; later ones from where their cursor came from.
   */
  events(domain: string, query: EventQuery, call?: CallOptions): Promise<EventPage>;
  /** What the server's answers tell of the request limit for lists; undefined when they told none yet. */
  rate?(): RateInfo | undefined;
}
