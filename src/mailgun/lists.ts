/** The four suppression lists as one table: everything in which they differ on the wire and in meaning. */

/** A list as users know it. The wire calls the allowlist `whitelists`; that word stays in this folder. */
export type ListName = 'bounces' | 'complaints' | 'unsubscribes' | 'allowlist';

/** The lists in the order in which they are shown. */
export const LIST_NAMES: readonly ListName[] = ['bounces', 'complaints', 'unsubscribes', 'allowlist'];

/** What one list is on the wire. */
export interface ListDefinition {
  readonly name: ListName;
  /** Path segment after the domain: `/v3/{domain}/{segment}`. */
  readonly segment: string;
  /** The field that identifies a record in responses. */
  readonly keyField: 'address' | 'value';
  /** The field that holds the creation date in responses (camelCase on the allowlist alone). */
  readonly dateField: 'created_at' | 'createdAt';
  /** CSV columns of the file import, in Mailgun's order. */
  readonly columns: readonly string[];
  /** Whether `POST` takes a JSON array; the allowlist has no batch. */
  readonly batch: boolean;
  /** Whether the server keeps a `created_at` given in a JSON batch. */
  readonly keepsDate: boolean;
}

/** Wire facts: Mailgun's OpenAPI description of the send API, and recorded traffic of the official Ruby client. */
export const LISTS: Readonly<Record<ListName, ListDefinition>> = {
  bounces: {
    name: 'bounces',
    segment: 'bounces',
    keyField: 'address',
    dateField: 'created_at',
    columns: ['address', 'code', 'error', 'created_at'],
    batch: true,
    keepsDate: true,
  },
  complaints: {
    name: 'complaints',
    segment: 'complaints',
    keyField: 'address',
    dateField: 'created_at',
    columns: ['address', 'created_at'],
    batch: true,
    keepsDate: true,
  },
  unsubscribes: {
    name: 'unsubscribes',
    segment: 'unsubscribes',
    keyField: 'address',
    dateField: 'created_at',
    columns: ['address', 'tags', 'created_at'],
    batch: true,
    keepsDate: true,
  },
  allowlist: {
    name: 'allowlist',
    segment: 'whitelists',
    keyField: 'value',
    dateField: 'createdAt',
    columns: ['address', 'domain'],
    batch: false,
    keepsDate: false,
  },
};

/** Whether a text names one of the four lists. */
export function isListName(text: unknown): text is ListName {
  return typeof text === 'string' && Object.hasOwn(LISTS, text);
}
