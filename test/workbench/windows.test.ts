import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { hostKind } from '../host/kind';
import { until, type Workbench } from '../host/workbench';
import { ACCOUNT, addAccount, DOMAIN, numbered, openWithAccount, startServer } from './support';

describe('reload and other windows', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    server.store.putEntries(DOMAIN, 'bounces', numbered(3));
    workbench = await openWithAccount(server);
  });

  after(async () => {
    await workbench.close();
    await server.close();
  });

  it('keeps the account, its key and the undo of a delete across a reload', async () => {
    const address = 'user00001@example.com';
    const before = server.store.get(DOMAIN, 'bounces', address);
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces').expand();
    await until(
      'three entries',
      async () => (await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces').info()).description === '3',
    );
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', address).rightClick();
    await workbench.contextMenu.choose('Delete');
    await workbench.modal.waitFor();
    await workbench.modal.press('Delete');
    await workbench.notifications.waitFor(/Deleted/);
    await workbench.reload();
    await workbench.openSidebar();
    await workbench.tree.waitForRow(ACCOUNT);
    await workbench.palette('Mailgun: Undo Last Change');
    await workbench.notifications.waitFor(/Undone/);
    assert.deepEqual(server.store.get(DOMAIN, 'bounces', address), before);
  });

  it('asks before an undo puts something over what was changed on the server since', async () => {
    const address = 'user00002@example.com';
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
    const bounces = workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces');
    await bounces.expand();
    await until('three entries', async () => (await bounces.info()).description === '3');
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', address).inlineAction('Delete');
    await workbench.modal.waitFor();
    await workbench.modal.press('Delete');
    await workbench.notifications.waitFor(/Deleted/);
    server.store.putEntries(DOMAIN, 'bounces', [{ address, code: '421', error: 'new since' }]);
    await workbench.notifications.press('Undo', /Deleted/);
    await workbench.modal.waitFor();
    assert.match(await workbench.modal.text(), /user00002@example\.com.*now 421 · new since/s);
    await workbench.pictures('undo-conflict');
    await workbench.modal.press('Keep What Is There Now');
    await workbench.notifications.waitFor(/Left as they are now/);
    assert.equal(server.store.get(DOMAIN, 'bounces', address)?.code, '421');
  });

  // On the desktop one window is all that can be driven.
  if (hostKind() === 'server') {
    it('shows what another window adds and removes', otherWindow);
  }

  async function otherWindow(): Promise<void> {
    const second = await workbench.secondPage();
    await second.openSidebar();
    await second.tree.waitForRow(ACCOUNT);
    await addAccount(second, server, 'Added elsewhere');
    await workbench.page.bringToFront();
    await workbench.tree.waitForRow('Added elsewhere');
    await workbench.tree.row('Added elsewhere').rightClick();
    await workbench.contextMenu.choose('Remove Account…');
    await workbench.modal.waitFor();
    assert.match(await workbench.modal.text(), /Added elsewhere/);
    await workbench.pictures('remove-account');
    await workbench.modal.press('Remove');
    await second.page.bringToFront();
    await second.tree.waitForNoRow('Added elsewhere');
  }
});
