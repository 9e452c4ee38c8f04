/**
 * `npm start`: the extension on the sample account, in desktop VS Code where `code` is on the PATH, else in the server host with an
 * address to open. `-- --screenshot FILE [--theme dark|light|highContrast|highContrastLight] [--check ADDRESS | --import FILE]` writes a
 * picture and ends.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf, ROOT } from '../host/paths';
import { onEnd } from '../host/processes';
import { startServer } from '../host/server';
import { openWorkbench, type ThemeName, type Workbench } from '../host/workbench';
import { QUIET, THEMES, writeUserSettings } from '../host/workbench/settings';

const STARTER = path.join(ROOT, 'test', 'host', 'starter');
/** Wide enough for an address and what stands beside it. */
const SIDEBAR_WIDTH = 560;
const BESIDE_EDITOR = 340;

/** What the editor shows. */
interface Beside {
  readonly check?: string | undefined;
  /** A file of bounces. */
  readonly import?: string | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      screenshot: { type: 'string' },
      theme: { type: 'string', default: 'dark' },
      check: { type: 'string' },
      import: { type: 'string' },
    },
  });
  if (!isTheme(values.theme))
    throw new Error(`There is no theme ${values.theme}. Themes: ${Object.keys(THEMES).join(', ')}.`);
  if (values.screenshot !== undefined) await takePicture(path.resolve(values.screenshot), values.theme, values);
  else if (onPath('code')) openDesktop();
  else await serve();
}

/** Opens the sample account headless, down to the bounces of its first domain, with an address checked or a file previewed if asked to, and writes the picture. */
async function takePicture(file: string, theme: ThemeName, beside: Beside): Promise<void> {
  const workbench = await openWorkbench({ theme, extensionPaths: [ROOT, STARTER] });
  try {
    const { tree, sidebar } = workbench;
    await tree.waitForRow('Sample Account');
    await sidebar.setWidth((beside.check ?? beside.import) === undefined ? SIDEBAR_WIDTH : BESIDE_EDITOR);
    await tree.row('Sample Account').expand();
    await tree.waitForRow('Sample Account', /\./);
    const domains = (await tree.visibleRows()).filter(({ level }) => level === 2);
    // One in use: others say in their description what is the matter with them.
    const domain = domains.find(({ description }) => description === '') ?? domains[0];
    if (domain === undefined) throw new Error('The sample account shows no domain.');
    await tree.row('Sample Account', domain.label).expand();
    await tree.row('Sample Account', domain.label, 'Bounces').expand();
    await tree.waitForRow('Sample Account', domain.label, 'Bounces', /@/);
    if (beside.check !== undefined) await check(workbench, beside.check);
    if (beside.import !== undefined) await preview(workbench, domain.label, path.resolve(beside.import));
    await workbench.notifications.clear();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await workbench.picture(file);
    console.log(file);
  } finally {
    await workbench.close();
  }
}

async function check(workbench: Workbench, address: string): Promise<void> {
  await workbench.palette('Mailgun: Check Address…');
  await workbench.quickInput.type(address);
  await workbench.quickInput.accept();
  const frame = await workbench.webviews.find(address);
  await frame
    .getByText(/^Checked/)
    .first()
    .waitFor();
}

async function preview(workbench: Workbench, domain: string, file: string): Promise<void> {
  await workbench.tree.row('Sample Account', domain, 'Bounces').rightClick();
  await workbench.contextMenu.choose('Import CSV…');
  await workbench.fileDialog.choose(file);
  const frame = await workbench.webviews.find(path.basename(file));
  await frame.getByRole('button', { name: /^Import \d/ }).waitFor();
}

function openDesktop(): void {
  const args = ['--new-window', `--extensionDevelopmentPath=${ROOT}`, `--extensionDevelopmentPath=${STARTER}`];
  const shell = process.platform === 'win32';
  const child = spawn('code', shell ? args.map((arg) => `"${arg}"`) : args, { stdio: 'inherit', shell });
  child.once('error', (error) => {
    console.error(`VS Code could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.once('exit', (code) => (process.exitCode = code ?? 1));
  console.log('Opening VS Code with the sample account …');
}

/** Serves VS Code until it is stopped. */
async function serve(): Promise<void> {
  // Stopping it is how it ends well.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
  const userDataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'start-'));
  onEnd(() => fs.rmSync(userDataDir, { recursive: true, force: true }));
  writeUserSettings(userDataDir, { ...QUIET, 'window.autoDetectColorScheme': true });
  const server = await startServer({ installed: [ROOT, STARTER], userDataDir });
  console.log(
    `\nVS Code with the sample account: open this address in a browser.\n\n  ${server.url({})}\n\nCtrl+C stops it.`,
  );
  // The server is a child with pipes: it keeps this process alive.
}

function onPath(command: string): boolean {
  const names = process.platform === 'win32' ? [`${command}.cmd`, `${command}.exe`] : [command];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => names.some((name) => fs.existsSync(path.join(folder, name))));
}

function isTheme(name: string): name is ThemeName {
  return Object.hasOwn(THEMES, name);
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(1);
});
