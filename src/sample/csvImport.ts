/** The asynchronous file import: the header is judged at once, the rows are stored a little later, bad rows are skipped. */
import { Readable } from 'node:stream';
import { parse, type Options } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import type { ListRules } from './lists';
import { BadRequest, type Draft, type SampleRecord } from './records';

/** How many rows are stored between two pauses, so that a large file never blocks the host. */
const CHUNK = 2000;

const OPTIONS = {
  bom: true,
  trim: true,
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_error: true,
} as const satisfies Options;

/** Column names of a file, lower-cased. Throws BadRequest when there is no address column (nor domain, on the allowlist). */
export function readHeader(text: string, rules: ListRules): string[] {
  const head = text.slice(0, 65_536);
  const rows = parseSync(head, { ...OPTIONS, to: 1 });
  const columns = (rows[0] ?? []).map((name) => name.toLowerCase());
  if (!columns.includes('address') && !(rules.list === 'allowlist' && columns.includes('domain'))) {
    throw new BadRequest('while reading csv header');
  }
  return columns;
}

/** Records of a file in portions. Rows that make no record are skipped, as the API reports no row errors. */
export async function* readRows(text: string, rules: ListRules, now: number): AsyncGenerator<SampleRecord[]> {
  const columns = readHeader(text, rules);
  const rows = Readable.from([text]).pipe(parse({ ...OPTIONS, from: 2 }));
  let records: SampleRecord[] = [];
  for await (const row of rows as AsyncIterable<string[]>) {
    const record = makeRecord(rules, columns, row, now);
    if (record !== undefined) {
      records.push(record);
    }
    if (records.length >= CHUNK) {
      yield records;
      records = [];
    }
  }
  yield records;
}

function makeRecord(rules: ListRules, columns: string[], row: string[], now: number): SampleRecord | undefined {
  const cells = new Map(columns.map((name, index) => [name, row[index] ?? '']));
  const draft: Draft = {
    address: cells.get('address'),
    domain: cells.get('domain'),
    code: cells.get('code'),
    error: cells.get('error'),
    reason: cells.get('reason'),
    created_at: cells.get('created_at'),
    tags: splitTags(cells.get('tags') ?? cells.get('tag') ?? ''),
  };
  try {
    return rules.make(draft, now);
  } catch (error) {
    if (error instanceof BadRequest) {
      return undefined;
    }
    throw error;
  }
}

/** Several tags in one cell: `a;b`, `a,b`, `["a","b"]`, `['a']`. */
function splitTags(cell: string): string[] {
  return cell
    .replace(/^\[(.*)\]$/s, '$1')
    .split(/[,;]/)
    .map((tag) => tag.trim().replace(/^(["'])(.*)\1$/s, '$2'));
}

/** Imports under way. `idle` runs what still waits, so that tests need no clock. */
export class Imports {
  private readonly waiting = new Map<NodeJS.Timeout, () => Promise<void>>();
  private readonly running = new Set<Promise<void>>();

  /** Starts a job after a delay in milliseconds. */
  schedule(delayMs: number, job: () => Promise<void>): void {
    const timer = setTimeout(() => this.start(timer), delayMs);
    this.waiting.set(timer, job);
  }

  /** Resolves when every import accepted so far has been applied. */
  async idle(): Promise<void> {
    for (const timer of [...this.waiting.keys()]) {
      this.start(timer);
    }
    while (this.running.size > 0) {
      await Promise.all(this.running);
    }
  }

  /** Forgets what has not started. */
  stop(): void {
    for (const timer of this.waiting.keys()) {
      clearTimeout(timer);
    }
    this.waiting.clear();
  }

  private start(timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    const job = this.waiting.get(timer);
    this.waiting.delete(timer);
    if (job === undefined) {
      return;
    }
    // Nobody is told of a failed import (its domain may be gone by now); it must not take the host along.
    const run: Promise<void> = job()
      .catch(() => undefined)
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }
}
