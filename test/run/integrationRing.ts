/** Runs the integration tests inside VS Code: in the server host, or in the desktop build that test-electron downloads. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { type HostKind, hostKind } from '../host/kind';
import { OUT, ROOT } from '../host/paths';
import { onEnd } from '../host/processes';

/** Resolves when the suite passed, rejects when it failed or VS Code did. `env` reaches the tests. */
export async function runIntegration(env: Readonly<Record<string, string>>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'integration-'));
  const remove = (): void => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const forget = onEnd(remove);
  const workspace = path.join(folder, 'workspace');
  fs.mkdirSync(workspace);
  fs.writeFileSync(path.join(workspace, 'notes.txt'), 'A small workspace for the tests.\n');
  try {
    await runTests({
      ...executable(hostKind()),
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: path.join(OUT, 'test', 'integration', 'index.js'),
      extensionTestsEnv: { ...env, PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter) },
      launchArgs: [
        workspace,
        `--user-data-dir=${path.join(folder, 'user')}`,
        `--extensions-dir=${path.join(folder, 'extensions')}`,
        '--disable-extensions',
      ],
    });
  } finally {
    forget();
    remove();
  }
}

function executable(kind: HostKind): { vscodeExecutablePath?: string; version?: string } {
  if (kind === 'desktop') return { version: process.env['VSCODE_TEST_VERSION'] ?? 'stable' };
  return { vscodeExecutablePath: path.join(ROOT, 'test', 'host', process.platform === 'win32' ? 'code.cmd' : 'code') };
}
