/**
 * A drop-in VS Code for `runTests` of @vscode/test-electron: takes the desktop's flags, runs the suite in the server host in a
 * headless browser, and ends with the suite's status. Flags it does not know are ignored.
 */
import path from 'node:path';
import { launchBrowser, newProfile } from './browser';
import { logLine } from './launcherLog';
import { messageOf } from './paths';
import { startServer } from './server';

/** A suite that says nothing for so long hangs, however slow the machine is. */
const LIMIT_MS = 5 * 60_000;
const FLAGS_WITH_VALUE = new Set(['user-data-dir', 'extensions-dir', 'extensionDevelopmentPath', 'extensionTestsPath']);

interface LauncherArguments {
  readonly extensionPaths: string[];
  readonly testsPath: string | undefined;
  readonly userDataDir: string | undefined;
  readonly folder: string | undefined;
}

/** Reads `--flag=value`, `--flag value` and one folder. */
export function parseArguments(args: readonly string[]): LauncherArguments {
  const values = new Map<string, string[]>();
  const plain: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) plain.push(arg);
    else if (FLAGS_WITH_VALUE.has(name)) values.set(name, [...(values.get(name) ?? []), value ?? args[++i] ?? '']);
  }
  const absolute = (name: string): string[] =>
    (values.get(name) ?? []).filter((file) => file !== '').map((file) => path.resolve(file));
  return {
    extensionPaths: absolute('extensionDevelopmentPath'),
    testsPath: absolute('extensionTestsPath').at(-1),
    userDataDir: absolute('user-data-dir').at(-1),
    folder: plain.filter((file) => !file.startsWith('-')).map((file) => path.resolve(file))[0],
  };
}

/** Runs the suite; the result is its exit status. `onWord` hears of each line that it logs. */
async function runSuite(args: LauncherArguments, onWord: () => void): Promise<number> {
  if (args.testsPath === undefined) throw new Error('Nothing to run: --extensionTestsPath is missing.');
  const [developed, ...installed] = args.extensionPaths;
  const server = await startServer({ installed, testDriver: true, userDataDir: args.userDataDir });
  try {
    const browser = await launchBrowser();
    try {
      const page = await (await newProfile(browser)).newPage();
      const status = new Promise<number>((resolve, reject) => {
        const log = (type: string, args: unknown[]): void => {
          onWord();
          printLog(type, args);
        };
        void page.exposeFunction('codeAutomationLog', log).catch(reject);
        void page.exposeFunction('codeAutomationExit', resolve).catch(reject);
        page.once('crash', () => reject(new Error('The page that showed VS Code crashed.')));
        browser.once('disconnected', () => reject(new Error('The browser that showed VS Code ended.')));
      });
      await page.goto(server.url({ ...args, developed }), { timeout: 120_000 });
      return await status;
    } finally {
      await browser.close();
    }
  } finally {
    server.stop();
  }
}

function printLog(type: string, args: unknown[]): void {
  const line = logLine(args);
  if (line !== undefined) (type === 'error' || type === 'warn' ? process.stderr : process.stdout).write(`${line}\n`);
}

async function main(): Promise<void> {
  const limit = setTimeout(() => {
    console.error(`The suite said nothing for ${LIMIT_MS / 60_000} minutes and was stopped.`);
    process.exit(1);
  }, LIMIT_MS);
  try {
    process.exitCode = await runSuite(parseArguments(process.argv.slice(2)), () => limit.refresh());
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
  } finally {
    clearTimeout(limit);
  }
}

void main();
