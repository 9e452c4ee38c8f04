import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { jobsFolder, offerUnfinished } from '../../src/commands/unfinished';
import { startImport } from '../../src/core/transfer/import/import';
import { Jobs } from '../../src/core/transfer/jobs';
import { inspectFile } from '../../src/core/transfer/read';
import type { MailgunApi } from '../../src/mailgun/api';
import { bulkTestKit } from './bulkTestKit';
import { until } from './extension';
import { ScriptedAsk } from './scriptedAsk';
import { DOMAIN, numbered, run } from './support';

const ROWS = 2500;

describe('resuming unfinished work', () => {
  const kit = bulkTestKit();
  const posts = () => kit.account.server.requests.count({ method: 'POST' });
  const count = () => kit.account.server.store.count(DOMAIN, 'bounces');
  const jobs = () => new Jobs(jobsFolder(kit.services.storage));

  afterEach(async () => {
    for (const { id } of await jobs().unfinished()) await jobs().discard(id);
  });

  /** Leaves behind what an import leaves whose process was killed after its first batch. */
  async function crashedImport(): Promise<string> {
    const rows = numbered(ROWS).map(({ address }) => `${address},552`);
    const file = await kit.put('x.csv', ['address,code', ...rows].join('\n'));
    const { plan } = await inspectFile(file, { list: 'bounces' });
    const real = await kit.services.clients.get(kit.at.accountId);
    let batches = 0;
    const addMany: MailgunApi['addMany'] = (...args) =>
      batches++ === 0 ? real.addMany(...args) : new Promise(() => undefined);
    const api = new Proxy<MailgunApi>(real, {
      get: (target, name): unknown => {
        const value: unknown = name === 'addMany' ? addMany : Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const ended = spawnSync(process.execPath, ['-e', ''], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } }).pid;
    const folder = jobsFolder(kit.services.storage);
    let jobId: string | undefined;
    const spec = {
      file,
      read: plan,
      ...kit.at,
      method: 'batches',
      counts: { rows: ROWS, duplicates: 0, invalid: 0 },
    } as const;
    const ports = { api: () => Promise.resolve(api) };
    // Never ends, as its process did not live to see it.
    void startImport(new Jobs(folder, ended), spec, ports, { onJob: (id) => (jobId = id) });
    await until('the first batch is acknowledged', async () => (await jobs().unfinished())[0]?.settled === 999);
    assert.ok(jobId);
    return jobId;
  }

  it('asks on the next start how far it came, and goes on without sending twice', async () => {
    const jobId = await crashedImport();
    assert.equal(posts(), 1);
    const ask = new ScriptedAsk();
    await offerUnfinished(kit.services.storage, () => Promise.resolve(kit.late(ask)));
    const [{ message, actions } = { message: '', actions: [] }] = ask.notifications;
    assert.match(message, /An import of x\.csv into Bounces of mail\.test\.example stopped after 999 of 2,500 rows\./);
    assert.deepEqual(
      actions?.map(({ label }) => label),
      ['Resume', 'Later', 'Discard'],
    );
    await ask.press('Resume');
    assert.equal(count(), ROWS);
    assert.equal(posts(), 3);
    await assert.rejects(run('resumeJob', { jobId }), /finished, discarded/);
  });

  it('forgets what is discarded, and keeps what was sent', async () => {
    const jobId = await crashedImport();
    assert.deepEqual(await run('resumeJob', { jobId, discard: true }), { jobId, state: 'discarded' });
    await assert.rejects(access(join(jobsFolder(kit.services.storage), jobId)));
    assert.equal(count(), 999);
  });

  it('loads nothing and asks nothing when there is nothing', async () => {
    const load = () => Promise.reject(new Error('loaded'));
    await offerUnfinished(kit.services.storage, load);
    await offerUnfinished(kit.path('nowhere'), load);
    const { ask, result } = kit.asking('resumeJob', []);
    assert.equal(await result, undefined);
    assert.match(ask.notifications[0]?.message ?? '', /unfinished/);
  });

  it('goes on with a deletion that was cancelled, chosen from the list of what is unfinished', async () => {
    kit.account.server.store.putEntries(DOMAIN, 'bounces', numbered(120));
    const match = { prefix: 'user' };
    const cancelled = kit.asking('deleteMatching', [{ confirm: 'yes' }], { ...kit.at, list: 'bounces', match });
    cancelled.ask.cancelProgress(2);
    const first = await cancelled.result;
    assert.ok(first?.jobId);
    assert.equal(first.deleted + first.notSent, 120);
    assert.ok(first.notSent > 0);
    const title = /^Deletion of 120 entries from the bounces of mail\.test\.example$/;
    const [unfinished] = await jobs().unfinished();
    assert.match(unfinished?.head.title ?? '', title);
    const answers = [{ pick: unfinished?.head.title ?? '' }, { pick: 'Resume', title }];
    const { ask, result } = kit.asking('resumeJob', answers);
    assert.deepEqual(await result, { jobId: first.jobId, state: 'done' });
    assert.equal(count(), 0);
    assert.match(ask.notifications.at(-1)?.message ?? '', /^Deleted 120 entries\.$/);
    await ask.press('Undo');
    assert.equal(count(), 120);
  });

  it('goes on with a copy that a dead network has stopped', async () => {
    kit.account.server.store.putEntries(DOMAIN, 'bounces', numbered(ROWS));
    kit.account.server.faults.failNext(1, 403, { method: 'POST' });
    const from = { ...kit.at, list: 'bounces' as const };
    const { jobId } = await run('copyEntries', { from, to: [kit.other] });
    assert.ok(jobId);
    kit.account.server.faults.clear();
    assert.deepEqual(await run('resumeJob', { jobId }), { jobId, state: 'done' });
    assert.equal(kit.account.server.store.count(kit.other.domain, 'bounces'), ROWS);
  });
});
