import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ACCOUNTS_KEY } from '../../src/accounts/accounts';
import {
  CHECK_RESULT_VIEW,
  commandId,
  COMMANDS,
  DOCUMENT_SCHEME,
  EVENTS_VIEW,
  IMPORT_VIEW,
  MATRIX_VIEW,
  TABLE_VIEW,
} from '../../src/ids';
import { entryLocation } from '../../src/views/entryUri';
import { fakePanel } from './windows/fakeVscode';
import { Machine } from './windows/machine';
import { activateIn, type ActivatedWindow } from './windows/window';

const ACCOUNT = { id: 'a', name: 'Acme', region: 'custom', baseUrl: 'http://127.0.0.1:1', changed: 1 } as const;
const PANELS = [CHECK_RESULT_VIEW, IMPORT_VIEW, TABLE_VIEW, MATRIX_VIEW, EVENTS_VIEW];

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What VS Code may ask for first, and what comes of it. */
const FIRST: Readonly<Record<string, (window: ActivatedWindow) => Promise<void>>> = {
  'the rows of the tree': async ({ events }) => {
    const rows = (await events.tree?.treeDataProvider.getChildren()) ?? [];
    assert.deepEqual(rows, [{ kind: 'account', accountId: ACCOUNT.id }]);
    const [row] = rows;
    assert.ok(row);
    assert.equal((await events.tree?.treeDataProvider.getTreeItem(row))?.label, ACCOUNT.name);
  },
  'a command': async ({ events }) => {
    const rename = events.commands.get(commandId('renameAccount'));
    const result = await rename?.({ accountId: ACCOUNT.id, name: ACCOUNT.name });
    assert.deepEqual(result, { accountId: ACCOUNT.id, name: ACCOUNT.name });
  },
  'a document': async ({ events }) => {
    const ref = { accountId: 'gone', domain: 'x.com', list: 'bounces', address: 'a@x.com' } as const;
    const uri = vscode.Uri.from({ scheme: DOCUMENT_SCHEME, ...entryLocation(ref, 'Gone') });
    assert.equal((await events.documents?.stat(uri))?.type, vscode.FileType.File);
    const text = new TextDecoder().decode(await events.documents?.readFile(uri));
    assert.match(text, /There is no such account any more/);
  },
  'what files dropped on a row mean': async ({ events }) => {
    const data = new vscode.DataTransfer();
    data.set('text/uri-list', new vscode.DataTransferItem('file:///tmp/a.csv'));
    const { token } = new vscode.CancellationTokenSource();
    await events.tree?.dragAndDropController?.handleDrop?.(undefined, data, token);
    assert.match(events.messages.map(({ text }) => text).join('\n'), /Drop files on a list/);
  },
  ...Object.fromEntries(
    PANELS.map((view) => [
      `the panel ${view}`,
      async ({ events }: ActivatedWindow) => {
        const panel = fakePanel(view, '');
        events.panels.push(panel);
        await events.serializers.get(view)?.deserializeWebviewPanel(panel, undefined);
        assert.ok(panel.webview.html !== '' || !panel.isOpen);
      },
    ]),
  ),
};

describe('start', () => {
  let machine: Machine;
  let window: ActivatedWindow;

  beforeEach(async () => {
    machine = await Machine.start();
    machine.state.set(ACCOUNTS_KEY, { version: 1, accounts: [ACCOUNT], removed: [] });
    window = activateIn(machine, vscode.ExtensionMode.Production);
    await nextTurn();
  });

  afterEach(async () => {
    for (const panel of window.events.panels) panel.dispose();
    window.close();
    await machine.end();
  });

  it('registers everything, what VS Code does not wait for at once; exports nothing, and reads nothing that nobody asks for', async () => {
    window.close();
    window = activateIn(machine, vscode.ExtensionMode.Production);
    const { returned, events, bundles } = window;
    assert.equal(returned, undefined);
    assert.deepEqual(
      [...events.commands.keys()],
      Object.keys(COMMANDS).map((name) => commandId(name as 'undo')),
    );
    assert.ok(events.documents !== undefined);
    await nextTurn();
    assert.deepEqual([...events.serializers.keys()].sort(), [...PANELS].sort());
    assert.ok(events.tree !== undefined);
    assert.deepEqual([...bundles], ['extension.js']);
  });

  it('has one view, also for a command that comes in the moment of activation', async () => {
    window.close();
    window = activateIn(machine, vscode.ExtensionMode.Production);
    const { events } = window;
    await events.commands.get(commandId('renameAccount'))?.({ accountId: ACCOUNT.id, name: 'Other' });
    const { tree } = events;
    await nextTurn();
    assert.ok(tree !== undefined && events.tree === tree);
    const [row] = (await tree.treeDataProvider.getChildren()) ?? [];
    assert.ok(row);
    assert.equal((await tree.treeDataProvider.getTreeItem(row)).label, 'Other');
  });

  it('registers nothing any more once it has been ended', async () => {
    window.close();
    window = activateIn(machine, vscode.ExtensionMode.Production);
    window.close();
    await nextTurn();
    assert.equal(window.events.tree, undefined);
    assert.equal(window.events.serializers.size, 0);
  });

  for (const [what, ask] of Object.entries(FIRST))
    it(`keeps ${what} waiting until it is loaded`, async () => {
      await ask(window);
      assert.ok(window.bundles.has('window.js'));
    });

  it('loads once, however much is asked for at the same time', async () => {
    await Promise.all(Object.values(FIRST).map((ask) => ask(window)));
    const { commands, tree } = window.events;
    // What a command changes is what the tree shows: there is one of everything.
    await commands.get(commandId('renameAccount'))?.({ accountId: ACCOUNT.id, name: 'Other' });
    const [row] = (await tree?.treeDataProvider.getChildren()) ?? [];
    assert.ok(row);
    assert.equal((await tree?.treeDataProvider.getTreeItem(row))?.label, 'Other');
  });

  it('says that an account cannot be read as soon as anything is asked for', async () => {
    window.close();
    machine.state.set(ACCOUNTS_KEY, { version: 1, accounts: [ACCOUNT, { id: 5 }], removed: [] });
    window = activateIn(machine, vscode.ExtensionMode.Production);
    await nextTurn();
    await window.events.tree?.treeDataProvider.getChildren();
    await nextTurn();
    assert.match(window.events.messages.map(({ text }) => text).join('\n'), /A stored account cannot be read/);
  });
});
