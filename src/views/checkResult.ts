/** The *Check result* panel: where checked addresses stand, shown while the answers arrive and kept across a reload. */
import * as vscode from 'vscode';
import type { EntryRef, ListRef } from '../core/refs';
import { CHECK_RESULT_VIEW } from '../ids';
import type { CheckHostSide, CheckPageSide } from './checkMessages';
import type { CheckSession } from './checkSession';
import { LiveSession } from './checkSession';
import type { CheckEvent, CheckState, Question, ShownFinding } from './checkState';
import { begin, entryKey, entryRef, findingKey, merge, reduce } from './checkState';
import { heading } from './checkWords';
import type { Handlers } from './messages';
import type { PanelLog, PanelOptions } from './panel';
import { PanelHost } from './panel';
import { readStored } from './storedCheck';

/** How long events are collected before the page hears of them, in milliseconds. */
const TICK = 50;

/** What the buttons of the panel do. A rejection is shown at the finding. */
export interface CheckActions {
  openInTree(ref: EntryRef): unknown;
  copy(address: string): unknown;
  showDetails(ref: EntryRef): unknown;
  /** The recent events of the address on that domain. */
  showEvents(finding: EntryRef): unknown;
  copyCurl(ref: EntryRef): unknown;
  /** Asks and deletes; false when the user thought better of it. */
  delete(ref: EntryRef): Promise<boolean>;
  /** Asks, and deletes the address from all domains; what came of it arrives by `applyChange`. */
  deleteEverywhere(address: string): unknown;
  /** Asks for what is missing, and adds the address to all domains. */
  addEverywhere(address: string): unknown;
  /** Checks the same again; without a check: asks for addresses. */
  checkAgain(check?: Pick<CheckState, 'addresses' | 'accountNames' | 'domains'>): unknown;
}

export interface CheckResultDeps {
  readonly extensionUri: vscode.Uri;
  readonly actions: CheckActions;
  readonly log: PanelLog;
}

/** Owns the one panel. The state lives here; the page gets a copy and what happens to it. */
export class CheckResultPanel implements vscode.Disposable {
  private host: PanelHost<CheckHostSide, CheckPageSide> | undefined;
  private state: CheckState | undefined;
  private session: LiveSession | undefined;
  private pending: CheckEvent[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: CheckResultDeps) {}

  /** Begins a check: what was shown is replaced, a check that still runs is abandoned. */
  start(question: Question): CheckSession {
    this.session?.abandon();
    this.discardPending();
    const state = begin(question, Date.now());
    this.state = state;
    this.show(state);
    void this.host?.channel.emit('replaced', state);
    const session = new LiveSession((event) => this.push(event), Date.now);
    this.session = session;
    return session;
  }

  /** Marks findings as deleted or restored after a change made anywhere in the extension. */
  applyChange(removed: readonly EntryRef[], restored: readonly EntryRef[]): void {
    if (this.state) this.push({ type: 'changed', removed: removed.map(entryKey), restored: restored.map(entryKey) });
  }

  /** The entries shown that stand, or stood, on these lists. */
  shownOn(lists: readonly ListRef[]): readonly EntryRef[] {
    const on = (ref: ListRef) =>
      lists.some((at) => at.accountId === ref.accountId && at.domain === ref.domain && at.list === ref.list);
    return (this.state?.findings ?? []).filter(on).map(entryRef);
  }

  /** VS Code brings the panel back after a reload, with what the page had stored. */
  async restore(panel: vscode.WebviewPanel, stored: unknown): Promise<void> {
    const old = this.host;
    this.host = undefined;
    old?.dispose();
    this.state ??= readStored(stored, Date.now());
    panel.title = this.titleOf(this.state);
    this.host = PanelHost.adopt(panel, this.panelOptions());
  }

  dispose(): void {
    this.session?.abandon();
    this.discardPending();
    this.host?.dispose();
  }

  private show(state: CheckState): void {
    const title = this.titleOf(state);
    if (this.host) {
      this.host.title = title;
      this.host.reveal();
    } else {
      this.host = PanelHost.create(title, this.panelOptions());
    }
  }

  private titleOf(state: CheckState | undefined): string {
    return state ? vscode.l10n.t('Check: {0}', heading(state)) : vscode.l10n.t('Check Result');
  }

  private panelOptions(): PanelOptions<CheckHostSide> {
    const { extensionUri } = this.deps;
    return {
      extensionUri,
      viewType: CHECK_RESULT_VIEW,
      page: 'checkResult',
      handlers: this.handlers(),
      onClosed: (host) => this.closed(host),
    };
  }

  private handlers(): Handlers<CheckHostSide> {
    const { actions } = this.deps;
    return {
      requests: {
        ready: () => {
          this.flush();
          return this.state;
        },
        openInTree: (key) => this.act(() => actions.openInTree(entryRef(this.finding(key)))),
        copy: (key) => this.act(() => actions.copy(this.finding(key).entry.address)),
        showDetails: (key) => this.act(() => actions.showDetails(entryRef(this.finding(key)))),
        // Of the address that was checked: the entry may be its whole domain.
        showEvents: (key) => this.act(() => actions.showEvents(this.finding(key))),
        copyCurl: (key) => this.act(() => actions.copyCurl(entryRef(this.finding(key)))),
        delete: (key) => this.delete(key),
        deleteEverywhere: (address) => this.act(() => actions.deleteEverywhere(this.asked(address))),
        addEverywhere: (address) => this.act(() => actions.addEverywhere(this.asked(address))),
        checkAgain: () => this.act(() => actions.checkAgain(this.state)),
      },
      events: { cancel: () => this.session?.cancel() },
    };
  }

  private async delete(key: string): Promise<boolean> {
    const ref = entryRef(this.finding(key));
    const gone = await this.logged(() => this.deps.actions.delete(ref));
    if (gone) this.applyChange([ref], []);
    return gone;
  }

  /** Does what a button says; what that returns is nothing for the page. */
  private async act(action: () => unknown): Promise<void> {
    await this.logged(action);
  }

  /** A failure goes to the log here and, as the answer, to the page. */
  private async logged<T>(action: () => T | Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      this.deps.log.error('Check result:', error);
      throw error;
    }
  }

  private finding(key: string): ShownFinding {
    const found = this.state?.findings.find((finding) => findingKey(finding) === key);
    if (!found) throw new Error(vscode.l10n.t('This entry is no longer part of the result. Check again.'));
    return found;
  }

  /** An address that this check is about. */
  private asked(address: string): string {
    const { addresses = [], findings = [] } = this.state ?? {};
    if (addresses.includes(address) || findings.some((finding) => finding.address === address)) return address;
    throw new Error(vscode.l10n.t('This address is no longer part of the result. Check again.'));
  }

  private push(event: CheckEvent): void {
    this.pending.push(event);
    if (event.type === 'finished' || event.type === 'changed') this.flush();
    else this.timer ??= setTimeout(() => this.flush(), TICK);
  }

  private flush(): void {
    const events = merge(this.pending);
    this.discardPending();
    if (!this.state || events.length === 0) return;
    this.state = events.reduce(reduce, this.state);
    void this.host?.channel.emit('happened', events);
  }

  private discardPending(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = [];
  }

  private closed(host: unknown): void {
    if (host !== this.host) return;
    this.host = undefined;
    this.session?.abandon();
    this.session = undefined;
    this.discardPending();
    this.state = undefined;
  }
}
