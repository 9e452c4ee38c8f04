import assert from 'node:assert/strict';
import { resumeImport, startImport } from '../../../../src/core/transfer/import/import';
import type { Progress } from '../../../../src/core/transfer/import/importTypes';
import { DOMAIN } from '../sample';
import { bouncesCsv, bouncesOf, byAddress, fates, startImportTest, type ImportTest } from './importKit';

describe('importing by upload', () => {
  let test: ImportTest;
  beforeEach(async () => (test = await startImportTest()));
  afterEach(() => test.close());

  /** Ports whose clock lets the server do its imports whenever somebody waits. */
  const ports = (partBytes?: number): ImportTest['ports'] => ({
    ...test.ports,
    partBytes,
    clock: { now: Date.now, sleep: () => test.server.idle(), random: () => 0 },
  });
  const uploads = (): number => test.server.requests.count({ method: 'POST', path: '/import' });

  it('uploads files within the limit, keeps every field, and watches until the entries are there', async () => {
    const csv = bouncesCsv(3000);
    const phases = new Set<Progress['phase']>();
    const onProgress = ({ phase }: Progress): unknown => phases.add(phase);
    for (const partBytes of [undefined, 60_000]) {
      test.server.store.clear(DOMAIN, 'bounces');
      test.server.requests.clear();
      const spec = await test.spec('bounces.csv', csv, { method: 'upload' });
      const report = await startImport(test.jobs, spec, ports(partBytes), { onProgress });
      assert.deepEqual([report.state, report.rows, ...fates(report)], ['done', 3000, 3000, 0, 0, 0, 0]);
      const least = Math.ceil(Buffer.byteLength(csv) / (partBytes ?? 25_000_000));
      assert.ok(uploads() >= least && uploads() <= least + 2, `${uploads()} uploads, ${least} at least`);
      assert.deepEqual(report.upload, { parts: uploads(), visible: true });
      assert.deepEqual(byAddress(test.all().bounces), byAddress(bouncesOf(3000)));
    }
    assert.deepEqual([...phases], ['uploading', 'watching']);
  });

  it('says that the entries are not to be seen yet, after a bounded number of looks', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(500), { method: 'upload', compare: true });
    test.put('bounces', [{ address: 'User+3@3.example' }]);
    // The server accepts the file and never gets round to it.
    test.server.store.putEntries = () => undefined;
    const report = await startImport(test.jobs, spec, ports());
    assert.deepEqual([report.state, report.added, report.updated], ['done', 499, 1]);
    assert.deepEqual(report.upload, { parts: 1, visible: false });
    assert.ok(test.server.requests.total < 50);
    const controller = new AbortController();
    const onProgress = ({ phase }: Progress): void => void (phase === 'watching' && controller.abort());
    const ended = await startImport(test.jobs, spec, ports(), { signal: controller.signal, onProgress });
    assert.deepEqual([ended.state, ended.upload?.visible], ['done', false]);
    assert.deepEqual(await test.jobs.unfinished(), []);
  });

  it('goes on behind the last file that was accepted', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(3000), { method: 'upload' });
    let accepted = 0;
    const client = await test.ports.api(spec.accountId);
    const limited = Object.create(client) as typeof client;
    limited.importFile = async (...args) => {
      if (accepted === 2) test.server.faults.refuseDomain(DOMAIN, 403);
      await client.importFile(...args);
      accepted += 1;
    };
    const api = (): Promise<typeof client> => Promise.resolve(limited);
    const failed = await startImport(test.jobs, spec, { ...ports(60_000), api });
    assert.equal(failed.state, 'failed');
    assert.equal(failed.added + failed.notSent, 3000);
    assert.ok(failed.added > 500 && failed.notSent > 500);
    test.server.faults.clear();
    test.server.requests.clear();
    const done = await resumeImport(test.jobs, failed.jobId ?? '', ports(60_000));
    assert.deepEqual([done?.state, done?.added, done?.upload?.visible], ['done', 3000, true]);
    assert.equal(uploads(), (done?.upload?.parts ?? 0) - 2);
    await test.server.idle();
    assert.equal(test.server.store.count(DOMAIN, 'bounces'), 3000);
  });
});
