import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ChangePorts } from '../../../src/core/changes';
import { addEntries, deleteEntries, removeTag } from '../../../src/core/changes';
import { FileChangeStore } from '../../../src/core/changeStore';
import { undo } from '../../../src/core/undo';
import { MailgunError } from '../../../src/mailgun/errors';
import { LIST_NAMES, type ListName } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import { DOMAIN, startTestServer, US, type TestServer } from './sample';

const HOSTILE = ['a', 'B', '+', '%', '%2B', '.', '/', '?', '#', '&', '=', 'é', '用', '😀', "'", '<', '*', ';', '$'];
const text = fc.string({ unit: fc.constantFrom(...HOSTILE, ' ', '"', '\\', '\n', '\u202e', ','), maxLength: 8 });
const local = fc
  .array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 4 })
  .map((parts) => `n${parts.join('')}`);
// Few domains and short local parts: the same address shall be changed again and again.
const address = fc.oneof(
  fc.tuple(local, fc.constantFrom('x.com', 'bücher.de')).map((parts) => parts.join('@')),
  fc.constantFrom('jane@x.com', 'JANE@x.com', 'bob@x.com', 'ann+news@x.com'),
);
const tags = fc.uniqueArray(fc.constantFrom('*', 'news', 'a b', 'a&b=c', 'é/ü', '%41', '"'), {
  minLength: 1,
  maxLength: 4,
});
const createdAt = fc.integer({ min: 1, max: 2_000_000_000 }).map((seconds) => seconds * 1000);

function entry(list: ListName): fc.Arbitrary<Entry> {
  const dated = fc.option(createdAt, { nil: undefined }).map((at) => (at === undefined ? {} : { createdAt: at }));
  switch (list) {
    case 'bounces':
      return fc
        .tuple(address, fc.constantFrom('550', '421', '777'), text, dated)
        .map(([to, code, error, date]) => ({ list, address: to, code, error, ...date }));
    case 'complaints':
      return fc.tuple(address, dated).map(([to, date]) => ({ list, address: to, ...date }));
    case 'unsubscribes':
      return fc.tuple(address, tags, dated).map(([to, some, date]) => ({ list, address: to, tags: some, ...date }));
    case 'allowlist':
      return fc
        .tuple(address, text)
        .map(([to, reason]) => ({ list, kind: 'address', address: to, reason: reason.trim() }));
  }
}

const anyList = fc.constantFrom(...LIST_NAMES);
const step = fc.oneof(
  fc.record({ kind: fc.constant('delete' as const), picks: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }) }),
  fc.record({ kind: fc.constant('removeTag' as const), pick: fc.nat(), tag: fc.nat() }),
  anyList.chain((list) =>
    fc.record({
      kind: fc.constant('add' as const),
      list: fc.constant(list),
      entries: fc.array(entry(list), { minLength: 1, maxLength: 4 }),
    }),
  ),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const lists = fc.tuple(...LIST_NAMES.map((list) => fc.array(entry(list), { maxLength: 6 })));

describe('undo, whatever was done', () => {
  let test: TestServer;
  let folder: string;
  let ports: ChangePorts;

  beforeEach(async () => {
    test = await startTestServer();
    folder = await mkdtemp(join(tmpdir(), 'undo-'));
  });
  afterEach(async () => {
    await test.close();
    await rm(folder, { recursive: true });
  });

  const refs = () =>
    LIST_NAMES.flatMap((list) =>
      test.all()[list].map(({ address: to }) => ({ accountId: US, domain: DOMAIN, list, address: to })),
    );

  async function take(what: Step): Promise<void> {
    const known = refs();
    if (what.kind === 'add') {
      const { rejected } = await addEntries({ accountId: US, domain: DOMAIN, list: what.list }, what.entries, ports);
      assert.ok(rejected.every(({ reason }) => reason.length > 0));
    } else if (what.kind === 'delete') {
      const chosen = what.picks.flatMap((pick) => known[pick % (known.length || 1)] ?? []);
      const { failed } = await deleteEntries(chosen, ports);
      // What no URL can name is refused before anything is sent.
      assert.ok(failed.every(({ error }) => MailgunError.is(error, 'invalid')));
    } else {
      const unsubscribes = test.all().unsubscribes;
      const record = unsubscribes[what.pick % (unsubscribes.length || 1)];
      const tag = record?.tags?.[what.tag % record.tags.length];
      if (record !== undefined && tag !== undefined) {
        const done = removeTag({ accountId: US, domain: DOMAIN, address: record.address }, tag, ports);
        const removed = await done.then(
          (outcome) => outcome.removed,
          (error: unknown) => MailgunError.is(error, 'invalid'),
        );
        assert.ok(removed);
      }
    }
  }

  /** Everything the API lets one write. */
  function written(): unknown {
    const { allowlist, unsubscribes, ...rest } = test.all();
    return {
      ...rest,
      unsubscribes: unsubscribes.map((record) => ({ ...record, tags: record.tags?.toSorted() })),
      allowlist: allowlist.map(({ address: value, kind, reason }) => ({ value, kind, reason })),
    };
  }

  it('leads back, step by step, to what was there', async () => {
    await fc.assert(
      fc.asyncProperty(lists, fc.array(step, { minLength: 1, maxLength: 6 }), async (start, steps) => {
        const store = new FileChangeStore(await mkdtemp(join(folder, 'run-')));
        ports = { api: (accountId) => test.api(accountId), store };
        for (const [index, list] of LIST_NAMES.entries()) {
          test.server.store.clear(DOMAIN, list);
          test.put(list, start[index] ?? []);
        }
        const states = [written()];
        const made = async (): Promise<number> => (await ports.store.list()).length;
        for (const what of steps) {
          const before = await made();
          await take(what);
          if ((await made()) > before) states.push(written());
        }
        for (const change of await ports.store.list()) {
          states.pop();
          const outcome = await undo(change, ports, {
            resolve: () => Promise.reject(new Error('There should be no conflict.')),
          });
          assert.deepEqual([outcome.failed, outcome.state], [[], 'done']);
          assert.deepEqual(written(), states.at(-1));
        }
        assert.equal(await made(), 0);
      }),
      { numRuns: 100 },
    );
  });
});
