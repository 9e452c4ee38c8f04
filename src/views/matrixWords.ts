/** What somebody who does not see the matrix should hear. */
import { plural } from './checkModel';
import type { MatrixState } from './matrixMessages';

export { isListName, type ListName } from '../mailgun/lists';

/** After a step; undefined when it is not worth a word. */
export function matrixAnnouncement(before: MatrixState | undefined, after: MatrixState): string | undefined {
  const { run, selection, view } = after;
  if (before === undefined || (before.run.state !== 'running' && run.state === 'running'))
    return run.state === 'running' ? `Checking ${after.title}.` : undefined;
  if (before.run.state === 'running' && run.state !== 'running')
    return `${run.state === 'cancelled' ? 'Check cancelled.' : 'Check finished.'} ${summary(after)}`;
  if (run.notice !== undefined && before.run.notice === undefined) return run.notice;
  if (run.state === 'running')
    return quarter(after) > quarter(before) ? `${Math.round(quarter(after) * 25)} %. ${summary(after)}` : undefined;
  if (view.count !== before.view.count) return `${plural(view.count, 'row')} shown.`;
  if (selection.version !== before.selection.version)
    return selection.rows === 0
      ? 'Nothing selected.'
      : `${plural(selection.rows, 'row')} selected, ${plural(selection.found, 'entry', 'entries')}.`;
  return after.listed === before.listed ? undefined : summary(after);
}

function summary({ listed, title, problems }: MatrixState): string {
  const gaps = problems.length > 0 ? ' Some lists could not be asked.' : '';
  return `${listed} of ${title} on a list.${gaps}`;
}

function quarter({ run }: MatrixState): number {
  return run.total === 0 ? 0 : Math.floor((4 * run.done) / run.total);
}
