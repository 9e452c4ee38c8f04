import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  announcement,
  destination,
  failureText,
  interruptedText,
  moreText,
  reportFacts,
  reportTitle,
  stoppedText,
  tookText,
  uploadText,
} from '../../../src/views/importReportWords';
import { reduce, type ImportEvent, type ImportState } from '../../../src/views/importState';
import type { Progress } from '../../../src/views/importTypes';
import {
  byListText,
  counted,
  delimiters,
  duration,
  estimateText,
  fileName,
  formatText,
  importLabel,
  methodNote,
  noticeText,
  progressText,
  share,
  sizeText,
  storedDate,
} from '../../../src/views/importWords';
import { after, analysisOf, jobOf, planOf, previewed, reportOf } from './importFixtures';

const progress = (parts: Partial<Progress> = {}): Progress => ({
  ...{ done: 12_000, total: 39_812, perSecond: 1180.4, secondsLeft: 24, phase: 'sending' },
  ...parts,
});
const running = (parts: Partial<Progress> = {}): ImportState =>
  [{ type: 'started', at: 1 } as const, { type: 'progress', progress: progress(parts) } as const].reduce(
    reduce,
    previewed(),
  );

describe('numbers in words', () => {
  it('know one from many', () => {
    assert.equal(counted(0, 'entry', 'entries'), '0 entries');
    assert.equal(counted(1, 'entry', 'entries'), '1 entry');
    assert.equal(counted(39_812, 'row'), '39,812 rows');
  });

  it('are sizes', () => {
    assert.deepEqual([0, 1, 1023, 1024, 26_318_213, 3 * 1024 ** 3].map(sizeText), [
      ...['0 bytes', '1 byte', '1,023 bytes', '1 kB', '25.1 MB', '3 GB'],
    ]);
  });

  it('are lengths of time', () => {
    assert.deepEqual([0, 0.4, 1, 59.4, 60, 200, 3599.6, 3900, 7200].map(duration), [
      ...['less than a second', 'less than a second', '1 s', '59 s', '1 min', '3 min 20 s', '1 h', '1 h 5 min', '2 h'],
    ]);
  });

  it('are never odd lengths of time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (seconds) => {
        assert.match(
          duration(seconds),
          /^(less than a second|[1-5]?\d s|[1-5]?\d min( [1-5]?\d s)?|[\d,]+ h( [1-5]?\d min)?)$/,
        );
      }),
    );
  });

  it('are shares only of something', () => {
    assert.deepEqual([share(5, 10), share(20, 10), share(1, 0), share(undefined, 3)], [0.5, 1, undefined, undefined]);
  });
});

describe('words of the preview', () => {
  it('name the button by what it would send', () => {
    assert.equal(importLabel(previewed({ valid: 39_812 })), 'Import 39,812 entries');
    assert.equal(importLabel(previewed({ valid: 1 })), 'Import 1 entry');
    assert.equal(importLabel(previewed({ valid: 5, complete: false })), 'Import');
    assert.equal(importLabel(previewed({ valid: 0 })), 'Import');
  });

  it('count by list', () => {
    assert.equal(byListText({ complaints: 4, bounces: 1200, allowlist: 0 }), 'Bounces 1,200, complaints 4');
    assert.equal(byListText({}), '');
  });

  it('say what sending takes', () => {
    assert.equal(estimateText({ requests: 1 }), '1 request');
    assert.equal(estimateText({ requests: 40, seconds: 0.2 }), '40 requests, less than a second');
    assert.equal(estimateText({ requests: 3, parts: 2, seconds: 200 }), '2 files in 3 requests, about 3 min 20 s');
    assert.match(methodNote('batches', ['bounces', 'allowlist']), /one entry a request; more than 1,000 are uploaded/);
    assert.match(methodNote('upload', ['allowlist']), /Reasons of the allowlist are left out/);
    assert.doesNotMatch(methodNote('upload', ['bounces']), /llowlist/);
    assert.doesNotMatch(methodNote('batches', ['bounces']), /allowlist/);
  });

  it('say which date an entry will have', () => {
    assert.equal(storedDate(0), 'Jan 1, 1970, 12:00 AM UTC');
    assert.equal(storedDate(undefined), 'when imported');
  });

  it('say how a file is read', () => {
    assert.equal(formatText(planOf({ delimiter: '\t' })), 'CSV, UTF-8, tab, the first row names the columns');
    assert.equal(formatText(planOf({ format: 'ndjson', delimiter: '' })), 'JSON, one record a line, UTF-8');
    assert.equal(delimiters('^').at(-1)?.label, '“^”');
    assert.equal(delimiters(';').length, 4);
  });

  it('name a file on every system', () => {
    assert.deepEqual(['/home/jane/a b.csv', 'C:\\Users\\jane\\a.csv', 'a.csv', ''].map(fileName), [
      ...['a b.csv', 'a.csv', 'a.csv', ''],
    ]);
  });

  it('say what is waited for, and never for no time at all', () => {
    assert.equal(noticeText({ reason: 'rateLimit', until: 12_000 }, 0), "Mailgun's request limit: goes on in 12 s.");
    assert.match(noticeText({ reason: 'retry', until: 0 }, 5000), /tries again in 1 s/);
  });

  it('say where it goes', () => {
    assert.equal(destination(previewed()), 'Bounces of mg.example.com');
    assert.equal(destination(previewed({}, planOf({ list: undefined, mapping: { list: 1 } }))), 'mg.example.com');
    assert.equal(destination({ ...previewed(), target: undefined }), 'Bounces');
  });
});

