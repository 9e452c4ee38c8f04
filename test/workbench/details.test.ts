import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { until, type Workbench } from '../host/workbench';
import { reloadWindow } from './eventsPage';
import { ACCOUNT, DOMAIN, openWithAccount, startServer, tidyUp } from './support';

const ADDRESS = "jane.o'hara@gmail.com";
const DAY = 86_400_000;

describe('details, cURL and the control panel', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    server.store.addDomain('Sample Account', 'news.test.example');
    server.store.putEntries(DOMAIN, 'bounces', [
      {
        address: ADDRESS,
        code: '552',
        error: '5.2.2 The inbox is out of storage space - gsmtp',
        createdAt: Date.now() - 3 * DAY,
      },
    ]);
    server.store.putEntries('news.test.example', 'complaints', [{ address: ADDRESS, createdAt: Date.now() - 5 * DAY }]);
    workbench = await openWithAccount(server);
    await unfold();
  });
  tidyUp(() => ({ server, workbench }));

  async function unfold(): Promise<void> {
    for (const path of [[ACCOUNT], [ACCOUNT, DOMAIN], [ACCOUNT, DOMAIN, 'Bounces']]) {
      await workbench.tree.row(...path).expand();
    }
    // The row of the list is drawn once more when its entries are there; a menu opened before that would be about nothing.
    const list = workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces');
    await until('the list is read', async () => (await list.info()).description === '1');
  }
  const row = (...path: string[]) => workbench.tree.row(ACCOUNT, ...path);
  const clipboard = () => workbench.page.evaluate<string>('navigator.clipboard.readText()');
  const copied = (wanted: RegExp) =>
    until(`${String(wanted)} on the clipboard`, async () => {
      const text = await clipboard();
      return wanted.test(text) && text;
    });

  it('tell the story of an entry, and what stands elsewhere once that is known', async () => {
    await row(DOMAIN, 'Bounces', ADDRESS).rightClick();
    await workbench.contextMenu.choose('Show Details');
    await workbench.editor.waitForTab(`${ADDRESS}.json`);
    const text = await until('the story', async () => {
      const shown = await workbench.editor.text();
      return shown.includes('standsOn') && shown;
    });
    assert.match(text, /"summary": "Bounced, 552 5\.2\.2: on Bounces of mail\.test\.example \(Shop\)\."/);
    assert.match(text, /"since": "[^"]* UTC, 3 days ago"/);
    assert.match(text, /"5\.2\.2": "The mailbox is full\."/);
    assert.match(text, /"receiver": "Gmail \(Google\), by what its server said"/);
    assert.match(text, /"Complaints of news\.test\.example \(Shop\)": "Reported as spam, 5 days ago"/);
  });

  it('come back after a reload', async () => {
    await reloadWindow(workbench);
    await workbench.editor.waitForTab(`${ADDRESS}.json`);
    await until('the story', async () => (await workbench.editor.text()).includes('standsOn'));
  });

  it('lead to the recent events by the title of the editor', async () => {
    await workbench.page.locator('.editor-actions .action-label[aria-label^="Show Recent Events"]').first().click();
    const frame = await workbench.webviews.find(/^Events: /);
    await frame.getByRole('heading', { name: /^Bounced, 552/ }).waitFor();
  });

  it('copies the call behind an entry, a list, a domain and an account', async () => {
    await unfold();
    const expected: readonly (readonly [string[], RegExp])[] = [
      [[DOMAIN, 'Bounces', ADDRESS], /\/v3\/mail\.test\.example\/bounces\/jane\.o'\\''hara%40gmail\.com'\n$/],
      [[DOMAIN, 'Bounces'], /\/v3\/mail\.test\.example\/bounces\?limit=100'\n$/],
      [[DOMAIN], /\/v4\/domains\/mail\.test\.example'\n$/],
      [[], /\/v4\/domains\?sort=name&limit=100'\n$/],
    ];
    for (const [path, wanted] of expected) {
      await row(...path).rightClick();
      await workbench.contextMenu.choose('Copy as cURL');
      const command = await copied(wanted);
      assert.match(command, /^curl --user "api:\$MAILGUN_API_KEY"/);
      for (const { apiKey } of server.accounts) assert.ok(!command.includes(apiKey));
    }
  });

  it('says why an endpoint of one’s own has no page in Mailgun’s control panel', async () => {
    await row(DOMAIN).rightClick();
    await workbench.contextMenu.choose('Open in Mailgun');
    await workbench.notifications.waitFor(/endpoint of its own/);
  });

  it('offers events and the call from a check', async () => {
    await workbench.palette('Mailgun: Check Address…');
    await workbench.quickInput.type(ADDRESS);
    await workbench.quickInput.accept();
    const frame = await workbench.webviews.find(/^Check: /);
    await frame.getByRole('button', { name: /^Copy as cURL: .*Complaints of news/ }).click();
    await copied(/\/complaints\/jane/);
    await frame.getByRole('button', { name: /^Recent Events: .*Complaints of news/ }).click();
    const events = await workbench.webviews.find(/Recent events on news\.test\.example/);
    await events.getByRole('heading', { name: 'Reported as spam' }).waitFor();
  });
});
