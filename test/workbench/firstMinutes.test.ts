import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { holds, openWorkbench, until, type Workbench } from '../host/workbench';
import { ACCOUNT, credentials, DOMAIN, numbered, startServer } from './support';

describe('the first minutes', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    server.store.putEntries(DOMAIN, 'bounces', [...numbered(150), ...numbered(2, 'zoe')]);
    workbench = await openWorkbench();
    await workbench.openSidebar();
  });

  after(async () => {
    await workbench.close();
    await server.close();
  });

  const list = () => workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces');

  const step = (id: string) => workbench.page.locator(`.getting-started-step[data-step-id$="#start#${id}"]`);
  const isDone = async (id: string) => (await step(id).getAttribute('aria-checked')) === 'true';

  it('begins with an explanation and two ways on', async () => {
    const text = await workbench.sidebar.welcomeText();
    assert.match(text, /which addresses Mailgun suppresses/);
    assert.match(text, /Add Account…/);
    assert.match(text, /Open Sample Account/);
  });

  it('offers steps that lead through it, none of them done', async () => {
    const { quickInput } = workbench;
    await workbench.palette('Welcome: Open Walkthrough...');
    await quickInput.waitFor({ placeholder: /walkthrough/i });
    await quickInput.type('Mailgun');
    await until('the walkthrough', () => quickInput.offers('Get Started with Mailgun Suppressions'));
    await quickInput.accept();
    for (const id of ['account', 'lists', 'check', 'table', 'undo']) {
      await step(id).waitFor();
      assert.equal(await isDone(id), false, id);
    }
  });

  it('adds an account by typing; a wrong key says so and lets one try again', async () => {
    const { baseUrl, apiKey } = credentials(server);
    const { quickInput } = workbench;
    await workbench.sidebar.pressWelcome('Add Account…');
    await quickInput.pick('Custom Endpoint…');
    await quickInput.waitFor({ title: /2\/4/ });
    await quickInput.type('http://example.com');
    await quickInput.waitForMessage(/https/);
    await quickInput.type(baseUrl);
    await quickInput.accept();
    await quickInput.waitFor({ title: /3\/4/ });
    await holds(async () => assert.equal(await quickInput.isPassword(), true));
    await quickInput.type('wrong-key');
    await quickInput.accept();
    await quickInput.waitFor({ title: /did not accept this API key/ });
    await workbench.pictures('wrong-key');
    await quickInput.pick('Enter Another Key…');
    await quickInput.waitFor({ title: /3\/4/ });
    await quickInput.type(apiKey);
    await quickInput.accept();
    await quickInput.waitFor({ title: /4\/4/ });
    await holds(async () => assert.notEqual(await quickInput.value(), ''));
    await quickInput.type(ACCOUNT);
    await quickInput.accept();
    await workbench.tree.waitForRow(ACCOUNT);
  });

  it('ticks the steps that are done', async () => {
    await until('the account is ticked', () => isDone('account'));
    assert.equal(await isDone('table'), false);
    await step('table').click();
    await workbench.page.locator('.gettingStartedContainer').getByRole('button', { name: 'Open as Table' }).click();
    await workbench.quickInput.waitFor();
    await workbench.quickInput.cancel();
    await until('the table is ticked', () => isDone('table'));
    await workbench.pictures('walkthrough');
  });

  it('opens account, domain and list, and loads more', async () => {
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
    await list().expand();
    await until('100 of more', async () => (await list().info()).description === '100 of more');
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', 'Load more…').click();
    await until('all 152', async () => (await list().info()).description === '152');
  });

  it('filters by asking the server, and clears the filter', async () => {
    await list().inlineAction('Filter List…');
    await workbench.quickInput.type('zoe');
    await workbench.quickInput.accept();
    await until('two entries', async () => (await list().info()).description === 'starting with “zoe” · 2');
    await workbench.pictures('filtered');
    await list().rightClick();
    await workbench.contextMenu.choose('Clear Filter');
    await until('100 of more', async () => (await list().info()).description === '100 of more');
  });

  it('deletes by right click after a question that names the address, and undoes it', async () => {
    const address = 'user00001@example.com';
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', address).rightClick();
    const items = await workbench.contextMenu.items();
    assert.deepEqual(items.slice(-3), ['-', 'Delete', 'Delete from All Domains…']);
    await workbench.contextMenu.choose('Delete');
    await workbench.modal.waitFor();
    await holds(async () =>
      assert.match(await workbench.modal.text(), new RegExp(`Delete ${address} from Bounces of ${DOMAIN}`)),
    );
    await workbench.modal.press('Delete');
    await workbench.tree.waitForNoRow(ACCOUNT, DOMAIN, 'Bounces', address);
    assert.equal(server.store.get(DOMAIN, 'bounces', address), undefined);
    await workbench.notifications.press('Undo', /Deleted/);
    await workbench.notifications.waitFor(/Undone/);
    await workbench.tree.waitForRow(ACCOUNT, DOMAIN, 'Bounces', address);
    assert.equal(server.store.get(DOMAIN, 'bounces', address)?.code, '550');
  });

  it('checks an address from the palette, and opens it in the tree wherever it stands', async () => {
    await workbench.notifications.clear();
    await workbench.palette('Mailgun: Check Address…');
    await workbench.quickInput.type('rejected: to=<user00130@example.com>, relay=none');
    await workbench.quickInput.accept();
    const frame = await workbench.webviews.find('user00130@example.com');
    await frame
      .getByText(/On 1 list/)
      .first()
      .waitFor();
    await frame
      .getByRole('button', { name: /Open in Tree/ })
      .first()
      .click();
    await until('the entry is selected', async () =>
      (await workbench.tree.selected()).includes('user00130@example.com'),
    );
    await workbench.pictures('revealed');
  });

  it('brings into sight what was added beyond the loaded part of a list', async () => {
    const address = 'zzz@example.com';
    await list().inlineAction('Show from the Beginning');
    await until('100 of more', async () => (await list().info()).description === '100 of more');
    await list().inlineAction('Add Addresses…');
    await workbench.quickInput.type(address);
    for (const step of [/1\/3/, /2\/3/, /3\/3/]) {
      await workbench.quickInput.waitFor({ title: step });
      await workbench.quickInput.accept();
    }
    await until('the entry is selected', async () => (await workbench.tree.selected()).includes(address));
    assert.equal(server.store.get(DOMAIN, 'bounces', address)?.code, '550');
  });
});
