import assert from 'node:assert/strict';
import { appendFile, chmod, mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { analyse } from '../../../../src/core/transfer/import/analyse';
import { resumeImport, startImport } from '../../../../src/core/transfer/import/import';
import type { ImportReport } from '../../../../src/core/transfer/import/importTypes';
import { Jobs } from '../../../../src/core/transfer/jobs';
import { DOMAIN } from '../sample';
import { bouncesCsv, bouncesOf, byAddress, fates, refuse, startImportTest, type ImportTest } from './importKit';

describe('importing a file', () => {
  let test: ImportTest;
  beforeEach(async () => (test = await startImportTest()));
  afterEach(() => test.close());

  /** Every row has exactly one fate. */
  const checkSum = (report: ImportReport): void => {
    assert.equal(
      fates(report).reduce((sum, count) => sum + count, 0),
      report.rows,
      JSON.stringify(report),
    );
  };

  it('takes as few requests as there can be, and keeps every field', async () => {
    for (const count of [1, 998, 999, 1000, 2500]) {
      test.server.store.clear(DOMAIN, 'bounces');
      test.server.requests.clear();
      const spec = await test.spec('bounces.csv', bouncesCsv(count));
      const analysis = await analyse(spec.file, spec.read);
      const report = await test.start(spec);
      assert.deepEqual([report.state, report.rows, ...fates(report)], ['done', count, count, 0, 0, 0, 0]);
      assert.deepEqual(report.byList, { bounces: count });
      assert.equal(test.server.requests.total, Math.ceil(count / 999));
      assert.equal(analysis.requests, Math.ceil(count / 999));
      assert.deepEqual(byAddress(test.all().bounces), byAddress(bouncesOf(count)));
    }
    assert.deepEqual(await test.jobs.unfinished(), []);
    assert.deepEqual(await readdir(join(test.folder, 'jobs')), []);
  });

  it('gives every row one fate, and a file to correct and import again', async () => {
    const rows = bouncesOf(2000).map(({ address }) => address);
    rows[5] = 'no address';
    rows[700] = 'user+1@1.example';
    rows[701] = 'USER+2@2.example';
    // Our reader takes it, the server does not.
    rows[1500] = `${'x'.repeat(70)}@refused.example`;
    test.put('bounces', [{ address: 'User+10@3.example' }, { address: 'other@x.com' }]);
    const csv = ['address;note', ...rows.map((address, n) => `${address};"note; ${n}"`)].join('\r\n');
    refuse(test, 'refused.example');
    const spec = await test.spec('some bounces.csv', csv, { compare: true }, { list: 'bounces' });
    const report = await test.start(spec);
    assert.deepEqual([report.state, report.rows, ...fates(report)], ['done', 2000, 1995, 1, 2, 2, 0]);
    checkSum(report);
    assert.equal(report.compared, true);
    assert.deepEqual(
      report.firstRejected.map(({ line }) => line),
      [7, 1502],
    );
    assert.match(report.firstRejected[1]?.reason ?? '', /refused the request/);
    const file = report.rejectedFile ?? '';
    assert.equal(file, join(test.folder, 'some bounces.rejected.csv'));
    const text = await readFile(file, 'utf8');
    assert.match(text, /^\ufeffaddress,note,import_line,import_problem\nno address,"note; 5",7,/);
    assert.equal(text.trimEnd().split('\n').length, 3);

    const fixed = text.replace('no address', 'fixed@x.com').replace('refused.example', 'taken.example');
    const again = await test.spec('some bounces.rejected.csv', fixed, {}, { list: 'bounces' });
    const second = await test.start(again);
    assert.deepEqual([second.rows, ...fates(second)], [2, 2, 0, 0, 0, 0]);
    assert.ok(test.server.store.get(DOMAIN, 'bounces', 'fixed@x.com'));
    // Its own rejected rows would get a name like the first one's, not a longer one.
    await writeFile(again.file, text);
    const third = await test.start(await test.spec('some bounces.rejected.csv', text, {}, { list: 'bounces' }));
    assert.equal(third.rejectedFile, join(test.folder, 'some bounces.rejected-2.csv'));
  });

  it('writes rejected rows elsewhere when the name beside the source would be too long', async () => {
    const spec = await test.spec(`${'b'.repeat(245)}.csv`, 'address\nno\n', {}, { list: 'complaints' });
    const report = await test.start(spec);
    assert.equal(report.rejectedFile, join(test.folder, 'jobs', 'rejected', `${'b'.repeat(50)}.rejected.csv`));
  });

  // Nothing is forbidden to root.
  if (process.getuid !== undefined && process.getuid() !== 0) {
    it('writes rejected rows elsewhere when their folder cannot be written', async () => {
      const folder = join(test.folder, 'locked');
      await mkdir(folder);
      const spec = await test.spec('locked/a.csv', 'address\nno\n', {}, { list: 'complaints' });
      await chmod(folder, 0o500);
      const report = await test.start(spec);
      assert.equal(report.rejectedFile, join(test.folder, 'jobs', 'rejected', 'a.rejected.csv'));
    });
  }

  it('makes names for the columns of a file without a header, so that its rejected rows can be imported', async () => {
    const spec = await test.spec('ses.csv', 'a@x.com,BOUNCE\nbad,BOUNCE\nb@x.com,COMPLAINT\n');
    const report = await test.start(spec);
    assert.deepEqual([report.rows, ...fates(report)], [3, 2, 0, 0, 1, 0]);
    const text = await readFile(report.rejectedFile ?? '', 'utf8');
    const again = await test.start(await test.spec('again.csv', text.replace('bad,', 'good@x.com,')));
    assert.deepEqual([again.rows, ...fates(again)], [1, 1, 0, 0, 0, 0]);
    assert.deepEqual(
      test.all().bounces.map(({ address }) => address),
      ['a@x.com', 'good@x.com'],
    );
  });

  it('splits a file of several kinds onto the lists', async () => {
    const kinds = ['BOUNCE', 'COMPLAINT'];
    const rows = Array.from({ length: 3000 }, (_, n) => `user${n}@x.com,${kinds[n % 3] ?? 'BOUNCE'}\n`);
    const report = await test.start(await test.spec('list.csv', rows.join('')));
    assert.deepEqual([report.rows, ...fates(report)], [3000, 3000, 0, 0, 0, 0]);
    assert.deepEqual(report.byList, { bounces: 2000, complaints: 1000 });
    assert.equal(test.server.requests.total, 3 + 2);
  });

  it('unites the tags of rows of one address, also of those far apart, and sends it once', async () => {
    const rows = Array.from({ length: 1500 }, (_, n) => `user${n}@x.com,t${n % 3}\n`);
    const more = [
      'USER7@x.com,news\n',
      'user7@x.com,t1\n',
      'user8@x.com,t2\n',
      'user9@x.com,*\n',
      'user7@x.com,news\n',
    ];
    const csv = `address,tags\n${rows.join('')}${more.join('')}`;
    const spec = await test.spec('unsubscribes.csv', csv);
    const { requests, duplicates, valid, preview } = await analyse(spec.file, spec.read);
    assert.deepEqual([requests, duplicates, valid], [2, 5, 1500]);
    const shown = preview.find(({ entry }) => entry.address === 'user7@x.com')?.entry;
    assert.deepEqual(shown?.list === 'unsubscribes' && shown.tags, ['t1', 'news']);
    const report = await test.start(spec);
    assert.deepEqual([report.rows, ...fates(report)], [1505, 1500, 0, 5, 0, 0]);
    assert.equal(test.server.requests.total, 2);
    const tags = (address: string): unknown => test.server.store.get(DOMAIN, 'unsubscribes', address)?.tags;
    assert.deepEqual(
      [tags('user7@x.com'), tags('user8@x.com'), tags('user9@x.com')],
      [['t1', 'news'], ['t2'], ['t0', '*']],
    );
  });

  it('sends entries of the allowlist one by one while they are few, and uploads many', async () => {
    const csv = (count: number): string =>
      `address,domain\n${Array.from({ length: count }, (_, n) => `,d${n}.example\n`).join('')}`;
    const few = await test.start(await test.spec('whitelists.csv', csv(30)));
    assert.deepEqual([few.rows, ...fates(few)], [30, 30, 0, 0, 0, 0]);
    assert.equal(test.server.requests.total, 30);
    assert.equal(few.upload, undefined);
    test.server.requests.clear();
    const running = test.start(await test.spec('whitelists.csv', csv(1001)));
    const many = await running;
    assert.deepEqual([many.rows, ...fates(many)], [1001, 1001, 0, 0, 0, 0]);
    assert.equal(test.server.requests.count({ method: 'POST' }), 1);
    assert.equal(many.upload?.parts, 1);
    await test.server.idle();
    assert.equal(test.server.store.count(DOMAIN, 'allowlist'), 1001);
  });

  it('stops everything when the server refuses for good, and goes on when it does not any more', async () => {
    for (const status of [401, 403, 404]) {
      test.server.store.clear(DOMAIN, 'bounces');
      test.server.requests.clear();
      const spec = await test.spec('bounces.csv', bouncesCsv(3000));
      const { counts } = { counts: await analyse(spec.file, spec.read) };
      test.server.faults.refuseDomain(DOMAIN, status);
      const failed = await test.start(status === 401 ? spec : { ...spec, counts });
      assert.deepEqual([failed.state, failed.rows, ...fates(failed)], ['failed', 3000, 0, 0, 0, 0, 3000]);
      assert.ok(failed.error?.reason && failed.error.nextStep);
      assert.ok(test.server.requests.total <= 16);
      test.server.faults.clear();
      const done = await resumeImport(test.jobs, failed.jobId ?? '', test.ports);
      assert.deepEqual([done?.state, done?.added, done?.rejectedFile], ['done', 3000, undefined]);
    }
    assert.equal(await resumeImport(test.jobs, 'gone', test.ports), undefined);
  });

  it('is cancelled at once and resumed', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(8000));
    const { rows, duplicates, invalid } = await analyse(spec.file, spec.read);
    for (const counts of [undefined, { rows, duplicates, invalid }]) {
      test.server.store.clear(DOMAIN, 'bounces');
      test.server.requests.clear();
      const controller = new AbortController();
      test.server.faults.failNext(1, 'hang', { method: 'POST' });
      let seen = 0;
      const report = await test.start(
        { ...spec, counts },
        { signal: controller.signal, onProgress: ({ done }) => ((seen = done), done > 3000 && controller.abort()) },
      );
      assert.ok(seen > 3000);
      assert.equal(report.state, 'cancelled');
      assert.equal(report.error, undefined);
      checkSum(report);
      assert.equal(report.rows, 8000);
      assert.ok(report.notSent >= 999 && report.added >= 1000);
      test.server.faults.clear();
      const sent = test.server.requests.total;
      const done = await resumeImport(test.jobs, report.jobId ?? '', test.ports);
      assert.ok(done);
      assert.deepEqual([done.state, done.rows, ...fates(done)], ['done', 8000, 8000, 0, 0, 0, 0]);
      assert.ok(test.server.requests.total - sent <= Math.ceil(report.notSent / 999));
      assert.deepEqual(byAddress(test.all().bounces), byAddress(bouncesOf(8000)));
    }
  });

  it('comes to the same list through every kind of trouble', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(5000));
    const post = { method: 'POST' };
    for (const kind of [
      429,
      500,
      '502html',
      'reset',
      'resetMidBody',
      'truncated',
      'garbled',
      'empty',
      'hang',
    ] as const) {
      test.server.store.clear(DOMAIN, 'bounces');
      test.server.faults.failNext(12, kind, post);
      if (kind === 'hang') test.giveUpAfter(200);
      let report = await test.start(spec);
      for (let runs = 1; report.state === 'failed' && runs < 5; runs += 1) {
        checkSum(report);
        const next = await resumeImport(test.jobs, report.jobId ?? '', test.ports);
        assert.ok(next);
        report = next;
      }
      assert.deepEqual([report.state, ...fates(report)], ['done', 5000, 0, 0, 0, 0], String(kind));
      assert.deepEqual(byAddress(test.all().bounces), byAddress(bouncesOf(5000)));
      test.server.faults.clear();
    }
  });

  it('says that a dead network stopped it, and can be resumed', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(6000));
    test.server.faults.failNext(1000, 'reset', { method: 'POST' });
    const report = await test.start(spec);
    assert.deepEqual([report.state, report.added, report.notSent], ['failed', 0, 6000]);
    test.server.faults.clear();
    const done = await resumeImport(test.jobs, report.jobId ?? '', test.ports);
    assert.equal(done?.added, 6000);
  });

  it('does not go on with another file than it began with', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(3000));
    await assert.rejects(test.start({ ...spec, bytes: 5 }), { name: 'FileChangedError', nextStep: /again/ });
    test.server.faults.failNext(100, 401);
    const { jobId = '' } = await test.start(spec);
    test.server.faults.clear();
    const before = await readFile(spec.file);
    await appendFile(spec.file, 'one@more.com\n');
    const changed = await resumeImport(test.jobs, jobId, test.ports);
    assert.match(changed?.error?.reason ?? '', /bounces\.csv has changed/);
    assert.equal(test.server.store.count(DOMAIN, 'bounces'), 0);
    const [kept] = await test.jobs.unfinished();
    const { mark } = kept?.head as unknown as { mark: { mtimeMs: number } };
    await writeFile(spec.file, before);
    await utimes(spec.file, new Date(mark.mtimeMs), new Date(mark.mtimeMs));
    const { mtimeMs } = { mtimeMs: mark.mtimeMs };
    // Times are kept in fractions of a millisecond that `utimes` cannot write; the content is what counts.
    if (Number.isInteger(mtimeMs)) assert.equal((await resumeImport(test.jobs, jobId, test.ports))?.added, 3000);
  });

  it('belongs to one window at a time', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(3000));
    const [mine, other] = [1, 2].map((id) => new Jobs(join(test.folder, 'jobs'), id, () => true));
    assert.ok(mine && other);
    let seen: unknown[] = [];
    const onJob = (id: string): void => {
      seen = [other.unfinished(), resumeImport(other, id, test.ports), resumeImport(mine, id, test.ports)];
    };
    const report = await startImport(mine, spec, test.ports, { onJob });
    assert.deepEqual(await Promise.all(seen), [[], undefined, undefined]);
    assert.equal(report.added, 3000);
    assert.equal(test.server.requests.total, 4);
  });

  it('keeps no key in the journal, and nothing that others can read', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(3000));
    test.server.faults.failNext(1, 401);
    const { jobId = '' } = await test.start(spec);
    const folder = join(test.folder, 'jobs', jobId);
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name), 'utf8');
      for (const { apiKey } of test.server.accounts) assert.ok(!text.includes(apiKey));
    }
  });

  it('reports an account without a key as something that can be put right', async () => {
    const spec = await test.spec('bounces.csv', bouncesCsv(10), { accountId: 'gone' });
    const report = await test.start(spec);
    assert.deepEqual([report.state, report.error?.reason], ['failed', 'The account has no key.']);
    assert.ok(report.jobId);
  });
});
