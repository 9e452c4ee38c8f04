/** One of everything that the extension does with a key, at trace level; keys are typed as people type them. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { CommandName, CommandTypes } from '../../src/ids';
import type { SampleServer } from '../../src/sample/server';
import { until, type Workbench } from '../host/workbench';
import { DOMAIN, putFile } from './support';

/** A second domain, for copies. */
export const OTHER = 'news.test.example';

export interface KeyRunOptions {
  readonly workbench: Workbench;
  readonly server: SampleServer;
  readonly baseUrl: string;
  readonly keys: { readonly wrong: string; readonly first: string; readonly second: string };
  /** The account's name, and an address that stands on its lists. */
  readonly account: string;
  readonly address: string;
  /** Keeps what is on the screen and the clipboard. */
  readonly look: () => Promise<void>;
}

export class KeyRun {
  #number = 0;

  constructor(private readonly options: KeyRunOptions) {}

  /** Lets every log say everything. */
  async logEverything(): Promise<void> {
    const { workbench } = this.options;
    await workbench.palette('Developer: Set Log Level...');
    await workbench.quickInput.pick('Trace');
    await workbench.quickInput.waitForClose();
  }

  /** Adds the account, with a key that is refused (and repeated) before the one that is not. */
  async addAccount(): Promise<void> {
    const { workbench, server, baseUrl, keys, account, look } = this.options;
    const { quickInput } = workbench;
    await workbench.palette('Mailgun: Add Account…');
    await quickInput.pick('Custom Endpoint…');
    await this.#answer(/^Add .*2\/4/, baseUrl);
    server.faults.failNext(9, { status: 401, body: `Forbidden: ${formsOf(keys.wrong)}` });
    await this.#answer(/^Add .*3\/4/, keys.wrong);
    await quickInput.waitFor({ title: /did not accept this API key/ });
    await look();
    server.faults.clear();
    await quickInput.pick('Enter Another Key…');
    await this.#answer(/^Add .*3\/4/, keys.first);
    await this.#answer(/^Add .*4\/4/, account);
    await quickInput.waitForClose();
    await workbench.tree.waitForRow(account);
  }

  /** Gives the account another key, after the wrong one again. */
  async replaceKey(): Promise<void> {
    const { workbench, keys, account } = this.options;
    const { quickInput } = workbench;
    await workbench.tree.row(account).rightClick();
    await workbench.contextMenu.choose('Replace API Key…');
    await this.#answer(/^Replace API Key of/, keys.wrong);
    await quickInput.waitFor({ title: /did not accept this API key/ });
    await quickInput.pick('Enter Another Key…');
    await this.#answer(/^Replace API Key of/, keys.second);
    await quickInput.waitForClose();
  }

  /** Unfolds down to the bounces, loads more of them, and reads a tooltip. */
  async browse(): Promise<void> {
    const { workbench, account, look } = this.options;
    const bounces = workbench.tree.row(account, DOMAIN, 'Bounces');
    await workbench.tree.row(account).expand();
    await workbench.tree.row(account, DOMAIN).expand();
    await bounces.expand();
    await workbench.tree.row(account, DOMAIN, 'Bounces', 'Load more…').click();
    await until('all are loaded', async () => !(await bounces.info()).description.includes('more'));
    await bounces.hover();
    await look();
  }

