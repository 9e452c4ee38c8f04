import assert from 'node:assert/strict';
import { ImportDriver } from '../../../src/views/importDriver';
import { begin, beginJob, reduce, type ImportEvent, type ImportState } from '../../../src/views/importState';
import type { ImportReport, Mapping } from '../../../src/views/importTypes';
import { analysisOf, ESTIMATES, FakeSession, jobOf, planOf, QUESTION, reportOf, TARGET } from './importFixtures';

const byRowPlan = planOf({ list: undefined, mapping: { address: 0, list: 1 } });

/** A driver over a fake session, with what it told. */
function drive(state: ImportState = begin(QUESTION), mapping?: Mapping) {
  const session = new FakeSession();
  const events: ImportEvent[] = [];
  const reports: ImportReport[] = [];
  const given = { up: 0 };
  const ports = {
    ...{ session, now: () => 1000, onReport: (report: ImportReport) => reports.push(report) },
    onEvent: (event: ImportEvent) => events.push(event),
    explain: (error: unknown) => (error instanceof Error && error.name !== 'Cancelled' ? error.message : undefined),
    onGivenUp: () => (given.up += 1),
  };
  const driver = new ImportDriver(ports, state, mapping);
  /** What a page that heard everything would show. */
  const heard = (): ImportState => events.reduce(reduce, state);
  return { driver, session, events, reports, given, heard };
}

/** A driver whose file has been read. */
async function read(...args: Parameters<typeof drive>) {
  const driven = drive(...args);
  await driven.driver.inspect();
  return driven;
}

/** A promise to be settled later. */
function later<T>() {
  let settle: { resolve(value: T): void; reject(error: Error): void } | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, resolve: (value: T) => settle?.resolve(value), reject: (error: Error) => settle?.reject(error) };
}

describe('the preview of an import', () => {
  it('looks at the file, reads it and estimates, and sends nothing', async () => {
    const { driver, session, heard } = await read();
    assert.deepEqual(session.asked, ['inspect /home/jane/bounces.csv {}', 'analyse']);
    assert.equal(driver.state.analysis?.complete, true);
    assert.deepEqual(driver.state.estimates, ESTIMATES);
    assert.deepEqual(heard(), driver.state);
  });

  it('says why a file cannot be read, and reads it when asked again', async () => {
    const { driver, session } = drive();
    const analysis = session.analysis;
    session.analysis = () => Promise.reject(new Error('The file is a ZIP archive.'));
    await driver.inspect();
    assert.equal(driver.state.problem, 'The file is a ZIP archive.');
    session.analysis = analysis;
    await driver.again();
    assert.deepEqual([driver.state.problem, driver.state.analysis?.valid], [undefined, 7]);
  });

  it('reads nothing as long as the list must be chosen', async () => {
    const driven = drive();
    driven.session.recognised = ({ list }) => planOf({ list });
    await driven.driver.inspect();
    assert.deepEqual([driven.driver.state.analysis, driven.driver.state.reading], [undefined, undefined]);
    await driven.driver.change({ what: 'list', list: 'complaints' });
    assert.equal(driven.driver.state.plan?.list, 'complaints');
    assert.equal(driven.session.asked.at(-1), 'analyse');
  });

  it('offers what the file says of its rows even where a list was given', async () => {
    const driven = drive(begin({ ...QUESTION, list: 'bounces' }));
    driven.session.recognised = ({ list }) => (list === undefined ? byRowPlan : planOf({ list }));
    await driven.driver.inspect();
    assert.deepEqual([driven.driver.state.plan?.list, driven.driver.state.listColumn], ['bounces', 1]);
    await driven.driver.change({ what: 'list', list: 'byRow' });
    assert.deepEqual(driven.driver.state.plan, byRowPlan);
    assert.deepEqual(driven.session.plans.at(-1), byRowPlan);
  });

  it('keeps a mapping by hand when the list or the format is changed', async () => {
    const { driver } = await read();
    await driver.change({ what: 'column', column: 1, field: 'error' });
    await driver.change({ what: 'list', list: 'complaints' });
    await driver.change({ what: 'format', hints: { delimiter: ';' } });
    assert.deepEqual(driver.state.plan?.mapping, { address: 0, error: 1, created_at: 2 });
    assert.deepEqual(driver.state.hints, { list: 'complaints', delimiter: ';' });
    assert.equal(driver.state.plan?.list, 'complaints');
  });

  it('begins with the mapping that was given, as far as there are such columns', async () => {
    const { driver } = await read(begin({ ...QUESTION, mapping: { address: 1, code: 9 } }), { address: 1, code: 9 });
    assert.deepEqual(driver.state.plan?.mapping, { address: 1 });
  });

  it('reads anew with every choice and forgets the reading before it', async () => {
    const { driver, session } = await read();
    const slow = later<ReturnType<typeof analysisOf>>();
    const signals: AbortSignal[] = [];
    session.analysis = (_, { signal }) => {
      signals.push(signal);
      return signals.length === 1 ? slow.promise : Promise.resolve(analysisOf({ valid: 3 }));
    };
    const first = driver.change({ what: 'column', column: 2, field: undefined });
    await driver.change({ what: 'otherwise', list: 'complaints' });
    slow.resolve(analysisOf({ valid: 99 }));
    await first;
    assert.deepEqual([signals[0]?.aborted, driver.state.analysis?.valid], [true, 3]);
  });

  it('compares only when asked, and a choice makes that void', async () => {
    const { driver, session } = await read();
    await driver.compare();
    assert.deepEqual(driver.state.analysis?.compared, { fresh: 5, same: 1, differs: 1 });
    session.target = { ...TARGET, domain: 'other.example.com' };
    await driver.chooseTarget();
    assert.deepEqual([driver.state.target?.domain, driver.state.analysis?.compared], ['other.example.com', undefined]);
  });

  it('keeps its counts when a comparison is stopped or fails', async () => {
    const { driver, session } = await read();
    const slow = later<ReturnType<typeof analysisOf>>();
    session.analysis = () => slow.promise;
    const comparing = driver.compare();
    driver.stopComparing();
    slow.reject(new Error('Too late to matter.'));
    await comparing;
    assert.deepEqual(
      [driver.state.analysis?.valid, driver.state.reading, driver.state.problem],
      [7, undefined, undefined],
    );
    session.analysis = () => Promise.reject(new Error('No network.'));
    await driver.compare();
    assert.deepEqual([driver.state.analysis?.complete, driver.state.problem], [true, 'No network.']);
  });

  it('is given up by Cancel', async () => {
    const { driver, given, session } = await read();
    driver.cancel();
    assert.equal(given.up, 1);
    assert.ok(!session.asked.includes('start'));
  });
});

