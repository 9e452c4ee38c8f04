/** From the rows of a file to batches ready to be sent: most of the work of an import, done by a thread of its own. */
import type { Entry } from '../../../mailgun/records';
import { addressKey } from '../../addressSyntax';
import { Fingerprints } from '../fingerprints';
import { estimatedRows, takeRows, type PlainRow, type Row, type RowTaker } from '../read';
import { UnitCutter, type Sendable, type Unit } from '../sending/units';
import type { Link, Task } from '../worker/task';
import { HeldRows } from './heldRows';
import { ALLOWLIST_CALLS } from './importShown';
import type { PackInput, PackMessage, PackOrder, Part } from './packTypes';
import { PartPacker } from './partPacker';
import { RowSorter } from './rowSorter';
import { StandingList } from './standingLists';

/** Invalid rows that a report names. */
const FIRST = 20;
/** Rows that are told of at once: each message is garbage for whoever sends the batches. */
const TOLD_AT_ONCE = 5000;
/** A buffer that became larger than this is not kept. */
const KEPT_BYTES = 4 * 1024 * 1024;

/** The same rows, in the same order, give the same units, whichever of them are done. */
export const packTask: Task<PackInput, PackOrder, PackMessage, void> = {
  name: 'pack',
  run: async (input, link) => {
    const expected = await estimatedRows(input.file, input.read);
    const widened = input.mayWiden ? await findWidened(input, link, expected) : new Fingerprints();
    link.post({ kind: 'begun' });
    await new Packing(input, link, widened, expected).run();
  },
};

/** Reads the file once before anything is sent, to find the addresses whose rows have different tags; see `rowSorter`. */
async function findWidened(
  { file, read }: PackInput,
  link: Link<PackMessage, PackOrder>,
  expected: number,
): Promise<Fingerprints> {
  const widened = new Fingerprints();
  const sorter = new RowSorter(expected);
  const taker: RowTaker = {
    row: ({ entry }) => {
      if (entry?.list === 'unsubscribes' && sorter.take(entry) === 'widens') widened.add(addressKey(entry.address));
    },
    plain: (row) => {
      if (row.list === 'unsubscribes' && sorter.takePlain(row) === 'widens') {
        widened.addAscii(row.bytes, row.addressFrom, row.addressTo);
      }
    },
  };
  for await (const rows of takeRows(file, read, taker, { signal: link.signal })) link.post({ kind: 'looked', rows });
  return widened;
}

class Packing implements RowTaker {
  readonly #sorter: RowSorter;
  readonly #held: HeldRows;
  readonly #standing = new Map<string, StandingList>();
  readonly #cutter: UnitCutter;
  readonly #parts: PartPacker;
  readonly #done: ReadonlySet<number>;
  readonly #isUpload: boolean;
  /** Buffers that nobody uses, and how many batches are under way. */
  readonly #free: ArrayBuffer[] = [];
  #underWay = 0;
  #isHalted = false;
  /** The buffer of a file that came back. */
  #uploaded: ArrayBuffer | undefined;
  #bytesRead = 0;
  /** What has come since the last word, to be dealt with where one can wait. */
  #counts = { rows: 0, duplicates: 0, invalid: 0 };
  #firstInvalid: Row[] = [];
  #hasTold = false;
  #named = 0;
  #units: Unit[] = [];
  #toHold: Sendable[] = [];
  #toUpload: Sendable[] = [];
  /** Entries of the allowlist while they are few. */
  #few: Sendable[] | undefined = [];

