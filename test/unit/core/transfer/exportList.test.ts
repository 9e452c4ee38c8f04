/** Exports of whole lists over HTTP from the embedded Mailgun. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { exportList, readEntries, readNdjson, spoolEntries } from '../../../../src/core/transfer';
import { LIST_NAMES, LISTS, type ListName } from '../../../../src/mailgun/lists';
import { MailgunError } from '../../../../src/mailgun/errors';
import type { SampleEntry } from '../../../../src/sample/server';
import { DOMAIN, startTestServer, type TestServer } from '../sample';

const AT = Date.UTC(2026, 2, 26, 12, 59, 15);

/** What a stranger may have put into a record; the JSON of the API carries all of it. */
const HOSTILE = [
  'a "quoted" reason, with commas; and semicolons',
  'two\nlines\r\nand three',
  '  space around  ',
  '=HYPERLINK("http://x")',
  '@SUM(A1)',
  '\ttab',
  'Überläuft 📮 почта',
  '\u2028\u2029\ufeff',
  "'",
  '',
];

function entries(list: ListName, count: number): SampleEntry[] {
  return Array.from({ length: count }, (_value, n) => {
    const address = `user+${n}@${n % 7}.example`;
    const base = { address, createdAt: AT + n * 1000 };
    if (list === 'bounces') return { ...base, code: '550', error: HOSTILE[n % HOSTILE.length] ?? '' };
    if (list === 'unsubscribes')
      return { ...base, tags: n % 3 === 0 ? ['*'] : [`news, ${n}`, '["x"]', "d'or"].slice(n % 3) };
    if (list === 'allowlist') {
      const value = n % 2 === 0 ? address : `${n}.example`;
      return { ...base, address: value, reason: HOSTILE[n % HOSTILE.length] ?? '' };
    }
    return base;
  });
}

