import assert from 'node:assert/strict';
import { SAMPLE_STAR_ADDRESS, type SampleServer } from '../../src/sample/server';
import { openWorkbench, until, type Workbench } from '../host/workbench';
import { ACCOUNT, addAccount, DOMAIN, numbered, PICTURE_THEMES, startServer } from './support';

const BIG = 'mail.acme-shop.example';

/** What each view looks like, kept under out/screenshots for people to look at. */
for (const theme of PICTURE_THEMES) {
  describe(`pictures in ${theme}`, () => {
    let server: SampleServer;
    let workbench: Workbench;

    before(async () => {
      server = await startServer();
      server.store.putEntries(DOMAIN, 'bounces', numbered(40));
      workbench = await openWorkbench({ theme });
      await workbench.openSidebar();
    });

    after(async () => {
      await workbench.close();
      await server.close();
    });

    it('shows the empty view, then the sample account with all kinds of rows', async () => {
      await workbench.sidebar.welcomeText();
      await workbench.pictures('1-empty');
      await workbench.sidebar.pressWelcome('Open Sample Account');
      await workbench.tree.row('Sample Account').expand();
      const domain = workbench.tree.row('Sample Account', BIG);
      await domain.expand();
      await workbench.pictures('2-domains');
      for (const list of ['Allowlist', 'Unsubscribes', 'Complaints', 'Bounces']) {
        await workbench.tree.row('Sample Account', BIG, list).expand();
        await workbench.tree.waitForRow('Sample Account', BIG, list, /\./);
        await workbench.pictures(`3-${list.toLowerCase()}`);
        if (list !== 'Bounces') await workbench.tree.row('Sample Account', BIG, list).collapse();
      }
      const [first] = (await workbench.tree.visibleRows()).filter(({ level }) => level === 4);
      assert.ok(first);
      const tooltip = await workbench.tree.row('Sample Account', BIG, 'Bounces', first.label).hover();
      assert.match(tooltip, /Bounces of mail\.acme-shop\.example/);
      await workbench.pictures('4-tooltip');
    });

    it('shows a menu, the question before deleting, and the way back', async () => {
      const [first] = (await workbench.tree.visibleRows()).filter(({ level }) => level === 4);
      assert.ok(first);
      await workbench.tree.row('Sample Account', BIG, 'Bounces', first.label).rightClick();
      await workbench.pictures('5-menu');
      await workbench.contextMenu.choose('Delete');
      await workbench.modal.waitFor();
      await workbench.pictures('6-delete-question');
      await workbench.modal.press('Delete');
      await workbench.notifications.waitFor(/Deleted/);
      await workbench.pictures('7-undo');
      await workbench.notifications.press('Undo', /Deleted/);
      await workbench.notifications.waitFor(/Undone/);
      await workbench.notifications.clear();
    });

    it('shows where an address stands', async () => {
      await workbench.palette('Mailgun: Check Address…');
      await workbench.quickInput.type(SAMPLE_STAR_ADDRESS);
      await workbench.pictures('8-ask');
      await workbench.quickInput.accept();
      const frame = await workbench.webviews.find(SAMPLE_STAR_ADDRESS);
      await frame
        .getByText(/On \d+ lists/)
        .first()
        .waitFor();
      await workbench.pictures('9-check');
      await frame
        .getByRole('button', { name: /Show Details/ })
        .first()
        .click();
      await workbench.editor.waitForTab('jane.doe+orders@example.com.json');
      await workbench.pictures('10-details');
    });

    it('shows every other kind of row: loading, empty, failed, earlier and more', async () => {
      workbench.setSettings({ 'mailgunSuppressions.pageSize': 10 });
      await addAccount(workbench, server);
      server.faults.failNext(1, 403, { list: 'unsubscribes' });
      server.faults.failNext(1, 'hang', { list: 'allowlist' });
      const [account, domain] = [workbench.tree.row(ACCOUNT), workbench.tree.row(ACCOUNT, DOMAIN)];
      await account.expand();
      await workbench.tree.row('Sample Account').collapse();
      await domain.expand();
      const rows = { Complaints: 'No entries', Unsubscribes: /no right/, Allowlist: 'Loading…' };
      for (const [list, row] of Object.entries(rows)) {
        await workbench.tree.row(ACCOUNT, DOMAIN, list).expand();
        await workbench.tree.waitForRow(ACCOUNT, DOMAIN, list, row);
      }
      await workbench.palette('Mailgun: Check Address…');
      await workbench.quickInput.type('user00015@example.com');
      await workbench.quickInput.accept();
      const frame = await workbench.webviews.find('user00015@example.com');
      await frame
        .getByRole('button', { name: /Open in Tree/ })
        .first()
        .click();
      await until('the entry is selected', async () =>
        (await workbench.tree.selected()).includes('user00015@example.com'),
      );
      await workbench.tree.waitForRow(ACCOUNT, DOMAIN, 'Bounces', 'Load earlier…');
      await workbench.tree.waitForRow(ACCOUNT, DOMAIN, 'Bounces', 'Load more…');
      await workbench.pictures('11-rows');
      server.faults.clear();
      await workbench.tree.row(ACCOUNT, DOMAIN, 'Unsubscribes', /no right/).click();
      await workbench.tree.waitForRow(ACCOUNT, DOMAIN, 'Unsubscribes', 'No entries');
    });
  });
}
