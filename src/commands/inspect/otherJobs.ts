/** Imports and copies of other windows, as far as their journals tell. */
import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { ListRef } from '../../core/refs';
import { readHead } from '../../core/transfer/jobs/head';
import type { JobHead } from '../../core/transfer/jobs/job';
import { ownerIn, ownerOf } from '../../core/transfer/jobs/owner';
import { listsOfPlan } from '../../core/transfer/read/readPlan';
import { LIST_NAMES } from '../../mailgun/lists';

/** The folder of a job, or what it is called when it is about to be removed. */
const FOLDER = /^([\w-]{1,80})(\.done)?$/;

const domain = v.object({ accountId: v.string(), domain: v.string() });
const list = v.picklist(LIST_NAMES);
/** What is needed of the heads of an import and a copy. */
const schema = v.union([
  v.object({
    kind: v.literal('import'),
    spec: v.object({
      ...domain.entries,
      read: v.object({ list: v.optional(list), mapping: v.object({ list: v.optional(v.number()) }) }),
    }),
  }),
  v.object({ kind: v.literal('copy'), source: v.object({ list }), targets: v.array(domain) }),
]);

interface Seen {
  readonly lists: readonly ListRef[];
  /** Whether another process worked on it last. */
  isOther: boolean;
  readonly watcher: FSWatcher | undefined;
}

/** Follows the jobs in a folder. What deletes keeps a change that says so already. */
export class OtherJobs {
  readonly #seen = new Map<string, Seen>();
  /** What was said to have ended: its folder is a while in going. */
  readonly #ended = new Set<string>();

  /** @param onChange told of the lists of a job when another window begins with it, stops and ends */
  constructor(
    private readonly folder: string,
    private readonly onChange: (lists: readonly ListRef[]) => void,
  ) {}

  /** Looks at what has come to the folder, or gone. */
  async look(name: string): Promise<void> {
    const [, id = '', isDone] = FOLDER.exec(name) ?? [];
    if (id === '' || this.#ended.has(id)) return;
    const known = this.#seen.get(id);
    // The folder goes by two names: that it has another now says everything.
    if (known !== undefined && isDone === undefined) return;
    const seen = known ?? (await this.#see(id, name));
    if (seen === undefined) return;
    if (isDone !== undefined) {
      seen.watcher?.close();
      this.#seen.delete(id);
      this.#ended.add(id);
    }
    if (seen.isOther) this.onChange(seen.lists);
  }

  dispose(): void {
    for (const { watcher } of this.#seen.values()) watcher?.close();
    this.#seen.clear();
  }

  async #see(id: string, name: string): Promise<Seen | undefined> {
    const folder = join(this.folder, name);
    const owner = await ownerOf(folder);
    const lists = listsOf((await readHead(folder))?.head);
    const known = this.#seen.get(id);
    if (known !== undefined || lists.length === 0 || owner === undefined) return known;
    const seen = { lists, isOther: owner !== process.pid, watcher: this.#watch(id, folder) };
    this.#seen.set(id, seen);
    return seen;
  }

  /** Where a folder cannot be watched, only its end is told. */
  #watch(id: string, folder: string): FSWatcher | undefined {
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        if (event === 'rename' && name?.startsWith('owner.') === true) this.#owned(id, ownerIn(name));
      });
      return watcher.on('error', () => watcher.close());
    } catch {
      return undefined;
    }
  }

  /** Somebody has taken the job or let go of it. */
  #owned(id: string, owner: number | undefined): void {
    const seen = this.#seen.get(id);
    if (seen === undefined) return;
    const wasOther = seen.isOther;
    if (owner !== undefined) seen.isOther = owner !== process.pid;
    if (wasOther || seen.isOther) this.onChange(seen.lists);
  }
}

/** The lists that a job writes to, as far as its file may say which; none for other kinds of jobs. */
function listsOf(head: JobHead | undefined): readonly ListRef[] {
  const { success, output } = v.safeParse(schema, head);
  if (!success) return [];
  if (output.kind === 'copy') return output.targets.map((target) => ({ ...target, list: output.source.list }));
  const { accountId, domain, read } = output.spec;
  return listsOfPlan(read).map((list) => ({ accountId, domain, list }));
}
