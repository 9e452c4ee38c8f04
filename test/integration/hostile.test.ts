import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DOCUMENT_SCHEME } from '../../src/ids';
import { MailgunError } from '../../src/mailgun/errors';
import { LIST_NAMES } from '../../src/mailgun/lists';
import type { Entry } from '../../src/mailgun/records';
import { nodeId, type EntryNode, type TreeNode } from '../../src/tree/nodes';
import { entryLocation, entryOfQuery } from '../../src/views/entryUri';
import { CORPUS } from '../unit/hostile/corpus';
import { openTestAccount, run, services, type TestAccount } from './support';

/** What must not be in a row: controls other than the line breaks of a tooltip, and what turns text round. */
const DECEPTIVE = /[^\P{Cc}\n]|\p{Bidi_Control}/u;

describe('hostile texts in the tree, in addresses of documents and in the clipboard', () => {
  let account: TestAccount;

  before(async () => {
    account = await openTestAccount();
  });
  after(() => account.close());

  /** An entry with the text in each of its fields, as a row. */
  function entryNode(text: string, index: number): EntryNode {
    const list = LIST_NAMES[index % 4] ?? 'bounces';
    const entry = {
      list,
      address: text,
      code: text,
      error: text,
      tags: [text],
      reason: text,
      kind: 'domain',
    } as unknown as Entry;
    return { kind: 'entry', accountId: account.accountId, domain: text, list, address: text, entry };
  }

  it('a row and its tooltip are plain text, whatever they are made of', async () => {
    const { provider } = await services();
    const ids = new Set<string>();
    for (const [index, text] of CORPUS.entries()) {
      const place = { accountId: account.accountId, domain: text };
      const parent = { kind: 'list', ...place, list: 'bounces' } as const;
      const error = new MailgunError('invalid', text, { nextStep: text });
      const details = { name: text, state: 'active', type: 'custom', isDisabled: true, disabledReason: text } as const;
      const nodes: TreeNode[] = [
        { kind: 'domain', ...place, details },
        parent,
        entryNode(text, index),
        { kind: 'message', message: 'failed', parent, error },
      ];
      for (const node of nodes) {
        const item = provider.resolveTreeItem(provider.getTreeItem(node), node);
        const { label, description, tooltip, accessibilityInformation } = item;
        for (const shown of [label, description, tooltip, accessibilityInformation?.label ?? '']) {
          // Nothing but texts: no Markdown.
          assert.ok(typeof shown === 'string' && shown.length < 3000);
          assert.doesNotMatch(shown, DECEPTIVE);
          if (shown !== tooltip) assert.doesNotMatch(shown, /\n/);
        }
        assert.ok(item.command === undefined || item.command.command.startsWith('mailgunSuppressions.'));
        ids.add(nodeId(node));
      }
    }
    assert.equal(ids.size, 4 * CORPUS.length);
  });

  it('the URI of a document means its entry, however often VS Code has written and read it', () => {
    for (const text of CORPUS.filter((some) => some !== '' && some.length < 1000)) {
      const ref = { accountId: text, domain: text, list: 'bounces' as const, address: text };
      const uri = vscode.Uri.from({ scheme: DOCUMENT_SCHEME, ...entryLocation(ref, text) });
      const again = vscode.Uri.parse(vscode.Uri.parse(uri.toString(), true).toString(), true);
      assert.deepEqual(entryOfQuery(again.query), ref);
      assert.equal(again.scheme, DOCUMENT_SCHEME);
      assert.equal(again.authority, '');
    }
  });

  it('an address that is copied is one line', async () => {
    const nodes = CORPUS.filter((text) => text.length < 1000).map(entryNode);
    await run('copyAddress', nodes[0], nodes);
    const lines = (await vscode.env.clipboard.readText()).split('\n');
    assert.equal(lines.length, nodes.length);
    for (const [at, line] of lines.entries()) {
      assert.doesNotMatch(line, /[^\P{Cc}\t]/u);
      const address = nodes[at]?.address ?? '';
      if (/^[\x20-\x7e]*$/.test(address)) assert.equal(line, address);
    }
  });
});
