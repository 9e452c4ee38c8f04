/** *Copy to Domains…*: a list, or a selection of it, to other domains of any account. */
import * as vscode from 'vscode';
import { plainText } from '../../core/reasons';
import {
  runCopy,
  startCopy,
  type CopiedTo,
  type CopyHead,
  type CopyOptions,
  type CopyReport,
} from '../../core/transfer/bulk/copy';
import { planCopy, type CopyPlan, type Differing } from '../../core/transfer/bulk/copyPlan';
import { durationWords } from '../../core/transfer/estimate';
import type { Job } from '../../core/transfer/jobs';
import type { DomainRef, ListRef } from '../../core/refs';
import type { CopyResult } from '../../ids';
import { Cancelled } from '../../ui/ask';
import type { Call, Handlers } from '../run';
import type { BulkServices } from './bulkServices';
import { askForTargets, sourceOf } from './copyPrompts';
import { showProgress } from './progress';
import { reportAction } from './reportFile';
import { resumeAction } from './resumeAction';
import { count, domains as domainWords, entries as entryWords, place, sayWait } from './words';

/** Targets that a question names before it only counts. */
const NAMED = 12;

export function copyCommands(services: BulkServices): Pick<Handlers, 'copyEntries'> {
  return { copyEntries: (call) => copyCommand(call, services) };
}

async function copyCommand(call: Call<'copyEntries'>, services: BulkServices): Promise<CopyResult> {
  const { ask, ports } = services;
  const { args } = call;
  const source = await sourceOf(call, services);
  const targets = args.to ?? (await askForTargets(source.list, services));
  for (const { accountId } of targets) await services.targets.account(vscode.l10n.t('Copy to Domains'), accountId);
  const plan = await ask.progress(
    { title: vscode.l10n.t('Comparing {0}', domainWords(targets.length)), delay: 500 },
    ({ signal, report }) =>
      planCopy(source, targets, ports, {
        signal,
        onProgress: (looked) => report({ message: entryWords(looked) }),
        onWait: sayWait(report),
      }),
  );
  let differing: Differing | undefined;
  try {
    // Who names source and targets is asked nothing.
    if (args.from !== undefined && args.to !== undefined) differing = args.different === 'keep' ? 'leave' : 'replace';
    else if (isWork(plan)) differing = await askHow(plan, services);
  } catch (error) {
    await plan.discard();
    throw error;
  }
  const report = await ask.progress({ title: titleOf(plan), delay: 500 }, ({ signal, report: say }) =>
    startCopy(plan, differing ?? 'leave', ports, { signal, onProgress: showProgress(say), onWait: sayWait(say) }),
  );
  await afterCopy(report, source.list, services);
  return resultOf(report);
}

/** Goes on with a copy that was stopped. */
export async function resumeCopy(
  job: Job<CopyHead>,
  options: CopyOptions,
  services: BulkServices,
): Promise<CopyReport> {
  const report = await runCopy(job, services.ports, options);
  await afterCopy(report, job.head.source, services);
  return report;
}

/** The name of the one domain, or how many there are. */
function targetWords(targets: readonly DomainRef[]): string {
  const [only] = targets;
  return targets.length === 1 && only !== undefined ? only.domain : domainWords(targets.length);
}

function isWork({ targets }: CopyPlan): boolean {
  return targets.some(({ fresh, differs }) => fresh + differs > 0);
}

function titleOf({ records, targets }: CopyPlan): string {
  return vscode.l10n.t('Copying {0} to {1}', entryWords(records), targetWords(targets));
}

