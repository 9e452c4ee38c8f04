/** Keeping what a page shows for the time after it was hidden or reloaded, what is selected among it. */

/** What is kept is stored at most so often, in milliseconds. */
const STORE_EVERY = 200;
/** The selection is asked for at most so often, in milliseconds: a reload may follow at once. */
const REMEMBER_EVERY = 50;

/** Stores what is to be kept, not at every step. */
export class Keeper<Selected> {
  private storing: ReturnType<typeof setTimeout> | undefined;
  /** Of the selection, so far. */
  private changes = 0;
  private isAsking = false;

  /**
   * @param ask which rows are selected; undefined when they are too many to be kept
   * @param selected what was kept before: it counts until the host has been asked
   */
  constructor(
    private readonly write: (selected: Selected) => void,
    private readonly ask: () => Promise<Selected>,
    private selected: Selected,
  ) {}

  /** Something that is kept has changed. */
  store(): void {
    this.storing ??= setTimeout(() => this.storeNow(), STORE_EVERY);
  }

  /** The same without a delay, for what is done once and may be followed by a reload. */
  storeNow(): void {
    clearTimeout(this.storing);
    this.storing = undefined;
    this.write(this.selected);
  }

  /** The selection has changed. What is selected may be long: it is not asked for again before it has come. */
  remember(): void {
    this.changes += 1;
    if (this.isAsking) return;
    this.isAsking = true;
    void this.askUntilKnown()
      .catch(() => undefined)
      .finally(() => (this.isAsking = false));
  }

  private async askUntilKnown(): Promise<void> {
    for (let known = 0; known !== this.changes;) {
      known = this.changes;
      await new Promise((resolve) => setTimeout(resolve, REMEMBER_EVERY));
      this.selected = await this.ask();
      this.storeNow();
    }
  }
}