describe('a run of an import', () => {
  it('begins with what was decided, once, and ends in its report', async () => {
    const { driver, session, reports, heard } = await read();
    await driver.compare();
    await Promise.all([driver.import(), driver.import()]);
    assert.equal(session.drafts.length, 1);
    assert.deepEqual(session.drafts[0], {
      ...{ file: QUESTION.file, bytes: 1000, read: planOf(), target: TARGET, method: 'batches', compare: true },
      counts: { rows: 10, duplicates: 2, invalid: 1 },
    });
    assert.deepEqual(reports, [reportOf()]);
    assert.equal(driver.state.stage, 'report');
    assert.deepEqual(heard(), driver.state);
  });

  it('does not begin before everything is known', async () => {
    const { driver, session } = await read(begin({ file: QUESTION.file }));
    await driver.import();
    assert.ok(!session.asked.includes('start'));
  });

  it('tells how far it is, and is cancelled by a signal', async () => {
    const { driver, session, reports } = await read();
    session.run = ({ signal, onJob, onProgress, onWait }) => {
      onJob('job');
      onProgress({ done: 3, total: 7, perSecond: 1, secondsLeft: 4, phase: 'sending' });
      onWait({ reason: 'rateLimit', ms: 500 });
      return new Promise((resolve) => {
        const stop = (): void => resolve(reportOf({ state: 'cancelled', jobId: 'job', notSent: 4, added: 3 }));
        signal.addEventListener('abort', stop);
      });
    };
    const run = driver.import();
    assert.deepEqual(
      [driver.state.stage, driver.state.progress?.done, driver.state.jobId, driver.state.notice],
      ['running', 3, 'job', { reason: 'rateLimit', until: 1500 }],
    );
    driver.cancel();
    assert.ok(driver.state.stopping);
    await run;
    assert.deepEqual([reports[0]?.state, driver.state.stage, driver.state.jobId], ['cancelled', 'report', 'job']);
  });

  it('that cannot begin leads back to the preview', async () => {
    const { driver, session, reports } = await read();
    session.run = () => Promise.reject(new Error('The file has changed.'));
    await driver.import();
    assert.deepEqual([driver.state.stage, driver.state.problem, reports], ['preview', 'The file has changed.', []]);
  });

  it('is resumed from its report', async () => {
    const { driver, session, reports } = await read();
    session.run = () => Promise.resolve(reportOf({ state: 'failed', jobId: 'job' }));
    await driver.import();
    session.job = jobOf();
    session.run = () => Promise.resolve(reportOf());
    await driver.resume();
    assert.deepEqual(
      reports.map(({ state }) => state),
      ['failed', 'done'],
    );
    assert.equal(session.asked.at(-1), 'resume job');
  });

  it('ends when the panel is closed', async () => {
    const { driver, session, reports } = await read();
    session.run = ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(reportOf({ state: 'cancelled' }))));
    void driver.import();
    await driver.close();
    assert.equal(reports[0]?.state, 'cancelled');
  });
});

describe('an interrupted import', () => {
  it('waits for somebody to decide', async () => {
    const { driver, session } = drive(beginJob('job'));
    session.job = jobOf();
    await driver.showInterrupted();
    assert.deepEqual([driver.state.stage, driver.state.interrupted?.done], ['interrupted', 3]);
    assert.deepEqual(session.asked, []);
  });

  it('is over when it is done, discarded or elsewhere', async () => {
    const { driver, session } = drive(beginJob('job'));
    await driver.resume();
    assert.deepEqual([driver.state.stage, session.asked], ['over', []]);
  });

  it('does not go on against an obstacle', async () => {
    const { driver, session } = drive(beginJob('job'));
    session.job = jobOf({ obstacle: 'The file has changed.' });
    await driver.resume();
    assert.deepEqual([driver.state.stage, session.asked], ['interrupted', []]);
  });

  it('can fail again, and says why', async () => {
    const { driver, session } = drive(beginJob('job'));
    session.job = jobOf();
    session.run = () => Promise.reject(new Error('The account is gone.'));
    await driver.resume();
    assert.deepEqual([driver.state.stage, driver.state.problem], ['interrupted', 'The account is gone.']);
  });

  it('can be given up, and its file be looked at again', async () => {
    const { driver, session } = drive(beginJob('job'));
    session.job = jobOf();
    await driver.showInterrupted();
    await driver.discard();
    assert.deepEqual([driver.state.stage, session.asked], ['over', ['discard job']]);
    await driver.again();
    assert.deepEqual([driver.state.stage, driver.state.analysis?.valid], ['preview', 7]);
  });
});