describe('exportList', () => {
  let server: TestServer;
  let folder: string;
  const file = (name: string): string => path.join(folder, name);

  beforeEach(async () => {
    server = await startTestServer();
    folder = await mkdtemp(path.join(tmpdir(), 'mailgun-export-'));
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const list of LIST_NAMES) {
    it(`writes ${list} in every format, each entry once and in order`, async () => {
      server.put(list, entries(list, 12_345));
      const expected = server.all()[list];
      const ref = { domain: DOMAIN, list };
      for (const format of ['csv', 'ndjson', 'json'] as const) {
        assert.deepEqual(await exportList(server.client, ref, file(format), format), { records: 12_345 });
      }
      const iso = (at: number) => new Date(at).toISOString();
      const records = expected.map(({ address, createdAt, code, error, tags, kind, reason }) =>
        list === 'allowlist'
          ? { type: kind, value: address, reason, createdAt: iso(createdAt) }
          : (JSON.parse(JSON.stringify({ address, code, error, tags, created_at: iso(createdAt) })) as object),
      );
      assert.deepEqual(JSON.parse(await readFile(file('json'), 'utf8')), records);
      const lines = (await readFile(file('ndjson'), 'utf8')).split('\n');
      assert.equal(lines.pop(), '');
      assert.deepEqual(
        lines.map((line) => JSON.parse(line) as unknown),
        records,
      );
      const rows: string[][] = parse(await readFile(file('csv'), 'utf8'));
      assert.deepEqual(rows.shift(), LISTS[list].columns);
      const date = (at: number) => new Date(at).toUTCString().replace('GMT', '+0000');
      const cells = expected.map(({ address, createdAt, code, error, tags = [], kind }) => {
        if (list === 'allowlist') return kind === 'domain' ? ['', address] : [address, ''];
        if (list === 'bounces') return [address, code, error, date(createdAt)];
        if (list === 'complaints') return [address, date(createdAt)];
        return [
          address,
          tags[0] === '*' ? '*' : tags.length === 1 && tags[0] === "d'or" ? "d'or" : JSON.stringify(tags),
          date(createdAt),
        ];
      });
      assert.deepEqual(rows, cells);
      assert.deepEqual((await readdir(folder)).sort(), ['csv', 'json', 'ndjson']);
    });
  }

  it('makes the fewest requests', async () => {
    for (const count of [0, 1, 999, 1000, 1001, 2000, 2999]) {
      server.server.store.clear(DOMAIN, 'complaints');
      server.put('complaints', entries('complaints', count));
      for (const walkers of [1, 16]) {
        server.server.requests.clear();
        await exportList(server.client, { domain: DOMAIN, list: 'complaints' }, file('x'), 'csv', { walkers });
        const least = Math.floor(count / 1000) + 1;
        const made = server.server.requests.entries.length;
        if (walkers === 1 || count < 2000) assert.equal(made, least, `${count} entries by ${walkers}`);
        else assert.ok(made <= least + 2 * (walkers - 1));
      }
    }
  });

  it('keeps within the bound on requests with any number of walkers', async () => {
    server.put('bounces', entries('bounces', 30_000));
    const expected = server.all().bounces.map(({ address }) => address);
    for (const walkers of [1, 2, 8, 64]) {
      server.server.requests.clear();
      const options = { walkers };
      const { records } = await exportList(
        server.client,
        { domain: DOMAIN, list: 'bounces' },
        file('x'),
        'ndjson',
        options,
      );
      const made = server.server.requests.entries.length;
      assert.equal(records, 30_000);
      assert.ok(made <= 31 + 2 * (walkers - 1), `${made} requests of ${walkers} walkers`);
      const found: string[] = [];
      for await (const chunk of readNdjson(file('x'), 'bounces')) found.push(...chunk.map(({ address }) => address));
      assert.deepEqual(found, expected);
    }
  });

  it('writes an empty list', async () => {
    const ref = { domain: DOMAIN, list: 'bounces' } as const;
    for (const format of ['csv', 'ndjson', 'json'] as const) {
      assert.deepEqual(await exportList(server.client, ref, file(format), format), { records: 0 });
    }
    assert.equal(await readFile(file('csv'), 'utf8'), 'address,code,error,created_at\n');
    assert.equal(await readFile(file('ndjson'), 'utf8'), '');
    assert.deepEqual(JSON.parse(await readFile(file('json'), 'utf8')), []);
  });

  it('writes what begins with a term, and replaces the file that was there', async () => {
    server.put('complaints', entries('complaints', 5000));
    await writeFile(file('out.csv'), 'something else');
    const options = { term: 'user+1' };
    const { records } = await exportList(
      server.client,
      { domain: DOMAIN, list: 'complaints' },
      file('out.csv'),
      'csv',
      options,
    );
    assert.equal(records, 1111);
    assert.equal((await readFile(file('out.csv'), 'utf8')).trim().split('\n').length, 1112);
  });

  it('guards formulas when asked to', async () => {
    server.put('bounces', entries('bounces', HOSTILE.length));
    const ref = { domain: DOMAIN, list: 'bounces' } as const;
    await exportList(server.client, ref, file('x.csv'), 'csv', { guardFormulas: true });
    const rows: string[][] = parse(await readFile(file('x.csv'), 'utf8'));
    const reasons = rows.slice(1).map((row) => row[2]);
    const expected = HOSTILE.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text));
    assert.deepEqual(reasons, expected);
  });

  it('leaves nothing behind when it is cancelled, fails, or cannot write', async () => {
    server.put('bounces', entries('bounces', 20_000));
    await writeFile(file('old.csv'), 'as it was');
    const ref = { domain: DOMAIN, list: 'bounces' } as const;
    for (const at of [0, 1000, 9000]) {
      const controller = new AbortController();
      const options = {
        signal: controller.signal,
        onProgress: (records: number) => void (records >= at && controller.abort()),
      };
      const exporting = exportList(server.client, ref, file('old.csv'), 'csv', options);
      if (at === 0) controller.abort();
      await assert.rejects(exporting, (error) => MailgunError.is(error, 'cancelled'));
      assert.deepEqual(await readdir(folder), ['old.csv']);
    }
    server.server.faults.failNext(1000, 403);
    await assert.rejects(exportList(server.client, ref, file('old.csv'), 'csv'), (error) =>
      MailgunError.is(error, 'forbidden'),
    );
    server.server.faults.clear();
    await assert.rejects(exportList(server.client, ref, path.join(folder, 'none', 'x.csv'), 'csv'), { code: 'ENOENT' });
    await assert.rejects(exportList(server.client, ref, folder, 'csv'));
    assert.deepEqual(await readdir(folder), ['old.csv']);
    assert.equal(await readFile(file('old.csv'), 'utf8'), 'as it was');
    assert.deepEqual(
      (await readdir(path.dirname(folder))).filter((name) => name.startsWith(`${path.basename(folder)}.`)),
      [],
    );
  });

  it('gets through trouble', async () => {
    server.put('bounces', entries('bounces', 30_000));
    const expected = server.all().bounces.map(({ address }) => address);
    const { faults } = server.server;
    const kinds = ['500', '429', 'reset', 'truncated', 'garbled', '502html', 'resetMidBody'] as const;
    let pages = 0;
    const found: string[] = [];
    const { records } = await readEntries(server.client, { domain: DOMAIN, list: 'bounces' }, {}, (page) => {
      found.push(...page.map(({ address }) => address));
      const kind = kinds[pages++];
      if (kind !== undefined) faults.failNext(2, kind);
    });
    assert.equal(records, 30_000);
    assert.deepEqual(new Set(found), new Set(expected));
  });

  it('spools what is to be kept', async () => {
    server.put('bounces', entries('bounces', 12_000));
    const seen: number[] = [];
    const options = {
      keep: ({ address }: { address: string }) => address.endsWith('@3.example'),
      onProgress: (records: number) => void seen.push(records),
    };
    const { records } = await spoolEntries(server.client, { domain: DOMAIN, list: 'bounces' }, file('spool'), options);
    const kept: string[] = [];
    for await (const chunk of readNdjson(file('spool'), 'bounces')) kept.push(...chunk.map(({ address }) => address));
    const expected = server
      .all()
      .bounces.map(({ address }) => address)
      .filter((address) => address.endsWith('@3.example'));
    assert.deepEqual(kept, expected);
    assert.equal(records, expected.length);
    assert.equal(seen.at(-1), 12_000);
  });
});
