import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  COMMANDS,
  CONTAINER_ID,
  DOCUMENT_SCHEME,
  CHECK_RESULT_VIEW,
  IMPORT_VIEW,
  INSPECT_VIEWS,
  SETTINGS,
  VIEW_ID,
  commandId,
} from '../../src/ids';
import { services } from './support';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when?: string }[]>>;
    readonly keybindings: readonly { command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { default: unknown }>> };
    readonly views: Readonly<Record<string, readonly { id: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { id: string }[] };
  };
}

function manifest(): Manifest {
  const extension = vscode.extensions.getExtension('mailgun-suppressions.mailgun-suppressions');
  return extension?.packageJSON as Manifest;
}

describe('ids, manifest and what is registered', () => {
  const ids = Object.keys(COMMANDS).map((name) => commandId(name as keyof typeof COMMANDS));

  it('declare the same commands', async () => {
    await services();
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('mailgunSuppressions.'));
    const own = registered.filter((id) => !id.startsWith(`${VIEW_ID}.`) && !id.includes('resetView'));
    assert.deepEqual(own.sort(), [...ids].sort());
    assert.deepEqual(
      manifest()
        .contributes.commands.map(({ command }) => command)
        .sort(),
      [...ids].sort(),
    );
  });

  it('use only declared commands in menus and keybindings', () => {
    const { menus, keybindings } = manifest().contributes;
    for (const { command } of [...Object.values(menus).flat(), ...keybindings])
      assert.ok(ids.includes(command), command);
  });

  it('give every command the category Mailgun and a resolved title', () => {
    for (const { category, title } of manifest().contributes.commands) {
      assert.equal(category, 'Mailgun');
      assert.doesNotMatch(title, /%/);
    }
  });

  it('declare the same settings, whose defaults are what the code falls back to', async () => {
    const { properties } = manifest().contributes.configuration;
    const keys = Object.keys(properties).map((key) => key.replace('mailgunSuppressions.', ''));
    assert.deepEqual(keys.sort(), Object.keys(SETTINGS).sort());
    const { settings } = await services();
    for (const [key, { default: value }] of Object.entries(properties))
      assert.equal(settings[key.replace('mailgunSuppressions.', '') as keyof typeof SETTINGS], value);
  });

  it('name the same view, container, document scheme and panel', () => {
    const { views, viewsContainers } = manifest().contributes;
    assert.deepEqual(
      views[CONTAINER_ID]?.map(({ id }) => id),
      [VIEW_ID],
    );
    assert.deepEqual(
      viewsContainers.activitybar.map(({ id }) => id),
      [CONTAINER_ID],
    );
    assert.deepEqual(manifest().activationEvents, [
      `onFileSystem:${DOCUMENT_SCHEME}`,
      `onWebviewPanel:${CHECK_RESULT_VIEW}`,
      `onWebviewPanel:${IMPORT_VIEW}`,
      ...INSPECT_VIEWS.map((view) => `onWebviewPanel:${view}`),
    ]);
  });
});
