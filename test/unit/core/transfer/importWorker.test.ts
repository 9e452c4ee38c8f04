import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resumeImport, startImport } from '../../../../src/core/transfer/import/import';
import type { ImportPorts } from '../../../../src/core/transfer/import/import';
import { DOMAIN } from '../sample';
import { bouncesCsv, bouncesOf, byAddress, fates, startImportTest, watchPuts, type ImportTest } from './importKit';
import { watchThreads, type Threads } from './threads';

/** A thread that comes up, and then takes memory until it is ended. */
const GREEDY = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', () => { const all = []; for (;;) all.push(Array.from({ length: 10000 }, (_, n) => ({ n }))); });
parentPort.postMessage({ kind: 'ready' });`;

describe('the thread of an import', () => {
  let test: ImportTest;
  let threads: Threads;
  beforeEach(async () => {
    test = await startImportTest();
    threads = watchThreads();
  });
  afterEach(async () => {
    threads.end();
    assert.equal(threads.running.size, 0, 'A thread is left.');
    await test.close();
  });

  it('is one, and gone when the import is done', async () => {
    const report = await test.start(await test.spec('bounces.csv', bouncesCsv(3000)));
    assert.deepEqual([report.state, ...fates(report)], ['done', 3000, 0, 0, 0, 0]);
    assert.equal(threads.started.length, 1);
  });

  it('is not missed where it cannot be started, or runs out of memory', async () => {
    const greedy = join(test.folder, 'greedy.js');
    await writeFile(greedy, GREEDY);
    for (const worker of ['', join(test.folder, 'missing.js'), greedy]) {
      test.server.store.clear(DOMAIN, 'bounces');
      test.server.requests.clear();
      const ports: ImportPorts = { ...test.ports, worker };
      const report = await startImport(test.jobs, await test.spec('bounces.csv', bouncesCsv(3000)), ports);
      assert.deepEqual([report.state, ...fates(report)], ['done', 3000, 0, 0, 0, 0]);
      assert.equal(test.server.requests.total, 4);
      assert.deepEqual(byAddress(test.all().bounces), byAddress(bouncesOf(3000)));
    }
    assert.equal(threads.started.length, 1);
  });

  it('may be lost on the way: what was acknowledged is not sent again', async () => {
    const count = 40_000;
    const spec = await test.spec('bounces.csv', bouncesCsv(count));
    const stored: string[] = [];
    let asked = 0;
    const end = watchPuts(
      test,
      () => {
        asked += 1;
        if (asked === 10) void threads.started[0]?.terminate();
      },
      (address) => stored.push(address),
    );
    const report = await test.start(spec);
    end();
    assert.deepEqual([report.state, ...fates(report)], ['done', count, 0, 0, 0, 0]);
    assert.deepEqual(byAddress(test.all().bounces), byAddress(bouncesOf(count)));
    assert.deepEqual([stored.length, new Set(stored).size], [count, count]);
  });

  it('is gone at once when the import is cancelled, whatever it is at, and the import can be resumed', async () => {
    const rows = Array.from({ length: 30_000 }, (_, n) => `user${n % 29_000}@x.example,t${n % 3}\n`);
    const csv = `address,tags\n${rows.join('')}`;
    for (const { phase, counts } of [
      { phase: 'reading', counts: undefined },
      { phase: 'sending', counts: undefined },
      { phase: 'sending', counts: { rows: 30_000, duplicates: 1000, invalid: 0 } },
    ] as const) {
      test.server.store.clear(DOMAIN, 'unsubscribes');
      const control = new AbortController();
      const spec = await test.spec('unsubscribes.csv', csv, { counts });
      const report = await test.start(spec, {
        signal: control.signal,
        onProgress: (progress) => progress.phase === phase && control.abort(),
      });
      assert.equal(report.state, 'cancelled');
      assert.equal(threads.running.size, 0);
      const resumed = await resumeImport(test.jobs, report.jobId ?? '', test.ports);
      assert.deepEqual([resumed?.state, ...(resumed ? fates(resumed) : [])], ['done', 29_000, 0, 1000, 0, 0]);
      const tags = test.server.store.get(DOMAIN, 'unsubscribes', 'user1@x.example')?.tags;
      assert.deepEqual(tags, ['t1', 't0']);
      assert.equal(test.all().unsubscribes.length, 29_000);
    }
  });
});
