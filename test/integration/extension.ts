/** The extension under test, as it runs in this VS Code. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestExports } from '../../src/extension';

/** Activates the extension and returns what it exports in test mode. */
export async function extensionUnderTest(): Promise<TestExports> {
  const extension = vscode.extensions.getExtension<TestExports>('mailgun-suppressions.mailgun-suppressions');
  assert.ok(extension, 'the extension is not installed');
  return extension.activate();
}

/** Waits until something is so, looking again and again; fails after `ms` milliseconds. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
