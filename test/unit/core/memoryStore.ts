import type { Change, ChangeStore } from '../../../src/core/change';

/** A ChangeStore without files. */
export class MemoryStore implements ChangeStore {
  readonly kept = new Map<string, Change>();
  /** Called before anything is written. */
  onWrite: () => void = () => undefined;

  async add(change: Change): Promise<void> {
    this.onWrite();
    this.kept.set(change.id, change);
  }

  async update(change: Change): Promise<void> {
    if (!this.kept.has(change.id)) return;
    if (change.items.length === 0) this.kept.delete(change.id);
    else this.kept.set(change.id, change);
  }

  async list(): Promise<readonly Change[]> {
    return [...this.kept.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  async claim(id: string): Promise<Change | undefined> {
    const change = this.kept.get(id);
    this.kept.delete(id);
    return change;
  }

  async release(id: string, rest?: Change): Promise<void> {
    if (rest !== undefined) this.kept.set(id, rest);
  }
}
