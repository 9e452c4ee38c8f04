import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportReport, ImportSpec } from '../../../../src/core/transfer/import/importTypes';
import { readAcks } from '../../../../src/core/transfer/jobs/ack';
import { DOMAIN } from '../sample';
import type { ChildOrder } from './import.child';
import {
  bouncesCsv,
  bouncesOf,
  byAddress,
  fates,
  refuse,
  startImportTest,
  watchPuts,
  type ImportTest,
} from './importKit';

const ROWS = 6000;
const KILLS = 20;
/** The server refuses its row, so that a batch is halved. */
const REFUSED = 'stranger@refused.example';

describe('an import whose process is killed', () => {
  let test: ImportTest;
  beforeEach(async () => (test = await startImportTest()));
  afterEach(() => test.close());

  it('comes to the same list from twenty points, and sends no row again that was acknowledged', async () => {
    const rows = bouncesOf(ROWS).map(({ address }) => address);
    const spec = await test.spec('bounces.csv', bouncesCsv(ROWS).replace(rows[2500] ?? '', REFUSED));
    rows[2500] = REFUSED;
    const wanted = byAddress(bouncesOf(ROWS).filter((_, n) => n !== 2500));
    refuse(test, 'refused.example');
    for (let kills = 0; kills < KILLS;) {
      test.server.store.clear(DOMAIN, 'bounces');
      const sends = new Map<string, number>();
      let acknowledged = new Set<string>();
      let report: ImportReport | undefined;
      let runs = 0;
      while (report === undefined) {
        const killAt = kills < KILLS ? 1 + Math.floor(Math.random() * 8) : Infinity;
        runs += 1;
        report = await run(test, spec, killAt, (address) => {
          assert.ok(!acknowledged.has(address), `${address} was sent again, though it was acknowledged`);
          sends.set(address, (sends.get(address) ?? 0) + 1);
        });
        if (report === undefined) kills += 1;
        if (report === undefined) acknowledged = await acknowledgedOf(test, rows);
      }
      assert.deepEqual([report.state, report.rows, ...fates(report)], ['done', ROWS, ROWS - 1, 0, 0, 1, 0]);
      assert.deepEqual(byAddress(test.all().bounces), wanted);
      for (const [address, count] of sends)
        assert.ok(count <= runs, `${address} was stored ${count} times in ${runs} runs`);
      assert.equal(report.firstRejected[0]?.address, REFUSED);
      assert.deepEqual(await test.jobs.unfinished(), []);
    }
  });
});

/** Lets a process import until it is done, or until the server has been asked so many times: then it is killed. */
async function run(
  test: ImportTest,
  spec: ImportSpec,
  killAt: number,
  onStored: (address: string) => void,
): Promise<ImportReport | undefined> {
  const child = fork(join(__dirname, 'import.child.js'));
  let asked = 0;
  // Half of the times before the server has done what it was asked, else just before it answers.
  const isBefore = Math.random() < 0.5;
  const count = (before: boolean): void => {
    if (before === isBefore && ++asked === killAt) child.kill('SIGKILL');
  };
  const failures: unknown[] = [];
  const stop = watchPuts(test, count, (address) => {
    try {
      onStored(address);
    } catch (error) {
      failures.push(error);
    }
  });
  let report: ImportReport | undefined;
  child.once('message', (message) => (report = message as ImportReport));
  const [account] = test.server.accounts;
  assert.ok(account);
  const order: ChildOrder = { ...account, jobs: join(test.folder, 'jobs'), spec };
  child.send(order);
  await once(child, 'exit');
  // What it had sent when it was killed still reaches the server.
  const { requests } = test.server;
  for (requests.clear(); requests.peakRequests > 0; requests.clear()) await sleep(1);
  stop();
  if (failures.length > 0) throw failures[0];
  return report;
}

/** The addresses in the units whose acknowledgement is in the journal. */
async function acknowledgedOf(test: ImportTest, rows: readonly string[]): Promise<Set<string>> {
  const folder = join(test.folder, 'jobs');
  const [job = ''] = (await readdir(folder)).filter((name) => !name.includes('.'));
  const { acks } = await readAcks(join(folder, job, 'acks'));
  return new Set([...acks.keys()].flatMap((unit) => rows.slice(unit * 999, (unit + 1) * 999)));
}
