import assert from 'node:assert/strict';
import type { Job } from '../../../../src/core/transfer/jobs';
import { ProgressMeter } from '../../../../src/core/transfer/sending/progress';
import type { Progress } from '../../../../src/core/transfer/import/importTypes';
import { sendEntries, type Sendable } from '../../../../src/core/transfer/sending/sendEntries';
import { MailgunError } from '../../../../src/mailgun/errors';
import { complaint } from '../fakeList';
import { DOMAIN } from '../sample';
import { refuse, startImportTest, type ImportTest } from './importKit';

describe('sendEntries', () => {
  let test: ImportTest;
  let job: Job;
  beforeEach(async () => {
    test = await startImportTest();
    job = await test.jobs.create({ kind: 'copy', title: 'Copy' });
  });
  afterEach(() => test.close());

  async function* source(count: number, more: readonly Sendable[] = []): AsyncGenerator<readonly Sendable[]> {
    const all = Array.from({ length: count }, (_, n) => ({ line: n + 1, entry: complaint(`u${n}@x.com`) }));
    await Promise.resolve();
    yield all.slice(0, 700);
    yield [];
    yield [...all.slice(700), ...more];
  }

  it('sends one source to several domains in one job, and again only what is missing', async () => {
    test.server.store.addDomain('Sample Account', 'two.example.com');
    const result = await sendEntries(job, { api: test.client, domain: DOMAIN }, source(1500));
    assert.deepEqual([result.added, result.notSent, result.error], [1500, 0, undefined]);
    const two = { api: test.client, domain: 'two.example.com' };
    await sendEntries(job, two, source(1500), { unitBase: 2 ** 32 });
    assert.deepEqual([...job.acknowledged.keys()].sort(), [0, 1, 2 ** 32, 2 ** 32 + 1]);
    assert.equal(test.server.requests.total, 4);
    await job.release();
    const again = await test.jobs.open(job.id);
    assert.ok(again);
    const second = await sendEntries(again, two, source(1500), { unitBase: 2 ** 32 });
    assert.equal(second.added, 1500);
    assert.equal(test.server.requests.total, 4);
  });

  it('tells added, updated and rejected apart, also where a batch is halved', async () => {
    refuse(test, 'refused.example');
    const more: Sendable[] = [
      { line: 9001, entry: complaint('known@refused.example') },
      { line: 9002, entry: complaint('line\nbreak@x.com') },
      { line: 9003, entry: complaint('no address') },
    ];
    const known = ({ address }: { address: string }): boolean => /^(u[0-9]@|known)/.test(address);
    const result = await sendEntries(job, { api: test.client, domain: DOMAIN }, source(990, more), { known });
    assert.deepEqual([result.added, result.updated, result.notSent], [980, 10, 0]);
    assert.deepEqual(result.byList, { complaints: 990 });
    assert.deepEqual(result.rejected.map(({ line }) => line).sort(), [9001, 9002, 9003]);
    assert.ok(result.rejected.every(({ reason }) => reason !== ''));
  });

  it('waits out a request limit that lasts longer than the client has patience', async () => {
    let refusals = 3;
    const api = Object.create(test.client) as typeof test.client;
    api.addMany = async (...args) => {
      if (refusals-- > 0) throw new MailgunError('rateLimited', 'Later.', { retryAfter: 130_000 });
      await test.client.addMany(...args);
    };
    const waits: number[] = [];
    const result = await sendEntries(job, { api, domain: DOMAIN }, source(100), {
      clock: test.ports.clock,
      onWait: ({ ms }) => waits.push(ms),
    });
    assert.deepEqual([result.added, result.error], [100, undefined]);
    assert.deepEqual(waits, [130_000, 130_000, 130_000]);
  });

  it('sends nothing once it is cancelled, and says how much that is', async () => {
    const signal = AbortSignal.abort();
    const result = await sendEntries(job, { api: test.client, domain: DOMAIN }, source(2000), { signal });
    assert.deepEqual([result.added, result.notSent], [0, 2000]);
    assert.ok(MailgunError.is(result.error, 'cancelled'));
    assert.equal(test.server.requests.total, 0);
  });

  it('stops when the journal cannot be written', async () => {
    await job.release();
    const result = await sendEntries(job, { api: test.client, domain: DOMAIN }, source(20_000), {
      concurrency: () => 2,
    });
    assert.match(String(result.error), /The job has ended/);
    assert.ok(test.server.requests.total <= 3);
    assert.ok(result.notSent > 15_000);
  });
});

describe('ProgressMeter', () => {
  it('tells speed and time left over the last seconds, not counting what an earlier run did', () => {
    let now = 0;
    let last: Progress | undefined;
    const meter = new ProgressMeter(
      (progress) => (last = progress),
      () => now,
    );
    meter.begin('sending', 100_000);
    assert.deepEqual(last, { done: 0, total: 100_000, perSecond: 0, secondsLeft: undefined, phase: 'sending' });
    meter.add(50_000, true);
    for (; now < 20_000; now += 100) meter.add(100);
    meter.end();
    assert.equal(last?.done, 70_000);
    assert.ok(Math.abs((last?.perSecond ?? 0) - 1000) < 50);
    assert.ok(Math.abs((last?.secondsLeft ?? 0) - 30) < 2);
    for (const end = now + 30_000; now < end; now += 100) meter.add(10);
    assert.ok(Math.abs((last?.perSecond ?? 0) - 100) < 15, 'it follows the last seconds');
    meter.add(1_000_000);
    meter.end();
    assert.equal(last?.secondsLeft, 0);
  });
});
