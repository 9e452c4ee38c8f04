/** The panel of a matrix: addresses against lists, filled while answers come, kept across hiding and a reload. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { CheckPorts } from '../core/lookup';
import { MATRIX_VIEW } from '../ids';
import type { Handlers } from './messages';
import type { MatrixAction, MatrixHostSide, MatrixPageSide } from './matrixMessages';
import { MatrixSession, type MatrixQuestion } from './matrixSession';
import type { PanelLog, PanelOptions } from './panel';
import { PanelHost } from './panel';
import { keepSelected, readKept, type KeptSession } from './storedMatrix';

/** How long news is collected before the page hears of it, in milliseconds. */
const TICK = 100;

/** What the panel needs from outside. */
export interface MatrixDeps {
  readonly extensionUri: vscode.Uri;
  readonly log: PanelLog;
  readonly ports: CheckPorts;
  /** Does what the page or a menu asks for with what is selected. A rejection is shown on the page. */
  act(action: MatrixAction, session: MatrixSession): Promise<void>;
  /** The panel is there, under a name that its page gives to the menus of its rows; the result undoes that. */
  opened(panel: string, session: MatrixSession, active: () => boolean): vscode.Disposable;
}

export class MatrixPanel {
  readonly session: MatrixSession;
  private readonly host: PanelHost<MatrixHostSide, MatrixPageSide>;
  private readonly registration: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    question: MatrixQuestion,
    private readonly deps: MatrixDeps,
    host: (options: PanelOptions<MatrixHostSide>, title: string) => PanelHost<MatrixHostSide, MatrixPageSide>,
    kept?: KeptSession,
  ) {
    const panel = randomUUID();
    this.session = new MatrixSession(question, panel, deps.ports, () => this.tell(), kept);
    this.registration = deps.opened(panel, this.session, () => this.host.active);
    const { extensionUri } = deps;
    const handlers = this.handlers();
    const onClosed = (): void => this.closed();
    const options = { ...{ extensionUri, handlers, onClosed }, viewType: MATRIX_VIEW, page: 'matrix' };
    this.host = host(options, vscode.l10n.t('Check: {0}', this.session.state().title));
  }

  /** Opens a matrix in an editor tab. The asking begins with `session.start()`. */
  static open(question: MatrixQuestion, deps: MatrixDeps): MatrixPanel {
    return new MatrixPanel(question, deps, (options, title) => PanelHost.create(title, options));
  }

  /** Takes over a panel that VS Code has kept across a reload. Without anything to be read it is closed. */
  static restore(panel: vscode.WebviewPanel, stored: unknown, deps: MatrixDeps): MatrixPanel | undefined {
    const kept = readKept(stored);
    if (kept !== undefined)
      return new MatrixPanel(kept.question, deps, (options) => PanelHost.adopt(panel, options), kept);
    panel.dispose();
    return undefined;
  }

  private handlers(): Handlers<MatrixHostSide> {
    const { session } = this;
    return {
      requests: {
        ready: () => session.state(),
        rows: (query) => session.rows(query),
        findPrefix: ({ text, from }) => session.findPrefix(text, from),
        filter: (filter) => session.setFilter(filter),
        sort: (sort) => session.setSort(sort),
        select: (select) => session.select(select),
        act: (action) => this.logged(() => this.deps.act(action, session)),
        // The answers come by themselves: nobody waits for the last of them.
        method: (method) => this.begin(() => session.setMethod(method)),
        again: () => this.begin(() => session.again()),
        retry: () => this.begin(() => session.start()),
        keep: () => session.keep(),
        selected: () => keepSelected(session.selection),
      },
      events: { cancel: () => session.cancel() },
    };
  }

  private begin(work: () => Promise<void>): void {
    void this.logged(work).catch(() => undefined);
  }

  /** A failure goes to the log here and, as the answer, to the page. */
  private async logged(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.deps.log.error('Check of addresses:', error);
      throw error;
    }
  }

  private tell(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.host.channel.emit('changed', this.session.state());
    }, TICK);
  }

  private closed(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.session.cancel();
    this.registration.dispose();
  }
}
