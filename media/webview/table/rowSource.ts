/** Where the rows come from: asks the host for those in sight and a little ahead, and keeps one version of the view whole. */
import { RowCache } from '../../../src/views/tableRows';
import type { Rows, Select, TableRow, ViewInfo } from '../../../src/views/tableMessages';

/** Rows asked for at a time where somebody reads on, and how far ahead. */
const BLOCK = 200;
/** Requests for rows at once. */
const AT_ONCE = 2;
/** Rows in sight that are tried as the one that stays where it is. */
const ANCHORS = 8;
/** At least so long between two versions, in milliseconds: while a list is read they come fast. */
const BREATH = 100;

/** Rows by their places; `to` is not included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export interface RowHost {
  rows(from: number, count: number): Promise<Rows>;
  indexOf(row: number): Promise<number | undefined>;
}

/** Rows in sight. */
export interface Sight extends Range {
  readonly isAtTop: boolean;
  readonly direction: 1 | -1;
  /** Whether so much passes by that nobody reads. */
  readonly isFast: boolean;
}

export interface RowSourceEvents {
  sight(): Sight;
  /** Rows have come, or changed their look. */
  arrived(): void;
  /** Rows of which it must be known where they are, by id, such as the one with the focus. */
  marks(): readonly (number | undefined)[];
  /** Another version is shown: what is in sight has moved by so many rows, and the marked ones are there now. `isOther`: another view altogether. */
  replaced(shift: number, marks: readonly (number | undefined)[], isOther: boolean): void;
  failed(error: unknown): void;
}

export class RowSource {
  count = 0;
  readonly cache = new RowCache();
  private version = -1;
  private wanted: Pick<ViewInfo, 'version' | 'count'> | undefined;
  private reset = false;
  private stale = false;
  private replacing = false;
  private readonly pending = new Set<Range>();

  constructor(
    private readonly host: RowHost,
    private readonly events: RowSourceEvents,
  ) {}

  get(index: number): TableRow | undefined {
    return this.cache.get(index);
  }

  /**
   * The view has changed. What is in sight stays where it is, unless the view is another one altogether: `reset`. Rows that came
   * along are not asked for where there were none.
   */
  adopt(view: Pick<ViewInfo, 'version' | 'count'>, reset = false, first?: Rows): void {
    this.wanted = view;
    this.reset ||= reset;
    if (first?.version === view.version && this.count === 0 && !this.reset && !this.replacing)
      return this.begin(view, first);
    if (view.version <= this.version && !this.reset) {
      if (view.version === this.version && view.count !== this.count) {
        this.count = view.count;
        this.events.arrived();
      }
      return;
    }
    void this.replaceAll();
  }

  /** Rows look different, such as after a change of the selection that was not made here. */
  refresh(): void {
    this.stale = true;
    void this.replaceAll();
  }

  select(select: Select): void {
    this.cache.select(select);
    this.events.arrived();
  }

  /** Asks for what is missing in sight, then for what comes next, then for what a turn back would show. To be called whenever something else is in sight. */
  fetch(): void {
    const sight = this.events.sight();
    if (this.version < 0 || this.replacing || this.pending.size >= (sight.isFast ? 1 : AT_ONCE)) return;
    const gap = this.gap(Math.max(0, sight.from), Math.min(this.count, sight.to));
    if (gap !== undefined) return this.ask(sight.isFast ? gap : this.extended(gap, sight.direction));
    if (this.pending.size > 0 || sight.isFast) return;
    const [below, above] = [this.near(sight.to), this.near(sight.from - BLOCK / 2)];
    const next = sight.direction > 0 ? (below ?? above) : (above ?? below);
    if (next !== undefined) this.ask(this.extended(next, next === below ? 1 : -1));
  }

  /** What is missing of some rows that come into sight soon. */
  private near(from: number): Range | undefined {
    return this.gap(Math.max(0, from), Math.min(this.count, from + BLOCK / 2));
  }

