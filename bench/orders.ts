/** What the benchmark tells the server's process, and what that answers. */

/** Where the server listens. */
export type Target = Readonly<Record<'baseUrl' | 'apiKey', string>>;

/** What the server saw since it began to count; `sockets`: the most that were open at once. */
export type Count = Readonly<Record<'requests' | 'sockets', number>>;

/** A bounce list or a file of one, in its order: how many records, and a hash over all their fields. */
export interface Digest {
  readonly records: number;
  readonly hash: string;
}

/** Which people of a list of so many: all, every second one, or those between. */
export type Part = 'all' | 'even' | 'odd';

/** Every order with its answer; lists are bounce lists. */
export interface Orders {
  /** Begin to count, with all sockets closed, garbage collected and answers held back for so long. */
  begin: { readonly order: { readonly latencyMs: number }; readonly answer: null };
  count: { readonly order: object; readonly answer: Count };
  /** Make a list new: of so many people those of the part; with 0 it is empty. */
  fill: {
    readonly order: { readonly domain: string; readonly size: number; readonly part: Part };
    readonly answer: null;
  };
  /** Put a bounce with an address on a list. */
  put: { readonly order: { readonly domain: string; readonly address: string }; readonly answer: null };
  digest: { readonly order: { readonly domain: string }; readonly answer: Digest };
}

/** One order as it is sent. */
export type Order = { [K in keyof Orders]: { readonly do: K } & Orders[K]['order'] }[keyof Orders];
