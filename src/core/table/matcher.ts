/** Which rows a filter leaves, found column by column. */
import { type Bits, CHUNK, type Column } from './columns';
import { codeClassOf, timeOf } from './filterWords';
import type { Work } from './slices';
import type { TableFilter } from './tableTypes';
import type { TableStore } from './tableStore';
import { bytesOf } from './textBytes';
import { markTexts, Marks } from './marks';
import { searchTexts } from './textSearch';

/** Rows `base + from` up to but without `base + to` of a chunk. */
interface Part {
  readonly chunk: number;
  readonly from: number;
  readonly to: number;
}

/** Clears the marks of those rows of a part that do not fit. */
type Condition = (marks: Uint8Array, part: Part) => void;

/** A filter made ready for a store; it can be asked again as the store grows. */
export class Matcher {
  readonly #conditions: Condition[] = [];
  /** Brings up to date what is known of dictionaries. */
  readonly #refreshers: (() => Iterable<void>)[] = [];
  readonly #marks = new Uint8Array(CHUNK);
  readonly #text: TextCondition | undefined;

  constructor(
    private readonly store: TableStore,
    filter: TableFilter,
  ) {
    this.#addLists(filter);
    this.#addCodes(filter);
    this.#addTimes(filter);
    this.#addDomain(filter);
    this.#addTag(filter);
    if (filter.text !== undefined && filter.text !== '') this.#text = new TextCondition(store, filter.text);
  }

  /** Adds to `found` the rows `from` up to but without `to` that are there and fit. Returns how many. */
  *select(from: number, to: number, found: Bits): Work<number> {
    for (const refresh of this.#refreshers) yield* refresh();
    if (this.#text) yield* this.#text.refresh();
    let sum = 0;
    for (let start = from; start < to;) {
      const end = Math.min(to, (Math.floor(start / CHUNK) + 1) * CHUNK);
      const base = start - (start % CHUNK);
      sum += yield* this.#selectPart({ chunk: base / CHUNK, from: start - base, to: end - base }, found);
      start = end;
    }
    return sum;
  }

  *#selectPart(part: Part, found: Bits): Work<number> {
    // Rows can go while others have their turn, so that it is asked last whether they are there.
    const hits = this.#text === undefined ? undefined : yield* this.#text.search(part);
    const marks = this.#marks;
    const alive = this.store.columns.aliveChunk(part.chunk);
    for (let at = part.from; at < part.to; at++) marks[at] = (alive[at] ?? 0) & (hits?.[at] ?? 1) & 1;
    for (const condition of this.#conditions) condition(marks, part);
    let sum = 0;
    const words = found.words(part.chunk);
    for (let at = part.from; at < part.to; at++) {
      if (marks[at] === 0) continue;
      words[at >>> 5] = (words[at >>> 5] ?? 0) | (1 << (at & 31));
      sum++;
    }
    yield;
    return sum;
  }

  #addLists({ lists, domain }: TableFilter): void {
    if (lists === undefined && domain === undefined) return;
    const fits = this.store.lists.map(
      (ref) =>
        (lists === undefined || lists.includes(ref.list)) &&
        (domain === undefined || ref.domain.toLowerCase() === domain.toLowerCase()),
    );
    this.#addMarked(this.store.columns.list, Marks.of(fits));
  }

  #addCodes({ code, codeClass }: TableFilter): void {
    const { columns } = this.store;
    if (code !== undefined) this.#addEqual(columns.code, () => columns.codes.find(code));
    if (codeClass === undefined) return;
    const marks = new Marks();
    this.#addMarked(columns.code, marks, function* () {
      for (let [id, end] = marks.extend(columns.codes.size); id < end; id++) {
        if (id > 0 && codeClassOf(columns.codes.get(id)) === codeClass) marks.set(id);
        if (id % 1024 === 0) yield;
      }
    });
  }

  #addTimes({ from = -Infinity, until = Infinity }: TableFilter): void {
    if (from === -Infinity && until === Infinity) return;
    this.#conditions.push((marks, part) => {
      const times = this.store.columns.createdAt.chunk(part.chunk);
      for (let at = part.from; at < part.to; at++) {
        const time = times[at] ?? NaN;
        if (!(time >= from && time < until)) marks[at] = 0;
      }
    });
  }

  #addDomain({ at }: TableFilter): void {
    const { columns } = this.store;
    if (at !== undefined) this.#addEqual(columns.at, () => columns.domains.find(at.toLowerCase()));
  }

  #addTag({ tag }: TableFilter): void {
    if (tag === undefined) return;
    const { tagSets, tags } = this.store.columns;
    const marks = new Marks();
    this.#addMarked(tags, marks, function* () {
      const wanted = tagSets.tags.find(tag);
      for (let [set, end] = marks.extend(tagSets.size); set < end; set++) {
        if (tagSets.idsOf(set).includes(wanted)) marks.set(set);
        if (set % 1024 === 0) yield;
      }
    });
  }

  /** A column must have the number that a text has, once it has one. */
  #addEqual(column: Column<Uint32Array>, find: () => number): void {
    let wanted = -1;
    this.#refreshers.push(() => {
      if (wanted < 0) wanted = find();
      return [];
    });
    this.#conditions.push((marks, { chunk, from, to }) => {
      const ids = column.chunk(chunk);
      for (let at = from; at < to; at++) if (ids[at] !== wanted) marks[at] = 0;
    });
  }

  /** A column must have a number that is marked. */
  #addMarked(column: Column<Uint32Array>, fits: Marks, refresh?: () => Iterable<void>): void {
    if (refresh) this.#refreshers.push(refresh);
    this.#conditions.push((marks, { chunk, from, to }) => {
      const ids = column.chunk(chunk);
      const { bytes } = fits;
      for (let at = from; at < to; at++) if (bytes[ids[at] ?? 0] !== 1) marks[at] = 0;
    });
  }
}

