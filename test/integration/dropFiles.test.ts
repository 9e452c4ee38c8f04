import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { FileDrop } from '../../src/tree/dropFiles';
import type { TreeNode } from '../../src/tree/nodes';
import { bulkTestKit } from './bulkTestKit';
import { ScriptedAsk } from './scriptedAsk';
import { DOMAIN, listRow, numbered } from './support';

describe('dropping files on the tree', () => {
  const kit = bulkTestKit();
  const token = new vscode.CancellationTokenSource().token;

  interface Dropped {
    readonly target: TreeNode;
    readonly files: readonly vscode.Uri[];
  }

  function dropping(): { drop: FileDrop; ask: ScriptedAsk; dropped: Dropped[] } {
    const dropped: Dropped[] = [];
    const ask = new ScriptedAsk();
    const importFiles = (target: TreeNode, files: readonly vscode.Uri[]) => dropped.push({ target, files });
    return { drop: new FileDrop({ ask, folder: kit.path('dropped'), importFiles }), ask, dropped };
  }

  function uriList(...lines: readonly string[]): vscode.DataTransfer {
    const data = new vscode.DataTransfer();
    data.set('text/uri-list', new vscode.DataTransferItem(lines.join('\r\n')));
    return data;
  }

  it('imports files of the explorer into the list or domain they fall on, an entry standing for its list', async () => {
    kit.account.server.store.putEntries(DOMAIN, 'bounces', numbered(2));
    const { drop, dropped } = dropping();
    const [a, b] = [vscode.Uri.file('/tmp/a b.csv'), vscode.Uri.file('/tmp/ü.csv')];
    const list = await listRow(kit.at.accountId);
    const rows = [list, await kit.domainRow(), (await kit.entryRows())[0]];
    for (const row of rows) await drop.handleDrop(row, uriList('# two files', a.toString(), b.toString(), ''), token);
    assert.deepEqual(
      dropped.map(({ target }) => [target.kind, 'domain' in target && target.domain]),
      [
        ['list', DOMAIN],
        ['domain', DOMAIN],
        ['list', DOMAIN],
      ],
    );
    assert.deepEqual(
      dropped[0]?.files.map(({ fsPath }) => fsPath),
      [a.fsPath, b.fsPath],
    );
  });

  it('keeps the bytes of a file that comes without a place, under its own name', async () => {
    const { drop, dropped } = dropping();
    const data = new vscode.DataTransfer();
    data.set('text/csv', droppedFile('..\\suppression bounces (1).csv', 'email,created\na@example.com,1700000000\n'));
    await drop.handleDrop(await listRow(kit.at.accountId), data, token);
    const [file] = dropped[0]?.files ?? [];
    assert.ok(file);
    assert.match(file.fsPath, /suppression bounces \(1\)\.csv$/);
    assert.ok(file.fsPath.startsWith(kit.path('dropped')));
    assert.match(await readFile(file.fsPath, 'utf8'), /^email,created/);
  });

  it('says what to do when they fall on something else, and nothing when there is no file', async () => {
    const { drop, ask, dropped } = dropping();
    const account = { kind: 'account', accountId: kit.at.accountId } as const;
    await drop.handleDrop(account, uriList('file:///tmp/a.csv'), token);
    await drop.handleDrop(undefined, uriList('file:///tmp/a.csv'), token);
    assert.equal(ask.notifications.length, 2);
    assert.match(ask.notifications[0]?.message ?? '', /Drop files on a list/);
    await drop.handleDrop(account, uriList('', 'no uri at all'), token);
    await drop.handleDrop(await listRow(kit.at.accountId), new vscode.DataTransfer(), token);
    assert.equal(ask.notifications.length, 2);
    assert.deepEqual(dropped, []);
  });

  it('gives the addresses of dragged entries away as text', async () => {
    kit.account.server.store.putEntries(DOMAIN, 'bounces', numbered(2));
    const data = new vscode.DataTransfer();
    const { drop } = dropping();
    drop.handleDrag([...(await kit.entryRows()), await listRow(kit.at.accountId)], data);
    assert.equal(await data.get('text/plain')?.asString(), 'user00000@example.com\nuser00001@example.com');
    const nothing = new vscode.DataTransfer();
    drop.handleDrag([await listRow(kit.at.accountId)], nothing);
    assert.equal(nothing.get('text/plain'), undefined);
  });
});

/** A file as a browser hands it over: with its bytes, without its place. */
function droppedFile(name: string, text: string): vscode.DataTransferItem {
  const item = new vscode.DataTransferItem('');
  item.asFile = () => ({ name, data: () => Promise.resolve(new TextEncoder().encode(text)) });
  return item;
}
