import { isBulk, type Change, type ChangedEntry, type ChangeStore } from '../../../src/core/change';

/** A ChangeStore without files. */
export class MemoryStore implements ChangeStore {
  readonly kept = new Map<string, Change>();
  /** Called before anything is written. */
  onWrite: () => void = () => undefined;

  /** The entries of a change that is kept. */
  items(id: string): readonly ChangedEntry[] | undefined {
    const change = this.kept.get(id);
    return change === undefined || isBulk(change) ? undefined : change.items;
  }

  async add(change: Change): Promise<void> {
    this.onWrite();
    this.kept.set(change.id, change);
  }

  async update(change: Change): Promise<boolean> {
    if (!this.kept.has(change.id)) return false;
    if ((isBulk(change) ? change.parts : change.items).length === 0) this.kept.delete(change.id);
    else this.kept.set(change.id, change);
    return true;
  }

  async list(): Promise<readonly Change[]> {
    return [...this.kept.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  async claim(id: string): Promise<Change | undefined> {
    const change = this.kept.get(id);
    this.kept.delete(id);
    return change;
  }

  isOwn(): boolean {
    return true;
  }

  async release(id: string, rest?: Change): Promise<void> {
    if (rest !== undefined) this.kept.set(id, rest);
  }
}
