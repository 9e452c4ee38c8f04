import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { holds, until, type Workbench } from '../host/workbench';
import { EventsPage, reloadWindow } from './eventsPage';
import { ImportPage } from './importPage';
import { ACCOUNT, DOMAIN, openWithAccount, PICTURE_THEMES, putFile, startServer, tidyUp } from './support';

const ADDRESS = 'jane.doe+x@gmail.com';
const HOSTILE = 'hostile@example.com';
const DAY = 86_400_000;
const ERROR = '5.1.1 The email account that you tried to reach does not exist - gsmtp';

describe('recent events', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    server.store.putEntries(DOMAIN, 'bounces', [
      { address: ADDRESS, code: '550', error: ERROR, createdAt: Date.now() - 10 * DAY },
      {
        address: HOSTILE,
        code: '550',
        error:
          '<img src="https://tracker.invalid/x" onerror="document.title=1"><script>document.title=2</script>\u202Etxt',
        createdAt: Date.now() - 2 * DAY,
      },
    ]);
    workbench = await openWithAccount(server);
    for (const path of [[ACCOUNT], [ACCOUNT, DOMAIN], [ACCOUNT, DOMAIN, 'Bounces']]) {
      await workbench.tree.row(...path).expand();
    }
    await until('the list is read', async () => (await bounces().info()).description === '2');
  });
  tidyUp(() => ({ server, workbench }));

  const bounces = () => workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces');
  const entry = (address: string) => workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', address);
  const clipboard = () => workbench.page.evaluate<string>('navigator.clipboard.readText()');

  it('tells from a right click what happened, newest first, with the moment of suppression between', async () => {
    await entry(ADDRESS).rightClick();
    await workbench.contextMenu.choose('Show Recent Events');
    const page = await EventsPage.find(workbench, ADDRESS);
    const text = await page.waitFor(/Bounced, 550 5\.1\.1[^]*Delivered/);
    assert.match(text, /Recent events on mail\.test\.example · Shop · Last 30 days/);
    assert.match(text, /On Bounces/);
    assert.match(text, /5\.1\.1 The email account that you tried to reach does not exist - gsmtp/);
    const rows = await page.rows();
    const at = (title: RegExp) => rows.findIndex((row) => title.test(row.title));
    assert.ok(at(/^Dropped: on Bounces$/) >= 0 && at(/^Dropped/) < at(/^Put on Bounces$/));
    assert.equal(at(/^Put on Bounces$/) + 1, at(/^Bounced/));
    assert.ok(at(/^Bounced/) < rows.findLastIndex(({ title }) => title === 'Delivered'));
    assert.match(rows[0]?.when ?? '', /^\d\d:\d\d:\d\d UTC · .* ago$|just now$/);
    await holds(async () =>
      assert.match(await page.particulars(/^Bounced/), /gmail-smtp-in\.l\.google\.com[^]*@mail\.test\.example/),
    );
  });

  it('shows the kinds that are chosen, and copies them as JSON', async () => {
    const page = await EventsPage.find(workbench, ADDRESS);
    const kinds = await page.kinds();
    assert.match(kinds.join(', '), /^All \d+, Delivered \d+, .*Bounced 1, Dropped \d+, /);
    await page.choose('Bounced');
    await until('only bounces', async () => {
      const titles = (await page.rows()).map(({ title }) => title);
      return titles.every((title) => /^(Bounced|Put on)/.test(title)) && titles;
    });
    await page.press('Copy as JSON');
    const copied = await until('JSON on the clipboard', async () => {
      const text = await clipboard();
      return text.startsWith('[') && text;
    });
    const [bounce, ...others] = JSON.parse(copied) as { kind: string; code: string; message: string }[];
    assert.deepEqual([bounce?.kind, bounce?.code, bounce?.message, others.length], ['failed', '550', ERROR, 0]);
    await page.choose('All');
  });

  it('copies the call as cURL without the key', async () => {
    const page = await EventsPage.find(workbench, ADDRESS);
    await page.press('Copy as cURL');
    const command = await until('a call on the clipboard', async () => {
      const text = await clipboard();
      return text.startsWith('curl') && text;
    });
    assert.match(command, /^curl --user "api:\$MAILGUN_API_KEY"[^]*\/v1\/analytics\/logs'\n$/);
    for (const { apiKey } of server.accounts) assert.ok(!command.includes(apiKey));
  });

  it('says what a key without rights may not, and what to do', async () => {
    server.faults.failNext(2, 403, { path: /logs|events/ });
    const page = await EventsPage.find(workbench, ADDRESS);
    await page.press('Read again');
    const text = await page.waitFor(/could not be read/);
    assert.match(text, /no right to this operation on the logs of mail\.test\.example/);
    assert.match(text, /account API key/);
    await workbench.pictures('events-no-right');
    server.faults.failNext(1, 403, { path: 'logs' });
    await page.press('Read again');
    await page.waitFor(/older events API/);
  });

  it('follows a deletion, and leads to the details and to a check', async () => {
    let page = await EventsPage.find(workbench, ADDRESS);
    await page.press('Show Details: Bounces');
    await workbench.editor.waitForTab(`${ADDRESS}.json`);
    await workbench.editor.close(`${ADDRESS}.json`);
    // What is hidden is not kept: it is another page, with what it showed.
    page = await EventsPage.find(workbench, ADDRESS);
    await entry(ADDRESS).rightClick();
    await workbench.contextMenu.choose('Delete');
    await workbench.modal.press('Delete');
    await page.waitFor(/On no list of this domain now/);
    await page.waitFor(/Bounced, 550 5\.1\.1/);
    await workbench.notifications.press('Undo', /Deleted/);
    await page.waitFor(/On Bounces/);
  });

  it('follows an import, which names no address, and asks for no events again', async () => {
    const page = await EventsPage.find(workbench, ADDRESS);
    await page.waitFor(/On Bounces/);
    const entries = [{ address: ADDRESS }, { address: 'other@example.com' }].map(({ address }) => `${address},`);
    putFile(workbench, 'complaints.csv', ['address,created_at', ...entries].join('\n'));
    await workbench.files.dragTo('complaints.csv', workbench.tree.row(ACCOUNT, DOMAIN, 'Complaints'));
    const preview = await ImportPage.find(workbench, 'complaints.csv');
    await preview.waitFor(/Import 2 entries/);
    server.requests.clear();
    await preview.press(/^Import/);
    await preview.waitFor(/Imported 2 entries/);
    // The page is hidden behind the preview; the host follows all the same.
    await until('it is asked where the address stands', () =>
      Promise.resolve(server.requests.count({ method: 'GET', path: encodeURIComponent(ADDRESS) }) >= 4),
    );
    assert.equal(server.requests.count({ path: 'logs' }), 0);
    await workbench.editor.close('Import: complaints.csv');
    const after = await EventsPage.find(workbench, ADDRESS);
    await after.waitFor(/On Complaints/);
    await after.waitFor(/Bounced, 550 5\.1\.1/);
    server.store.delete(DOMAIN, 'complaints', ADDRESS);
  });

  it('shows strangers’ text as text', async () => {
    await entry(HOSTILE).rightClick();
    await workbench.contextMenu.choose('Show Recent Events');
    const page = await EventsPage.find(workbench, HOSTILE);
    await page.waitFor(/<img src="https:\/\/tracker\.invalid\/x" onerror=[^]*\\u\{202E\}txt/);
    assert.equal(await page.frame.locator('pre img, pre script').count(), 0);
    assert.equal(await page.frame.title(), `Events: ${HOSTILE}`);
  });

  it('comes back after a reload with what was chosen', async () => {
    await entry(ADDRESS).rightClick();
    await workbench.contextMenu.choose('Show Recent Events');
    const page = await EventsPage.find(workbench, ADDRESS);
    await page.waitFor(/Bounced, 550/);
    await page.choose('Bounced');
    const titles = async (shown: EventsPage) => (await shown.rows()).map(({ title }) => title).join();
    const wanted = 'Put on Bounces,Bounced, 550 5.1.1';
    await until('the choice is kept', async () => (await titles(page)) === wanted);
    await reloadWindow(workbench);
    const back = await EventsPage.find(workbench, ADDRESS);
    await back.waitFor(/Bounced, 550/);
    await until('the same is shown', async () => (await titles(back)) === wanted);
  });
});

