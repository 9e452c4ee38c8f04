import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  pictures,
  Selection,
  type TableFilter,
  type TableSort,
  TableStore,
  TableView,
} from '../../../../src/core/table';
import type { Select } from '../../../../src/views/tableMessages';
import type { Entry } from '../../../../src/mailgun/records';
import { address, entryOf, filter, LISTS, sort } from './hostile';
import { ModelSelection, ModelStore } from './model';

type Change =
  | { readonly do: 'append'; readonly list: number; readonly entries: readonly Entry[]; readonly segment?: number }
  | { readonly do: 'remove'; readonly list: number; readonly addresses: readonly string[] }
  | { readonly do: 'settle'; readonly list: number; readonly segments: readonly number[] }
  | { readonly do: 'reread' | 'clear'; readonly list: number };

function make(change: Change, table: Pick<TableStore, 'append' | 'remove' | 'settle' | 'reread' | 'clear'>): void {
  switch (change.do) {
    case 'append':
      return table.append(change.list, change.entries, change.segment);
    case 'remove':
      return table.remove(change.list, change.addresses);
    case 'settle':
      return table.settle(change.list, change.segments);
    default:
      return table[change.do](change.list);
  }
}

const list = fc.nat(LISTS.length - 1);
const change: fc.Arbitrary<Change> = list.chain((of) => {
  const entries = fc.array(entryOf(of), { maxLength: 6 });
  const common = { list: fc.constant(of) };
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ ...common, do: fc.constant('append' as const), entries, segment: fc.nat(3) }) },
    { weight: 3, arbitrary: fc.record({ ...common, do: fc.constant('append' as const), entries }) },
    {
      weight: 2,
      arbitrary: fc.record({
        ...common,
        do: fc.constant('remove' as const),
        addresses: fc.array(address, { maxLength: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        ...common,
        do: fc.constant('settle' as const),
        segments: fc.shuffledSubarray([0, 1, 2, 3]),
      }),
    },
    fc.record({ ...common, do: fc.constantFrom('reread' as const, 'clear' as const) }),
  );
});
const changes = fc.array(change, { maxLength: 5 });
const index = fc.integer({ min: -1, max: 8 });
const select: fc.Arbitrary<Select> = fc.oneof(
  fc.record({ kind: fc.constantFrom('only' as const, 'toggle' as const, 'add' as const), index }),
  fc.record({ kind: fc.constant('range' as const), from: index, to: index, add: fc.boolean() }),
  fc.constantFrom({ kind: 'all' as const }, { kind: 'none' as const }),
);

/** A table and its model side by side; changes can be made whenever the table pauses. */
class Both {
  readonly model = new ModelStore(LISTS);
  readonly store = new TableStore(LISTS);
  readonly queue: Change[] = [];
  readonly view = new TableView(this.store, { sliceMs: 0, pause: () => this.#pause() });
  readonly selection = new Selection(this.store, this.view);
  readonly selected = new ModelSelection(this.model);

  do(some: readonly Change[]): void {
    for (const one of some) {
      make(one, this.model);
      make(one, this.store);
      // What goes is deselected at once, even if it comes back.
      assert.equal(this.selection.count, this.selected.rows.size);
    }
  }

  /** Follows until there is nothing new. */
  async settle(): Promise<void> {
    this.do(this.queue.splice(0));
    await this.view.follow();
    assert.equal(await this.view.follow(), false);
  }

  async check(): Promise<void> {
    const { view, store, model, selection, selected } = this;
    const expected = model.shown(view.filter, view.sort);
    const rows = view.rows(0, view.count);
    assert.deepEqual(
      this.shown(),
      expected.map(({ entry, list: of }) => [of, entry]),
    );
    assert.equal(view.count, expected.length);
    assert.equal(store.size, model.rows.filter(({ isThere }) => isThere).length);
    for (const [at, row] of rows.entries()) {
      assert.equal(view.indexOf(row), at);
      assert.equal(store.rowOf(store.ref(row)), row);
      assert.equal(selection.has(row), selected.has(expected[at] ?? assert.fail()));
    }
    assert.equal(selection.count, selected.rows.size);
    assert.equal(selection.hidden(), [...selected.rows].filter((row) => !expected.includes(row)).length);
    const inOrder = [...expected, ...model.inOrder().filter((row) => !expected.includes(row))];
    assert.deepEqual(
      Array.from(selection.rows(), (row) => store.entry(row)),
      inOrder.filter((row) => selected.has(row)).map(({ entry }) => entry),
    );
    const anew = new TableView(store);
    await anew.show(view.filter, view.sort);
    assert.deepEqual(anew.rows(0, anew.count), rows);
  }

  shown(): (readonly [number, Entry])[] {
    const { view, store } = this;
    return view.rows(0, view.count).map((row) => {
      const { domain, list: of } = store.ref(row);
      return [LISTS.findIndex((ref) => ref.domain === domain && ref.list === of), store.entry(row)] as const;
    });
  }

  async #pause(): Promise<void> {
    const next = this.queue.shift();
    if (next) this.do([next]);
    await Promise.resolve();
  }
}

type Step =
  | { readonly do: 'change'; readonly changes: readonly Change[] }
  | {
      readonly do: 'show';
      readonly filter: TableFilter;
      readonly sort: TableSort | undefined;
      readonly meanwhile: readonly Change[];
    }
  | { readonly do: 'follow'; readonly meanwhile: readonly Change[] }
  | { readonly do: 'select'; readonly select: Select };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('change' as const), changes }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('show' as const), filter, sort, meanwhile: changes }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('follow' as const), meanwhile: changes }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('select' as const), select }) },
);

