/** One account with something in it, a window that shows it, and all that can be seen of both from outside. */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNTS_KEY } from '../../../src/accounts/accounts';
import { KEY_PATIENCE, keySecret } from '../../../src/accounts/keyStore';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import type { SampleServer } from '../../../src/sample/server';
import { numbered } from '../support';
import { Machine } from './machine';
import { Window } from './window';

export const ACCOUNT = 'account-of-the-test';
export const DOMAIN = 'mail.test.example';
export const OTHER = 'other.test.example';
/** Stands on bounces and, with tags, on unsubscribes. */
export const ADDRESS = 'user00001@example.com';
const OWNER = 'Sample Account';
const AT = Date.UTC(2026, 2, 26);

export class Place {
  readonly argument: Readonly<Record<string, unknown>>;

  private constructor(
    readonly server: SampleServer,
    readonly machine: Machine,
    public window: Window,
  ) {
    this.argument = everything(server, this.file);
  }

  /** Fills the server anew and opens a window; `storage` is a folder with what an earlier window has kept. */
  static async open(server: SampleServer, storage?: string): Promise<Place> {
    fill(server);
    const machine = await Machine.start();
    machine.state.set(ACCOUNTS_KEY, { version: 1, accounts: [accountOf(server)], removed: [] });
    machine.secrets.set(keySecret(ACCOUNT), keyOf(server));
    await mkdir(join(machine.folder, 'files'));
    if (storage !== undefined) await cp(storage, join(machine.folder, 'storage'), { recursive: true });
    const place = new Place(server, machine, await windowOn(machine, server));
    await writeFile(place.file, 'address,code\nfrom-file@example.com,550\nuser00002@example.com,550\n');
    server.requests.clear();
    return place;
  }

  /** The user's own file. */
  get file(): string {
    return fileOn(this.machine);
  }

  openWindow(): Promise<Window> {
    return windowOn(this.machine, this.server);
  }

  /** Reads the account and two of its lists, as somebody does who looks at them. */
  async look(): Promise<void> {
    const { model } = this.window.extension.services;
    await this.window.rows(model.node({ kind: 'account', accountId: ACCOUNT }));
    for (const list of ['bounces', 'unsubscribes'] as const)
      await this.window.rows(model.listNode({ accountId: ACCOUNT, domain: DOMAIN, list }));
  }

  /** What stands on the lists. */
  lists(): string {
    const { store } = this.server;
    return JSON.stringify(
      [DOMAIN, OTHER].map((domain) => LIST_NAMES.map((list) => store.entries(domain, list).map(undated))),
    );
  }

  /** Accounts, keys and the user's files. */
  async local(): Promise<string> {
    const { state, folder } = this.machine;
    const files = join(folder, 'files');
    const names = (await readdir(files)).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(files, name), 'utf8')));
    const { accounts } = state.get(ACCOUNTS_KEY) as { accounts: readonly { id: string; name: string }[] };
    const known = accounts.map(({ id, name }) => `${id} ${name}`);
    return normal(JSON.stringify([known, [...this.keys()], names.map((name, index) => [name, texts[index]])]), this);
  }

  /** The keys by the ids of their accounts. */
  keys(): Map<string, string> {
    const keys = [...this.machine.secrets].filter(([name]) => name !== 'accounts.revision');
    return new Map(keys.map(([name, key]) => [name.slice(keySecret('').length), key]));
  }

  /** Ids of accounts that have lost their key, and of keys that have lost their account. */
  orphans(): string[] {
    const { accounts } = this.machine.state.get(ACCOUNTS_KEY) as {
      accounts: readonly { id: string; sample?: true }[];
    };
    const ids = accounts.filter(({ sample }) => sample !== true).map(({ id }) => id);
    const keys = this.keys();
    return [...ids.filter((id) => !keys.has(id)), ...[...keys.keys()].filter((id) => !ids.includes(id))];
  }

  async close(): Promise<void> {
    this.window.close();
    await this.machine.end();
  }
}

/** A text without what is different each time. */
export function normal(text: string, { machine, server }: Pick<Place, 'machine' | 'server'>): string {
  return text
    .replaceAll(machine.folder, 'FOLDER')
    .replaceAll(new URL(server.regions.us).host, 'HOST')
    .replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
    .replace(/\d{15}-\d{6}-[\da-f]{8}/g, 'ID')
    .replace(/127\.0\.0\.1:\d+/g, 'HOST')
    .replace(/"(?:createdAt|created_at|ms|at)":[\d.]+/g, '"time":0')
    .replace(/\d{4}-\d\d-\d\d[T ]?[\d:.-]*Z?/g, 'DATE');
}

export function accountOf({ regions }: SampleServer): object {
  return { id: ACCOUNT, name: 'Test', region: 'custom', baseUrl: regions.us, changed: 1 };
}

export function keyOf({ accounts }: SampleServer): string {
  return accounts[0]?.apiKey ?? '';
}

function fill({ store }: SampleServer): void {
  for (const domain of [DOMAIN, OTHER]) {
    store.addDomain(OWNER, domain, { createdAt: AT });
    for (const list of LIST_NAMES) store.clear(domain, list);
  }
  store.putEntries(
    DOMAIN,
    'bounces',
    numbered(3).map((entry) => ({ ...entry, createdAt: AT })),
  );
  store.putEntries(DOMAIN, 'unsubscribes', [{ address: ADDRESS, tags: ['news', 'offers'], createdAt: AT }]);
}

function undated({ createdAt, ...record }: { readonly createdAt: number }): object {
  // What is written now has the date of now.
  return { ...record, ...(createdAt === AT && { createdAt }) };
}

/** An argument that answers whatever a command of today, and with luck of tomorrow, would ask. */
function everything({ regions, accounts }: SampleServer, file: string): Record<string, unknown> {
  const at = { accountId: ACCOUNT, domain: DOMAIN };
  return {
    ...{ ...at, list: 'bounces', address: ADDRESS, file, confirm: true, overwrite: true },
    ...{ accountIds: [ACCOUNT], domains: [DOMAIN, OTHER], addresses: [ADDRESS, 'new@example.com'] },
    ...{ entries: [{ address: 'new@example.com' }], match: { prefix: 'user0' }, term: 'user0', tag: 'news' },
    ...{ from: { ...at, list: 'bounces' }, to: [{ accountId: ACCOUNT, domain: OTHER }] },
    ...{ name: 'Another name', region: 'custom', baseUrl: regions.us, apiKey: accounts[0]?.apiKey },
  };
}

function fileOn({ folder }: Machine): string {
  return join(folder, 'files', 'bounces.csv');
}

function windowOn(machine: Machine, server: SampleServer): Promise<Window> {
  const folder = join(machine.folder, 'files');
  const files = { open: fileOn(machine), save: join(folder, 'saved.csv'), folder };
  const typed = [DOMAIN, ADDRESS, 'news', keyOf(server), 'Another name', server.regions.us];
  return Window.open(machine, { typed, files, skipped: [KEY_PATIENCE] });
}
