/** What a thread that reads lists and the one that has the client say to each other. Ids are the thread's own. */
import type { PageQuery } from '../../../mailgun/api';
import type { PackedError } from '../worker/workerErrors';
import type { ListOf } from '../walkers/walkers';

/** From the thread: it asks for a page; says whether the answer was JSON; wants a page no more. */
export type PageCall =
  | { readonly kind: 'ask'; readonly id: number; readonly ref: ListOf; readonly query: PageQuery }
  | { readonly kind: 'read'; readonly id: number; readonly isJson: boolean }
  | { readonly kind: 'leave'; readonly id: number };

/** To the thread: the answer as it came, in shared memory that is its own until it has said `read`; or there is none. */
export type PageAnswer =
  | { readonly kind: 'answer'; readonly id: number; readonly body: Uint8Array }
  | { readonly kind: 'failed'; readonly id: number; readonly error: PackedError };
