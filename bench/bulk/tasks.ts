/** The bulk tasks: what each finds, what must have come of it, and the ways to do it. */
import path from 'node:path';
import { digestOfFile } from './digest';
import { DOMAINS } from './people';
import type { Stage } from './stage';
import { EXPORTED, type Job } from './way';
import type { WayId } from './ways';

/** One way to do a task. */
export interface BulkWay {
  readonly id: WayId;
  readonly name: string;
  /** Requests at once; where a way has no choice, those it makes. */
  readonly atOnce: number;
  /** How often it is measured. */
  readonly runs: number;
  /** False for what does less than the task. */
  readonly isPeer?: boolean;
}

export interface BulkTask {
  /** What `--only` calls it. */
  readonly name: string;
  readonly title: (count: number) => string;
  /** How many entries it is about, of the size given. */
  readonly count: (size: number) => number;
  /** The fewest requests there can be. */
  readonly least: (count: number) => number;
  readonly ways: readonly BulkWay[];
  /** Makes the lists and files as new. */
  stage(stage: Stage, count: number): Promise<Partial<Job>>;
  /** Throws unless everything was really done. */
  check(stage: Stage, count: number, folder: string): Promise<void>;
}

const AT_ONCE = 16;
const OFFICIAL = 'mailgun.js';
/** The client's own way, and twice, with the others between. */
const ours = (id: WayId): BulkWay => ({ id, name: 'ours', atOnce: AT_ONCE, runs: 2 });
const official = (id: WayId, how: string, atOnce: number): BulkWay => ({
  id,
  name: `${OFFICIAL} ${how}`.trim(),
  atOnce,
  runs: 1,
});
const pages = (count: number): number => Math.floor(count / 1000) + 1;
const batches = (count: number): number => Math.ceil(count / 999);

export const BULK_TASKS: readonly BulkTask[] = [
  {
    name: 'export',
    title: (count) => `export ${count}`,
    count: (size) => size,
    least: pages,
    ways: [
      ours('exportOurs'),
      { id: 'exportPlain', name: 'plain sequential reader', atOnce: 1, runs: 1 },
      official('exportOfficial', '', 1),
    ],
    async stage(stage, count) {
      await stage.fill(DOMAINS.export, count);
      return {};
    },
    async check(stage, _count, folder) {
      stage.same(await digestOfFile(path.join(folder, EXPORTED)), await stage.digest(DOMAINS.export));
    },
  },
  {
    name: 'import',
    title: (count) => `import ${count}`,
    count: (size) => size,
    least: batches,
    ways: [
      ours('importOurs'),
      { id: 'importPlain', name: 'prepared bodies, posted', atOnce: AT_ONCE, runs: 2, isPeer: false },
      official('importOfficial', `${AT_ONCE} at once`, AT_ONCE),
      official('importOfficial', 'one by one', 1),
    ],
    async stage(stage, count) {
      await stage.empty(DOMAINS.imported);
      return { csv: await stage.csv(count) };
    },
    async check(stage, count) {
      await stage.fill(DOMAINS.export, count);
      stage.same(await stage.digest(DOMAINS.imported), await stage.digest(DOMAINS.export));
    },
  },
  {
    name: 'delete',
    title: (count) => `delete ${count} of ${2 * count}`,
    // Each is a request of its own.
    count: (size) => Math.ceil(Math.max(size / 100, Math.min(size / 10, 1000))),
    least: (count) => count,
    ways: [
      ours('deleteOurs'),
      official('deleteOfficial', `${AT_ONCE} at once`, AT_ONCE),
      official('deleteOfficial', 'one by one', 1),
    ],
    async stage(stage, count) {
      await stage.renew(DOMAINS.deleted, 2 * count);
      return { addresses: stage.evenAddresses(2 * count) };
    },
    async check(stage, count) {
      await stage.fill(DOMAINS.rest, 2 * count, 'odd');
      stage.same(await stage.digest(DOMAINS.deleted), await stage.digest(DOMAINS.rest));
    },
  },
  {
    name: 'copy',
    title: (count) => `copy ${count}`,
    count: (size) => Math.ceil(Math.max(size / 10, Math.min(size, 10_000))),
    // The target must have been looked at, even if it is empty.
    least: (count) => pages(count) + 1 + batches(count),
    ways: [
      ours('copyOurs'),
      official('copyOfficial', `${AT_ONCE} at once`, AT_ONCE),
      official('copyOfficial', 'one by one', 1),
    ],
    async stage(stage, count) {
      await stage.fill(DOMAINS.copyFrom, count);
      await stage.empty(DOMAINS.copied);
      return {};
    },
    async check(stage) {
      stage.same(await stage.digest(DOMAINS.copied), await stage.digest(DOMAINS.copyFrom));
    },
  },
];

/** A task as quick as it can be measured: peers take the longest. */
export function withoutOfficial(task: BulkTask): BulkTask {
  return { ...task, ways: task.ways.filter(({ name }) => !name.startsWith(OFFICIAL)) };
}