  private begin({ version, count }: Pick<ViewInfo, 'version' | 'count'>, { from, rows }: Rows): void {
    this.version = version;
    this.count = count;
    this.cache.put(from, rows, this.cache.moment);
    this.events.replaced(0, [undefined, undefined], false);
    this.events.arrived();
  }

  /** What is neither there nor under way. */
  private gap(from: number, to: number): Range | undefined {
    const missing = this.cache.missing(from, to);
    if (missing === undefined) return undefined;
    let { from: first, to: last } = missing;
    for (const { from, to } of this.pending) {
      if (from <= first && to > first) first = to;
      if (to >= last && from < last) last = from;
    }
    return first < last ? { from: first, to: last } : undefined;
  }

  private extended({ from, to }: Range, direction: 1 | -1): Range {
    return direction > 0
      ? { from, to: Math.min(this.count, Math.max(to, from + BLOCK)) }
      : { from: Math.max(0, Math.min(from, to - BLOCK)), to };
  }

  private ask(range: Range): void {
    const { moment } = this.cache;
    this.pending.add(range);
    const done = (): void => {
      this.pending.delete(range);
    };
    this.host.rows(range.from, range.to - range.from).then(
      (answer) => {
        done();
        if (answer.version > this.version) this.goOn(answer.version);
        else if (answer.version === this.version) {
          this.cache.put(answer.from, answer.rows, moment);
          this.cache.trim(range.from);
        }
        this.events.arrived();
      },
      (error: unknown) => {
        done();
        this.events.failed(error);
      },
    );
  }

  /** The host is at a later version: of which it has told and whose rows did not come, or will tell. */
  private goOn(version: number): void {
    // How many rows it has is known only where the host has told of it.
    if (version > (this.wanted?.version ?? -1)) this.adopt({ version, count: this.count });
    else void this.replaceAll();
  }

  /** Goes over to the version that is wanted; what is shown stays as it is until its rows are there. */
  private async replaceAll(): Promise<void> {
    if (this.replacing) return;
    this.replacing = true;
    try {
      while (this.wanted && (this.reset || this.stale || this.wanted.version > this.version)) {
        const { count } = this.wanted;
        const { reset, stale } = this;
        this.reset = this.stale = false;
        try {
          await this.replace(this.wanted, reset);
        } catch (error) {
          // It is still to be gone over to, whenever something asks for rows again.
          [this.reset, this.stale] = [this.reset || reset, this.stale || stale];
          throw error;
        }
        // The first rows are not kept waiting.
        if (count > 0 && this.wanted.version > this.version)
          await new Promise((resolve) => setTimeout(resolve, BREATH));
      }
    } catch (error) {
      this.events.failed(error);
    } finally {
      this.replacing = false;
      this.events.arrived();
    }
  }

  private async replace(wanted: Pick<ViewInfo, 'count'>, reset: boolean): Promise<void> {
    const before = this.events.sight();
    const marked = this.events.marks();
    const places = await Promise.all(marked.map((id) => this.placeOf(id)));
    const shift = reset ? -before.from : before.isAtTop ? 0 : await this.shiftOf(before);
    const size = Math.max(1, before.to - before.from);
    const from = Math.max(0, Math.min(before.from + shift, wanted.count - size));
    const { moment } = this.cache;
    const answer = await this.host.rows(from, size);
    this.version = answer.version;
    this.count = this.wanted?.count ?? wanted.count;
    this.cache.clear();
    this.cache.put(answer.from, answer.rows, moment);
    // Whoever has gone on meanwhile stays where they went.
    const now = this.events.marks();
    this.events.replaced(
      shift,
      places.map((place, index) => (now[index] === marked[index] ? place : undefined)),
      reset,
    );
  }

  private async placeOf(id: number | undefined): Promise<number | undefined> {
    return id === undefined ? undefined : this.host.indexOf(id);
  }

  /** How far the first row in sight that is still there has moved. */
  private async shiftOf({ from, to }: Sight): Promise<number> {
    for (let index = from; index < Math.min(to, from + ANCHORS); index++) {
      const row = this.cache.get(index);
      const place = row && (await this.host.indexOf(row.id));
      if (place !== undefined) return place - index;
    }
    return 0;
  }
}
