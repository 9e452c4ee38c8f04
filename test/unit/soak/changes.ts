/** Adding, deleting and removing tags, as the commands do it: each can be taken back. */
import assert from 'node:assert/strict';
import type { ChangedEntry, EntryChange } from '../../../src/core/change';
import { addEntries, deleteEntries, mayHaveHappened, removeTag } from '../../../src/core/changes';
import { MailgunError } from '../../../src/mailgun/errors';
import type { Entry } from '../../../src/mailgun/records';
import { remember, type KeptItem } from './kept';
import { isExactly, keyOf, placeKey, united, type Place, type Standing } from './model';
import { anyPlace, onOnePlace, type Operation, type Person } from './operation';
import { entryFor, peopleOf } from './people';
import type { Turn } from './turn';

/** Entries that one of these touches at most. */
const FEW = 4;

/** Keeps a change that can be taken back. What it says must have been done, and what may have been, is in it. */
function keep(turn: Turn, { kept }: Person, change: EntryChange | undefined, items: readonly KeptItem[]): void {
  const key = ({ place, address }: KeptItem): string => `${placeKey(place)} ${keyOf(address)}`;
  const inChange = new Set((change?.items ?? []).map((item: ChangedEntry) => key({ ...item, place: item })));
  assert.deepEqual(inChange, new Set(items.map(key)), 'The change does not hold what was done.');
  if (change !== undefined)
    remember(kept, { id: change.id, isBulk: false, items, number: turn.scene.stage.store.added });
}

/** What failed is in the change if it was done all the same; and only if that is not known. */
function assertKept(turn: Turn, item: KeptItem, error: unknown, isKept: boolean): void {
  if (error === undefined) return;
  const { place, address, before } = item;
  const isDone = !isExactly(turn.scene.model.get(place, address), before);
  assert.ok(isKept || !isDone, `${address} was done though it failed, and cannot be taken back.`);
  assert.ok(!isKept || mayHaveHappened(error), `${address} is in the change.`);
}

const add = onOnePlace('add entries', 16, async (turn, person, place) => {
  const { random } = person;
  const { model, stage } = turn.scene;
  const entries = random
    .some(peopleOf(place), random.chance(0.6) ? 1 : random.between(2, FEW))
    .map((address) => entryFor(place.list, address, random));
  const before = new Map(entries.map(({ address }) => [keyOf(address), model.get(place, address)]));
  const added = await turn.attempt((call) => addEntries(place, entries, stage.ports, call));
  if (!('value' in added)) assert.fail(`Adding never rejects: ${String(added.error)}`);
  const { value } = added;
  turn.assertRequests(entries.length + (place.list === 'allowlist' ? entries.length : 1));
  assert.equal(value.added.length + value.rejected.length, entries.length);
  const rejected = new Map(value.rejected.map(({ entry, error }) => [keyOf(entry.address), error]));
  const items: KeptItem[] = [];
  for (const entry of entries) {
    const { address } = entry;
    const was = before.get(keyOf(address)) ?? null;
    const item: KeptItem = { place, address, before: was, after: united(entry, was) };
    const error = rejected.get(keyOf(address));
    if (error !== undefined) turn.judge(error);
    await turn.check(place, address, error === undefined ? [item.after] : turn.possible(error, was, item.after));
    if (error === undefined || inChange(value.change, item)) items.push(item);
    assertKept(turn, item, error, inChange(value.change, item));
  }
  keep(turn, person, value.change, items);
});

function inChange(change: EntryChange | undefined, { place, address }: KeptItem): boolean {
  return (change?.items ?? []).some(
    (item) => placeKey(item) === placeKey(place) && keyOf(item.address) === keyOf(address),
  );
}

const addOne = onOnePlace('add by form or JSON', 14, async (turn, { random }, place) => {
  const { model, stage } = turn.scene;
  const entry = entryFor(place.list, random.pick(peopleOf(place)), random);
  const before = model.get(place, entry.address);
  const added = await turn.attempt((call) => stage.client(place.accountId).add(place.domain, entry, call));
  turn.assertRequests(1);
  if ('error' in added && added.error !== undefined) turn.judge(added.error);
  // A form adds a tag to those there are and keeps no date; JSON replaces all.
  const isForm = entry.list === 'unsubscribes' && entry.tags.length === 1 && entry.createdAt === undefined;
  const after = isForm ? united(entry, before) : entry;
  await turn.check(place, entry.address, 'value' in added ? [after] : turn.possible(added.error, before, after));
});

