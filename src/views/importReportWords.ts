/** How an import went, in words: its report, what was interrupted, and what somebody hears who does not see the page. */
import { dateText } from '../core/age';
import { LIST_LABELS } from './checkModel';
import { listsOf } from './importModel';
import type { InterruptedImport } from './importSession';
import type { ImportState } from './importState';
import type { Analysis, ImportReport } from './importTypes';
import { counted, duration, importLabel, number, progressText, share } from './importWords';

/** One number of a report. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly note?: string | undefined;
  /** What deserves a look. */
  readonly tone?: 'warning' | undefined;
}

/** The numbers of a report. Together they are all rows of the file. */
export function reportFacts(report: ImportReport): readonly Fact[] {
  const { duplicates, rejected, notSent, rows } = report;
  return [
    ...sentFacts(report),
    { label: 'Duplicates', value: number(duplicates) },
    { label: 'Rejected', value: number(rejected), tone: rejected > 0 ? 'warning' : undefined },
    { label: 'Not sent', value: number(notSent), tone: notSent > 0 ? 'warning' : undefined },
    { label: 'Rows in the file', value: number(rows) },
  ];
}

function sentFacts({ added, updated, compared, upload }: ImportReport): readonly Fact[] {
  const sent = number(added + updated);
  if (upload !== undefined) {
    return [{ label: 'Uploaded', value: sent, note: 'Mailgun does not say which it added and which it refused.' }];
  }
  if (!compared) {
    return [{ label: 'Added or updated', value: sent, note: 'Not compared with the list before the import.' }];
  }
  return [
    { label: 'Added', value: number(added) },
    { label: 'Updated', value: number(updated) },
  ];
}

/** The heading of a report. */
export function reportTitle({ state, added, updated, upload }: ImportReport): string {
  if (state === 'cancelled') return 'Import cancelled';
  if (state === 'failed') return 'Import failed';
  return `${upload === undefined ? 'Imported' : 'Uploaded'} ${counted(added + updated, 'entry', 'entries')}`;
}

/** How long the import took. */
export function tookText({ ms }: ImportReport): string {
  return `Took ${duration(ms / 1000)}.`;
}

/** Why an import failed and what to do, in sentences. */
export function failureText({ error }: ImportReport): string {
  return [error?.reason, error?.nextStep].filter((text) => text !== undefined && text !== '').join(' ');
}

/** What became of an upload. */
export function uploadText({ parts, visible }: NonNullable<ImportReport['upload']>): string {
  const files = counted(parts, 'file was', 'files were');
  return visible
    ? `${files} uploaded, and the last entries are on the list.`
    : `${files} uploaded. The last entries are not on the list yet: Mailgun may still be importing them. Refresh the list after a while.`;
}

/** What an interrupted import was. */
export function stoppedText({ at }: InterruptedImport): string {
  return `${at === undefined ? '' : `, begun on ${dateText(at)},`} stopped before its end.`;
}

/** How far an interrupted import had come. */
export function interruptedText({ done, total }: InterruptedImport): string {
  if (total === undefined) return done === 0 ? 'Nothing was acknowledged yet.' : `${counted(done, 'row')} done.`;
  return `${number(done)} of ${counted(total, 'row')} done.`;
}

/** The rows that are not shown one by one. */
export function moreText(all: number, shown: number): string | undefined {
  return all > shown ? `and ${number(all - shown)} more` : undefined;
}

/** What is on the lists already, of what would be sent. */
export function comparedText({ fresh, same, differs }: NonNullable<Analysis['compared']>): string {
  return `${number(fresh)} new, ${number(same)} already there and the same, ${number(differs)} already there and different`;
}

/** What somebody who does not see the page should hear after a step; undefined when it is not worth a word. */
export function announcement(before: ImportState | undefined, after: ImportState): string | undefined {
  if (before?.stage !== after.stage) return stageText(after);
  if (after.problem !== undefined && before.problem !== after.problem) return after.problem;
  if (after.stage === 'running') return runningText(before, after);
  const { analysis, reading } = after;
  if (after.stage !== 'preview' || analysis?.complete !== true) return undefined;
  if (reading !== undefined || before.reading === undefined) return undefined;
  return before.reading === 'lists' && analysis.compared
    ? `Compared: ${comparedText(analysis.compared)}.`
    : `File read: ${analysisText(analysis)}. ${importLabel(after)}.`;
}

function stageText(state: ImportState): string | undefined {
  const { stage, report } = state;
  if (stage === 'running') return 'Import started.';
  if (stage === 'interrupted') return 'The import was interrupted.';
  if (stage === 'over') return state.message;
  if (stage !== 'report' || report === undefined) return undefined;
  const facts = reportFacts(report).map(({ label, value }) => `${label}: ${value}`);
  return `${reportTitle(report)}. ${facts.join(', ')}.`;
}

/** A running import is heard of at its quarters. */
function runningText(before: ImportState, after: ImportState): string | undefined {
  if (after.stopping && !before.stopping) return 'Cancelling.';
  return quarter(after) > quarter(before) ? `${progressText(after)}.` : undefined;
}

function quarter({ progress }: ImportState): number {
  return Math.min(3, Math.floor((share(progress?.done, progress?.total) ?? 0) * 4));
}

/** The counts of a reading in one sentence, without its full stop. */
export function analysisText({ rows, valid, duplicates, invalid }: Analysis): string {
  return [
    counted(rows, 'row'),
    `${number(valid)} valid`,
    counted(duplicates, 'duplicate'),
    `${number(invalid)} invalid`,
  ].join(', ');
}

/** Where the entries go, for a heading: 'Bounces of mg.example.com' or 'mg.example.com'. */
export function destination({ plan, target }: ImportState): string {
  const lists = plan === undefined ? [] : listsOf(plan);
  const [only] = lists;
  const domain = target?.domain ?? '';
  if (lists.length !== 1 || only === undefined) return domain;
  return domain === '' ? LIST_LABELS[only] : `${LIST_LABELS[only]} of ${domain}`;
}
