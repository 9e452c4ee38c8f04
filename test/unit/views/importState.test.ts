import assert from 'node:assert/strict';
import { readKept } from '../../../src/views/storedImport';
import { kept, merge, reduce, type ImportEvent, type ImportState } from '../../../src/views/importState';
import type { Progress } from '../../../src/views/importTypes';
import { after, analysisOf, inspectionOf, jobOf, planOf, previewed, reportOf, TARGET } from './importFixtures';

const NOTICE = { reason: 'rateLimit', until: 5 } as const;
const progress = (done: number): Progress => ({ done, total: 10, perSecond: 1, secondsLeft: 1, phase: 'sending' });
const running = (...events: readonly ImportEvent[]): ImportState =>
  [{ type: 'started', at: 1 } as const, { type: 'job', jobId: 'job' } as const, ...events].reduce(reduce, previewed());

describe('the state of an import', () => {
  it('keeps what was counted in sight while it is counted again, but marks it as unfinished', () => {
    const state = reduce(previewed({ compared: { fresh: 7, same: 0, differs: 0 } }), { type: 'reading', what: 'file' });
    assert.deepEqual(
      [state.analysis?.valid, state.analysis?.complete, state.analysis?.compared, state.estimates],
      [7, false, undefined, undefined],
    );
  });

  it('forgets the counts where something must be chosen first', () => {
    const state = reduce(previewed(), { type: 'undecided' });
    assert.deepEqual([state.analysis, state.reading], [undefined, undefined]);
  });

  it('keeps the counts while lists are compared, until the comparison is there', () => {
    const comparing = reduce(previewed(), { type: 'reading', what: 'lists' });
    const half = reduce(comparing, { type: 'analysed', analysis: analysisOf({ valid: 1, complete: false }) });
    assert.equal(half.analysis?.valid, 7);
    const compared = { fresh: 1, same: 2, differs: 4 };
    const done = reduce(half, { type: 'analysed', analysis: analysisOf({ compared }) });
    assert.deepEqual([done.analysis?.compared, done.reading], [compared, undefined]);
  });

  it('keeps the counts when a comparison fails, and says why', () => {
    const comparing = reduce(previewed(), { type: 'reading', what: 'lists' });
    const failed = reduce(comparing, { type: 'stopped', problem: 'No network.' });
    assert.deepEqual([failed.analysis?.complete, failed.problem, failed.reading], [true, 'No network.', undefined]);
  });

  it('ends a waiting when more is done, and not before', () => {
    const waiting = running({ type: 'progress', progress: progress(3) }, { type: 'waiting', notice: NOTICE });
    assert.deepEqual(reduce(waiting, { type: 'progress', progress: progress(3) }).notice, NOTICE);
    assert.equal(reduce(waiting, { type: 'progress', progress: progress(4) }).notice, undefined);
  });

  it('ends with the report and its way to go on', () => {
    const state = reduce(running({ type: 'stopping' }), { type: 'reported', report: reportOf({ jobId: 'job' }) });
    assert.deepEqual([state.stage, state.jobId, state.stopping], ['report', 'job', false]);
    assert.equal(reduce(running(), { type: 'reported', report: reportOf() }).jobId, undefined);
  });

  it('returns to the preview when an import could not begin', () => {
    const state = reduce(running(), { type: 'stopped', problem: 'The file has changed.' });
    assert.deepEqual(
      [state.stage, state.problem, state.analysis?.complete],
      ['preview', 'The file has changed.', true],
    );
  });

  it('shows what is left of an interrupted import, and goes on with it', () => {
    const state = after({ type: 'interrupted', job: jobOf({ file: '/other.csv', method: 'upload' }) });
    assert.deepEqual(
      [state.stage, state.file, state.method, state.jobId],
      ['interrupted', '/other.csv', 'upload', 'job'],
    );
    const resumed = reduce(state, { type: 'started', at: 2 });
    assert.deepEqual([resumed.stage, resumed.interrupted, resumed.jobId], ['running', undefined, 'job']);
    assert.deepEqual(reduce(state, { type: 'over', message: 'Discarded.' }).jobId, undefined);
  });

  it('is told less often by merging, with the same end', () => {
    const events: readonly ImportEvent[] = [
      { type: 'inspected', inspection: inspectionOf(), plan: planOf() },
      { type: 'analysed', analysis: analysisOf({ rows: 1, complete: false }) },
      { type: 'analysed', analysis: analysisOf({ rows: 2, complete: false }) },
      { type: 'started', at: 1 },
      { type: 'progress', progress: progress(1) },
      { type: 'progress', progress: progress(2) },
      { type: 'waiting', notice: NOTICE },
    ];
    const merged = merge(events);
    assert.equal(merged.length, 5);
    assert.deepEqual(after(...merged), after(...events));
  });
});

describe('what the page keeps of an import', () => {
  const reload = (state: ImportState): unknown => readKept(JSON.parse(JSON.stringify({ import: kept(state) })));

  it('is read back after a reload', () => {
    const chosen = { hints: { list: 'bounces', delimiter: ';' }, mappedByHand: true } as const;
    const state = reduce(previewed(), { type: 'chosen', change: chosen });
    assert.deepEqual(reload(state), {
      ...{ version: 1, stage: 'preview', file: '/home/jane/bounces.csv', target: TARGET, method: 'batches' },
      ...{ hints: { list: 'bounces', delimiter: ';' }, mapping: { address: 0, created_at: 2 } },
    });
  });

  it('holds the job of a running import, and a report as a whole', () => {
    assert.equal(readKept({ import: kept(running()) })?.jobId, 'job');
    const report = reportOf({
      firstRejected: [{ line: 2, address: '<b>\u0000', reason: 'No.' }],
      error: { reason: 'No network.', nextStep: 'Resume.' },
      upload: { parts: 2, visible: false },
    });
    assert.deepEqual(readKept({ import: kept(running({ type: 'reported', report })) })?.report, report);
  });

  it('holds nothing of the file itself', () => {
    assert.doesNotMatch(JSON.stringify(kept(previewed())), /HardBounce/);
  });

  it('is nothing when it was made by somebody else', () => {
    for (const other of [undefined, null, 7, {}, { import: {} }, { import: { ...kept(previewed()), version: 2 } }]) {
      assert.equal(readKept(other), undefined);
    }
    const wrong = { ...kept(previewed()), mapping: { address: -1 } };
    assert.equal(readKept({ import: wrong }), undefined);
  });
});
