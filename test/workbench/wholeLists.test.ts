import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { SampleServer } from '../../src/sample/server';
import { type Workbench } from '../host/workbench';
import { ImportPage } from './importPage';
import { ACCOUNT, DOMAIN, numbered, openWithAccount, startServer, tidyUp } from './support';

const OTHER = 'news.test.example';
const CREATED_AT = 1_600_000_000_000;

describe('whole lists', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    server.store.addDomain('Sample Account', OTHER);
    const entries = numbered(2400).map((entry, index) => ({
      ...entry,
      createdAt: CREATED_AT + index * 1000,
      code: index % 20 === 0 ? '552' : '550',
      error: `"quoted", =cmd() and\na line break, ${index}`,
    }));
    server.store.putEntries(DOMAIN, 'bounces', entries);
    workbench = await openWithAccount(server);
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
  });

  tidyUp(() => ({ server, workbench }));

  const bounces = () => workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces');
  const stored = (domain = DOMAIN) => server.store.entries(domain, 'bounces');

  async function choose(item: string): Promise<void> {
    await bounces().rightClick();
    await workbench.contextMenu.choose(item);
  }

  async function typeName(): Promise<void> {
    await choose('Clear List…');
    assert.match(await workbench.quickInput.waitForMessage(/Type mail\.test\.example to delete/), /backups/);
    await workbench.pictures('clear-question');
    await workbench.quickInput.type(DOMAIN.slice(0, -1));
    await workbench.quickInput.waitForMessage(/Type the name of the domain/);
    await workbench.quickInput.type(DOMAIN);
    await workbench.quickInput.accept();
  }

  it('exports a list, clears it after its domain is typed, and imports it again as it was', async () => {
    const before = stored();
    const file = path.join(workbench.workspaceFolder, 'kept.csv');
    await choose('Export…');
    await workbench.fileDialog.choose(file, /Export Bounces of mail\.test\.example/i);
    await workbench.notifications.waitFor(/Exported 2,400 records to kept\.csv/);
    await workbench.notifications.clear();
    await typeName();
    assert.match(await workbench.notifications.waitFor(/Cleared|Deleted/), /2,400/);
    await workbench.pictures('cleared');
    assert.equal(server.store.count(DOMAIN, 'bounces'), 0);

    await workbench.files.dragTo('kept.csv', bounces());
    const page = await ImportPage.find(workbench, 'kept.csv');
    await page.waitFor(/Import 2,400 entries/);
    await page.press(/^Import/);
    await page.waitFor(/Imported 2,400 entries/);
    assert.deepEqual(stored(), before);
  });

  it('exports all lists of a domain into a folder', async () => {
    const folder = path.join(workbench.workspaceFolder, 'all');
    fs.mkdirSync(folder);
    await workbench.tree.row(ACCOUNT, DOMAIN).rightClick();
    await workbench.contextMenu.choose('Export…');
    await workbench.quickInput.pick('NDJSON');
    await workbench.fileDialog.choose(folder, /four files/);
    await workbench.notifications.waitFor(/Exported 2,400 records to 4 files/);
    const lists = ['allowlist.ndjson', 'bounces.ndjson', 'complaints.ndjson', 'unsubscribes.ndjson'];
    assert.deepEqual(fs.readdirSync(folder).sort(), lists);
  });

  it('brings a cleared list back from its backup', async () => {
    const before = stored();
    await typeName();
    await workbench.notifications.waitFor(/Cleared|Deleted/);
    assert.equal(server.store.count(DOMAIN, 'bounces'), 0);
    await workbench.notifications.press('Undo');
    await workbench.notifications.waitFor(/Brought back: [\d,]+ entries/);
    assert.deepEqual(stored(), before);
  });

  it('deletes what matches after showing how many, and undoes it', async () => {
    const before = stored();
    await choose('Delete Matching…');
    await workbench.quickInput.pick('All bounces with a code …');
    await workbench.quickInput.waitFor({ placeholder: '552' });
    await workbench.quickInput.type('552');
    await workbench.quickInput.accept();
    await workbench.modal.waitFor();
    assert.match(await workbench.modal.text(), /Delete 120 entries from Bounces of mail\.test\.example\?/);
    await workbench.pictures('delete-matching-question');
    server.faults.slow(300, { method: 'DELETE' });
    await workbench.modal.press('Delete');
    await workbench.notifications.waitFor(/Deleting 120 entries/);
    await workbench.pictures('delete-matching-progress');
    await workbench.notifications.waitFor(/Deleted 120 entries/);
    assert.equal(server.store.count(DOMAIN, 'bounces'), 2280);
    await workbench.notifications.press('Undo', /Deleted 120/);
    await workbench.notifications.waitFor(/Brought back: [\d,]+ entries/);
    assert.deepEqual(stored(), before);
  });

  it('deletes an address from all domains after naming each list, undoes it, and adds it to all', async () => {
    const address = 'everywhere@example.com';
    const has = (domain: string, list: 'bounces' | 'complaints') =>
      server.store.get(domain, list, address) !== undefined;
    const where = () => [has(DOMAIN, 'bounces'), has(OTHER, 'bounces'), has(OTHER, 'complaints')].join();
    server.store.putEntries(OTHER, 'bounces', [{ address, code: '550', error: 'elsewhere' }]);
    server.store.putEntries(OTHER, 'complaints', [{ address }]);
    await workbench.palette('Mailgun: Delete from All Domains…');
    await workbench.quickInput.waitFor({ placeholder: 'jane@example.com' });
    await workbench.quickInput.type(address);
    await workbench.quickInput.accept();
    const question = await workbench.modal.text();
    assert.match(question, /Delete everywhere@example\.com from 2 lists\?/);
    assert.match(question, /Bounces of news\.test\.example[^]*Complaints of news\.test\.example/);
    await workbench.pictures('delete-everywhere-question');
    assert.equal(where(), 'false,true,true');
    await workbench.modal.press('Delete');
    await workbench.notifications.waitFor(/Deleted everywhere@example\.com from 2 lists/);
    assert.equal(where(), 'false,false,false');
    await workbench.notifications.press('Undo', /Deleted everywhere/);
    await workbench.notifications.waitFor(/Undone/);
    assert.equal(where(), 'false,true,true');
    await workbench.notifications.clear();

    const before = server.store.get(OTHER, 'bounces', address);
    await workbench.palette('Mailgun: Add to All Domains…');
    await workbench.quickInput.pick('Complaints');
    await workbench.quickInput.waitFor();
    await workbench.quickInput.type(address);
    await workbench.quickInput.accept();
    assert.match(await workbench.modal.text(), /Add everywhere@example\.com to Complaints of 2 domains\?/);
    await workbench.modal.press('Add');
    const added = await workbench.notifications.waitFor(/Added everywhere@example\.com to Complaints/);
    assert.match(added, /of 1 domain\..*stood on 1 already/);
    assert.ok(has(DOMAIN, 'complaints') && has(OTHER, 'complaints'));
    assert.deepEqual(server.store.get(OTHER, 'bounces', address), before);
    server.store.delete(OTHER, 'bounces', address);
  });

  it('copies a list to another domain after showing what is new, there and different', async () => {
    const [first, second] = stored();
    assert.ok(first && second);
    server.store.putEntries(OTHER, 'bounces', [first, { ...second, code: '421' }]);
    await choose('Copy to Domains…');
    await workbench.quickInput.waitFor();
    await workbench.quickInput.toggle(OTHER);
    await workbench.quickInput.accept();
    await workbench.modal.waitFor();
    assert.match(await workbench.modal.text(), /2,398/);
    await workbench.pictures('copy-plan');
    await workbench.modal.press('Copy New and Replace Different');
    await workbench.notifications.waitFor(/Copied/);
    assert.deepEqual(stored(OTHER), stored());
  });
});
