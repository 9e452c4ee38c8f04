/** The undo record of a deletion: recorded whole before the first delete, reduced to what was really deleted afterwards. */
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../../../mailgun/records';
import type { BulkChange, BulkPart } from '../../change';
import type { BulkPorts } from './bulkPorts';
import type { DeletePart } from './deletePlan';
import { readNdjson, writeNdjson } from '../files/ndjson';

/** What a deletion is, for its undo. `file`: the entries of a part, in the order of their units. */
export interface Deletion {
  readonly changeId: string;
  readonly at: number;
  readonly parts: readonly DeletePart[];
  readonly file: (index: number) => string;
}

/** The change of one deletion, with copies of its entries that outlive the job. */
export class DeleteUndo {
  constructor(
    private readonly deletion: Deletion,
    private readonly ports: Pick<BulkPorts, 'folder' | 'store'>,
  ) {}

  /** Records everything that is to be deleted. Throws when that cannot be written; then nothing may be deleted. */
  async record(): Promise<void> {
    const { parts, file } = this.deletion;
    await mkdir(this.ports.folder, { recursive: true, mode: 0o700 });
    for (const index of parts.keys()) await copyFile(file(index), this.#backup(index));
    await this.#keep(parts.map((part, index) => ({ ...part, backup: this.#backup(index) })));
  }

  /** Reduces the record to the units that are gone; returns what can be undone, if anything. */
  async conclude(isGone: (unit: number) => boolean): Promise<BulkChange | undefined> {
    const kept: BulkPart[] = [];
    let first = 0;
    for (const [index, part] of this.deletion.parts.entries()) {
      const source = only(readNdjson(this.deletion.file(index), part.list), first, isGone);
      const { records } = await writeNdjson(this.#backup(index), source);
      if (records > 0) kept.push({ ...part, records, backup: this.#backup(index) });
      else await rm(this.#backup(index), { force: true });
      first += part.records;
    }
    return this.#keep(kept);
  }

  async #keep(parts: readonly BulkPart[]): Promise<BulkChange | undefined> {
    const { changeId: id, at } = this.deletion;
    const change: BulkChange = { id, at, kind: 'bulkDelete', parts };
    // It may have been undone between two runs of the job.
    const known = await this.ports.store.update(change);
    if (parts.length === 0) return undefined;
    if (!known) await this.ports.store.add(change);
    return change;
  }

  #backup(index: number): string {
    return join(this.ports.folder, `${this.deletion.changeId}-${index}.ndjson`);
  }
}

async function* only(
  source: AsyncIterable<readonly Entry[]>,
  first: number,
  isGone: (unit: number) => boolean,
): AsyncGenerator<readonly Entry[]> {
  let unit = first;
  for await (const entries of source) {
    const begin = unit;
    unit += entries.length;
    const gone = entries.filter((_, index) => isGone(begin + index));
    if (gone.length > 0) yield gone;
  }
}
