/** One operation at a time on each list, so that it is known what must come of it. */

interface Waiting {
  readonly keys: readonly string[];
  readonly begin: () => void;
}

/** Takes several keys at once or waits for all; whoever came first goes first. */
export class Locks {
  readonly #held = new Set<string>();
  #waiting: Waiting[] = [];

  async take(keys: readonly string[]): Promise<void> {
    await new Promise<void>((begin) => {
      this.#waiting.push({ keys, begin });
      this.#admit();
    });
  }

  release(keys: readonly string[]): void {
    for (const key of keys) this.#held.delete(key);
    this.#admit();
  }

  #admit(): void {
    const wanted = new Set(this.#held);
    this.#waiting = this.#waiting.filter(({ keys, begin }) => {
      const isFree = keys.every((key) => !wanted.has(key));
      for (const key of keys) wanted.add(key);
      if (!isFree) return true;
      for (const key of keys) this.#held.add(key);
      begin();
      return false;
    });
  }
}
