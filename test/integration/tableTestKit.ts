/** Tables whose page is played by the test: what it is told is kept, and what it asks goes through the real channel. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Tables } from '../../src/commands/inspect/tables';
import { TABLE_VIEW } from '../../src/ids';
import type { Services } from '../../src/services';
import { Channel } from '../../src/views/messages';
import type {
  FirstRows,
  Rows,
  StoredTable,
  TableHostSide,
  TablePageSide,
  TableRow,
  TableSource,
  TableState,
} from '../../src/views/tableMessages';
import { until } from './extension';
import { DOMAIN, numbered, openTestAccount, services, type TestAccount } from './support';

/** A webview panel and the page in it. */
export class PlayedPage {
  visible = true;
  active = true;
  title = '';
  readonly viewType = TABLE_VIEW;
  /** What the page was told of changes. */
  readonly told: Partial<TableState>[] = [];
  /** When the page was sent news, in milliseconds, and whether its first rows were among them. */
  readonly sent: { readonly at: number; readonly isFirst: boolean }[] = [];
  readonly host: Channel<TablePageSide, TableHostSide>;
  readonly #messages = new vscode.EventEmitter<unknown>();
  readonly #disposed = new vscode.EventEmitter<void>();
  #state: TableState | undefined;
  #first: Rows | undefined;
  /** Rejects when the panel is closed. */
  readonly closed: Promise<never>;

  constructor() {
    this.closed = new Promise((_resolve, reject) =>
      this.#disposed.event(() => reject(new Error('The panel was closed.'))),
    );
    this.closed.catch(() => undefined);
    this.host = new Channel<TablePageSide, TableHostSide>((message) => this.#post(message), {
      requests: {},
      events: { changed: (news) => this.#hear(news) },
    });
  }

  /** What the page shows. */
  get state(): TableState {
    if (this.#state === undefined) throw new Error('The page is not ready.');
    return this.#state;
  }

  /** The rows that came without being asked for. */
  get first(): Rows | undefined {
    return this.#first;
  }

  /** The panel as VS Code hands it over. */
  get panel(): vscode.WebviewPanel {
    const webview = {
      options: {},
      html: '',
      cspSource: 'test:',
      onDidReceiveMessage: this.#messages.event,
      asWebviewUri: (uri: vscode.Uri) => uri,
      postMessage: (message: unknown) => {
        const copy = structuredClone(message) as { readonly type: string; readonly data?: object };
        if (copy.type === 'event') this.sent.push({ at: performance.now(), isFirst: 'first' in (copy.data ?? {}) });
        setImmediate(() => this.host.receive(copy));
        return Promise.resolve(true);
      },
    };
    const parts = { webview, onDidDispose: this.#disposed.event, reveal: () => undefined, dispose: () => this.close() };
    return new Proxy<object>(this, {
      get: (page, key) =>
        (Object.hasOwn(parts, key) ? Reflect.get(parts, key) : Reflect.get(page, key, page)) as unknown,
    }) as vscode.WebviewPanel;
  }

  /** The page has been made, for the first time or anew. */
  async ready(stored?: StoredTable): Promise<TableState> {
    this.visible = true;
    this.#take(await this.host.request('ready', stored));
    return this.state;
  }

  /** Waits until what the page shows is so. */
  async shows(what: string, isSo: (state: TableState) => boolean): Promise<TableState> {
    await until(what, () => isSo(this.state));
    return this.state;
  }

  /** Waits until everything is read. */
  read(): Promise<TableState> {
    return this.shows('everything is read', ({ reading }) => reading.state !== 'reading');
  }

  /** The rows the page would draw. */
  async rows(from = 0, count = 100): Promise<readonly TableRow[]> {
    return (await this.host.request('rows', { from, count })).rows;
  }

  async addresses(): Promise<readonly string[]> {
    return (await this.rows()).map(({ address }) => address);
  }

  close(): void {
    this.#disposed.fire();
  }

  #post(message: unknown): void {
    const copy: unknown = structuredClone(message);
    setImmediate(() => this.#messages.fire(copy));
  }

  #take({ first, ...news }: Partial<TableState> & FirstRows): void {
    if (first !== undefined) this.#first = first;
    this.#state = { ...this.#state, ...news } as TableState;
    if (this.#state.total > 0) void this.host.emit('shown', undefined);
  }

  #hear(news: Partial<TableState>): void {
    this.told.push(news);
    if (this.#state !== undefined) this.#take(news);
  }
}

/** Makes tables of a source, each with a page that is ready. */
export class PlayedTables {
  readonly tables: Tables;
  readonly #pages: PlayedPage[] = [];

  constructor(services: Services) {
    this.tables = new Tables(services);
  }

  /** A table as it comes back after a restart, which is how the test gets hold of its panel. */
  async open(source: TableSource, kept: Partial<StoredTable> = {}): Promise<PlayedPage> {
    const page = this.restore({ source, filter: {}, top: 0, focus: 0, insight: true, ...kept });
    await page.ready();
    return page;
  }

  restore(stored: unknown): PlayedPage {
    const page = new PlayedPage();
    this.#pages.push(page);
    this.tables.restore(page.panel, stored);
    return page;
  }

  /** Closes every page. */
  dispose(): void {
    for (const page of this.#pages) page.close();
    this.tables.dispose();
  }
}

export const OTHER = 'other.test.example';

export interface TableTestKit {
  readonly account: TestAccount;
  readonly played: PlayedTables;
  /** The table of the bounces of the one domain. */
  readonly bounces: TableSource;
  /** Puts entries `user00000@example.com` and so on onto a list. */
  put(count: number, list?: TableSource['list'], domain?: string): void;
  /** A table that is read. */
  read(source?: TableSource): Promise<PlayedPage>;
  /** Answers a kind of prompt in advance, for the commands that a table runs. */
  stub(kind: 'confirm' | 'choose' | 'notify' | 'pickMany' | 'saveFile', answer: (options: never) => unknown): void;
  /** A path in a folder that goes with the test. */
  path(name: string): string;
}

/** Addresses of what `put` puts. */
export function userRange(from: number, to: number): string[] {
  return numbered(to)
    .slice(from)
    .map(({ address }) => address);
}

/** Sets everything up for each test of the enclosing `describe`. Read it inside tests only. */
export function tableTestKit(): TableTestKit {
  let account: TestAccount;
  let all: Services;
  let played: PlayedTables;
  let folder: string;
  const restores: (() => void)[] = [];
  const stub: TableTestKit['stub'] = (kind, answer) => {
    Object.defineProperty(all.ask, kind, { value: answer, configurable: true });
    restores.push(() => Reflect.deleteProperty(all.ask, kind));
  };
  beforeEach(async () => {
    account = await openTestAccount();
    all = await services();
    played = new PlayedTables(all);
    folder = await mkdtemp(join(tmpdir(), 'table-'));
    stub('notify', () => Promise.resolve(undefined));
  });
  afterEach(async () => {
    for (const restore of restores.splice(0)) restore();
    played.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    // A test may have removed it.
    if (all.accounts.get(account.accountId) !== undefined) await account.close();
    else await account.server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const bounces = (): TableSource => ({ accountId: account.accountId, domain: DOMAIN, list: 'bounces' });
  return {
    get account() {
      return account;
    },
    get played() {
      return played;
    },
    get bounces() {
      return bounces();
    },
    put: (count, list = 'bounces', domain = DOMAIN) => account.server.store.putEntries(domain, list, numbered(count)),
    read: async (source = bounces()) => {
      const page = await played.open(source);
      await page.read();
      return page;
    },
    stub,
    path: (name) => join(folder, name),
  };
}
