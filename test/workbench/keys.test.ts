import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { holds, until, type Workbench } from '../host/workbench';
import { ACCOUNT, DOMAIN, numbered, openWithAccount, startServer, tidyUp } from './support';

describe('selection, keys and the editor', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    server.store.putEntries(DOMAIN, 'bounces', numbered(8));
    server.store.putEntries(DOMAIN, 'unsubscribes', [{ address: 'tagged@example.com', tags: ['news', 'offers'] }]);
    workbench = await openWithAccount(server);
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
    const bounces = workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces');
    await bounces.expand();
    await until('eight entries', async () => (await bounces.info()).description === '8');
  });

  tidyUp(() => ({ server, workbench }));

  const entry = (index: number) => {
    const address = numbered(8)[index]?.address ?? '';
    return { address, row: workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', address) };
  };

  it('deletes a multi-selection across lists with the Delete key, naming how many and from where', async () => {
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Unsubscribes').expand();
    await entry(0).row.click();
    await entry(1).row.addToSelection();
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Unsubscribes', 'tagged@example.com').addToSelection();
    await workbench.press(process.platform === 'darwin' ? 'Meta+Backspace' : 'Delete');
    await workbench.modal.waitFor();
    const text = await workbench.modal.text();
    assert.match(text, /Delete 3 entries/);
    for (const part of [entry(0).address, entry(1).address, 'tagged@example.com', 'Unsubscribes'])
      assert.ok(text.includes(part), part);
    await workbench.modal.press('Cancel');
    assert.equal(server.store.count(DOMAIN, 'bounces'), 8);
  });

  it('keeps selected what could not be deleted, and says why', async () => {
    server.faults.failNext(1, 403, { method: 'DELETE', path: 'user00003' });
    await entry(2).row.click();
    await entry(3).row.click({ modifiers: ['ControlOrMeta'] });
    await entry(2).row.rightClick();
    await workbench.contextMenu.choose('Delete');
    await workbench.modal.waitFor();
    await workbench.modal.press('Delete');
    const text = await workbench.notifications.waitFor(/Deleted 1 of 2/);
    assert.match(text, /Not deleted: 1.*user00003/);
    await workbench.tree.waitForNoRow(ACCOUNT, DOMAIN, 'Bounces', entry(2).address);
    await holds(async () => assert.deepEqual(await workbench.tree.selected(), [entry(3).address]));
    await workbench.notifications.clear();
  });

  it('copies the selected addresses with the copy key, and offers them to the next check', async () => {
    await entry(4).row.click();
    await entry(5).row.click({ modifiers: ['ControlOrMeta'] });
    await workbench.press('ControlOrMeta+C');
    await workbench.page.getByText('Copied 2 addresses').waitFor();
    await workbench.palette('Mailgun: Check Address…');
    await workbench.quickInput.waitFor({ value: `${entry(4).address}, ${entry(5).address}` });
    await workbench.quickInput.cancel();
  });

  it('removes one tag from the context menu, after saying what stays', async () => {
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Unsubscribes', 'tagged@example.com').click();
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Unsubscribes', 'tagged@example.com').rightClick();
    await workbench.contextMenu.choose('Remove Tag…');
    await workbench.quickInput.pick('news');
    await workbench.modal.waitFor();
    assert.match(await workbench.modal.text(), /other tags stay: offers/);
    await workbench.modal.press('Remove Tag');
    await until('one tag', () =>
      Promise.resolve(server.store.get(DOMAIN, 'unsubscribes', 'tagged@example.com')?.tags?.length === 1),
    );
    await until('the row says offers', async () => {
      const { description } = await workbench.tree.row(ACCOUNT, DOMAIN, 'Unsubscribes', 'tagged@example.com').info();
      return description === 'offers';
    });
    await workbench.notifications.clear();
  });

  it('adds addresses typed into the list, naming the wrong one first', async () => {
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces').inlineAction('Add Addresses…');
    await workbench.quickInput.type('new@example.com, not an address');
    await workbench.quickInput.waitForMessage(/not an address/);
    await workbench.quickInput.type('new@example.com, aaa@example.com');
    await workbench.quickInput.accept();
    await workbench.quickInput.waitFor({ title: /2\/3/, value: '550' });
    await workbench.quickInput.type('552');
    await workbench.quickInput.accept();
    await workbench.quickInput.waitFor({ title: /3\/3/ });
    await workbench.quickInput.type('5.2.2 Mailbox full');
    await workbench.quickInput.accept();
    await workbench.tree.waitForRow(ACCOUNT, DOMAIN, 'Bounces', 'aaa@example.com');
    await workbench.tree.waitForRow(ACCOUNT, DOMAIN, 'Bounces', 'new@example.com');
    assert.equal(server.store.get(DOMAIN, 'bounces', 'new@example.com')?.error, '5.2.2 Mailbox full');
    await workbench.notifications.clear();
  });

  it('checks the selection of an editor from its context menu', async () => {
    await workbench.editor.open('notes.txt');
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await workbench.page.keyboard.insertText('Bounced: <user00006@example.com>');
    await workbench.editor.selectAll();
    await workbench.editor.rightClick();
    await workbench.contextMenu.choose('Check Address in Mailgun');
    const frame = await workbench.webviews.find('user00006@example.com');
    await frame
      .getByText(/On 1 list/)
      .first()
      .waitFor();
  });
});
