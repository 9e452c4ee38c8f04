/** Taking changes back: what was there before comes back, unless somebody has changed it since. */
import assert from 'node:assert/strict';
import { undo, type Resolution } from '../../../src/core/undo';
import { MAX_CHANGES } from '../../../src/core/changeStore';
import { restore } from '../../../src/core/transfer/bulk/restore';
import { rm } from 'node:fs/promises';
import { remember, type Kept, type KeptItem } from './kept';
import { isExactly, isSame, keyOf, placeKey, type Place, type Standing } from './model';
import type { Operation, Person } from './operation';
import type { Possible, Turn } from './turn';
import { planOf, type Plan } from './troubles';

/** Changes that may have been kept between a change and the moment at which it was counted. */
const SLACK = 40;

/** What taking back an item means: `now` stays, or `before` comes, or somebody must be asked. */
function fateOf(
  { place, address, before, after }: KeptItem,
  turn: Turn,
): { now: Standing; fate: 'stays' | 'comes' | 'conflict' } {
  const now = turn.scene.model.get(place, address);
  const asBefore = isSame(now, before);
  if (asBefore && now?.address === before?.address) return { now, fate: 'stays' };
  if (isSame(now, after)) return { now, fate: 'comes' };
  return { now, fate: asBefore ? 'stays' : 'conflict' };
}

const takeBack: Operation = {
  name: 'undo',
  weight: 12,
  places: ({ kept }) => (kept.at(-1)?.items ?? []).map(({ place }) => place),
  run: async (turn, person, places) => {
    const change = person.kept.pop();
    if (change === undefined) return;
    assert.ok(change.items.every(({ place }) => places.some((each) => placeKey(each) === placeKey(place))));
    const rest = await (change.isBulk ? undoBulk(turn, person, change) : undoEntries(turn, person, change));
    if (rest.length > 0) remember(person.kept, { ...change, items: rest });
    else if (change.backup !== undefined) await rm(change.backup, { force: true });
  },
};

async function undoEntries(turn: Turn, { random }: Person, change: Kept): Promise<readonly KeptItem[]> {
  const fates = new Map(change.items.map((item) => [item, fateOf(item, turn)]));
  const resolution = random.pick<Resolution>(['overwrite', 'keep', 'cancel']);
  let asked = 0;
  const options = {
    resolve: (conflicts: readonly unknown[]) => ((asked = conflicts.length), Promise.resolve(resolution)),
  };
  const undone = await turn.attempt((call) => undo(change, turn.scene.stage.ports, { ...call, ...options }));
  if (!('value' in undone)) assert.fail(`Undoing never rejects: ${String(undone.error)}`);
  const { state, failed, restored, conflicts } = undone.value;
  if (state === 'gone') return forgotten(turn, change);
  const expected = [...fates.values()].filter(({ fate }) => fate === 'conflict').length;
  assert.ok(turn.mayFail ? asked <= expected : asked === expected, `${asked} conflicts for ${expected}.`);
  const errors = new Map(failed.map(({ item, error }) => [`${placeKey(item)} ${keyOf(item.address)}`, error]));
  if (state === 'cancelled') assert.equal(resolution, 'cancel');
  else assert.equal(restored.length + conflicts.length + failed.length, change.items.length, 'Each item has one fate.');
  const left: KeptItem[] = [];
  for (const [item, { now, fate }] of fates) {
    const error = errors.get(`${placeKey(item.place)} ${keyOf(item.address)}`);
    if (error !== undefined) turn.judge(error);
    const comes = state === 'done' && (fate === 'comes' || (fate === 'conflict' && resolution === 'overwrite'));
    if (error !== undefined || state === 'cancelled') left.push(item);
    await checkItem(turn, item, now, comes, error);
  }
  return left;
}

async function checkItem(
  turn: Turn,
  { place, address, before }: KeptItem,
  now: Standing,
  comes: boolean,
  error: unknown,
): Promise<void> {
  if (!comes) return turn.check(place, address, [now]);
  if (error === undefined) return turn.check(place, address, [before]);
  const half = halfway(turn, place, address, now, before);
  await turn.check(place, address, half === undefined ? turn.possible(error, now, before) : [half]);
}

/** Surplus tags go before the rest comes: what failed in between is told as failed and kept for another try. */
function halfway(turn: Turn, place: Place, address: string, now: Standing, before: Standing): Standing | undefined {
  if (now?.list !== 'unsubscribes' || before?.list !== 'unsubscribes') return undefined;
  const standing = turn.scene.standing(place, address);
  if (isExactly(standing, now) || isExactly(standing, before)) return undefined;
  const tags = standing?.list === 'unsubscribes' ? standing.tags : [];
  assert.ok(
    tags.every((tag) => now.tags.includes(tag)) &&
      now.tags.every((tag) => tags.includes(tag) || !before.tags.includes(tag)),
  );
  turn.scene.outcomes.add('tags removed, rest kept for another try');
  return standing;
}

async function undoBulk(turn: Turn, { random }: Person, change: Kept): Promise<readonly KeptItem[]> {
  const fates = change.items.map((item) => {
    const now = turn.scene.model.get(item.place, item.address);
    return { item, now, isConflict: now !== null && !isSame(now, item.before) };
  });
  const resolution = random.pick<Resolution>(['overwrite', 'keep', 'cancel']);
  const options = { resolve: () => Promise.resolve(resolution) };
  const undone = await turn.attempt(
    (call) => restore(change, turn.scene.stage.ports, { ...call, ...options }),
    brief(planOf(random)),
  );
  if (!('value' in undone)) {
    turn.judge(undone.error);
    for (const { item, now } of fates) await turn.check(item.place, item.address, [now]);
    return change.items;
  }
  const { state, kept } = undone.value;
  if (state === 'gone') return forgotten(turn, change);
  assert.ok(state === 'done' || turn.mayFail || (state === 'cancelled' && resolution === 'cancel'), `It is ${state}.`);
  const isWhole = state === 'done' && undone.value.failed === 0;
  const outcomes = fates.map(({ item, now, isConflict }): Possible => {
    const comes =
      (now === null || (isConflict && resolution === 'overwrite')) && !(state === 'cancelled' && !turn.mayFail);
    const { place, address, before } = item;
    if (!comes || isWhole) return { address, allowed: [comes ? before : now] };
    const half = halfway(turn, place, address, now, before);
    return { address, allowed: half === undefined ? [now, before] : [half] };
  });
  const [first] = fates;
  if (first !== undefined) await turn.checkAll(first.item.place, outcomes);
  return kept ? change.items : [];
}

/** Where nobody hands in a clock, a limit is waited out in real time. */
export function brief(plan: Plan): Plan {
  return plan.trouble?.reasons.includes('rateLimited') === true ? { ...plan, times: Math.min(plan.times, 4) } : plan;
}

/** The store has dropped it: more than it holds have come since. */
function forgotten(turn: Turn, change: Kept): readonly KeptItem[] {
  const later = turn.scene.stage.store.added - change.number;
  assert.ok(later >= MAX_CHANGES - SLACK, `A change is gone after ${later} others.`);
  turn.scene.outcomes.add('forgotten by the store');
  return [];
}

export const UNDOING: readonly Operation[] = [takeBack];
