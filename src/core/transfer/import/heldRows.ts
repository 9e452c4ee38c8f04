/** Rows of the same addresses, held back until all of them are known, in files where there are too many for the memory. */
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Unsubscribe } from '../../../mailgun/records';
import { addressKey } from '../../addressSyntax';
import { Fingerprints } from '../fingerprints';
import { widened } from './rowSorter';
import type { Sendable } from '../sending/sendEntries';

/** Rows kept in memory at most; more go to files, by their address, so that each file can be united by itself. */
const IN_MEMORY = 20_000;
const PARTS = 64;

interface Held extends Sendable {
  readonly entry: Unsubscribe;
}

/**
 * The rows of unsubscribes whose addresses come with different tags. The same rows in the same order give the same entries in the same
 * order. Uses a folder of its own, whose content does not outlive `united`.
 */
export class HeldRows {
  #rows: Held[] = [];
  #isSpilled = false;

  /** The folder need not be there. */
  constructor(
    private readonly folder: string,
    private readonly inMemory = IN_MEMORY,
  ) {}

  async add(line: number, entry: Unsubscribe): Promise<void> {
    this.#rows.push({ line, entry });
    if (this.#rows.length >= this.inMemory) await this.#spill();
  }

  /** One entry for each address, with the line of its first row and the tags of all. */
  async *united(): AsyncGenerator<readonly Sendable[]> {
    if (!this.#isSpilled) {
      yield unite(this.#rows);
      return;
    }
    await this.#spill();
    for (let part = 0; part < PARTS; part += 1) {
      const text = await readFile(this.#file(part), 'utf8').catch(() => '');
      const lines = text.split('\n').filter((line) => line !== '');
      yield unite(lines.map((line) => JSON.parse(line) as Held));
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  async #spill(): Promise<void> {
    if (!this.#isSpilled) {
      // What a process that was killed left is not to be mixed with what is read now.
      await rm(this.folder, { recursive: true, force: true });
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
    }
    this.#isSpilled = true;
    const texts = new Map<number, string>();
    for (const row of this.#rows) {
      const part = Fingerprints.hash(addressKey(row.entry.address)) % PARTS;
      texts.set(part, `${texts.get(part) ?? ''}${JSON.stringify(row)}\n`);
    }
    for (const [part, text] of texts) await appendFile(this.#file(part), text, { mode: 0o600 });
    this.#rows = [];
  }

  #file(part: number): string {
    return join(this.folder, String(part));
  }
}

function unite(rows: readonly Held[]): Sendable[] {
  const byAddress = new Map<string, Held>();
  for (const row of rows) {
    const key = addressKey(row.entry.address);
    const first = byAddress.get(key);
    byAddress.set(key, first === undefined ? row : { ...first, entry: widened(first.entry, row.entry) });
  }
  return [...byAddress.values()];
}
