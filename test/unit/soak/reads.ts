/** Reading: what comes is what the model has, whatever happens on the way. */
import assert from 'node:assert/strict';
import { checkAddresses } from '../../../src/core/lookup';
import { readAllDomains } from '../../../src/core/pagedDomains';
import { PagedList } from '../../../src/core/pagedList';
import { readEntries } from '../../../src/core/transfer';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import { walkList } from '../../../src/mailgun/walk';
import { assertList, isExactly, keyOf, placeKey } from './model';
import { onOnePlace, type Operation, type Person } from './operation';
import { peopleOf } from './people';
import type { Turn } from './turn';

const find = onOnePlace('find', 30, async (turn, { random }, place) => {
  const { model, stage } = turn.scene;
  const address = random.pick(peopleOf(place));
  const found = await turn.attempt((call) =>
    stage.client(place.accountId).find(place.domain, place.list, address, call),
  );
  turn.assertRequests(1);
  if ('value' in found)
    assert.ok(isExactly(found.value ?? null, model.get(place, address)), `${placeKey(place)} ${address}`);
  else turn.judge(found.error);
});

const walk = onOnePlace('walk', 5, async (turn, { random }, place) => {
  const { model, stage } = turn.scene;
  const limit = model.size(place) > 200 ? 1000 : random.between(3, 30);
  const walked = await turn.attempt(async (call) => {
    const entries: Entry[] = [];
    for await (const page of walkList(stage.client(place.accountId), place.domain, place.list, { limit }, call))
      entries.push(...page.entries);
    return entries;
  });
  if ('value' in walked) assertList(walked.value, model.entries(place), `Walking ${placeKey(place)}`);
  else turn.judge(walked.error);
});

const readAtOnce = onOnePlace('read by walkers', 1.5, async (turn, { random }, place) => {
  const { model, stage } = turn.scene;
  const entries = new Map<string, Entry>();
  const walkers = random.between(1, 6);
  const read = await turn.attempt((call) =>
    readEntries(stage.client(place.accountId), place, { ...call, walkers }, (page) => {
      for (const entry of page) entries.set(keyOf(entry.address), entry);
    }),
  );
  if (!('value' in read)) return turn.judge(read.error);
  const wanted = model.entries(place);
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  assertList(sorted, wanted, `Reading ${placeKey(place)}`);
  assert.equal(read.value.records, wanted.length);
});

const browse = onOnePlace('browse', 6, async (turn, { random }, place) => {
  const { model, stage } = turn.scene;
  const client = stage.client(place.accountId);
  const list = new PagedList((query, call) => client.listPage(place.domain, place.list, query, call), {
    pageSize: () => random.between(5, 40),
  });
  const term = random.chance(0.3) ? random.pick(['p1', 'A', 'u00', 'x']) : '';
  if (term !== '') await list.setTerm(term);
  const wanted = model.entries(place).filter(({ address }) => keyOf(address).startsWith(keyOf(term)));
  const steps: readonly ((signal: AbortSignal | undefined) => Promise<unknown>)[] = [
    () => list.load(),
    () => list.loadMore(),
    () => list.refresh(),
    (signal) => list.loadAll(random.pick([20, 5000]), signal),
  ];
  for (let step = random.between(1, 4); step > 0; step -= 1) {
    const known = list.entries;
    await turn.attempt(({ signal }) => random.pick(steps)(signal));
    if (list.state === 'failed') assert.ok(list.entries.length >= known.length, 'What was loaded is gone.');
    assertList(list.entries, wanted.slice(0, list.entries.length), `Browsing ${placeKey(place)}`);
    if (list.isComplete)
      assert.equal(list.entries.length, wanted.length, `The end of ${placeKey(place)} after ${turn.met}`);
    if (list.error === undefined) continue;
    turn.judge(list.error);
    break;
  }
  list.dispose();
});

const check: Operation = {
  name: 'check addresses',
  weight: 0.6,
  places: (_person, account, scene) => scene.places([account]),
  more: ({ id }) => [`${id} domains`],
  run: checkSome,
};

async function checkSome(turn: Turn, { random, account }: Person): Promise<void> {
  const { model, stage } = turn.scene;
  const places = turn.scene.places([account]);
  const addresses = random.some(peopleOf({ domain: '', list: 'bounces' }), 1);
  const ports = {
    api: (id: string) => stage.ports.api(id),
    domains: async (id: string, call: object) => (await readAllDomains(stage.client(id), call)).map(({ name }) => name),
  };
  const checked = await turn.attempt((call) => checkAddresses({ addresses, accountIds: [account.id] }, ports, call));
  if (!('value' in checked)) assert.fail('A check never rejects.');
  const asked = new Set(addresses.flatMap((address) => [keyOf(address), address.split('@').at(-1)]));
  const wanted = places.flatMap((place) =>
    model
      .entries(place)
      .filter(({ address }) => asked.has(keyOf(address)) && (place.list === 'allowlist' || address.includes('@'))),
  );
  for (const { domain, list, entry } of checked.value)
    assert.ok(isExactly(entry, model.get({ accountId: account.id, domain, list }, entry.address)), entry.address);
  if (checked.value.notAsked.length > 0) assert.ok(turn.mayFail, checked.value.notAsked[0]?.reason);
  else
    assert.equal(
      new Set(checked.value.map(({ entry, domain, list }) => `${domain} ${list} ${entry.address}`)).size,
      wanted.length,
    );
}

const domains: Operation = {
  name: 'list domains',
  weight: 2,
  places: () => [],
  more: ({ id }) => [`${id} domains`],
  run: async (turn, { account }) => {
    const read = await turn.attempt((call) => readAllDomains(turn.scene.stage.client(account.id), call));
    if (!('value' in read)) return turn.judge(read.error);
    assert.deepEqual(
      read.value.map(({ name }) => name),
      [...account.domains].sort(),
    );
  },
};

const events: Operation = {
  name: 'read events',
  weight: 1,
  places: ({ account }) => LIST_NAMES.map((list) => ({ accountId: account.id, domain: account.domains[0], list })),
  more: ({ id }) => [`${id} logs`],
  run: async (turn, { account, random }) => {
    const recipient = random.pick(peopleOf({ domain: '', list: 'bounces' }));
    const now = turn.scene.stage.clock.now();
    const query = { recipient, begin: now - 86_400_000, end: now };
    const read = await turn.attempt((call) =>
      turn.scene.stage.client(account.id).events(account.domains[0], query, call),
    );
    if (!('value' in read)) turn.judge(read.error);
  },
};

export const READS: readonly Operation[] = [find, walk, readAtOnce, browse, check, domains, events];
