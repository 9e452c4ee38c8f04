import assert from 'node:assert/strict';
import { access, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { ACCOUNTS_KEY } from '../../src/accounts/accounts';
import { keySecret } from '../../src/accounts/keyStore';
import { CHECK_RESULT_VIEW, EVENTS_VIEW, IMPORT_VIEW, MATRIX_VIEW, TABLE_VIEW } from '../../src/ids';
import { startSample, type SampleServer } from '../../src/sample/server';
import { damaged } from './windows/damage';
import { outcomeOf } from './windows/outcome';
import { ACCOUNT, ADDRESS, DOMAIN, keyOf, OTHER, Place } from './windows/place';

interface Stored {
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly sample?: true }[];
}

describe('with stored state that is damaged', () => {
  let server: SampleServer;
  /** What a run has left behind. */
  let real: Stored;
  let keys: ReadonlyMap<string, string>;
  let storage: string;
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);

  before(async () => {
    server = await startSample({ data: 'empty', rateLimit: { limit: 1e9, windowMs: 15_000 } });
    const place = await Place.open(server);
    const { window, machine } = place;
    const account = { region: 'custom', baseUrl: server.regions.us, apiKey: keyOf(server) };
    await window.run('addAccount', { ...account, name: 'Second' });
    const { accountId } = await window.run('addAccount', { ...account, name: 'Third' });
    await window.run('removeAccount', { accountId, confirm: true });
    await window.run('openSampleAccount');
    await window.run('renameAccount', { accountId: ACCOUNT, name: 'First' });
    await leaveWork(place);
    window.close();
    real = machine.state.get(ACCOUNTS_KEY) as Stored;
    keys = new Map(machine.secrets);
    storage = await mkdtemp(join(tmpdir(), 'storage-'));
    await cp(join(machine.folder, 'storage'), storage, { recursive: true });
    await place.close();
    process.on('unhandledRejection', note);
  });

  afterEach(() => {
    assert.deepEqual(unhandled.splice(0), []);
  });

  after(async () => {
    process.off('unhandledRejection', note);
    await rm(storage, { recursive: true });
    await server.close();
  });

  /** A window over a damaged list of accounts. */
  async function openWith(state: unknown): Promise<Place> {
    const place = await Place.open(server);
    place.window.close();
    for (const [name, key] of keys) place.machine.secrets.set(name, key);
    place.machine.state.set(ACCOUNTS_KEY, state);
    place.window = await place.openWindow();
    // What is said when a window opens is said right after it.
    await new Promise((resolve) => setImmediate(resolve));
    return place;
  }

  it('every account that can be read is there, with its key, and what cannot be read is kept and said', async () => {
    await fc.assert(
      fc.asyncProperty(damaged(real), async (broken) => {
        // VS Code keeps JSON.
        const state: unknown = broken === undefined ? undefined : (JSON.parse(JSON.stringify(broken)) as unknown);
        const place = await openWith(state);
        const records = recordsOf(state);
        const listed = place.window.extension.services.accounts.list().map(({ id }) => id);
        for (const record of real.accounts)
          if (records.some((other) => same(other, record))) assert.ok(listed.includes(record.id), record.name);
        for (const id of listed.filter((other) => keys.has(keySecret(other)))) {
          const rows = await place.window.rows({ kind: 'account', accountId: id });
          assert.deepEqual(
            rows.map(({ kind }) => kind),
            ['domain', 'domain'],
          );
        }
        const left = records.filter((record) => !listed.includes(idOf(record) ?? ''));
        const { messages } = place.window.events;
        assert.equal(
          messages.some(({ text }) => text.includes('cannot be read')),
          left.length > 0,
          JSON.stringify(messages),
        );
        const [first] = listed;
        if (first === undefined) await place.window.run('addAccount', place.argument);
        else await place.window.run('renameAccount', { accountId: first, name: 'Again' });
        const kept = recordsOf(place.machine.state.get(ACCOUNTS_KEY));
        for (const record of left)
          assert.ok(
            kept.some((other) => same(other, record)),
            JSON.stringify(record).slice(0, 200),
          );
        for (const [name, key] of keys)
          if (name !== 'accounts.revision') assert.equal(place.machine.secrets.get(name), key);
        assert.equal(Reflect.get({}, 'polluted'), undefined);
        await place.close();
      }),
      { numRuns: 30 },
    );
  });

  it('what cannot be read goes with its key when the user says so, and nothing else', async () => {
    const [first, second, ...others] = real.accounts;
    assert.ok(first && second);
    const place = await openWith({ ...real, accounts: [first, { ...second, region: 'mars' }, ...others] });
    await Promise.resolve();
    await place.window.press('Delete with API Key');
    assert.deepEqual(
      recordsOf(place.machine.state.get(ACCOUNTS_KEY)).map(idOf),
      [first, ...others].map(({ id }) => id),
    );
    assert.deepEqual([...place.keys().keys()], [first.id]);
    await place.close();
  });

  it('damaged journals of changes and jobs cost no other, and are set aside, not deleted', async () => {
    const files = (await readdir(storage, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(storage.length + 1));
    const harm = fc.oneof(
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      fc.constantFrom<string>(...UNREADABLE, 'gone'),
      fc.constant('json'),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), harm, fc.infiniteStream(fc.nat()), async (file, how, dice) => {
        const place = await Place.open(server, storage);
        place.window.close();
        const path = join(place.machine.folder, 'storage', file);
        await spoil(path, how, () => Number(dice.next().value));
        place.window = await place.openWindow();
        let said = '';
        for (const name of ['undo', 'undo', 'undo', 'resumeJob', 'resumeJob', 'resumeJob'] as const) {
          const { error, words } = await outcomeOf(place, name);
          assert.equal(error, undefined, words);
          assert.doesNotMatch(words, /unexpected/);
          said += words;
        }
        assert.match(said, /Undone|Brought back/);
        const aside = /^changes\/[^/]+\.json$/.test(file) ? path : dirname(path);
        if (UNREADABLE.includes(String(how)) && /^(?:changes|jobs)\/.*\.json$/.test(file))
          await access(`${aside}.damaged`);
        await place.close();
      }),
      { numRuns: 12 },
    );
  });

  it('a panel is brought back from whatever its page has kept, or closed', async () => {
    const place = await Place.open(server);
    for (const [view, kept] of Object.entries(KEPT)) {
      const whole = await place.window.restore(view, kept);
      assert.ok(whole.isOpen && whole.webview.html !== '', view);
      whole.dispose();
      await fc.assert(
        fc.asyncProperty(damaged(kept), async (broken) => {
          const panel = await place.window.restore(view, broken);
          assert.ok(!panel.isOpen || panel.webview.html !== '');
          panel.send({ type: 'request', id: 1, name: 'ready', params: undefined });
          panel.dispose();
        }),
        { numRuns: 30 },
      );
    }
    assert.doesNotMatch(place.window.events.log.join('\n'), /TypeError|RangeError/);
    await place.close();
  });
});

