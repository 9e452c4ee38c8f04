/** *Check Addresses…*: many addresses against the lists of every domain, as a matrix. */
import * as vscode from 'vscode';
import type { ChangedEntry } from '../../core/change';
import type { NotAsked } from '../../core/findings';
import type { ListRef } from '../../core/refs';
import type { CheckManyResult } from '../../ids';
import type { TreeNode } from '../../tree/nodes';
import { UserError } from '../../ui/userError';
import { MatrixPanel, type MatrixDeps } from '../../views/matrixPanel';
import type { MatrixSession } from '../../views/matrixSession';
import { changePorts } from '../bulk/ports';
import type { ChangeListener } from '../changes';
import type { CommandServices } from '../commandServices';
import type { Call, Handlers } from '../run';
import { MatrixActs, rowSetOf } from './checkActions';
import { ignoredWords, sourceOf } from './checkSource';

const METHODS: readonly unknown[] = [undefined, 'auto', 'single', 'lists'];

/** The open matrices, and the news that reach them. */
export class Matrices implements ChangeListener {
  readonly #open = new Set<MatrixSession>();
  readonly #acts: MatrixActs;

  constructor(private readonly services: CommandServices) {
    this.#acts = new MatrixActs(services);
    services.changes.subscribe(this);
  }

  /** What is open, in the order in which it was opened. */
  get sessions(): readonly MatrixSession[] {
    return [...this.#open];
  }

  changed(items: readonly ChangedEntry[]): void {
    for (const session of this.#open) session.changed(items);
  }

  listsChanged(lists: readonly ListRef[]): void {
    for (const session of this.#open) void session.listsChanged(lists);
  }

  /** Another window changed lists: the matrices say so. */
  changedElsewhere(lists: readonly ListRef[]): void {
    for (const session of this.#open) session.changedElsewhere(lists);
  }

  /** Opens a matrix in an editor tab. */
  open(question: Parameters<typeof MatrixPanel.open>[0]): MatrixPanel {
    return MatrixPanel.open(question, this.#deps());
  }

  /** Takes over a matrix that VS Code has kept across a reload. */
  restore(panel: vscode.WebviewPanel, stored: unknown): void {
    MatrixPanel.restore(panel, stored, this.#deps());
  }

  #deps(): MatrixDeps {
    const { extensionUri, log, panelRows } = this.services;
    return {
      ...{ extensionUri, log },
      ports: changePorts(this.services),
      act: (action, session) => this.#acts.act(action, session),
      opened: (name, session, active) => {
        this.#open.add(session);
        const rows = panelRows.add(name, { rows: () => rowSetOf(session), active });
        return new vscode.Disposable(() => {
          rows.dispose();
          this.#open.delete(session);
        });
      },
    };
  }
}

export function checkAddressesCommands(
  matrices: Matrices,
  services: CommandServices,
): Pick<Handlers, 'checkAddresses'> {
  return { checkAddresses: (call) => checkAddresses(call, matrices, services) };
}

async function checkAddresses(
  call: Call<'checkAddresses'>,
  matrices: Matrices,
  services: CommandServices,
): Promise<CheckManyResult> {
  const { args, nodes } = call;
  if (!METHODS.includes(args.method))
    throw new UserError(vscode.l10n.t('“{0}” is not a way to check.', String(args.method)), {
      nextStep: vscode.l10n.t('The ways are: {0}.', 'auto, single, lists'),
    });
  const { accounts, targets } = services;
  const title = vscode.l10n.t('Check Addresses');
  const accountIds = args.accountIds ?? accountsOf(nodes) ?? accounts.list().map(({ id }) => id);
  for (const accountId of accountIds) await targets.account(title, accountId);
  const asked = accountIds.length > 0 ? accountIds : [await targets.account(title)];
  const { found, source } = await sourceOf(call, services);
  const { session } = matrices.open({
    addresses: found.addresses,
    accountIds: asked,
    domains: args.domains ?? domainsOf(nodes),
    accountNames: Object.fromEntries(asked.map((id) => [id, accounts.get(id)?.name ?? id])),
    source,
    ignored: ignoredWords(found),
    method: args.method ?? 'auto',
  });
  await session.start();
  const { repeated, without, beyond } = found;
  return { addresses: found.addresses.length, ignored: { repeated, without, beyond }, ...resultOf(session) };
}

function resultOf(session: MatrixSession): Pick<CheckManyResult, 'findings' | 'notAsked' | 'requests'> {
  const { matrix, progress } = session;
  const findings: CheckManyResult['findings'][number][] = [];
  const notAsked: NotAsked[] = [...progress.problems];
  for (const [place, { accountId, domain, list }] of matrix.places.entries())
    for (const [row, address] of matrix.addresses.entries()) {
      const at = { accountId, domain, list, address };
      for (const { entry, deleted } of matrix.entries(place, row)) if (!deleted) findings.push({ ...at, entry });
      const problem = matrix.problem(place, row);
      const state = matrix.state(place, row);
      if (problem !== undefined) notAsked.push({ ...at, ...problem });
      else if (state === 'notAsked' || state === 'waiting')
        notAsked.push({ ...at, reason: vscode.l10n.t('The check was cancelled.') });
    }
  return { findings, notAsked, requests: progress.requests };
}

/** The accounts a check from the tree is about: those of the clicked account or domain rows, all for entries. */
function accountsOf(nodes: readonly TreeNode[]): readonly string[] | undefined {
  const ids = nodes.flatMap((node) => (node.kind === 'account' || node.kind === 'domain' ? [node.accountId] : []));
  return ids.length === 0 ? undefined : [...new Set(ids)];
}

function domainsOf(nodes: readonly TreeNode[]): readonly string[] | undefined {
  const names = nodes.flatMap((node) => (node.kind === 'domain' ? [node.domain] : []));
  return names.length === 0 ? undefined : names;
}
