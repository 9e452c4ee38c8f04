/** The panel of an address's recent events. Brought back by a reload, when it asks again. */
import * as vscode from 'vscode';
import * as v from 'valibot';
import { EVENTS_VIEW } from '../ids';
import type { ListName } from '../mailgun/lists';
import type { MailEvent } from '../mailgun/mailEvents';
import { isListName } from '../mailgun/lists';
import { EventsDriver, type EventsPorts } from './eventsDriver';
import type { EventsHostSide, EventsPageSide } from './eventsMessages';
import type { EventsRef, EventsState } from './eventsState';
import type { Handlers } from './messages';
import type { PanelLog, PanelOptions } from './panel';
import { PanelHost } from './panel';

/** What the buttons of the panel do. A rejection is shown on the page. */
export interface EventsActions {
  copyJson(events: readonly MailEvent[]): unknown;
  copyCurl(): unknown;
  showDetails(list: ListName): unknown;
  checkAddress(): unknown;
}

export interface EventsPanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly log: PanelLog;
  readonly account: string;
  readonly ports: Omit<EventsPorts, 'onChange'>;
  readonly actions: EventsActions;
  readonly onClosed: () => void;
}

/** One panel for one address on one domain. The state lives here; the page gets a copy. */
export class EventsPanel implements vscode.Disposable {
  readonly #driver: EventsDriver;
  readonly #host: PanelHost<EventsHostSide, EventsPageSide>;

  private constructor(
    ref: EventsRef,
    private readonly deps: EventsPanelDeps,
    panel?: vscode.WebviewPanel,
  ) {
    this.#driver = new EventsDriver(ref, deps.account, {
      ...deps.ports,
      onChange: (state) => void this.#host?.channel.emit('changed', state),
    });
    const title = vscode.l10n.t('Events: {0}', ref.address);
    if (panel !== undefined) panel.title = title;
    this.#host =
      panel === undefined ? PanelHost.create(title, this.#options()) : PanelHost.adopt(panel, this.#options());
  }

  /** Opens a panel; `read` tells when the first events are there. */
  static open(ref: EventsRef, deps: EventsPanelDeps): EventsPanel {
    return new EventsPanel(ref, deps);
  }

  /** Takes over a panel that VS Code brought back. */
  static adopt(panel: vscode.WebviewPanel, ref: EventsRef, deps: EventsPanelDeps): EventsPanel {
    return new EventsPanel(ref, deps, panel);
  }

  /** Reads the newest events. Resolves when they are shown, or why not. */
  async read(): Promise<EventsState> {
    await this.#driver.readAgain();
    return this.#driver.state;
  }

  /** Reads again where the address stands. Resolves when that is shown. */
  standAgain(): Promise<void> {
    return this.#driver.standAgain();
  }

  reveal(): void {
    this.#host.reveal();
  }

  dispose(): void {
    this.#host.dispose();
  }

  #options(): PanelOptions<EventsHostSide> {
    return {
      extensionUri: this.deps.extensionUri,
      viewType: EVENTS_VIEW,
      page: 'events',
      handlers: this.#handlers(),
      onClosed: () => {
        this.#driver.close();
        this.deps.onClosed();
      },
    };
  }

  #handlers(): Handlers<EventsHostSide> {
    const { actions } = this.deps;
    return {
      requests: {
        ready: () => this.#driver.state,
        loadMore: () => this.#driver.loadMore(),
        readAgain: () => this.#driver.readAgain(),
        copyJson: (keys) => this.#act(() => actions.copyJson(this.#driver.eventsOf(keys))),
        copyCurl: () => this.#act(() => actions.copyCurl()),
        showDetails: (list) => this.#act(() => (isListName(list) ? actions.showDetails(list) : undefined)),
        checkAddress: () => this.#act(() => actions.checkAddress()),
      },
      events: {},
    };
  }

  /** Does what a button says; a failure goes to the log here and, as the answer, to the page. */
  async #act(action: () => unknown): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.deps.log.error('Recent events:', error);
      throw error;
    }
  }
}

const text = v.pipe(v.string(), v.nonEmpty());
const stored = v.object({ ref: v.object({ accountId: text, domain: text, address: text }) });

/** Of whom a page told before the window was reloaded, undefined when that cannot be read any more. */
export function storedEvents(state: unknown): EventsRef | undefined {
  const parsed = v.safeParse(stored, state);
  return parsed.success ? parsed.output.ref : undefined;
}
