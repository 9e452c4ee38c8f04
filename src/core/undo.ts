/** Taking a change back: what was there before comes back, unless somebody has changed it since. */
import type { MailgunApi } from '../mailgun/api';
import { MailgunError } from '../mailgun/errors';
import type { Entry } from '../mailgun/records';
import { addMany } from './batches';
import { isBulk, type Change, type ChangedEntry, type EntryChange } from './change';
import type { ActionOptions, ChangePorts } from './changePorts';
import { apis, forEach } from './changePorts';
import { sameEntry } from './equal';
import { cancelledError } from './errorText';
import { groupBy } from './groupBy';

/** An entry that is no longer as this extension left it. */
export interface Conflict {
  readonly item: ChangedEntry;
  /** What stands there now; null for nothing. */
  readonly now: Entry | null;
}

/** What to do about conflicts: put the old entries back all the same, leave what is there, or undo nothing at all. */
export type Resolution = 'overwrite' | 'keep' | 'cancel';

export interface UndoOptions extends ActionOptions {
  /** Asked once, before anything is written, and only when there are conflicts. */
  resolve(conflicts: readonly Conflict[]): Promise<Resolution>;
}

export interface UndoOutcome {
  /** What is again as it was; `before` is what stands there now. */
  readonly restored: readonly ChangedEntry[];
  /** What was left alone because it had been changed since. */
  readonly conflicts: readonly Conflict[];
  /** What could not be restored; kept for another try. */
  readonly failed: readonly { readonly item: ChangedEntry; readonly error: unknown }[];
  /**
   * `cancelled`: nothing was done and all is kept. `gone`: the change was undone elsewhere or is being undone now. `bulk`: nothing was
   * done, since it is `restore` that takes this change back.
   */
  readonly state: 'done' | 'cancelled' | 'gone' | 'bulk';
}

interface Found {
  readonly item: ChangedEntry;
  readonly now: Entry | null;
}

/** Takes a change back. Rejects only when the store fails or `resolve` does; the change is kept then. */
export async function undo(change: Pick<Change, 'id'>, ports: ChangePorts, options: UndoOptions): Promise<UndoOutcome> {
  const claimed = await ports.store.claim(change.id);
  if (claimed === undefined) return { restored: [], conflicts: [], failed: [], state: 'gone' };
  let rest: Change | undefined = claimed;
  try {
    if (isBulk(claimed)) return { restored: [], conflicts: [], failed: [], state: 'bulk' };
    const outcome = await new Undoing(claimed, ports, options).run();
    const items = outcome.state === 'cancelled' ? claimed.items : outcome.failed.map(({ item }) => item);
    rest = items.length === 0 ? undefined : { ...claimed, items };
    return outcome;
  } finally {
    await ports.store.release(claimed.id, rest);
  }
}

class Undoing {
  readonly #restored: ChangedEntry[] = [];
  readonly #failed: { item: ChangedEntry; error: unknown }[] = [];
  readonly #api: (accountId: string) => Promise<MailgunApi>;

  constructor(
    private readonly change: EntryChange,
    private readonly ports: ChangePorts,
    private readonly options: UndoOptions,
  ) {
    this.#api = apis(ports);
  }

