/** Installs the VS Code server that stands in for desktop VS Code where that cannot be downloaded. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { HOSTS, messageOf } from './paths';
import { npm } from './processes';

/** The npm package that carries the built server and workbench of VS Code 1.139.1. */
const HOST_VERSION = '4.139.1';
const STAMP = '.installed';

/**
 * The folder of the server (`lib/vscode` of the package), installed at first use and reused while the version matches.
 * Throws with a sentence for people when it cannot be installed.
 */
export async function installHost(): Promise<string> {
  const folder = path.join(HOSTS, 'host');
  const server = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  if (await isInstalled(folder)) return server;
  const temporary = await makeTemporary();
  try {
    console.error(`Installing VS Code for the tests (code-server ${HOST_VERSION}), once …`);
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await npm(['install', '--prefix', temporary, `code-server@${HOST_VERSION}`, ...quiet], temporary);
    const inner = path.join(temporary, 'node_modules', 'code-server', 'lib', 'vscode');
    await npm(['install', '--prefix', inner, '--omit=dev', ...quiet], inner);
    await fs.writeFile(path.join(temporary, STAMP), HOST_VERSION);
    await moveIntoPlace(temporary, folder);
  } catch (error) {
    throw new Error(
      `VS Code for the tests could not be installed. Is the npm registry within reach? (${messageOf(error)})`,
      { cause: error },
    );
  } finally {
    await fs.rm(temporary, { recursive: true, force: true });
  }
  return server;
}

async function isInstalled(folder: string): Promise<boolean> {
  const stamp = await fs.readFile(path.join(folder, STAMP), 'utf8').catch(() => '');
  return stamp === HOST_VERSION;
}

/** A folder beside the final one, so that moving it there is one rename. A run that was interrupted leaves nothing that counts. */
async function makeTemporary(): Promise<string> {
  await fs.mkdir(HOSTS, { recursive: true });
  const folder = await fs.mkdtemp(path.join(HOSTS, 'host-installing-'));
  await fs.writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  return folder;
}

async function moveIntoPlace(temporary: string, folder: string): Promise<void> {
  // Another run may have been quicker.
  if (await isInstalled(folder)) return;
  await fs.rm(folder, { recursive: true, force: true });
  await fs.rename(temporary, folder);
}
