import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyse } from '../../../../src/core/transfer/import/analyse';
import { HeldRows } from '../../../../src/core/transfer/import/heldRows';
import type { Analysis } from '../../../../src/core/transfer/import/importTypes';
import { addressKey } from '../../../../src/core/addressSyntax';
import type { Unsubscribe } from '../../../../src/mailgun/records';
import { DOMAIN } from '../sample';
import { bouncesCsv, fates, startImportTest, type ImportTest } from './importKit';

describe('analysing a file', () => {
  let test: ImportTest;
  beforeEach(async () => (test = await startImportTest()));
  afterEach(() => test.close());

  it('counts every row once, and keeps the first of what is wrong', async () => {
    const bad = Array.from({ length: 150 }, (_, n) => `bad ${n},550,x,\n`).join('');
    const csv = `${bouncesCsv(3000)}${bad}USER+7@0.example,551,later,\nlate@x.com,550,x,the other day\n`;
    const spec = await test.spec('bounces.csv', csv);
    const { problems, preview, firstWarnings, ...rest } = await analyse(spec.file, spec.read);
    assert.deepEqual(rest, {
      rows: 3152,
      valid: 3001,
      duplicates: 1,
      invalid: 150,
      byList: { bounces: 3001 },
      warnings: 1,
      requests: 4,
      uploads: 1,
      bytesRead: Buffer.byteLength(csv),
      complete: true,
    });
    assert.equal(problems.length, 100);
    assert.deepEqual([problems[0]?.line, problems[0]?.text], [3002, 'bad 0, 550, x,']);
    assert.equal(firstWarnings[0]?.line, 3153);
    assert.equal(preview.length, 10);
    assert.deepEqual([preview[0]?.line, preview[0]?.entry.address], [2, 'user+0@0.example']);
    assert.equal(test.server.requests.total, 0);
    const report = await test.start(spec);
    assert.deepEqual([report.rows, ...fates(report)], [3152, 3001, 0, 1, 150, 0]);
  });

  it('compares with what is there: what is new, the same, and what differs', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(1500));
    await test.start(spec);
    test.put('bounces', [{ address: 'USER+5@5.example', error: 'else' }]);
    test.server.store.delete(DOMAIN, 'bounces', 'user+6@6.example');
    const compare = { api: test.client, domain: DOMAIN };
    const { compared } = await analyse(spec.file, spec.read, { compare });
    assert.deepEqual(compared, { fresh: 1, same: 1498, differs: 1 });
    // Without dates in the file those on the list do not count.
    test.put('complaints', [{ address: 'a@x.com', createdAt: 5_000_000 }]);
    const dateless = await test.spec('complaints.csv', 'address\na@x.com\nb@x.com\n', {}, { list: 'complaints' });
    const other = await analyse(dateless.file, dateless.read, { compare });
    assert.deepEqual(other.compared, { fresh: 1, same: 1, differs: 0 });
  });

  it('tells how far it is, and stops when cancelled', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(20_000));
    const told: Analysis[] = [];
    await analyse(spec.file, spec.read, { onProgress: (analysis) => told.push(analysis) });
    assert.ok(told.at(-1)?.complete);
    assert.ok(told.every(({ rows, valid }) => rows === valid));
    const signal = AbortSignal.abort();
    await assert.rejects(analyse(spec.file, spec.read, { signal }), { name: 'MailgunError', reason: 'cancelled' });
  });

  it('keeps the first row of an address and all tags of an unsubscribe, as a simple model does', async () => {
    const row = fc.record({
      name: fc.integer({ min: 0, max: 6 }),
      upper: fc.boolean(),
      tags: fc.uniqueArray(fc.constantFrom('*', 'a', 'b', 'c d'), { minLength: 1, maxLength: 3 }),
      bad: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    });
    const rows = fc.array(row, { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        test.server.store.clear(DOMAIN, 'unsubscribes');
        const model = new Map<string, { address: string; tags: Set<string> }>();
        const lines = all.map(({ name, upper, tags, bad }) => {
          const address = `${upper ? 'N' : 'n'}${name}@x.com`;
          if (bad) return `no address,*\n`;
          const known = model.get(addressKey(address)) ?? { address, tags: new Set() };
          for (const tag of tags) known.tags.add(tag);
          model.set(addressKey(address), known);
          return `${address},"${tags.join(';')}"\n`;
        });
        const spec = await test.spec('unsubscribes.csv', `address,tags\n${lines.join('')}`);
        const analysis = await analyse(spec.file, spec.read);
        const invalid = all.filter(({ bad }) => bad).length;
        const duplicates = all.length - invalid - model.size;
        assert.deepEqual([analysis.valid, analysis.duplicates, analysis.invalid], [model.size, duplicates, invalid]);
        const report = await test.start(spec);
        assert.deepEqual([report.rows, ...fates(report)], [all.length, model.size, 0, duplicates, invalid, 0]);
        const stored = test.all().unsubscribes.map(({ address, tags = [] }) => [address, [...tags].sort()]);
        const wanted = [...model.values()].map(({ address, tags }) => [address, [...tags].sort()]);
        assert.deepEqual(new Map(stored as [string, string[]][]), new Map(wanted as [string, string[]][]));
      }),
      { numRuns: 40 },
    );
  });
});

describe('rows that are held back', () => {
  it('are united in files as in memory', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'held-'));
    const fields = {
      list: fc.constant('unsubscribes' as const),
      address: fc.constantFrom('a@x.com', 'A@x.com', 'b"\n@x.com', 'c@x.com', 'ü@x.com', 'd@x.com'),
      tags: fc.array(fc.constantFrom('*', 'x', 'y'), { minLength: 1, maxLength: 2 }),
    };
    const entry = fc.record(fields, { noNullPrototype: true });
    const unite = async (entries: readonly Unsubscribe[], inMemory: number) => {
      const held = new HeldRows(join(folder, 'held'), inMemory);
      for (const [index, one] of entries.entries()) await held.add(index, one);
      const all = new Map<number, unknown>();
      for await (const chunk of held.united()) for (const { line, entry: one } of chunk) all.set(line, one);
      return all;
    };
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 30 }), async (entries) => {
        assert.deepEqual(await unite(entries, 4), await unite(entries, 1000));
        assert.deepEqual(await readdir(folder), []);
      }),
      { numRuns: 50 },
    );
    await rm(folder, { recursive: true, force: true });
  });
});