const UNREADABLE: readonly string[] = [
  '',
  'null',
  '[]',
  '{}',
  '\0\0\0',
  '{"version":1}',
  '{"version":0.5,"change":{}}',
  'folder',
];

const AT = { accountId: ACCOUNT, domain: DOMAIN };

/** What pages keep, by their view. */
const KEPT: Readonly<Record<string, unknown>> = {
  [TABLE_VIEW]: {
    source: { ...AT, list: 'bounces' },
    filter: { text: 'x', codeClass: '5', lists: ['bounces'] },
    sort: { column: 'createdAt', descending: true },
    ...{ top: 3, focus: 4, insight: true, selected: [{ domain: DOMAIN, list: 'bounces', address: ADDRESS }] },
  },
  [MATRIX_VIEW]: {
    kept: {
      ...{ version: 1, state: 'done', finishedAt: 1, filter: { show: 'all', text: '' } },
      question: {
        ...{ addresses: [ADDRESS, 'new@example.com'], accountIds: [ACCOUNT], accountNames: { [ACCOUNT]: 'Test' } },
        ...{ domains: [DOMAIN], source: 'x.csv', ignored: '', method: 'auto' },
      },
      sort: { column: 0, descending: false },
      matrix: { places: [], problems: [] },
    },
  },
  [EVENTS_VIEW]: { ref: { ...AT, address: ADDRESS } },
  [IMPORT_VIEW]: {
    import: {
      ...{ version: 1, stage: 'interrupted', file: '/nowhere/x.csv', method: 'batches', jobId: 'none' },
      ...{ target: { ...AT, accountName: 'Test' }, hints: { list: 'bounces' }, mapping: { address: 0 } },
    },
  },
  [CHECK_RESULT_VIEW]: {
    check: {
      ...{
        version: 1,
        addresses: [ADDRESS],
        scope: '1 domain',
        accountNames: { [ACCOUNT]: 'Test' },
        domains: [DOMAIN],
      },
      ...{ startedAt: 1, finishedAt: 2, outcome: 'running', done: 4, total: 4, deleted: [] },
      findings: [
        {
          ...{ ...AT, list: 'bounces', address: ADDRESS },
          entry: { list: 'bounces', address: ADDRESS, code: '550', error: '' },
          explanation: { title: 'a', meaning: 'b', advice: 'c' },
        },
      ],
      gaps: [{ ...AT, reason: 'no', addresses: 'all' }],
    },
  },
};

/** Leaves changes of both kinds to undo, and an import, a copy and an undo to resume. */
async function leaveWork(place: Place): Promise<void> {
  const { window, server, file } = place;
  const at = { accountId: ACCOUNT, domain: DOMAIN, list: 'bounces' };
  const stop = (): void => server.faults.failNext(1, 403, { method: 'POST' });
  await window.run('addAddresses', { ...at, entries: [{ address: 'undo@example.com' }] });
  await window.run('deleteMatching', { ...at, match: { prefix: 'user00001' }, confirm: true });
  await window.run('deleteMatching', { ...at, match: { prefix: 'user00002' }, confirm: true });
  stop();
  await window.run('undo', { overwrite: true });
  stop();
  await window.run('copyEntries', { from: at, to: [{ accountId: ACCOUNT, domain: OTHER }] });
  stop();
  await window.run('importCsv', { ...at, file, confirm: true });
  server.faults.clear();
}

async function spoil(path: string, how: number | string, dice: () => number): Promise<void> {
  const text = await readFile(path, 'utf8');
  if (typeof how === 'number') return truncate(path, Math.floor(Buffer.byteLength(text) * how));
  await rm(path);
  if (how === 'gone') return;
  if (how === 'folder') return void (await mkdir(path));
  if (how !== 'json') return writeFile(path, how);
  // One value of a JSON text, or of the JSON of one line, becomes another.
  const [value] = fc.sample(damaged(parsed(text)), { numRuns: 1, seed: dice() });
  await writeFile(path, JSON.stringify(value) ?? '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The records of a list of accounts; what is no list of accounts is one record. */
function recordsOf(state: unknown): readonly unknown[] {
  if (state === undefined) return [];
  const accounts: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, 'accounts') : undefined;
  return Array.isArray(accounts) ? accounts : [state];
}

function idOf(record: unknown): string | undefined {
  const id: unknown = typeof record === 'object' && record !== null ? Reflect.get(record, 'id') : undefined;
  return typeof id === 'string' ? id : undefined;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
