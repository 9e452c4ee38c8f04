import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Jobs, type JobHead } from '../../../../../src/core/transfer/jobs';

const HEAD: JobHead & { domain: string } = { kind: 'import', title: 'Import of a.csv', domain: 'mg.example.com' };

describe('Jobs', () => {
  let folder: string;
  /** Processes that run, as all windows see it. */
  let running: Set<number>;
  const jobsOf = (processId: number): Jobs => new Jobs(folder, processId, (id) => running.has(id));

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'jobs-')), 'not', 'there', 'yet');
    running = new Set([1, 2, 3]);
  });
  afterEach(() => rm(join(folder, '..', '..', '..'), { recursive: true, force: true }));

  it('keeps what was acknowledged for the next process', async () => {
    assert.deepEqual(await jobsOf(1).unfinished(), []);
    const job = await jobsOf(1).create(HEAD);
    assert.equal(job.head.domain, 'mg.example.com');
    job.ack(0, { added: 999 });
    job.ack(2, { added: 998, rejected: [{ line: 5, reason: 'Bad “address”\nof a stranger' }] });
    job.ack(1, { added: 999 });
    running.delete(1);
    const [kept] = await jobsOf(2).unfinished();
    assert.deepEqual([kept?.id, kept?.head, kept?.acknowledged], [job.id, HEAD, 3]);
    const resumed = await jobsOf(2).open(job.id);
    assert.deepEqual(
      [...(resumed?.acknowledged ?? [])].map(([unit, { added }]) => [unit, added]),
      [
        [0, 999],
        [2, 998],
        [1, 999],
      ],
    );
    assert.equal(resumed?.acknowledged.get(2)?.rejected?.[0]?.reason, 'Bad “address”\nof a stranger');
    await resumed?.finish();
    assert.deepEqual(await readdir(folder), []);
    assert.equal(await jobsOf(2).open(job.id), undefined);
  });

  it('offers neither the job of a running process nor one of its own', async () => {
    const job = await jobsOf(1).create(HEAD);
    for (const process of [1, 2]) {
      assert.deepEqual(await jobsOf(process).unfinished(), []);
      assert.equal(await jobsOf(process).open(job.id), undefined);
      await jobsOf(process).discard(job.id);
    }
    job.ack(0, {});
    await job.release();
    assert.throws(() => job.ack(1, {}));
    assert.equal((await jobsOf(2).unfinished()).length, 1);
    await jobsOf(2).discard(job.id);
    assert.deepEqual(await readdir(folder), []);
  });

  it('lets one of many openers win', async () => {
    for (let round = 0; round < 20; round += 1) {
      const job = await jobsOf(9).create({ ...HEAD, title: String(round) });
      if (round % 2 === 0) await job.release();
      const opened = await Promise.all([1, 1, 2, 3, 3, 2].map((process) => jobsOf(process).open(job.id)));
      assert.equal(opened.filter((one) => one !== undefined).length, 1);
      await opened.find((one) => one !== undefined)?.finish();
    }
  });

  it('is not fooled by a process id that was given out again', async () => {
    const mine = await jobsOf(7).create(HEAD);
    await mine.release();
    // As an ended process that had the number of this one left it.
    await rename(mine.path('owner.free'), mine.path('owner.1'));
    assert.equal((await jobsOf(1).unfinished()).length, 1);
    assert.equal((await jobsOf(2).unfinished()).length, 0);
    // From before the machine was started: whatever runs under that number now is something else.
    await utimes(mine.path('owner.1'), 0, 0);
    assert.equal((await jobsOf(2).unfinished()).length, 1);
    assert.notEqual(await jobsOf(2).open(mine.id), undefined);
    assert.equal((await jobsOf(3).unfinished()).length, 0);
  });

  it('survives a torn last line and damage in the middle', async () => {
    const job = await jobsOf(1).create(HEAD);
    for (const unit of [0, 1, 2]) job.ack(unit, { added: unit });
    await job.release();
    const acks = job.path('acks');
    await writeFile(acks, (await readFile(acks, 'utf8')).replace('1 {"added":1}', '1 {"added\u0000'));
    await appendFile(acks, '3 {"added":3');
    assert.equal((await jobsOf(1).unfinished())[0]?.acknowledged, 2);
    const second = await jobsOf(1).open(job.id);
    assert.deepEqual([...(second?.acknowledged.keys() ?? [])], [0, 2]);
    second?.ack(4, { added: 4 });
    await second?.release();
    const third = await jobsOf(1).open(job.id);
    assert.deepEqual([...(third?.acknowledged.keys() ?? [])], [0, 2, 4]);
    assert.equal(third?.acknowledged.get(4)?.added, 4);
  });

  it('leaves jobs of newer versions alone and sets damaged ones aside', async () => {
    const [newer, damaged, foreign] = await Promise.all([1, 2, 3].map(() => jobsOf(1).create(HEAD)));
    assert.ok(newer && damaged && foreign);
    await Promise.all([newer, damaged, foreign].map((job) => job.release()));
    await writeFile(newer.path('job.json'), JSON.stringify({ version: 2, at: 'then', head: [] }));
    await writeFile(damaged.path('job.json'), '{"version":1,"at":5,"he');
    await writeFile(foreign.path('job.json'), '{"version":1,"at":5,"head":{"kind":"format","title":"c:"}}');
    assert.deepEqual(await jobsOf(2).unfinished(), []);
    for (const { id } of [newer, damaged, foreign]) assert.equal(await jobsOf(2).open(id), undefined);
    assert.deepEqual(
      (await readdir(folder)).sort(),
      [newer.id, `${damaged.id}.damaged`, `${foreign.id}.damaged`].sort(),
    );
    assert.equal(await jobsOf(2).open('../../etc'), undefined);
    assert.equal(await jobsOf(2).open('none'), undefined);
  });

  it('writes files that only the user can read, and sweeps what is half made', async function () {
    const job = await jobsOf(1).create(HEAD);
    job.ack(0, { added: 1 });
    if (process.platform !== 'win32') {
      for (const name of await readdir(job.folder)) assert.equal((await stat(job.path(name))).mode & 0o077, 0, name);
      assert.equal((await stat(job.folder)).mode & 0o077, 0);
    }
    await job.release();
    await rename(job.folder, `${job.folder}.new-77`);
    await jobsOf(1).unfinished();
    assert.deepEqual(await readdir(folder), []);
  });
});