  /** Looks at entries in every way there is. */
  async inspect(): Promise<void> {
    const { address, look, workbench } = this.options;
    const at = { accountId: await this.#accountId(), domain: DOMAIN, list: 'bounces' } as const;
    await workbench.webviews.find(/On 2 lists/);
    await look();
    const addresses = [address, 'nobody@example.com'];
    await this.#shown(/2 addresses/, () => this.run('checkAddresses', { addresses }));
    await this.#shown(/\d entries/, () => this.run('openTable', at));
    await this.#shown(/Recent events/, () => this.run('showEvents', { ...at, address }));
    await this.run('showDetails', { ...at, address });
    await workbench.editor.waitForTab(`${address}.json`);
    await look();
    const { text } = await this.run('copyAsCurl', { ...at, address, method: 'DELETE' });
    assert.match(text, /MAILGUN_API_KEY/);
    await this.run('showLog');
    await look();
  }

  /** Changes lists in every way there is, and takes a change back. */
  async change(): Promise<void> {
    const { address, workbench } = this.options;
    const at = { accountId: await this.#accountId(), domain: DOMAIN, list: 'bounces' } as const;
    const file = (name: string): string => path.join(workbench.workspaceFolder, name);
    await this.run('addAddresses', { ...at, entries: [{ address: 'added@example.com', code: '550', error: 'no' }] });
    await this.run('deleteEntries', { ...at, addresses: ['added@example.com'], confirm: true });
    assert.equal((await this.run('undo')).restored, 1);
    await this.run('removeTag', { ...at, address, tag: 'news', confirm: true });
    await this.run('exportList', { ...at, file: file('bounces.csv') });
    await this.run('exportList', { accountId: at.accountId, domain: DOMAIN, file: file('.'), format: 'json' });
    await this.run('copyEntries', { from: at, to: [{ ...at, domain: OTHER }] });
    const more = putFile(workbench, 'more.csv', 'address,code,error\nimported@example.com,550,no\nnot an address,,\n');
    assert.equal((await this.run('importCsv', { ...at, file: more, confirm: true })).added, 1);
    await this.run('importCsv', { ...at, file: more, method: 'upload', confirm: true });
    await this.run('deleteMatching', { ...at, match: { prefix: 'imported' }, confirm: true });
    assert.ok((await this.run('clearList', { ...at, domain: OTHER, confirm: true })).backup);
  }

  /** Lets the server refuse and fail in many ways, and repeat the key that it was sent wherever it says something. */
  async fail(): Promise<void> {
    const { server, keys, look } = this.options;
    const said = formsOf(keys.first);
    const headers = {
      'X-Request-Id': Buffer.from(keys.first).toString('base64'),
      Location: `https://x.invalid/?${encodeURIComponent(keys.first)}`,
    };
    const at = { accountId: await this.#accountId(), domain: DOMAIN } as const;
    await this.#failShown(said);
    for (const status of [302, 400, 401, 403, 422]) {
      server.faults.failNext(50, { status, body: status % 2 === 0 ? { message: said } : said, headers });
      await this.run('checkAddress', { addresses: ['somebody@example.com'] });
      await assert.rejects(this.run('exportList', { ...at, list: 'bounces', file: '/nowhere.csv' }));
      await this.run('showEvents', { ...at, address: 'somebody@example.com' }).catch(() => undefined);
      await look();
      server.faults.clear();
    }
    // Tried again, and done then.
    server.faults.failNext(1, { status: 500, body: said, headers });
    server.faults.failNext(1, 'reset');
    server.faults.failNext(1, 'garbled');
    await this.run('checkAddress', { addresses: ['somebody@example.com'] });
  }

  /** An error that people see in a notification: nobody who gave an argument waits for it. */
  async #failShown(message: string): Promise<void> {
    const { workbench, server, look } = this.options;
    await workbench.notifications.clear();
    server.faults.failNext(50, { status: 400, body: { message } });
    await this.run('undo');
    await until('a notification', async () => (await workbench.notifications.texts()).length > 0);
    await look();
    server.faults.clear();
    await workbench.notifications.clear();
  }

  /** Runs a command of the extension with an argument, as another extension would. Throws what it rejects with. */
  run<N extends CommandName>(name: N, argument?: CommandTypes[N]['argument']): Promise<CommandTypes[N]['result']> {
    const args = argument === undefined ? [] : [argument];
    return this.execute(`mailgunSuppressions.${name}`, ...args) as Promise<CommandTypes[N]['result']>;
  }

  /** Runs any command of VS Code. */
  async execute(command: string, ...args: readonly unknown[]): Promise<unknown> {
    const folder = this.options.workbench.workspaceFolder;
    const number = ++this.#number;
    const file = path.join(folder, 'command.json');
    fs.writeFileSync(`${file}.new`, JSON.stringify({ number, command, args }));
    fs.renameSync(`${file}.new`, file);
    const answer = path.join(folder, `answer-${number}.json`);
    await until(`an answer of ${command}`, () => Promise.resolve(fs.existsSync(answer)), 60_000);
    const said = JSON.parse(fs.readFileSync(answer, 'utf8')) as { result?: unknown; error?: string };
    if (said.error !== undefined) throw new Error(said.error);
    return said.result;
  }

  async #accountId(): Promise<string> {
    const [finding] = await this.run('checkAddress', { addresses: [this.options.address] });
    assert.ok(finding);
    return finding.accountId;
  }

  async #shown(wanted: RegExp, open: () => Promise<unknown>): Promise<void> {
    await open();
    await this.options.workbench.webviews.find(wanted);
    await this.options.look();
  }

  async #answer(title: RegExp, text: string): Promise<void> {
    const { quickInput } = this.options.workbench;
    await quickInput.waitFor({ title });
    await quickInput.type(text);
    await quickInput.accept();
  }
}

/** A key as a server would repeat it that shows all it was sent. */
function formsOf(key: string): string {
  const basic = Buffer.from(`api:${key}`).toString('base64');
  return `What is ${key}? ${encodeURIComponent(key)} ${basic} Authorization: Basic ${basic}`;
}
