import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { accountOf, readCall, run, type Call } from '../../src/commands/run';
import type { TestExports } from '../../src/extension';
import { Cancelled } from '../../src/ui/ask';
import { extensionUnderTest } from './extension';
import { ScriptedAsk } from './scriptedAsk';

describe('The pipeline round every command', () => {
  let extension: TestExports;

  before(async () => {
    extension = await extensionUnderTest();
  });

  const plain: Call<'undo'> = { args: {}, byArguments: false, nodes: [], uris: [], byKey: false };

  it('is silent about a cancel, however it was called', async () => {
    const ask = new ScriptedAsk();
    const context = { ask, log: extension.services.log };
    const cancel = () => Promise.reject(new Cancelled());
    assert.equal(await run('undo', cancel, plain, context), undefined);
    assert.equal(await run('undo', cancel, { ...plain, byArguments: true }, context), undefined);
    assert.deepEqual(ask.notifications, []);
  });

  it('shows a failure to people and throws it to callers', async () => {
    const ask = new ScriptedAsk();
    const context = { ask, log: extension.services.log };
    const fail = () => Promise.reject(new Error('broken'));
    await assert.rejects(run('undo', fail, { ...plain, byArguments: true }, context), /broken/);
    assert.equal(ask.notifications.length, 0);
    assert.equal(await run('undo', fail, plain, context), undefined);
    assert.equal(ask.notifications.length, 1);
    assert.match(ask.notifications[0]?.message ?? '', /Something unexpected went wrong: broken\./);
  });

  it('does not wait for anybody to read a notification', async () => {
    const ask = new ScriptedAsk();
    ask.notify = () => new Promise(() => undefined);
    await run('undo', () => Promise.reject(new Error('broken')), plain, { ask, log: extension.services.log });
  });

  it('tells rows, argument objects and whatever else VS Code hands over apart', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((accountId) => ({ kind: 'account', accountId }) as const);
    assert.ok(a && b && c);
    const none = { args: {}, byArguments: false, nodes: [], uris: [], byKey: false };
    assert.deepEqual(readCall([]), none);
    assert.deepEqual(readCall([undefined, undefined]), none);
    assert.deepEqual(readCall([new URL('file:///x'), []]), none);
    assert.deepEqual(readCall(['text']), none);
    assert.deepEqual(readCall([[a, 'text']]), none);
    assert.deepEqual(readCall([{ accountId: 'a' }]), { ...none, args: { accountId: 'a' }, byArguments: true });
    assert.deepEqual(readCall([a]).nodes, [a]);
    assert.deepEqual(readCall([b, [a, b, c]]).nodes, [b, a, c]);
    // A row clicked outside of the selection stands for itself.
    assert.deepEqual(readCall([c, [a, b]]).nodes, [c]);
    // The explorer hands over files, and so does a drop on a row.
    const [file, other] = [vscode.Uri.file('/x.csv'), vscode.Uri.file('/y.csv')];
    assert.deepEqual(readCall([file]), { ...none, uris: [file] });
    assert.deepEqual(readCall([file, [other, vscode.Uri.file('/x.csv'), 'text']]).uris, [file, other]);
    assert.deepEqual(readCall([file, [other]]).uris, [file]);
    assert.deepEqual(readCall([a, [a], [file, other]]), { ...none, nodes: [a], uris: [file, other] });
    assert.deepEqual(
      readCall(['selection'], () => [a, b]),
      { ...none, nodes: [a, b], byKey: true },
    );
  });

  it('knows the account that a call is about, unless there are several', () => {
    const row = (accountId: string) => ({ kind: 'account', accountId }) as const;
    const pager = { kind: 'more', parent: row('a') } as const;
    assert.equal(accountOf({ args: { accountId: 'x' }, nodes: [] }), 'x');
    assert.equal(accountOf({ args: {}, nodes: [row('a'), pager] }), 'a');
    assert.equal(accountOf({ args: {}, nodes: [row('a'), row('b')] }), undefined);
    assert.equal(accountOf({ args: {}, nodes: [] }), undefined);
  });
});