/** A text anywhere in any column. */
class TextCondition {
  readonly #needle: Buffer;
  readonly #time: ReturnType<typeof timeOf>;
  readonly #lists: Marks;
  readonly #codes = new Marks();
  readonly #texts = new Marks();
  readonly #tags = new Marks();
  readonly #sets = new Marks();
  readonly #hits = new Uint8Array(CHUNK);

  constructor(
    private readonly store: TableStore,
    text: string,
  ) {
    const lower = text.toLowerCase();
    this.#needle = bytesOf(lower);
    this.#time = timeOf(text.trim());
    const holds = (value: string) => value.toLowerCase().includes(lower);
    this.#lists = Marks.of(store.lists.map(({ domain, list }) => holds(domain) || holds(list)));
  }

  /** Searches what is new in the short dictionaries. */
  *refresh(): Work<void> {
    const { codes, tagSets } = this.store.columns;
    yield* markTexts(this.#codes, codes.texts, this.#needle);
    // Sets first: their tags are there by then.
    const sets = this.#sets.extend(tagSets.size);
    yield* markTexts(this.#tags, tagSets.tags.texts, this.#needle);
    for (let set = sets[0]; set < sets[1]; set++) {
      if (tagSets.idsOf(set).some((tag) => this.#tags.bytes[tag] === 1)) this.#sets.set(set);
      if (set % 1024 === 0) yield;
    }
  }

  /** Marks the rows of a part that hold the text, from its place in the chunk on. What takes long is searched only for rows still in doubt. */
  *search(part: Part): Work<Uint8Array> {
    const { columns } = this.store;
    const hits = this.#hits;
    const base = part.chunk * CHUNK;
    hits.fill(0, part.from, part.to);
    this.#mark(part, columns.list, this.#lists);
    this.#mark(part, columns.code, this.#codes);
    this.#mark(part, columns.tags, this.#sets);
    yield;
    if (this.#isDecided(part)) return hits;
    const range = [base + part.from, base + part.to] as const;
    yield* searchTexts(columns.addresses, this.#needle, range, { bytes: hits, base });
    if (this.#isDecided(part)) return hits;
    yield* markTexts(this.#texts, columns.texts.texts, this.#needle);
    this.#mark(part, columns.text, this.#texts);
    if (this.#time) this.#markTimes(part, this.#time);
    yield;
    return hits;
  }

  /** Whether all rows of a part hold the text. */
  #isDecided({ from, to }: Part): boolean {
    const missing = this.#hits.indexOf(0, from);
    return missing < 0 || missing >= to;
  }

  #mark({ chunk, from, to }: Part, column: Column<Uint32Array>, fits: Marks): void {
    if (!fits.any) return;
    const { bytes } = fits;
    const ids = column.chunk(chunk);
    for (let at = from; at < to; at++) if (bytes[ids[at] ?? 0] === 1) this.#hits[at] = 1;
  }

  #markTimes({ chunk, from, to }: Part, time: { readonly from: number; readonly until: number }): void {
    const times = this.store.columns.createdAt.chunk(chunk);
    for (let at = from; at < to; at++) {
      const created = times[at] ?? NaN;
      if (created >= time.from && created < time.until) this.#hits[at] = 1;
    }
  }
}
