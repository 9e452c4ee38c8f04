/** Makes the requests of a thread that reads lists. */
import type { CallOptions, MailgunApi, PageReader } from '../../../mailgun/api';
import { linkSignals, type LinkedSignal } from '../../../mailgun/clock';
import { cancelled } from '../../../mailgun/slots';
import { packError } from '../worker/workerErrors';
import type { PageAnswer, PageCall } from './pageMessages';
import { SharedBytes, textOf } from './sharedBytes';

/** What it asks of Mailgun. */
export type PageStream = Required<Pick<MailgunApi, 'streamPage'>>;

/** One page that was asked for. */
interface Request {
  readonly link: LinkedSignal;
  /** What waits for the thread to have read the answer. */
  waiting?: { resolve(isJson: boolean): void; reject(error: unknown): void } | undefined;
}

const NONE = new SharedBytes(0);

export class PageServer {
  readonly #requests = new Map<number, Request>();
  /** Memory that is used again, request after request. */
  readonly #free: SharedBytes[];

  /** `free` is shared by all that use the same memory, one after the other. */
  constructor(
    private readonly api: PageStream,
    private readonly call: CallOptions,
    private readonly post: (answer: PageAnswer) => void,
    free: SharedBytes[] = [],
  ) {
    this.#free = free;
  }

  /** Takes what the thread says. */
  hear(call: PageCall): void {
    if (call.kind === 'ask') void this.#serve(call);
    else if (call.kind === 'read') this.#requests.get(call.id)?.waiting?.resolve(call.isJson);
    else this.#end(call.id);
  }

  /** Cancels what is under way. */
  close(): void {
    for (const id of [...this.#requests.keys()]) this.#end(id);
  }

  async #serve({ id, ref, query }: Extract<PageCall, { kind: 'ask' }>): Promise<void> {
    const { signal, onWait } = this.call;
    const request: Request = { link: linkSignals(signal) };
    this.#requests.set(id, request);
    try {
      const call = { signal: request.link.signal, onWait };
      await this.api.streamPage(ref.domain, ref.list, query, this.#reader(id, request), call);
    } catch (error) {
      if (this.#requests.get(id) === request) this.post({ kind: 'failed', id, error: packError(error) });
    } finally {
      this.#requests.delete(id);
      request.link.release();
    }
  }

  #reader(id: number, request: Request): PageReader {
    // Only an answer that is coming in takes memory.
    let memory = NONE;
    return {
      begin: () => {
        if (memory === NONE) memory = this.#free.pop() ?? new SharedBytes();
        memory.clear();
      },
      add: (bytes) => memory.add(bytes),
      read: async () => {
        const isJson = await this.#ask(id, request, memory.bytes);
        // Otherwise it is needed once more; and where there is no reply, the thread may still be reading.
        if (isJson && memory.isSmall) this.#free.push(memory);
        return isJson;
      },
      text: () => textOf(Uint8Array.from(memory.bytes)),
    };
  }

  /** Gives an answer to the thread, and waits for it to say whether it is JSON. */
  #ask(id: number, request: Request, body: Uint8Array): Promise<boolean> {
    return new Promise((resolve, reject) => {
      if (request.link.signal.aborted) return reject(cancelled());
      request.waiting = { resolve, reject };
      this.post({ kind: 'answer', id, body });
    });
  }

  #end(id: number): void {
    const request = this.#requests.get(id);
    this.#requests.delete(id);
    request?.link.abort();
    request?.waiting?.reject(cancelled());
  }
}