const removeOne = onOnePlace('delete one', 8, async (turn, { random }, place) => {
  const { model, stage } = turn.scene;
  const address = random.pick(peopleOf(place));
  const before = model.get(place, address);
  const { accountId, domain, list } = place;
  const removed = await turn.attempt((call) => stage.client(accountId).delete(domain, list, address, call));
  turn.assertRequests(1);
  // After an attempt without a proper answer, a missing entry counts as deleted by that.
  if ('value' in removed) assert.ok(before !== null || turn.wasStruck, `${address} was deleted without being there.`);
  const isMissing = before === null && 'error' in removed && MailgunError.is(removed.error, 'notListed');
  if ('error' in removed && removed.error !== undefined && !isMissing) turn.judge(removed.error);
  await turn.check(
    place,
    address,
    'value' in removed || isMissing ? [null] : turn.possible(removed.error, before, null),
  );
});

const remove: Operation = {
  name: 'delete entries',
  weight: 12,
  places: (person) => (person.random.chance(0.7) ? [anyPlace(person)] : [anyPlace(person), anyPlace(person)]),
  run: deleteSome,
};

async function deleteSome(turn: Turn, person: Person, places: readonly Place[]): Promise<void> {
  const { random } = person;
  const { model, stage } = turn.scene;
  const distinct = [...new Map(places.map((place) => [placeKey(place), place])).values()];
  const chosen = distinct.flatMap((place) =>
    random.some(peopleOf(place), random.chance(0.6) ? 1 : FEW).map((address) => ({ ...place, address })),
  );
  const before = new Map(chosen.map((ref) => [ref, model.get(ref, ref.address)]));
  const done = await turn.attempt((call) => deleteEntries(chosen, stage.ports, call));
  if (!('value' in done)) assert.fail(`Deleting never rejects: ${String(done.error)}`);
  const { deleted, missing, failed, change } = done.value;
  turn.assertRequests(chosen.length + deleted.length);
  const key = (ref: Place & { address: string }): string => `${placeKey(ref)} ${keyOf(ref.address)}`;
  const [gone, absent] = [new Set(deleted.map(key)), new Set(missing.map(key))];
  const errors = new Map(failed.map(({ ref, error }) => [key(ref), error]));
  assert.equal(gone.size + absent.size + errors.size, chosen.length, 'Each entry has one fate.');
  const items: KeptItem[] = [];
  for (const ref of chosen) {
    const was: Standing = before.get(ref) ?? null;
    const error = errors.get(key(ref));
    if (error !== undefined) turn.judge(error);
    if (absent.has(key(ref))) assert.equal(was, null, `${key(ref)} is said to be missing.`);
    if (gone.has(key(ref))) assert.notEqual(was, null, `${key(ref)} is said to be deleted.`);
    await turn.check(ref, ref.address, error === undefined || was === null ? [null] : turn.possible(error, was, null));
    const item: KeptItem = { place: ref, address: ref.address, before: was, after: null };
    if (gone.has(key(ref)) || inChange(change, item)) items.push(item);
    assertKept(turn, item, error, inChange(change, item));
  }
  keep(turn, person, change, items);
}

const untag = onOnePlace(
  'remove a tag',
  8,
  async (turn, person, place) => {
    const { random } = person;
    const { model, stage } = turn.scene;
    const address = random.pick(peopleOf(place));
    const before = model.get(place, address);
    const tags = before?.list === 'unsubscribes' ? before.tags : [];
    const tag = tags.length > 0 && random.chance(0.9) ? random.pick(tags) : 'unheard of';
    const removed = await turn.attempt((call) => removeTag({ ...place, address }, tag, stage.ports, call));
    turn.assertRequests(tags.includes(tag) ? 2 : 1);
    const after = without(before, tag);
    if (!('value' in removed)) {
      turn.judge(removed.error);
      return turn.check(place, address, turn.possible(removed.error, before, after));
    }
    assert.equal(removed.value.removed, tags.includes(tag));
    await turn.check(place, address, [after]);
    if (!tags.includes(tag)) return;
    const undated = after === null ? null : { ...after, createdAt: undefined };
    keep(turn, person, removed.value.change, [{ place, address, before, after: undated }]);
  },
  ['unsubscribes'],
);

function without(entry: Entry | null, tag: string): Standing {
  if (entry?.list !== 'unsubscribes') return entry;
  const tags = entry.tags.filter((other) => other !== tag);
  return tags.length === 0 ? null : { ...entry, tags };
}

export const CHANGES: readonly Operation[] = [add, addOne, remove, removeOne, untag];
