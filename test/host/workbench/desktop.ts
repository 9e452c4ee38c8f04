/** A window of desktop VS Code, the build that test-electron downloads, driven over its debugging port. */
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { type Browser, chromium, type Page } from 'playwright-core';
import { killTree, startTree } from '../processes';
import { until } from './until';
import type { HostWindow, WindowPlan } from './window';

/** Starts VS Code and connects to its window. */
export async function openDesktop(plan: WindowPlan): Promise<HostWindow> {
  const executable = await downloadAndUnzipVSCode(process.env['VSCODE_TEST_VERSION'] ?? 'stable');
  const port = await freePort();
  // A VS Code that starts this script from its terminal leaves variables that would make the new one a plain Node.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VSCODE_(?!TEST)|ELECTRON_)/.test(name)),
  );
  const child = startTree(executable, desktopArguments(plan, port), { stdio: 'ignore', env });
  let browser: Browser | undefined;
  try {
    const connected = await until(
      'VS Code answers on its debugging port',
      () => chromium.connectOverCDP(`http://127.0.0.1:${port}`),
      60_000,
    );
    browser = connected;
    const page = await until('a window of VS Code', () => Promise.resolve(workbenchPage(connected)), 60_000);
    plan.watch(page);
    await page.setViewportSize(plan.size);
    return {
      page,
      changeSettings: (changes) => mergeSettings(path.join(plan.userDataDir, 'User', 'settings.json'), changes),
      openAnother: () =>
        Promise.reject(
          new Error('A second window with an extension under development can be opened in the server host only.'),
        ),
      close: async () => {
        await connected.close();
        killTree(child);
      },
    };
  } catch (error) {
    await browser?.close();
    killTree(child);
    throw error;
  }
}

function desktopArguments(plan: WindowPlan, port: number): string[] {
  return [
    plan.workspaceFolder,
    '--new-window',
    `--remote-debugging-port=${port}`,
    `--user-data-dir=${plan.userDataDir}`,
    `--extensions-dir=${path.join(plan.userDataDir, 'extensions')}`,
    ...plan.extensionPaths.map((folder) => `--extensionDevelopmentPath=${folder}`),
    ...['--disable-extensions', '--disable-workspace-trust', '--disable-updates', '--disable-telemetry'],
    ...['--skip-welcome', '--skip-release-notes', '--no-cached-data', '--no-sandbox', '--disable-gpu-sandbox'],
    // Machines without a desktop session have no key ring to keep secrets in.
    '--password-store=basic',
  ];
}

/** VS Code watches the file. */
function mergeSettings(file: string, changes: Readonly<Record<string, unknown>>): void {
  const settings = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
  const merged = Object.entries({ ...settings, ...changes }).filter(([, value]) => value !== null);
  fs.writeFileSync(file, JSON.stringify(Object.fromEntries(merged), undefined, 2));
}

function workbenchPage(browser: Browser): Page | undefined {
  return browser
    .contexts()
    .flatMap((context) => context.pages())
    .find((page) => /workbench(-dev)?\.html/.test(page.url()));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('No free port.')),
      );
    });
  });
}
