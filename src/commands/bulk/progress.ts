/** How far work on many entries is, in the words of a progress notification. */
import * as vscode from 'vscode';
import type { Progress } from '../../core/transfer/import/importTypes';
import type { TaskProgress } from '../../ui/ask';
import { count, wholeSeconds } from './words';

/** Shows every progress it is handed: how much of how much, how fast, how long still. */
export function showProgress(report: TaskProgress['report']): (progress: Progress) => void {
  let shown = 0;
  return (progress) => {
    const { done, total, phase } = progress;
    // Reading comes before and watching after: the bar is for what is sent.
    const isSending = phase === 'sending' || phase === 'uploading';
    const percent = !isSending || total === undefined || total === 0 ? shown : (100 * done) / total;
    const increment = Math.max(0, percent - shown);
    shown += increment;
    report({ message: progressWords(progress), increment });
  };
}

function progressWords({ done, total, perSecond, secondsLeft, phase }: Progress): string {
  if (phase === 'watching') return vscode.l10n.t('waiting until Mailgun shows all of it');
  const many = total === undefined ? count(done) : vscode.l10n.t('{0} of {1}', count(done), count(total));
  const parts = [phase === 'reading' ? vscode.l10n.t('reading: {0}', many) : many];
  if (perSecond >= 1) parts.push(vscode.l10n.t('{0}/s', count(Math.round(perSecond))));
  if (secondsLeft !== undefined && secondsLeft >= 1) parts.push(vscode.l10n.t('{0} left', wholeSeconds(secondsLeft)));
  return parts.join(' · ');
}
