import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { holds, until, type Workbench } from '../host/workbench';
import { reloadWindow } from './eventsPage';
import { ImportPage } from './importPage';
import { ACCOUNT, DOMAIN, numbered, openWithAccount, putFile, startServer, tidyUp } from './support';

const BATCH = 999;
const BATCHES = 6;
const ROWS = BATCH * BATCHES;
const CREATED_AT = 1_700_000_000;

/** What SendGrid exports: other columns, other dates. */
function sendGrid(count: number): string {
  const rows = numbered(count).map(
    ({ address }) => `5.1.1,"550 5.1.1 No such ""user"", sorry",${address},${CREATED_AT}`,
  );
  return ['status,reason,email,created', ...rows].join('\r\n');
}

describe('importing files', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    workbench = await openWithAccount(server, { settings: { 'mailgunSuppressions.concurrency': 2 } });
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
  });

  tidyUp(() => ({ server, workbench }), { ownWindow: true });

  const bounces = () => workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces');
  const posts = () => server.requests.count({ method: 'POST' });

  /** Begins to import, and holds what follows the first batches back. */
  async function startAndHold(page: ImportPage): Promise<void> {
    server.requests.clear();
    server.faults.slow(1000, { method: 'POST' });
    await page.press(/^Import/);
    await until('a batch is taken', () => Promise.resolve(server.requests.count({ method: 'POST', status: 200 }) > 0));
    server.faults.failNext(100, 'hang', { method: 'POST' });
    await page.waitFor(/[1-9][\d,]* of [\d,]+ rows/);
  }

  it('imports a file that is dropped on a list: a preview first, then progress, cancel and resume, then a report', async () => {
    const broken = [
      '5.1.1,no address at all,not an address,1700000000',
      `5.1.1,twice,user00000@example.com,1700000000`,
    ];
    putFile(workbench, 'suppression_bounces.csv', [sendGrid(ROWS), ...broken].join('\r\n'));
    await workbench.files.dragTo('suppression_bounces.csv', bounces());
    const page = await ImportPage.find(workbench, 'suppression_bounces.csv');
    const preview = await page.waitFor(/Import [\d,]+ entries/);
    assert.match(preview, /SendGrid/);
    assert.match(preview, /not an address/);
    assert.equal(posts(), 0);
    await page.pictures('12-import-preview');
    await page.scrollDown();
    await page.pictures('13-import-preview-rows');

    await startAndHold(page);
    await page.pictures('14-import-progress');
    await page.press('Cancel');
    await page.waitFor(/Import cancelled/);
    await workbench.pictures('15-import-cancelled');
    server.faults.clear();
    await page.press('Resume');

    await page.waitFor(/Imported [\d,]+ entries/);
    await holds(async () => assert.equal(await page.fact('Rejected'), '1'));
    await holds(async () => assert.equal(await page.fact('Duplicates'), '1'));
    await holds(async () => assert.equal(await page.fact('Not sent'), '0'));
    await page.pictures('16-import-report');
    assert.equal(server.store.count(DOMAIN, 'bounces'), ROWS);
    const { createdAt, error } = server.store.get(DOMAIN, 'bounces', 'user00001@example.com') ?? {};
    assert.equal(createdAt, CREATED_AT * 1000);
    assert.match(error ?? '', /No such "user", sorry/);
  });

  it('opens the rejected rows from the report, each with its line and reason', async () => {
    const page = await ImportPage.find(workbench, 'suppression_bounces.csv');
    await page.press(/rejected/i);
    await until('an editor with the rejected rows', async () => {
      const text = await workbench.editor.text();
      return text.includes('import_problem') && text.includes('not an address') && text.includes(String(ROWS + 2));
    });
    await workbench.pictures('rejected-rows');
  });

  it('shows and compares a file dropped from outside VS Code, and sends nothing when it is cancelled', async () => {
    server.requests.clear();
    server.store.putEntries(DOMAIN, 'unsubscribes', [{ address: 'jane@example.com', createdAt: CREATED_AT * 1000 }]);
    const text = 'Email,Unsubscribed at\njane@example.com,2024-05-06 07:08:09\njoe@example.com,2024-05-06 07:08:09\n';
    await workbench.files.dropOutside({ name: 'gone away.csv', text, type: 'text/csv' }, unsubscribes());
    const page = await ImportPage.find(workbench, 'gone away.csv');
    await page.waitFor(/Import 2 entries/);
    await page.press('Compare with the List');
    await page.waitFor(/Already there/);
    await holds(async () => assert.equal(await page.fact('New'), '1'));
    await holds(async () => assert.equal(await page.fact('Already there and different'), '1'));
    await page.press('Cancel');
    await until('the page is gone', async () => (await workbench.editor.tabs()).every((tab) => !tab.includes('gone')));
    // What was cancelled of another import may be noted only now, when its delay is over.
    assert.equal(server.requests.count({ method: 'POST', path: /\/unsubscribes/ }), 0);
    assert.equal(server.store.get(DOMAIN, 'unsubscribes', 'joe@example.com'), undefined);
  });

  it('says what to do when a file is dropped on what is no list', async () => {
    await workbench.files.dropOutside({ name: 'a.csv', text: 'a@example.com', type: 'text/csv' }, account());
    await workbench.notifications.waitFor(/on a list/);
    await workbench.pictures('dropped-on-no-list');
  });

  it('imports from the menu of the file explorer, asking where to', async () => {
    const rows = [
      { EmailAddress: 'ann@example.com', SuppressionReason: 'HardBounce', CreatedAt: '2019-12-17T08:58:33-05:00' },
      { EmailAddress: 'bob@example.com', SuppressionReason: 'SpamComplaint', CreatedAt: '2019-12-17T08:58:33-05:00' },
    ];
    putFile(workbench, 'postmark.json', JSON.stringify({ Suppressions: rows }));
    await workbench.files.open();
    await workbench.files.rightClick('postmark.json');
    await workbench.contextMenu.choose('Import CSV…');
    const page = await ImportPage.find(workbench, 'postmark.json');
    await page.waitFor(/Import 2 entries/);
    await page.press(/^Import/);
    await page.waitFor(/Imported 2 entries/);
    assert.ok(server.store.get(DOMAIN, 'bounces', 'ann@example.com'));
    assert.ok(server.store.get(DOMAIN, 'complaints', 'bob@example.com'));
    await workbench.openSidebar();
  });

  it('uploads the file where that is chosen, and says what it can know: that the last entries are on the list', async () => {
    const name = 'upload.csv';
    const rows = numbered(1200, 'upload').map(({ address }) => `${address},550,5.1.1 no such user`);
    putFile(workbench, name, ['address,code,error', ...rows, 'not an address,550,'].join('\n'));
    await workbench.files.dragTo(name, bounces());
    const page = await ImportPage.find(workbench, name);
    await page.waitFor(/Import 1,200 entries/);
    await page.chooseMethod('Upload of the file');
    await page.waitFor(/1 file/);
    server.requests.clear();
    await page.press(/^Import/);
    const report = await page.waitFor(/Uploaded 1,200 entries/);
    assert.match(report, /1 file was uploaded, and the last entries are on the list/);
    assert.match(report, /does not say which it added and which it refused/);
    await holds(async () =>
      assert.deepEqual([await number(page, 'Uploaded'), await number(page, 'Rejected')], ['1,200', '1']),
    );
    assert.equal(server.requests.count({ method: 'POST', path: '/bounces/import' }), 1);
    assert.equal(posts(), 1);
    assert.ok(server.store.get(DOMAIN, 'bounces', 'upload01199@example.com'));
    await page.pictures('17-import-uploaded');
    await workbench.editor.close(`Import: ${name}`);
  });

  it('cancels when its tab is closed, and goes on when it is asked to', async () => {
    const name = 'closed.csv';
    putFile(workbench, name, ['address', ...numbered(ROWS, 'closed').map(({ address }) => address)].join('\n'));
    await workbench.files.dragTo(name, complaints());
    let page = await ImportPage.find(workbench, name);
    await page.waitFor(/Import [\d,]+ entries/);
    await startAndHold(page);
    await workbench.editor.close(`Import: ${name}`);
    await workbench.notifications.waitFor(/closed\.csv.*was cancelled/);
    await holds(async () => assert.deepEqual(await workbench.notifications.buttons(/was cancelled/), ['Resume']));
    server.faults.clear();
    await workbench.notifications.press('Resume', /was cancelled/);
    page = await ImportPage.find(workbench, name);
    await page.waitFor(/Imported [\d,]+ entries/);
    // One is there from before.
    assert.equal(server.store.count(DOMAIN, 'complaints'), ROWS + 1);
  });

  it('asks after a reload in the middle of an import, and goes on to the same list', async () => {
    const name = 'on the way.csv';
    const entries = numbered(ROWS, 'way');
    putFile(workbench, name, ['address,code', ...entries.map(({ address }) => `${address},551`)].join('\n'));
    await workbench.files.dragTo(name, unsubscribes());
    let page = await ImportPage.find(workbench, name);
    await page.waitFor(/Import [\d,]+ entries/);
    await startAndHold(page);
    await workbench.reload();
    server.faults.clear();
    const question = await workbench.notifications.waitFor(name);
    await workbench.pictures('resume-question');
    const acknowledged = Number(/([\d,]+) of/.exec(question)?.[1]?.replaceAll(',', '')) / BATCH;
    assert.ok(acknowledged >= 1 && acknowledged < BATCHES, question);
    server.requests.clear();
    await workbench.notifications.press('Resume', name);
    page = await ImportPage.find(workbench, name);
    await page.waitFor(/Imported [\d,]+ entries/);
    // One is there from before.
    assert.equal(server.store.count(DOMAIN, 'unsubscribes'), ROWS + 1);
    assert.equal(posts(), BATCHES - acknowledged);
  });

  it('brings a preview back after a reload as it was chosen, and a report as it was', async () => {
    const name = 'restored.csv';
    const rows = numbered(5, 'restored').map(({ address }) => `${address},551`);
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
    putFile(workbench, name, ['mail,code', ...rows, 'not an address,551'].join('\n'));
    await workbench.files.dragTo(name, complaints());
    let page = await ImportPage.find(workbench, name);
    await page.waitFor(/Import 5 entries/);
    await page.chooseMethod('Upload of the file');
    await page.chooseList('Bounces');
    await page.waitFor(/Import 5 entries/);
    server.requests.clear();
    await reloadWindow(workbench);
    await workbench.editor.waitForTab(`Import: ${name}`);
    page = await ImportPage.find(workbench, name);
    await page.waitFor(/Import 5 entries/);
    await holds(async () =>
      assert.deepEqual([await page.method(), await page.list()], ['Upload of the file', 'Bounces']),
    );
    assert.equal(posts(), 0);
    await page.chooseMethod('Batches');
    await page.press(/^Import/);
    await page.waitFor(/Imported 5 entries/);
    assert.equal(server.store.get(DOMAIN, 'bounces', 'restored00004@example.com')?.code, '551');
    const facts = async (of: ImportPage): Promise<string> =>
      `${await number(of, 'Added or updated')} ${await number(of, 'Rejected')} ${await number(of, 'Rows in the file')}`;
    await holds(async () => assert.equal(await facts(page), '5 1 6'));
    server.requests.clear();
    await reloadWindow(workbench);
    page = await ImportPage.find(workbench, name);
    await page.waitFor(/Imported 5 entries/);
    await holds(async () => assert.equal(await facts(page), '5 1 6'));
    assert.equal(posts(), 0);
    await workbench.editor.close(`Import: ${name}`);
  });

  /** A number of the report, without the note below it. */
  async function number(page: ImportPage, label: string): Promise<string> {
    return (await page.fact(label)).replace(/\n[^]*/, '');
  }

  function account() {
    return workbench.tree.row(ACCOUNT);
  }

  function complaints() {
    return workbench.tree.row(ACCOUNT, DOMAIN, 'Complaints');
  }

  function unsubscribes() {
    return workbench.tree.row(ACCOUNT, DOMAIN, 'Unsubscribes');
  }
});
