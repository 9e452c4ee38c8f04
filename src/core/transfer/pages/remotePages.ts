/** Pages for a thread that has no client: it asks the thread that has one, and gets the answers as they came. */
import type { CallOptions, PageQuery, PageSource } from '../../../mailgun/api';
import type { ListName } from '../../../mailgun/lists';
import type { Entry, Page } from '../../../mailgun/records';
import { cancelled } from '../../../mailgun/slots';
import { unpackError } from '../worker/workerErrors';
import type { PageAnswer, PageCall } from './pageMessages';

/** The page that an answer is; undefined where it is no JSON. Throws MailgunError `badResponse` where it is no page. */
export type ReadBody<E> = (body: Uint8Array, asked: PageQuery) => Page<E> | undefined;

interface Asked<E> {
  readonly query: PageQuery;
  resolve(page: Page<E>): void;
  reject(error: unknown): void;
}

/** A source of pages at the other end of a line. Waits are told to the user over there. */
export class RemotePages<E = Entry> implements PageSource<E> {
  readonly #asked = new Map<number, Asked<E>>();
  #nextId = 0;

  constructor(
    private readonly post: (call: PageCall) => void,
    private readonly read: ReadBody<E>,
  ) {}

  listPage(domain: string, list: ListName, query: PageQuery = {}, { signal }: CallOptions = {}): Promise<Page<E>> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(cancelled());
      const id = this.#nextId++;
      const leave = (): void => {
        this.#asked.delete(id);
        this.post({ kind: 'leave', id });
        reject(cancelled());
      };
      const settled = (): void => signal?.removeEventListener('abort', leave);
      signal?.addEventListener('abort', leave, { once: true });
      this.#asked.set(id, {
        query,
        resolve: (page) => {
          settled();
          resolve(page);
        },
        reject: (error) => {
          settled();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      });
      this.post({ kind: 'ask', id, ref: { domain, list }, query });
    });
  }

  /** Takes what the other end says. */
  hear(answer: PageAnswer): void {
    const asked = this.#asked.get(answer.id);
    if (asked === undefined) return;
    if (answer.kind === 'failed') {
      this.#asked.delete(answer.id);
      asked.reject(unpackError(answer.error));
      return;
    }
    try {
      const page = this.read(answer.body, asked.query);
      this.post({ kind: 'read', id: answer.id, isJson: page !== undefined });
      // Otherwise the other end makes the request again.
      if (page === undefined) return;
      asked.resolve(page);
    } catch (error) {
      this.post({ kind: 'read', id: answer.id, isJson: true });
      asked.reject(error);
    }
    this.#asked.delete(answer.id);
  }
}
