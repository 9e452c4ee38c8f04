/** Which answers about rows VS Code's window has taken in. */

/** Asks VS Code's window for something and resolves when it has answered, so that all sent to it before is dealt with. */
export type RoundTrip = () => PromiseLike<unknown>;

/** Counts the answers that are given, and waits until all have arrived. */
export class Answers {
  /** Questions without an answer yet. */
  #open = 0;
  #given = 0;
  #taken = 0;
  #waiting: (() => void)[] = [];

  constructor(private readonly roundTrip: RoundTrip) {}

  /** Gives an answer; from the question on it counts as not taken in. */
  async give<T>(answer: () => Promise<T>): Promise<T> {
    this.#open += 1;
    try {
      return await answer();
    } finally {
      this.#open -= 1;
      this.#given += 1;
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  /** Resolves when there is no question, and the window has every answer. At once when that is so. Never rejects. */
  async taken(): Promise<void> {
    while (this.#open > 0 || this.#taken !== this.#given) {
      if (this.#open > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      // VS Code asks about several rows one after the other and sends all answers together, with no turn of the loop between.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#open > 0) continue;
      const given = this.#given;
      // A window that cannot be asked is going away.
      await Promise.resolve(this.roundTrip()).catch(() => undefined);
      this.#taken = given;
    }
  }
}