async function take(both: Both, some: Step): Promise<void> {
  switch (some.do) {
    case 'change':
      return both.do(some.changes);
    case 'show':
      both.queue.push(...some.meanwhile);
      return both.view.show(some.filter, some.sort);
    case 'follow':
      both.queue.push(...some.meanwhile);
      await both.view.follow();
      return;
    case 'select':
      await both.settle();
      both.selected.apply(some.select, both.model.shown(both.view.filter, both.view.sort));
      both.selection.apply(some.select);
  }
}

describe('a table, whatever happens to it', () => {
  it('shows what plain arrays show, with the same rows selected', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const both = new Both();
        for (const one of steps) await take(both, one);
        await both.settle();
        await both.check();
      }),
      { numRuns: 200 },
    );
  });

  it('filters and sorts as plain arrays do', async () => {
    const some = fc.tuple(...LISTS.map((_ref, of) => fc.array(entryOf(of), { maxLength: 8 })));
    await fc.assert(
      fc.asyncProperty(some, fc.array(fc.tuple(filter, sort), { minLength: 5, maxLength: 5 }), async (all, asked) => {
        const both = new Both();
        for (const [of, part] of all.entries()) both.do([{ do: 'append', list: of, entries: part, segment: 0 }]);
        for (const [wanted, by] of asked) {
          await both.view.show(wanted, by);
          await both.check();
        }
      }),
      { numRuns: 100 },
    );
  });

  it('draws pictures that add up, whose bars say what a click leaves', async () => {
    const some = fc.tuple(...LISTS.map((_ref, of) => fc.array(entryOf(of), { maxLength: 20 })));
    await fc.assert(
      fc.asyncProperty(some, filter, async (all, wanted) => {
        const both = new Both();
        for (const [of, part] of all.entries()) both.do([{ do: 'append', list: of, entries: part, segment: 0 }]);
        await both.view.show(wanted, undefined);
        const drawn = await pictures(both.store, both.view, { sliceMs: 0 });
        assert.deepEqual(
          drawn.map(({ id }) => id),
          ['time', 'classes', 'codes', 'domains', 'tags'],
        );
        const shown = both.model.shown(wanted, undefined);
        for (const { id, bars, others, without } of drawn) {
          const sum = bars.reduce((all, { count }) => all + count, others.count + without);
          if (id === 'tags') assert.ok(sum >= shown.length);
          else assert.equal(sum, shown.length, id);
          assert.ok(bars.length <= (id === 'time' ? 60 : 12));
          for (const bar of bars) {
            const left = shown.filter((row) => both.model.fits(row, bar.filter));
            assert.equal(bar.count, left.length, JSON.stringify([id, bar]));
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
