/** Changes of many entries: deleting, clearing, copying. */
import assert from 'node:assert/strict';
import { clearList } from '../../../src/core/transfer/bulk/clear';
import { startCopy } from '../../../src/core/transfer/bulk/copy';
import { planCopy } from '../../../src/core/transfer/bulk/copyPlan';
import { runDelete, startDelete, type DeleteHead, type DeleteReport } from '../../../src/core/transfer/bulk/deleteMany';
import { planDelete, type DeleteSelection } from '../../../src/core/transfer/bulk/deletePlan';
import type { Job } from '../../../src/core/transfer/jobs';
import type { Entry } from '../../../src/mailgun/records';
import { recordsIn } from './files';
import { remember, type KeptItem } from './kept';
import { isSame, keyOf, united, type Place, type Standing } from './model';
import { anyPlace, type Operation, type Person } from './operation';
import { isLarge, peopleOf } from './people';
import type { Possible, Turn } from './turn';
import { brief } from './undoing';
import { planOf } from './troubles';

/** Which entries of a list a selection means. */
function selectionOf(
  { random }: Person,
  place: Place,
): { selection: DeleteSelection; means: (entry: Entry) => boolean } {
  if (random.chance(0.5)) {
    const addresses = random.some(peopleOf(place), isLarge(place) ? 60 : 12);
    const keys = new Set(addresses.map(keyOf));
    const selection = { refs: addresses.map((address) => ({ ...place, address })) };
    return { selection, means: ({ address }) => keys.has(keyOf(address)) };
  }
  const term = isLarge(place) ? `u0${random.between(0, 22)}`.slice(0, 4) : random.pick(['p1', 'A', 'p0', 'nobody']);
  return {
    selection: { list: place, filter: { term } },
    means: ({ address }) => keyOf(address).startsWith(keyOf(term)),
  };
}

async function deleteMany(turn: Turn, person: Person, [place]: readonly Place[]): Promise<void> {
  if (place === undefined) return;
  const { model, stage } = turn.scene;
  const { selection, means } = selectionOf(person, place);
  const meant = model.entries(place).filter(means);
  const planned = await turn.attempt((call) => planDelete(selection, stage.ports, call));
  if (!('value' in planned)) return turn.judge(planned.error);
  const plan = planned.value;
  // An address whose question was refused is named as one that cannot be asked for, and stays.
  const unusable = new Set(plan.unusable.map(({ address }) => keyOf(address)));
  assert.ok(unusable.size === 0 || turn.mayFail, `Cannot be asked for: ${[...unusable].join()}`);
  const wanted = meant.filter(({ address }) => !unusable.has(keyOf(address)));
  const [refused] = plan.refused;
  if (refused !== undefined) turn.judge(refused.error);
  else assert.equal(plan.records, wanted.length, explained(turn, place, selection, wanted));
  if (plan.records === 0) return plan.discard();
  const options = { clock: stage.clock };
  const done = await turn.attempt((call) => startDelete(plan, stage.ports, { ...call, ...options }));
  if (!('value' in done)) assert.fail(`A deletion never rejects: ${String(done.error)}`);
  let report = done.value;
  await checkDeleted(turn, place, wanted, report);
  if (report.jobId !== undefined) {
    const job = await stage.ports.jobs.open(report.jobId);
    assert.ok(job);
    const refused = [...job.acknowledged.values()].filter(({ rejected = [] }) => rejected.length > 0).length;
    const resumed = await turn.calmly((call) =>
      runDelete(job as Job<DeleteHead>, stage.ports, { ...call, ...options }),
    );
    assert.ok('value' in resumed);
    report = resumed.value;
    turn.scene.outcomes.add(`deletion resumed: ${report.state}`);
    await checkDeleted(turn, place, wanted, report, refused);
    if (report.jobId !== undefined) await stage.ports.jobs.discard(report.jobId);
  }
  await keepBackup(turn, person, place, wanted, report.change);
}

/** What a plan was made of, for when it does not hold what it should. */
function explained(turn: Turn, place: Place, selection: DeleteSelection, wanted: readonly Entry[]): string {
  const { store } = turn.scene.serverOf(place);
  const standing = new Set(store.entries(place.domain, place.list).map(({ address }) => keyOf(address)));
  const gone = wanted.filter(({ address }) => !standing.has(keyOf(address)));
  return `A plan after ${turn.met} for ${JSON.stringify(selection)}: ${JSON.stringify(wanted)} are meant, of which the server lacks ${JSON.stringify(gone)}`;
}

/** @param refused how many the server refused in an earlier run: they are not tried again */
async function checkDeleted(
  turn: Turn,
  place: Place,
  wanted: readonly Entry[],
  report: DeleteReport,
  refused = 0,
): Promise<void> {
  const { state, deleted, missing, failed, notSent } = report;
  assert.equal(deleted + missing + failed + notSent, wanted.length, 'Each entry has one fate.');
  const isWhole = state === 'done' && failed === 0;
  const isExplained = turn.mayFail || (state === 'done' && failed === refused);
  assert.ok(isWhole || isExplained, `${state}, ${failed} failed: ${report.error?.reason ?? ''}`);
  if (state === 'done') assert.equal(report.failures.length, failed, 'Each failure is named.');
  const { model } = turn.scene;
  const outcomes = wanted.map(({ address }): Possible => {
    const was = model.get(place, address);
    return { address, allowed: isWhole || was === null ? [null] : [was, null] };
  });
  await turn.checkAll(place, outcomes);
  const gone = wanted.filter(({ address }) => model.get(place, address) === null).length;
  assert.ok(gone >= deleted + missing, `${deleted + missing} are said to be gone, ${gone} are.`);
}

