import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { FileChangeStore } from '../../../../src/core/changeStore';
import type { DeleteReport } from '../../../../src/core/transfer/bulk/deleteMany';
import { Jobs } from '../../../../src/core/transfer/jobs';
import { restore } from '../../../../src/core/transfer/bulk/restore';
import { DOMAIN } from '../sample';
import { bounces, bulkKit, type Kit } from './bulkKit';

const CHILD = join(__dirname, 'delete.child.js');
const COUNT = 200;
const KILLS = 20;

describe('a deletion whose process is killed', () => {
  let kit: Kit;
  let folder: string;
  beforeEach(async () => {
    kit = await bulkKit();
    folder = await mkdtemp(join(tmpdir(), 'kill-'));
  });
  afterEach(async () => {
    await kit.close();
    await rm(folder, { recursive: true });
  });

  const start = (): ChildProcess => {
    const [account] = kit.test.server.accounts;
    const where = { baseUrl: account?.baseUrl, apiKey: account?.apiKey, domain: DOMAIN, folder };
    return spawn(process.execPath, [CHILD, JSON.stringify(where)], { stdio: ['ignore', 'pipe', 'inherit'] });
  };
  const deletes = (): string[] =>
    kit.test.server.requests.entries.filter(({ method }) => method === 'DELETE').map(({ path }) => path);

  /** Lets a process run until the server has had so many deletes in all; false when it came to its end. */
  async function runUntil(count: number): Promise<boolean> {
    const child = start();
    const ended = once(child, 'exit');
    let isOver = false;
    void ended.then(() => (isOver = true));
    while (!isOver && kit.count('DELETE') < count) await new Promise((resolve) => setTimeout(resolve, 1));
    child.kill('SIGKILL');
    await ended;
    return child.signalCode === 'SIGKILL';
  }

  /** Paths of the entries whose deletion the journal holds. */
  async function acknowledged(): Promise<string[]> {
    const [job] = (await readdir(join(folder, 'jobs')).catch(() => [])).filter((name) => /^[\w-]+$/.test(name));
    if (job === undefined) return [];
    const read = (name: string) => readFile(join(folder, 'jobs', job, name), 'utf8').catch(() => '');
    const lines = (await read('part-0.ndjson')).split('\n');
    const acks = (await read('acks')).split('\n').filter((line) => line.endsWith('}'));
    return acks.map((line) => {
      const { address } = JSON.parse(lines[Number(line.split(' ')[0])] ?? '') as { address: string };
      return `/v3/${DOMAIN}/bounces/${encodeURIComponent(address)}`;
    });
  }

  it('goes on where it was, twenty times: nothing is lost, and nothing acknowledged is sent again', async () => {
    kit.test.put('bounces', bounces(COUNT * 2));
    const before = kit.test.all().bounces;
    const random = fc.uniqueArray(fc.integer({ min: 1, max: COUNT }), { minLength: KILLS, maxLength: KILLS });
    const points = fc.sample(random, 1).flat();
    for (const point of points.sort((a, b) => a - b)) {
      const done = await acknowledged();
      const sent = deletes().length;
      await runUntil(point);
      const again = deletes()
        .slice(sent)
        .filter((path) => done.includes(path));
      assert.deepEqual(again, [], `killed at ${point}`);
    }
    const last = start();
    let output = '';
    last.stdout?.on('data', (data: Buffer) => (output += data.toString()));
    await once(last, 'close');
    const report = output === '' ? undefined : (JSON.parse(output) as DeleteReport);
    assert.ok(report !== undefined);
    assert.deepEqual([report.state, report.deleted + report.missing, report.notSent], ['done', COUNT, 0]);
    assert.deepEqual(
      kit.test.all().bounces,
      before.filter(({ code }) => code === '550'),
    );
    // What was under way when a process was killed is sent again, four at most each time.
    assert.ok(deletes().length <= COUNT + 4 * KILLS, String(deletes().length));
    assert.deepEqual(await new Jobs(join(folder, 'jobs')).unfinished(), []);

    const store = new FileChangeStore(join(folder, 'changes'));
    const [change, ...others] = await store.list();
    assert.deepEqual([change?.id, others], [report.change?.id, []]);
    const ports = { ...kit.ports, api: () => kit.ports.api('us-account'), store };
    const resolve = () => Promise.reject(new Error('There should be no conflict.'));
    await restore({ id: change?.id ?? '' }, ports, { resolve });
    assert.deepEqual(kit.test.all().bounces, before);
  });
});