describe('words of a running import', () => {
  it('say how far it is', () => {
    assert.equal(progressText(running()), '12,000 of 39,812 rows · 1,180 per second · 24 s left');
    assert.equal(progressText(running({ total: undefined, secondsLeft: undefined })), '12,000 rows · 1,180 per second');
    assert.equal(progressText(running({ done: 0, perSecond: 0, secondsLeft: undefined })), '0 of 39,812 rows');
    assert.match(progressText(running({ phase: 'watching' })), /^Waiting until Mailgun shows .* 39,812 rows$/);
    assert.equal(progressText({ ...running(), progress: undefined }), 'Starting…');
    assert.match(progressText({ ...running(), stopping: true }), /^Cancelling/);
  });
});

describe('words of a report', () => {
  it('tell added from updated only where that is known', () => {
    const labels = (parts: Parameters<typeof reportOf>[0]) => reportFacts(reportOf(parts)).map(({ label }) => label);
    const rest = ['Duplicates', 'Rejected', 'Not sent', 'Rows in the file'];
    assert.deepEqual(labels({ compared: true }), ['Added', 'Updated', ...rest]);
    assert.deepEqual(labels({}), ['Added or updated', ...rest]);
    assert.deepEqual(labels({ upload: { parts: 1, visible: true } }), ['Uploaded', ...rest]);
  });

  it('add up to the rows of the file', () => {
    for (const compared of [true, false]) {
      const values = reportFacts(reportOf({ compared, rows: 11, updated: 1 })).map(({ value }) => Number(value));
      const rows = values.pop();
      assert.equal(
        values.reduce((sum, value) => sum + value),
        rows,
      );
    }
  });

  it('begin with how it ended', () => {
    assert.equal(reportTitle(reportOf({ added: 1 })), 'Imported 1 entry');
    assert.equal(reportTitle(reportOf({ added: 39_000, updated: 12 })), 'Imported 39,012 entries');
    assert.equal(reportTitle(reportOf({ added: 2, upload: { parts: 1, visible: false } })), 'Uploaded 2 entries');
    assert.equal(reportTitle(reportOf({ state: 'cancelled' })), 'Import cancelled');
    assert.equal(reportTitle(reportOf({ state: 'failed' })), 'Import failed');
    assert.equal(tookText(reportOf({ ms: 61_000 })), 'Took 1 min 1 s.');
  });

  it('say what became of uploaded files', () => {
    assert.match(uploadText({ parts: 1, visible: true }), /^1 file was uploaded, and/);
    assert.match(uploadText({ parts: 2, visible: false }), /^2 files were uploaded\. .*not on the list yet/);
  });

  it('say what went wrong and what to do', () => {
    assert.equal(
      failureText(reportOf({ error: { reason: 'No network.', nextStep: 'Resume.' } })),
      'No network. Resume.',
    );
    assert.equal(failureText(reportOf()), '');
  });

  it('say how far an interrupted import was', () => {
    assert.equal(interruptedText(jobOf({ total: 1, done: 0 })), '0 of 1 row done.');
    assert.equal(interruptedText(jobOf({ total: undefined, done: 1 })), '1 row done.');
    assert.equal(interruptedText(jobOf({ total: undefined, done: 0 })), 'Nothing was acknowledged yet.');
  });

  it('say what an interrupted import was', () => {
    assert.equal(stoppedText(jobOf()), ' stopped before its end.');
    assert.equal(stoppedText(jobOf({ at: 0 })), ', begun on Jan 1, 1970, 12:00 AM UTC, stopped before its end.');
  });

  it('count what is not shown', () => {
    assert.deepEqual([moreText(330, 100), moreText(100, 100)], ['and 230 more', undefined]);
  });
});

describe('what is announced', () => {
  const step = (before: ImportState, event: ImportEvent) => announcement(before, reduce(before, event));
  const reading = reduce(previewed(), { type: 'reading', what: 'file' });

  it('is a file that has been read, and no step on the way', () => {
    assert.equal(step(reading, { type: 'analysed', analysis: analysisOf({ complete: false }) }), undefined);
    assert.equal(
      step(reading, { type: 'analysed', analysis: analysisOf({ duplicates: 1 }) }),
      'File read: 10 rows, 7 valid, 1 duplicate, 1 invalid. Import 7 entries.',
    );
  });

  it('is a comparison', () => {
    const comparing = reduce(previewed(), { type: 'reading', what: 'lists' });
    const compared = { fresh: 1000, same: 2, differs: 0 };
    assert.equal(
      step(comparing, { type: 'analysed', analysis: analysisOf({ compared }) }),
      'Compared: 1,000 new, 2 already there and the same, 0 already there and different.',
    );
  });

  it('is a problem', () => {
    assert.equal(step(reading, { type: 'stopped', problem: 'The file is empty.' }), 'The file is empty.');
  });

  it('is a quarter of a running import, and not every step', () => {
    const far = (done: number) => ({ type: 'progress', progress: progress({ done, total: 100 }) }) as const;
    const before = reduce(running(), far(20));
    assert.equal(step(before, far(24)), undefined);
    assert.match(step(before, far(26)) ?? '', /^26 of 100 rows/);
    assert.equal(step(before, { type: 'stopping' }), 'Cancelling.');
  });

  it('is the end', () => {
    assert.equal(step(previewed(), { type: 'started', at: 1 }), 'Import started.');
    assert.match(
      step(running(), { type: 'reported', report: reportOf() }) ?? '',
      /^Imported 7 entries\. .*Rejected: 1/,
    );
    assert.equal(step(running(), { type: 'interrupted', job: jobOf() }), 'The import was interrupted.');
    assert.equal(step(after(), { type: 'over', message: 'Discarded.' }), 'Discarded.');
  });
});