/** What can be taken back is what the backup holds; and that is what was there, all of it that is gone. */
async function keepBackup(
  turn: Turn,
  { kept }: Person,
  place: Place,
  before: readonly Entry[],
  change:
    { readonly id: string; readonly kind: string; readonly parts: readonly { readonly backup: string }[] } | undefined,
): Promise<void> {
  const { model, stage } = turn.scene;
  const [part] = change?.parts ?? [];
  const records = part === undefined ? [] : await recordsIn(part.backup);
  const inBackup = new Set(records.map((record) => keyOf(String(record['address'] ?? record['value']))));
  const items: KeptItem[] = [];
  for (const entry of before) {
    const isKept = inBackup.has(keyOf(entry.address));
    assert.ok(isKept || model.get(place, entry.address) !== null, `${entry.address} is gone and in no backup.`);
    if (isKept) items.push({ place, address: entry.address, before: entry, after: null });
  }
  assert.equal(items.length, inBackup.size, 'The backup holds what was not there.');
  if (change === undefined) return;
  const backup = change.kind === 'clear' ? part?.backup : undefined;
  remember(kept, { id: change.id, isBulk: true, items, number: stage.store.added, backup });
}

async function clear(turn: Turn, person: Person, [place]: readonly Place[]): Promise<void> {
  if (place === undefined) return;
  const { model, stage } = turn.scene;
  const before = model.entries(place);
  const backup = stage.file(`${person.name}-${stage.clock.sleeps}-${stage.store.added}.ndjson`);
  const cleared = await turn.attempt((call) => clearList(place, backup, stage.ports, { ...call, walkers: 3 }));
  const error = 'value' in cleared ? undefined : cleared.error;
  if (error !== undefined) turn.judge(error);
  const outcomes = before.map((entry): Possible => {
    return { address: entry.address, allowed: error === undefined ? [null] : turn.possible(error, entry, null) };
  });
  await turn.checkAll(place, outcomes);
  const left = model.size(place);
  assert.ok(left === 0 || left === before.length, 'A list is cleared or not.');
  if ('value' in cleared) assert.equal(cleared.value.deleted, before.length);
  const change = (await stage.store.list()).find(
    (each) => 'parts' in each && each.parts.some((part) => part.backup === backup),
  );
  if (left === 0 && before.length > 0) assert.ok(change, 'A list is cleared, and nothing can bring it back.');
  await keepBackup(turn, person, place, before, change as Parameters<typeof keepBackup>[4]);
}

async function copy(turn: Turn, { random }: Person, places: readonly Place[]): Promise<void> {
  const [source, ...targets] = places;
  if (source === undefined) return;
  const { model, stage } = turn.scene;
  const addresses = random.some(peopleOf(source), 15);
  const keys = new Set(addresses.map(keyOf));
  const wanted = model.entries(source).filter(({ address }) => keys.has(keyOf(address)));
  const planned = await turn.attempt(
    (call) => planCopy({ list: source, addresses }, targets, stage.ports, call),
    brief(planOf(random)),
  );
  if (!('value' in planned)) return turn.judge(planned.error);
  const plan = planned.value;
  assert.equal(plan.records, wanted.length);
  for (const { error } of plan.refused) turn.judge(error);
  const differing = random.pick(['leave', 'replace'] as const);
  const copied = await turn.attempt((call) => startCopy(plan, differing, stage.ports, call), brief(planOf(random)));
  if (!('value' in copied)) assert.fail(`A copy never rejects: ${String(copied.error)}`);
  const { state, jobId, targets: reports } = copied.value;
  assert.ok(state === 'done' || turn.mayFail, `The copy is ${state}.`);
  for (const target of targets) {
    const report = reports.find((each) => each.accountId === target.accountId && each.domain === target.domain);
    const isRefused = plan.refused.some((each) => each.accountId === target.accountId && each.domain === target.domain);
    const isWhole = report?.error === undefined && report?.notSent === 0 && report.rejected.length === 0;
    assert.ok(isWhole || isRefused || turn.mayFail, report?.error?.reason);
    const outcomes = wanted.map((entry): Possible => {
      const before = model.get(target, entry.address);
      const after = isRefused ? before : copyOver(entry, before, differing);
      return { address: entry.address, allowed: isWhole || after === before ? [after] : [before, after] };
    });
    await turn.checkAll(target, outcomes);
  }
  if (jobId !== undefined) await stage.ports.jobs.discard(jobId);
}

function copyOver(entry: Entry, before: Standing, differing: 'leave' | 'replace'): Standing {
  const after = united(entry, before);
  if (before === null) return after;
  return differing === 'leave' || isSame(after, before) ? before : after;
}

const copyPlaces: Operation['places'] = (person, _account, { stage }) => {
  const source = anyPlace(person);
  const list = isLarge(source) ? 'complaints' : source.list;
  const others = person.random.some(stage.accounts, person.random.between(1, 3));
  const targets = others.map((account): Place => ({ accountId: account.id, domain: account.domains[1], list }));
  return [{ ...source, domain: person.account.domains[0], list }, ...targets];
};

export const BULK: readonly Operation[] = [
  { name: 'delete many', weight: 0.5, places: (person) => [anyPlace(person)], run: deleteMany },
  { name: 'clear', weight: 0.4, places: (person) => [anyPlace(person)], run: clear },
  { name: 'copy', weight: 0.6, places: copyPlaces, run: copy },
];
