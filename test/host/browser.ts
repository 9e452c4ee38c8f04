/** Finds a Chromium to show VS Code in, or installs one. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { ROOT, messageOf } from './paths';
import { run } from './processes';

/** Keep the browser quiet where there is no network, and working in containers. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a headless browser. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findBrowser(), headless: true, args: FLAGS, handleSIGINT: false });
}

/** A fresh profile that keeps secrets over a reload: code-server's own front end, which is not used, would hand out the key for them. */
export async function newProfile(browser: Browser, size = { width: 1280, height: 800 }): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: size, permissions: ['clipboard-read', 'clipboard-write'] });
  const body = randomBytes(32);
  await context.route('**/mint-key', (route) => route.fulfill({ body, contentType: 'application/octet-stream' }));
  return context;
}

/** Path of a Chrome or Chromium: the one CHROME_PATH names, an installed one, playwright's, or one installed now. */
export async function findBrowser(): Promise<string> {
  const named = process.env['CHROME_PATH'];
  if (named) {
    if (isFile(named)) return named;
    throw new Error(
      `CHROME_PATH names ${named}, which does not exist. Correct it, or unset it to have a browser found.`,
    );
  }
  return installed() ?? playwrights() ?? (await install());
}

async function install(): Promise<string> {
  const isRoot = process.getuid?.() === 0;
  const failures: string[] = [];
  const attempts: (() => Promise<void>)[] = [() => installPlaywrights(isRoot)];
  if (isRoot && isFile('/etc/debian_version')) attempts.push(installDebians);
  for (const attempt of attempts) {
    try {
      await attempt();
      const found = playwrights() ?? installed();
      if (found !== undefined) return found;
      failures.push('the installation brought no browser');
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new Error(
    `No Chrome or Chromium was found, and none could be installed. Install one, or set CHROME_PATH to its executable. (${failures.join('; ')})`,
  );
}

async function installPlaywrights(isRoot: boolean): Promise<void> {
  console.error('No browser found: installing Chromium, once …');
  const cli = path.join(ROOT, 'node_modules', 'playwright-core', 'cli.js');
  // The browser first: on a closed network this fails at once, before the libraries are fetched in vain.
  await run(process.execPath, [cli, 'install', '--no-shell', 'chromium'], { timeoutMs: 180_000 });
  if (isRoot && process.platform === 'linux')
    await run(process.execPath, [cli, 'install-deps', 'chromium'], { timeoutMs: 240_000 });
}

async function installDebians(): Promise<void> {
  console.error('Installing Chromium as a Debian package, once …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, timeoutMs: 120_000 });
  const install = (name: string): Promise<unknown> =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name, 'fonts-liberation'], {
      env,
      timeoutMs: 240_000,
    });
  // Older releases have no package of the shell alone.
  await install('chromium-headless-shell').catch(() => install('chromium'));
}

/** The browser that playwright-core itself has downloaded. */
function playwrights(): string | undefined {
  const file = chromium.executablePath();
  return isFile(file) ? file : undefined;
}

function installed(): string | undefined {
  return candidates().find(isFile);
}

function candidates(): string[] {
  if (process.platform === 'darwin') {
    const apps = ['/Applications', path.join(process.env['HOME'] ?? '', 'Applications')];
    return apps.flatMap((folder) =>
      ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
        path.join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      ),
    );
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? []);
    const files = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return roots.flatMap((root) => files.map((file) => path.join(root, file)));
  }
  // The shell draws no window of its own, which costs about as much as the page in it.
  const names = [
    'chromium-headless-shell',
    'google-chrome-stable',
    'google-chrome',
    'chromium',
    'chromium-browser',
    'microsoft-edge',
  ];
  // A snap's Chromium cannot read the temporary folder and is left out by looking at ordinary places only.
  const folders = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '' && !folder.startsWith('/snap'));
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

function isFile(file: string): boolean {
  return file !== '' && fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
