/** Starts of VS Code, in each of which one extension is activated and nothing else happens. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser, newProfile } from '../../test/host/browser';
import { ROOT } from '../../test/host/paths';
import { type HostServer, startServer } from '../../test/host/server';
import { until } from '../../test/host/workbench/until';

const FOLDER = path.join(ROOT, 'bench', 'activation');
const PATIENCE = 120_000;

/** The only one of VS Code's own extensions that is there: what others do in the same moment would be measured. Without any, VS Code activates nothing. */
const BUILT_IN = ['theme-defaults'];

/** The extensions that are compared, by their ids. */
export const OURS = 'mailgun-suppressions.mailgun-suppressions';
export const EMPTY = 'mailgun-suppressions-bench.empty';
export const LEAST = 'mailgun-suppressions-bench.least';
/** A command that has nothing to do without an account, but to load what would do it. */
const FIRST_COMMAND: Readonly<Record<string, string>> = { [OURS]: 'mailgunSuppressions.refresh' };

/** Bytes of the extension host, garbage collected; `heap` with what stands outside of it. */
export type HostMemory = Readonly<Record<'rss' | 'heap', number>>;

/** What something took: milliseconds of the clock, and of the processor for the host's thread. */
export interface Took {
  readonly ms: number;
  readonly cpu: number;
}

/** One start: from the call of `activate` until it is done, loading included; the first command after that, where there is one; and memory. */
export interface Start extends Took {
  readonly first?: Took;
  readonly before: HostMemory;
  readonly after: HostMemory;
}

/** Settings of the folder that is opened. */
function writeSettings(folder: string): void {
  // Looking for open ports takes the host 45 ms every two seconds.
  const settings = { 'remote.autoForwardPorts': false };
  fs.mkdirSync(path.join(folder, '.vscode'));
  fs.writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
}

export class Starts {
  private constructor(
    private readonly server: HostServer,
    private readonly browser: Browser,
    private readonly profile: BrowserContext,
    private readonly folder: string,
  ) {}

  /** A VS Code in which all extensions are installed; each start is a window with an extension host of its own. */
  static async open(): Promise<Starts> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-activation-'));
    const installed = [ROOT, ...['empty', 'least', 'companion'].map((name) => path.join(FOLDER, name))];
    const env = { BENCH_ORDER: path.join(folder, 'order.json'), BENCH_ANSWER: path.join(folder, 'answer.json') };
    writeSettings(folder);
    const server = await startServer({ installed, env, builtIn: BUILT_IN });
    try {
      const browser = await launchBrowser();
      return new Starts(server, browser, await newProfile(browser), folder);
    } catch (error) {
      server.stop();
      throw error;
    }
  }

  /** One start, in which an extension is activated. With `profile` its CPU profile is left in that file. */
  async measure(id: string, profile?: string): Promise<Start> {
    const answer = path.join(this.folder, 'answer.json');
    fs.rmSync(answer, { force: true });
    fs.writeFileSync(path.join(this.folder, 'order.json'), JSON.stringify({ id, first: FIRST_COMMAND[id], profile }));
    const page = await this.profile.newPage();
    try {
      await page.goto(this.server.url({ folder: this.folder }), { timeout: PATIENCE });
      await until('an answer of the extension host', async () => fs.existsSync(answer), PATIENCE);
      const said = JSON.parse(fs.readFileSync(answer, 'utf8')) as Start | { readonly error: string };
      if ('error' in said) throw new Error(`${id} could not be activated: ${said.error}`);
      return said;
    } finally {
      await page.close();
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
