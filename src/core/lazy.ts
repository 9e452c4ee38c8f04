/** Something that is made when it is first needed, and then there once for all. */
export class Lazy<T> {
  #made: { readonly it: T } | undefined;
  #making: Promise<T> | undefined;

  constructor(private readonly make: () => Promise<T>) {}

  /** The thing; made now when it was not yet. What could not be made is tried again the next time. */
  get(): Promise<T> {
    this.#making ??= this.#begin();
    return this.#making;
  }

  /** What `work` does with the thing: at once where it is there, else as soon as it is. */
  use<R>(work: (it: T) => R | PromiseLike<R>): R | PromiseLike<R> {
    return this.#made === undefined ? this.get().then(work) : work(this.#made.it);
  }

  /** Does something with the thing, unless nobody has asked for it. */
  ifWanted(work: (it: T) => void): void {
    if (this.#made !== undefined) work(this.#made.it);
    // Whoever asked hears why it could not be made.
    else void this.#making?.then(work, () => undefined);
  }

  async #begin(): Promise<T> {
    try {
      const it = await this.make();
      this.#made = { it };
      return it;
    } catch (error) {
      this.#making = undefined;
      throw error;
    }
  }
}
