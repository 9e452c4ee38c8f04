/** After an import: views are read again, and the user is told in numbers what became of the rows. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ImportReport } from '../../core/transfer/import/importTypes';
import { LIST_NAMES } from '../../mailgun/lists';
import type { NotifyAction } from '../../ui/ask';
import type { ImportTarget } from '../../views/importSession';
import type { BulkServices } from './bulkServices';
import { resumeAction } from './resumeAction';
import { count, duration, rows as rowWords } from './words';

/** A panel that may be hidden behind other editors, or closed. */
export interface ReportPanel {
  readonly isOpen: boolean;
  readonly visible: boolean;
  reveal(): void;
}

/** What an import was about. */
export interface Imported {
  readonly file: string;
  readonly target: ImportTarget;
  /** The panel that shows the report, if there is one. */
  readonly panel?: ReportPanel | undefined;
}

/** Shows what an import came to, unless its panel is in front and does; returns its report. */
export async function afterImport(
  report: ImportReport,
  { file, target, panel }: Imported,
  { ask, changes, log }: BulkServices,
): Promise<ImportReport> {
  const { accountId, domain } = target;
  const touched = LIST_NAMES.filter((list) => report.byList[list] !== undefined);
  await changes.showLists(touched.map((list) => ({ accountId, domain, list })));
  if (report.error !== undefined) log.warn(`Import of ${file} into ${domain}: ${report.error.reason}`);
  // It says all of this, with the same buttons.
  if (panel?.visible === true) return report;
  const { rejectedFile, jobId } = report;
  const actions: NotifyAction[] = [];
  if (jobId !== undefined) actions.push(resumeAction(jobId));
  if (panel?.isOpen === true) actions.push({ label: vscode.l10n.t('Open Report'), run: () => panel.reveal() });
  if (rejectedFile !== undefined) {
    const uri = vscode.Uri.file(rejectedFile);
    const run = () => vscode.commands.executeCommand('vscode.open', uri);
    actions.push({ label: vscode.l10n.t('Open Rejected Rows'), run });
  }
  const level = report.state === 'failed' || report.rejected > 0 ? 'warning' : 'info';
  void ask.notify({ level, message: importedWords(report, basename(file), domain), actions });
  return report;
}

function importedWords(report: ImportReport, name: string, domain: string): string {
  const { state, error, rows, ms, upload } = report;
  const begin = {
    done: vscode.l10n.t('Imported {0} into {1}: {2} in {3}.', name, domain, rowWords(rows), duration(ms)),
    cancelled: vscode.l10n.t('The import of {0} into {1} was cancelled.', name, domain),
    failed: vscode.l10n.t('The import of {0} into {1} stopped.', name, domain),
  }[state];
  const words = [begin, ...(error === undefined ? [] : [error.reason, error.nextStep ?? '']), numbers(report)];
  if (upload !== undefined)
    words.push(
      upload.visible
        ? vscode.l10n.t('All of it is visible at Mailgun.')
        : vscode.l10n.t('Mailgun imports uploaded files by itself: not everything is visible yet.'),
    );
  return words.filter((part) => part !== '').join(' ');
}

/** Each row is in one of the numbers; those that are 0 are left out, except what was added. */
function numbers({ added, updated, duplicates, rejected, notSent, compared }: ImportReport): string {
  const parts = [
    // Without a comparison nobody knows what was on the list before.
    compared ? vscode.l10n.t('Added: {0}', count(added)) : vscode.l10n.t('Added or updated: {0}', count(added)),
    ...(updated > 0 ? [vscode.l10n.t('updated: {0}', count(updated))] : []),
    ...(duplicates > 0 ? [vscode.l10n.t('duplicates: {0}', count(duplicates))] : []),
    ...(rejected > 0 ? [vscode.l10n.t('rejected: {0}', count(rejected))] : []),
    ...(notSent > 0 ? [vscode.l10n.t('not sent: {0}', count(notSent))] : []),
  ];
  return `${parts.join(', ')}.`;
}
