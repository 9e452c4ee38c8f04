/** Starts the VS Code server on a loopback port. */
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installHost } from './install';
import { killTree, onEnd, startTree } from './processes';

/** What a window is to show. Paths are absolute. */
export interface WindowOptions {
  readonly folder?: string | undefined;
  /** An extension under development and the tests to run for it. Only with `testDriver`. */
  readonly developed?: string | undefined;
  readonly testsPath?: string | undefined;
}

/** A running server. `url` is the address of a window. */
export interface HostServer {
  readonly port: number;
  url(options: WindowOptions): string;
  stop(): void;
}

export interface ServerOptions {
  /** Folders of extensions that run as if they were installed. */
  readonly installed?: readonly string[] | undefined;
  /** Names of folders of built-in extensions: only these are there. Looking through all hundred takes a third of a window's start. */
  readonly builtIn?: readonly string[] | undefined;
  /** Lets an address name an extension under development. VS Code then shows no notifications and refuses dialogs in tests. */
  readonly testDriver?: boolean | undefined;
  /** Kept for the caller; without it a fresh one is made and removed at the end. */
  readonly userDataDir?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Starts a server with fresh data and waits until it listens; throws with its last words when it does not. */
export async function startServer(options: ServerOptions = {}): Promise<HostServer> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new Error('VS Code for the tests needs Node 24. Run this through npm, which has it: npm test, npm start.');
  }
  const folder = await installHost();
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-host-'));
  for (const extension of options.installed ?? []) placeExtension(extension, path.join(data, 'extensions'));
  for (const name of options.builtIn ?? []) placeBuiltIn(path.join(folder, 'extensions', name), builtInFolder(data));
  const child = startTree(process.execPath, serverArguments(folder, data, options), {
    stdio: ['ignore', 'pipe', 'pipe'],
    // As if started by the `code` of a terminal, from which everything is inherited: no login shell is asked for its variables.
    env: { ...process.env, VSCODE_CLI: '1', ...options.env },
  });
  const forget = onEnd(() => removeFolder(data));
  const stop = (): void => {
    killTree(child);
    forget();
    removeFolder(data);
  };
  try {
    const port = await listening(child);
    return { port, url: (window) => windowUrl(port, window), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Puts a link where the server looks for installed extensions. */
function placeExtension(extension: string, extensions: string): void {
  const text = fs.readFileSync(path.join(extension, 'package.json'), 'utf8');
  const { publisher, name, version } = JSON.parse(text) as Record<'publisher' | 'name' | 'version', string>;
  fs.mkdirSync(extensions, { recursive: true });
  fs.symlinkSync(extension, path.join(extensions, `${publisher}.${name}-${version}`), 'junction');
}

function builtInFolder(data: string): string {
  return path.join(data, 'built-in');
}

function placeBuiltIn(extension: string, folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.symlinkSync(extension, path.join(folder, path.basename(extension)), 'junction');
}

function serverArguments(folder: string, data: string, options: ServerOptions): string[] {
  const { userDataDir, testDriver, builtIn } = options;
  return [
    path.join(folder, 'out', 'server-main.js'),
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--server-data-dir', data, '--user-data-dir', userDataDir ?? path.join(data, 'data')],
    ...['--extensions-dir', path.join(data, 'extensions')],
    ...['--telemetry-level', 'off', '--disable-workspace-trust', '--force-disable-user-env'],
    ...(builtIn === undefined ? [] : ['--builtin-extensions-dir', builtInFolder(data)]),
    ...(testDriver === true ? ['--enable-smoke-test-driver'] : []),
  ];
}

/** The port, once the server says it. */
function listening(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`The VS Code server did not start within 60 s.\n${said}`)), 60_000);
    const read = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-4000);
      const port = /agent listening on (\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`The VS Code server ended with ${code ?? signal ?? 'nothing'}.\n${said}`));
    });
  });
}

function windowUrl(port: number, { developed, testsPath, folder }: WindowOptions): string {
  const remote = (key: string, file: string | undefined): [string, string][] =>
    file === undefined ? [] : [[key, `vscode-remote://127.0.0.1:${port}${urlPath(file)}`]];
  const payload = [...remote('extensionDevelopmentPath', developed), ...remote('extensionTestsPath', testsPath)];
  const query = new URLSearchParams({
    ...(folder === undefined ? { ew: 'true' } : { folder: urlPath(folder) }),
    ...(payload.length === 0 ? {} : { payload: JSON.stringify(payload) }),
  });
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}

/** `C:\a b` → `/C:/a%20b`, `/a` → `/a`. */
function urlPath(file: string): string {
  const slashes = file.split(path.sep).join('/');
  return encodeURI(slashes.startsWith('/') ? slashes : `/${slashes}`);
}

function removeFolder(folder: string): void {
  try {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Something still writes there: the system clears its temporary folder in time.
  }
}