  constructor(
    private readonly input: PackInput,
    private readonly link: Link<PackMessage, PackOrder>,
    private readonly widened: Fingerprints,
    expectedRows: number,
  ) {
    this.#sorter = new RowSorter(expectedRows);
    const { standing, heldFolder, method, partBytes } = input;
    const known = standing && ((entry: Entry): boolean => this.#standing.get(entry.list)?.has(entry) ?? false);
    for (const [list, data] of Object.entries(standing ?? {})) this.#standing.set(list, StandingList.of(data));
    this.#held = new HeldRows(heldFolder);
    this.#done = new Set(input.done);
    const isDone = (number: number): boolean => this.#isHalted || this.#done.has(number);
    this.#cutter = new UnitCutter(0, { isDone, known, buffer: () => this.#free.pop() });
    this.#parts = new PartPacker({ limit: partBytes, known, upload: (part) => this.#upload(part) });
    this.#isUpload = method === 'upload';
  }

  /** Reads and packs all of it. */
  async run(): Promise<void> {
    try {
      await this.#pack();
    } finally {
      this.#tellRows();
    }
  }

  async #pack(): Promise<void> {
    const { file, read } = this.input;
    const onBytes = (bytes: number): void => void (this.#bytesRead = bytes);
    for await (const rows of takeRows(file, read, this, { signal: this.link.signal, onBytes })) {
      this.#counts.rows += rows;
      await this.#settle();
    }
    for await (const items of this.#held.united()) {
      for (const item of items) this.#send(item);
      await this.#settle();
    }
    for (const item of this.#few ?? []) this.#keep(this.#cutter.add(item));
    this.#units.push(...this.#cutter.rest());
    await this.#settle();
    await this.#parts.end();
  }

  row(row: Row): void {
    const { line, entry } = row;
    if (entry === undefined) {
      this.#counts.invalid += 1;
      if (this.#named++ < FIRST) this.#firstInvalid.push(row);
      return;
    }
    const isFirst = this.#sorter.take(entry) === 'first';
    if (!isFirst) this.#counts.duplicates += 1;
    if (entry.list === 'unsubscribes' && this.widened.has(addressKey(entry.address))) {
      this.#toHold.push({ line, entry });
    } else if (isFirst) this.#send({ line, entry });
  }

  plain(row: PlainRow): void {
    const isHeld =
      this.widened.size > 0 && this.widened.compareAscii(row.bytes, row.addressFrom, row.addressTo) !== 'new';
    if (isHeld || this.#isUpload) return this.row({ line: row.line, cells: [], entry: row.entry() });
    if (this.#sorter.takePlain(row) !== 'first') this.#counts.duplicates += 1;
    else this.#keep(this.#cutter.addWritten(row, this.#standing.get(row.list)?.hasPlain(row) ?? false));
  }

  /** Sends a row on its way: into a batch, or into a file. */
  #send(item: Sendable): void {
    if (this.#isUpload) this.#toUpload.push(item);
    else if (item.entry.list !== 'allowlist') this.#keep(this.#cutter.add(item));
    else if (this.#few === undefined) this.#toUpload.push(item);
    else if (this.#few.push(item) > ALLOWLIST_CALLS) {
      this.#toUpload.push(...this.#few);
      this.#few = undefined;
    }
  }

  #keep(unit: Unit | undefined): void {
    if (unit !== undefined) this.#units.push(unit);
  }

  /** Tells and hands over what has come, and waits until there is room for more. */
  async #settle(): Promise<void> {
    for (const { line, entry } of this.#toHold.splice(0)) {
      if (entry.list === 'unsubscribes') await this.#held.add(line, entry);
    }
    if (!this.#hasTold || this.#counts.rows >= TOLD_AT_ONCE) this.#tellRows();
    for (const unit of this.#units.splice(0)) this.#post(unit);
    if (this.#toUpload.length > 0) await this.#parts.add(this.#toUpload.splice(0));
    for (let order = this.link.poll(); order !== undefined; order = this.link.poll()) this.#hear(order);
    while (this.#underWay >= this.input.buffers && !this.#isHalted) await this.#wait();
  }

  #tellRows(): void {
    this.#hasTold = true;
    this.link.post({ kind: 'rows', ...this.#counts, firstInvalid: this.#firstInvalid, bytesRead: this.#bytesRead });
    this.#counts = { rows: 0, duplicates: 0, invalid: 0 };
    this.#firstInvalid = [];
  }

  #post(unit: Unit): void {
    const { content, lines, known } = unit;
    const buffers = [lines.buffer, ...(known === undefined ? [] : [known.buffer])];
    if ('json' in content) {
      buffers.push(content.json.buffer);
      this.#underWay += 1;
    }
    this.link.post({ kind: 'unit', unit }, buffers);
  }

  async #upload(part: Part): Promise<ArrayBuffer | undefined> {
    this.#uploaded = undefined;
    this.link.post({ kind: 'part', part }, [part.csv.buffer]);
    while (this.#uploaded === undefined && !this.#isHalted) await this.#wait();
    return this.#uploaded;
  }

  async #wait(): Promise<void> {
    const order = await this.link.next();
    // Who closes the line wants no more.
    this.#hear(order ?? { kind: 'halt' });
  }

  #hear(order: PackOrder): void {
    if (order.kind === 'uploaded') this.#uploaded = order.buffer;
    else if (order.kind === 'halt') this.#isHalted = true;
    else {
      this.#underWay -= 1;
      const { buffer } = order;
      if (buffer !== undefined && buffer.byteLength <= KEPT_BYTES) this.#free.push(buffer);
    }
  }
}