/** What details and events look like, kept under out/screenshots for people to look at. */
for (const theme of PICTURE_THEMES) {
  describe(`pictures of details and events in ${theme}`, () => {
    let server: SampleServer;
    let workbench: Workbench;

    before(async () => {
      server = await startServer();
      server.store.addDomain('Sample Account', 'news.test.example');
      server.store.putEntries(DOMAIN, 'bounces', [
        { address: ADDRESS, code: '550', error: ERROR, createdAt: Date.now() - 10 * DAY },
      ]);
      server.store.putEntries('news.test.example', 'unsubscribes', [
        { address: ADDRESS, tags: ['newsletter'], createdAt: Date.now() - 20 * DAY },
      ]);
      workbench = await openWithAccount(server, theme === 'dark' ? undefined : { theme });
      for (const path of [[ACCOUNT], [ACCOUNT, DOMAIN], [ACCOUNT, DOMAIN, 'Bounces']]) {
        await workbench.tree.row(...path).expand();
      }
      const list = workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces');
      await until('the list is read', async () => (await list.info()).description === '1');
    });
    tidyUp(() => ({ server, workbench }), { ownWindow: theme !== 'dark' });

    it('shows both', async () => {
      // By its menu: the pointer does not rest on a row, which would show a tooltip over the document.
      await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', ADDRESS).rightClick();
      await workbench.contextMenu.choose('Show Details');
      await workbench.editor.waitForTab(`${ADDRESS}.json`);
      await until('the story', async () => (await workbench.editor.text()).includes('standsOn'));
      await workbench.pictures('details');
      await workbench.palette('Mailgun: Show Recent Events');
      await workbench.quickInput.pick(DOMAIN);
      await workbench.quickInput.type(ADDRESS);
      await workbench.quickInput.accept();
      const page = await EventsPage.find(workbench, ADDRESS);
      await page.waitFor(/Bounced, 550 5\.1\.1/);
      await workbench.pictures('events');
      await page.particulars(/^Bounced/);
      await workbench.pictures('events-particulars');
      await page.frame.locator('section.day').last().scrollIntoViewIfNeeded();
      await workbench.pictures('events-end');
    });
  });
}