/** Shows what is new, the same and different on each target, and asks what to do. */
async function askHow(plan: CopyPlan, services: BulkServices): Promise<Differing> {
  const { records, targets, source, cost } = plan;
  const fresh = targets.reduce((sum, target) => sum + target.fresh, 0);
  const differs = targets.reduce((sum, target) => sum + target.differs, 0);
  const replace = { label: vscode.l10n.t('Copy New and Replace Different'), value: 'replace' as const };
  const leave = {
    label: differs > 0 ? vscode.l10n.t('Copy New Only') : vscode.l10n.t('Copy'),
    value: 'leave' as const,
  };
  const seconds = cost[differs > 0 ? 'replace' : 'leave'].seconds;
  const chosen = await services.ask.choose<Differing | undefined>({
    message: vscode.l10n.t('Copy {0} from {1} to {2}?', entryWords(records), place(source), targetWords(targets)),
    detail: [
      ...planLines(plan, services),
      '',
      vscode.l10n.t('It takes {0}, and can be cancelled and resumed.', durationWords(seconds)),
    ].join('\n'),
    choices: [...(fresh > 0 ? [leave] : []), ...(differs > 0 ? [replace] : [])],
    otherwise: undefined,
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen;
}

function planLines({ targets, refused, missing }: CopyPlan, { accounts }: BulkServices): string[] {
  const name = (accountId: string) => accounts.get(accountId)?.name ?? accountId;
  const lines = [
    ...targets.map(({ accountId, domain, fresh, same, differs }) =>
      vscode.l10n.t(
        '• {0} ({1}): {2} new, {3} the same, {4} different',
        domain,
        name(accountId),
        count(fresh),
        count(same),
        count(differs),
      ),
    ),
    ...refused.map(({ domain, accountId, reason }) => `• ${domain} (${name(accountId)}): ${reason}`),
  ];
  const rest = lines.length - NAMED;
  return [
    ...lines.slice(0, NAMED),
    ...(rest > 0 ? [vscode.l10n.t('… and {0} more', count(rest))] : []),
    ...(missing > 0 ? [vscode.l10n.t('Not on the list any more: {0}', count(missing))] : []),
  ];
}

async function afterCopy(report: CopyReport, { list }: ListRef, services: BulkServices): Promise<void> {
  const { ask, changes, log, storage } = services;
  const { targets, state, jobId } = report;
  const touched = targets.filter(({ added, updated }) => added + updated > 0);
  await changes.showLists(touched.map(({ accountId, domain }) => ({ accountId, domain, list })));
  const problems = targets.flatMap((target) => problemLines(target));
  for (const line of problems) log.warn(`Not copied: ${line}`);
  const sum = (of: (target: CopiedTo) => number) => targets.reduce((total, target) => total + of(target), 0);
  const [added, updated, same] = [sum((to) => to.added), sum((to) => to.updated), sum((to) => to.same)];
  const [left, rejected] = [sum((to) => to.left), sum((to) => to.rejected.length)];
  const notSent = sum((to) => to.notSent);
  const why = targets.find(({ error }) => error !== undefined)?.error;
  const words = [
    added + updated === 0 && problems.length === 0
      ? vscode.l10n.t('Nothing had to be copied.')
      : vscode.l10n.t('Copied to {0}.', targetWords(touched)),
    vscode.l10n.t('Added: {0}, replaced: {1}, there already: {2}.', count(added), count(updated), count(same)),
    ...(left > 0 ? [vscode.l10n.t('Different and left alone: {0}.', count(left))] : []),
    ...(rejected > 0 ? [vscode.l10n.t('Refused: {0}.', count(rejected))] : []),
    ...(notSent > 0 ? [vscode.l10n.t('Not sent: {0}.', count(notSent))] : []),
    ...(why === undefined ? [] : [plainText([why.reason, why.nextStep ?? ''].join(' ').trim(), 500)]),
  ];
  void ask.notify({
    level: state === 'failed' || problems.length > 0 ? 'warning' : 'info',
    message: words.join(' '),
    actions: [
      ...(jobId === undefined ? [] : [resumeAction(jobId)]),
      ...(problems.length === 0 ? [] : [reportAction(vscode.l10n.t('Show Details'), 'copy', () => problems, storage)]),
    ],
  });
}

function problemLines({ domain, rejected, error, notSent }: CopiedTo): string[] {
  const lines = rejected.map(({ address, reason }) => `${domain}\t${address}\t${plainText(reason, 500)}`);
  if (error !== undefined) lines.push(`${domain}\t${entryWords(notSent)}\t${plainText(error.reason, 500)}`);
  return lines;
}

function resultOf({ targets, jobId }: CopyReport): CopyResult {
  return {
    targets: targets.map(({ error, ...target }) => ({
      ...target,
      ...(error !== undefined && { problem: error.reason }),
    })),
    ...(jobId !== undefined && { jobId }),
  };
}