  async run(): Promise<UndoOutcome> {
    const { todo, conflicts } = await this.#examine();
    const resolution = conflicts.length === 0 ? 'keep' : await this.options.resolve(conflicts);
    if (resolution === 'cancel') return { restored: [], conflicts, failed: [], state: 'cancelled' };
    const all = resolution === 'overwrite' ? [...todo, ...conflicts] : todo;
    await this.#restore(all);
    const kept = resolution === 'overwrite' ? [] : conflicts;
    return { restored: this.#restored, conflicts: kept, failed: this.#failed, state: 'done' };
  }

  /** Looks at what is there now. What is as it was before needs nothing. */
  async #examine(): Promise<{ todo: Found[]; conflicts: Conflict[] }> {
    const todo: Found[] = [];
    const conflicts: Conflict[] = [];
    const options = { ...this.options, onProgress: undefined };
    await this.#each(this.change.items, options, async (item) => {
      const api = await this.#api(item.accountId);
      const now = (await api.find(item.domain, item.list, item.address, this.options)) ?? null;
      const isAsBefore = sameEntry(now, item.before);
      // An add may have changed nothing but the spelling of the address, which no comparison minds.
      if (isAsBefore && now?.address === item.before?.address) this.#restored.push(item);
      else if (sameEntry(now, item.after)) todo.push({ item, now });
      else if (isAsBefore) this.#restored.push(item);
      else conflicts.push({ item, now });
    });
    return { todo, conflicts };
  }

  async #restore(found: readonly Found[]): Promise<void> {
    const deletes = found.filter(({ item }) => item.before === null);
    const puts = found.filter(({ item }) => item.before !== null);
    await this.#each(
      deletes.map(({ item }) => item),
      this.options,
      async (item) => {
        await ignoreMissing(
          (await this.#api(item.accountId)).delete(item.domain, item.list, item.address, this.options),
        );
        this.#restored.push(item);
      },
    );
    const ready = await this.#removeSurplusTags(puts);
    const groups = groupBy(ready, ({ accountId, domain, list }) => JSON.stringify([accountId, domain, list]));
    for (const items of groups.values()) await this.#put(items);
  }

  /** Whether writing an unsubscribe replaces or merges its tags is not documented, so those that must go are removed first. */
  async #removeSurplusTags(found: readonly Found[]): Promise<ChangedEntry[]> {
    const ready: ChangedEntry[] = [];
    const tagsToRemove = new Map(found.map(({ item, now }) => [item, surplusTags(item.before, now)]));
    await this.#each([...tagsToRemove.keys()], { ...this.options, onProgress: undefined }, async (item) => {
      const api = await this.#api(item.accountId);
      for (const tag of tagsToRemove.get(item) ?? []) {
        await ignoreMissing(api.deleteTag(item.domain, item.address, tag, this.options));
      }
      ready.push(item);
    });
    return ready;
  }

  /** Puts back entries of one list: by JSON batches, which keep every field; by single calls where there are none. */
  async #put(items: readonly ChangedEntry[]): Promise<void> {
    const [first] = items;
    if (first === undefined) return;
    const byEntry = new Map(items.flatMap((item) => (item.before === null ? [] : [[item.before, item] as const])));
    const entries = [...byEntry.keys()];
    const { added, rejected } = await this.#send(first, entries);
    for (const entry of added) this.#restored.push(...[byEntry.get(entry)].filter((item) => item !== undefined));
    for (const { entry, error } of rejected) {
      const item = byEntry.get(entry);
      if (item !== undefined) this.#failed.push({ item, error });
    }
  }

  async #send(first: ChangedEntry, entries: readonly Entry[]): ReturnType<typeof addMany> {
    const { concurrency } = this.ports;
    try {
      return await addMany(await this.#api(first.accountId), first, entries, {
        ...this.options,
        concurrency,
        alwaysBatch: true,
      });
    } catch (error) {
      return { added: [], rejected: entries.map((entry) => ({ entry, error })) };
    }
  }

  /** Works through items; what fails or is not begun is noted as failed. */
  async #each(
    items: readonly ChangedEntry[],
    options: ActionOptions,
    work: (item: ChangedEntry) => Promise<void>,
  ): Promise<void> {
    const left = await forEach(items, this.ports, options, async (item) => {
      try {
        await work(item);
      } catch (error) {
        this.#failed.push({ item, error });
      }
    });
    this.#failed.push(...left.map((item) => ({ item, error: cancelledError() })));
  }
}

function surplusTags(before: Entry | null, now: Entry | null): string[] {
  if (before?.list !== 'unsubscribes' || now?.list !== 'unsubscribes') return [];
  return now.tags.filter((tag) => !before.tags.includes(tag));
}

async function ignoreMissing(call: Promise<void>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!MailgunError.is(error, 'notListed')) throw error;
  }
}
