/** What the benchmark is asked to do. */
import { parseArgs } from 'node:util';
import { BULK_TASKS } from './bulk/tasks';
import { ACTIVATION_TASK, SIZES_TASK, TABLE_TASK, TREE_TASK } from './names';
import { TASKS } from './small/tasks';

export interface Arguments {
  /** Entries of the bulk tasks; the table has as many as the largest. */
  readonly sizes: readonly number[];
  /** Tasks by name; all if empty. */
  readonly only: readonly string[];
  readonly quick: boolean;
  /** A task that is not to be compared: only ours runs, and leaves its CPU profile. */
  readonly profile: string | undefined;
}

const NAMES = [...TASKS, TREE_TASK, ACTIVATION_TASK, SIZES_TASK, ...BULK_TASKS, TABLE_TASK].map(({ name }) => name);
/** Those that nobody waits for in one of our processes. */
const UNPROFILED: readonly string[] = [SIZES_TASK.name, TABLE_TASK.name];

const USAGE = `npm run bench -- [--only <task>] [--quick] [--bulk <entries>] | --profile <task>
  --only     one task, may be given again: ${NAMES.join(', ')}
  --quick    fewer rounds, and bulk tasks without mailgun.js
  --bulk     entries of the bulk tasks and of the table, may be given again; 1000000 and 10000 unless given
  --profile  one task, ours alone: its CPU profile goes to out/profiles`;

/** Reads the command line; ends the process with how to use it when it cannot be understood. */
export function readArguments(): Arguments {
  const options = {
    bulk: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    profile: { type: 'string' },
  } as const;
  try {
    const { bulk = ['1000000', '10000'], only = [], quick, profile } = parseArgs({ options }).values;
    for (const size of bulk)
      if (!/^[1-9]\d{2,6}$/.test(size)) throw new Error('--bulk takes a number from 100 to 9999999.');
    for (const name of profile === undefined ? only : [...only, profile])
      if (!NAMES.includes(name)) throw new Error(`There is no task ${name}.`);
    if (profile !== undefined && UNPROFILED.includes(profile)) throw new Error(`${profile} has no profile.`);
    return { sizes: bulk.map(Number), only, quick, profile };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}
