/** The open tables, one for each source, and the news that reach them. */
import * as vscode from 'vscode';
import type { AccountsChange } from '../../accounts/accounts';
import type { ChangedEntry } from '../../core/change';
import { readAllDomains } from '../../core/pagedDomains';
import type { ListRef } from '../../core/refs';
import { LIST_NAMES } from '../../mailgun/lists';
import { listLabel } from '../../tree/lists';
import { errorText } from '../../ui/report';
import { UserError } from '../../ui/userError';
import type { StoredTable, TableSource } from '../../views/tableMessages';
import { TablePanel } from '../../views/tablePanel';
import type { TablePorts } from '../../views/tableSession';
import { readStoredTable } from '../../views/storedTable';
import type { ChangeListener } from '../changes';
import type { CommandServices } from '../commandServices';
import { place } from '../bulk/words';
import { TableActs } from './tableActions';
import { problemOf } from './tableProblem';
import { selectedRows } from './tableRowSet';

export class Tables implements ChangeListener, vscode.Disposable {
  readonly #panels = new Map<string, TablePanel>();
  readonly #acts: TableActs;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(private readonly services: CommandServices) {
    this.#acts = new TableActs(services);
    this.#subscriptions = [
      services.changes.subscribe(this),
      services.accounts.onDidChange((change) => this.#accountsChanged(change)),
    ];
  }

  /** Shows the table of a source: the one that is open, or a new one. */
  open(source: TableSource): TablePanel {
    const open = this.#panels.get(keyOf(source));
    open?.reveal();
    return open ?? this.#make(source);
  }

  /** Takes over a table that VS Code has kept across a reload. */
  restore(panel: vscode.WebviewPanel, stored: unknown): void {
    const kept = readStoredTable(stored);
    if (kept !== undefined && !this.#panels.has(keyOf(kept.source))) this.#make(kept.source, kept, panel);
    // Nothing says what it was, or it was opened again before it was brought back.
    else panel.dispose();
  }

  /** The open tables. */
  get panels(): readonly TablePanel[] {
    return [...this.#panels.values()];
  }

  changed(items: readonly ChangedEntry[]): void {
    for (const panel of this.#panels.values()) {
      panel.session.apply(items.filter(({ accountId }) => accountId === panel.session.source.accountId));
    }
  }

  listsChanged(lists: readonly ListRef[]): void {
    for (const panel of this.#panels.values()) this.#acts.reread(panel, lists);
  }

  /** Another window changed lists: the tables say so. */
  changedElsewhere(lists: readonly ListRef[]): void {
    for (const panel of this.#panels.values()) panel.session.changedElsewhere(lists);
  }

  undoChanged(): void {
    for (const panel of this.#panels.values()) panel.touch();
  }

  /** Hears no more news; the tables stay as they are. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #accountsChanged({ removed, renamed, keyChanged }: AccountsChange): void {
    for (const panel of this.#panels.values()) {
      const { accountId } = panel.session.source;
      if (removed.includes(accountId)) panel.session.close(accountGone());
      else if (keyChanged.includes(accountId)) void panel.session.open({ afresh: true });
      else if (renamed.includes(accountId)) panel.touch();
    }
  }

  #make(source: TableSource, kept?: StoredTable, restored?: vscode.WebviewPanel): TablePanel {
    const { extensionUri, log, panelRows } = this.services;
    const key = keyOf(source);
    const panel: TablePanel = new TablePanel(
      {
        extensionUri,
        log,
        ports: this.#ports(source),
        actions: this.#acts,
        tab: () => tabOf(source, this.#accountName(source)),
        closed: () => {
          rows.dispose();
          if (this.#panels.get(key) === panel) this.#panels.delete(key);
        },
      },
      source,
      kept,
      restored,
    );
    const rows = panelRows.add(panel.id, {
      rows: () => selectedRows(source.accountId, panel.session.data),
      active: () => panel.active,
    });
    this.#panels.set(key, panel);
    return panel;
  }

  #ports(source: TableSource): Omit<TablePorts, 'changed'> {
    const { accounts, changes, clients, log, settings } = this.services;
    const { accountId } = source;
    return {
      api: async () => {
        if (accounts.get(accountId) === undefined) throw accountGone();
        return clients.get(accountId);
      },
      concurrency: () => settings.concurrency,
      explain: (error) => {
        log.error('Table: a list could not be read.', error);
        return log.redact(errorText(error));
      },
      lists: (options) => this.#lists(source, options),
      problem: (error) => problemOf(error, accounts.get(accountId) !== undefined, log),
      words: () => ({ title: titleOf(source, this.#accountName(source)), account: this.#accountName(source) }),
      canUndo: () => changes.canUndo,
    };
  }

  async #lists(
    { accountId, domain, list }: TableSource,
    { signal, afresh }: Parameters<TablePorts['lists']>[0],
  ): Promise<readonly ListRef[]> {
    if (domain !== undefined && list !== undefined) return [{ accountId, domain, list }];
    const lists = list === undefined ? LIST_NAMES : [list];
    const domains = domain === undefined ? await this.#domains(accountId, signal, afresh) : [domain];
    return domains.flatMap((name) => lists.map((one) => ({ accountId, domain: name, list: one })));
  }

  /** What the tree knows will do, if it is all. */
  async #domains(accountId: string, signal: AbortSignal, afresh: boolean): Promise<readonly string[]> {
    const { clients, model } = this.services;
    const known = model.domains(accountId);
    const domains =
      known.isComplete && !afresh ? known.domains : await readAllDomains(await clients.get(accountId), { signal });
    return domains.map(({ name }) => name);
  }

  #accountName({ accountId }: TableSource): string {
    return this.services.accounts.get(accountId)?.name ?? vscode.l10n.t('removed account');
  }
}

function keyOf({ accountId, domain, list }: TableSource): string {
  return JSON.stringify([accountId, domain?.toLowerCase() ?? null, list ?? null]);
}

function accountGone(): UserError {
  return new UserError(vscode.l10n.t('The account of this table is not there any more.'));
}

function tabOf({ domain, list }: TableSource, account: string): string {
  const what = list === undefined ? vscode.l10n.t('All Lists') : listLabel(list);
  return `${what} · ${domain ?? account}`;
}

function titleOf({ domain, list }: TableSource, account: string): string {
  if (domain !== undefined && list !== undefined) return place({ domain, list });
  return domain === undefined
    ? vscode.l10n.t('All lists of all domains of {0}', account)
    : vscode.l10n.t('All lists of {0}', domain);
}
