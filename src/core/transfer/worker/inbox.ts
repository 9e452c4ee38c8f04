/** Messages that have come and wait to be taken. */

interface Taker<T> {
  resolve(message: T | undefined): void;
  reject(error: unknown): void;
}

/** What one end of a line has been sent, in order. */
export class Inbox<T> implements AsyncIterable<T> {
  readonly #messages: T[] = [];
  readonly #takers: Taker<T>[] = [];
  #end: { readonly error?: unknown } | undefined;

  /** Does nothing after `end`. */
  put(message: T): void {
    if (this.#end !== undefined) return;
    const taker = this.#takers.shift();
    if (taker === undefined) this.#messages.push(message);
    else taker.resolve(message);
  }

  /** No more will come. What waits can still be taken, unless an error ended it. */
  end(error?: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    if (error !== undefined) this.#messages.length = 0;
    for (const taker of this.#takers.splice(0)) {
      if (error === undefined) taker.resolve(undefined);
      else taker.reject(error);
    }
  }

  poll(): T | undefined {
    return this.#messages.shift();
  }

  async next(): Promise<T | undefined> {
    if (this.#messages.length > 0) return this.#messages.shift();
    if (this.#end === undefined) return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }));
    if ('error' in this.#end) throw this.#end.error;
    return undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let message = await this.next(); message !== undefined; message = await this.next()) yield message;
  }
}
