import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { holds, until, type Workbench } from '../host/workbench';
import { assertAccessible } from './accessibility';
import { assertUnharmed, HOSTILE_ADDRESSES, hostileEntries, Watch } from './hostile';
import { MatrixPage } from './matrixPage';
import { DOMAIN, numbered, openWithAccount, PICTURE_THEMES, putFile, startServer, tidyUp } from './support';

const OTHERS = ['a.test.example', 'b.test.example', 'c.test.example', 'd.test.example'];
const COUNT = 300;
const LISTS = ['Bounces', 'Complaints', 'Unsubscribes', 'Allowlist'];

describe('checking many addresses', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    for (const domain of OTHERS) server.store.addDomain('Sample Account', domain);
    const [some, many] = [numbered(3), numbered(40, 'full')];
    server.store.putEntries(
      DOMAIN,
      'bounces',
      some.map((one) => ({ ...one, createdAt: Date.UTC(2024, 4, 31) })),
    );
    server.store.putEntries('a.test.example', 'bounces', [...many, ...numbered(2)]);
    server.store.putEntries(DOMAIN, 'unsubscribes', [{ address: 'user00001@example.com', tags: ['news', 'offers'] }]);
    server.store.putEntries('b.test.example', 'complaints', [{ address: 'user00007@example.com' }]);
    server.store.putEntries('c.test.example', 'allowlist', [{ address: 'allowed.example' }]);
    workbench = await openWithAccount(server);
  });

  tidyUp(() => ({ server, workbench }));

  const file = (): string =>
    [
      'id,email,name',
      ...numbered(COUNT).map(({ address }, index) => `${index},${address},"N, ${index}"`),
      'x,,',
      'y,user00000@example.com,twice',
      'z,jane@allowed.example,z',
    ].join('\n');

  it('checks a file from the explorer, fills the matrix by reading, and says what that saves', async () => {
    putFile(workbench, 'customers.csv', file());
    server.requests.clear();
    server.faults.refuseDomain('d.test.example', 403);
    await workbench.files.open();
    await workbench.files.rightClick('customers.csv');
    await workbench.contextMenu.choose('Check Addresses…');
    const page = await MatrixPage.find(workbench, `${COUNT + 1} addresses`);
    const text = await page.waitForEnd();
    assert.match(text, /from customers\.csv/);
    assert.match(text, /1 repetition, 1 line without an address/);
    assert.match(text, /16 lists read as a whole/);
    assert.match(text, /requests instead of 6,/);
    assert.match(text, /Could not be asked/);
    assert.ok(server.requests.count({ path: '/v3/' }) < 40);
    await page.waitForCells('user00001@example.com', 1, [
      'On 3 lists',
      'Listed: 550 5.1.1 2/5 domains 2024-05-31 Not everything could be asked',
      'Failed 1/5 domains',
    ]);
    await page.pictures('20-matrix');
  });

  it('asks again only what failed', async () => {
    const page = await MatrixPage.find(workbench, `${COUNT + 1} addresses`);
    server.requests.clear();
    await page.press('Try Again');
    await page.waitForText(/20 lists read as a whole: 24 requests/);
    assert.equal(server.requests.count({ path: '/v3/' }), 4);
    assert.doesNotMatch(await page.waitForEnd(), /Could not be asked/);
    await page.waitForCells('user00001@example.com', 1, [
      'On 3 lists',
      'Listed: 550 5.1.1 2/5 domains 2024-05-31',
      'Not listed',
    ]);
  });

  it('unfolds a list into its domains, sorts and filters', async () => {
    const page = await MatrixPage.find(workbench, `${COUNT + 1} addresses`);
    await page.press('Domains of Bounces');
    await page.frame.getByRole('columnheader', { name: /b\.test\.example/ }).waitFor();
    await holds(async () => assert.equal(await page.frame.locator('.place-row [role=columnheader]').count(), 5));
    await page.press(/^Complaints/);
    await page.waitForFirst('user00007@example.com');
    await page.choose('Show', 'Only listed');
    await page.waitForText(/5 of 301 shown/);
    await page.waitForFirst('user00007@example.com', 'user00000@example.com');
    await page.pictures('21-matrix-unfolded');
    await page.choose('Show', 'Only clear');
    await page.waitForText(/296 of 301 shown/);
    await page.type('jane');
    await page.waitForText(/0 of 301 shown/);
    await page.choose('Show', 'All');
    await page.waitForText(/1 of 301 shown/);
    await page.waitForEnd();
    await page.grid.focus();
    await workbench.page.keyboard.press('End');
    await until('the allowlist says so', async () =>
      ((await page.cells('jane@allowed.example')).at(-1) ?? '').includes('@allowed.example 1/5'),
    );
    await workbench.page.keyboard.press('Home');
    await page.type('');
    await page.press('Domains of Bounces');
    await page.press(/^Complaints/);
    await page.press(/^Complaints/);
    await page.waitForText(/5 of 301 listed/);
  });

  it('is worked by keyboard alone: moves, selects cells and rows, deletes with the question, and undoes', async () => {
    const page = await MatrixPage.find(workbench, `${COUNT + 1} addresses`);
    const { keyboard } = workbench.page;
    await page.grid.focus();
    await keyboard.press('ControlOrMeta+Home');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    const place = await page.grid.boundingBox();
    await keyboard.press('Shift+ArrowDown');
    await page.waitForText(/2 rows selected, 4 entries/);
    // Rows stay where they are when something is selected.
    assert.deepEqual(await page.grid.boundingBox(), place);
    await workbench.pictures('22-matrix-selected', PICTURE_THEMES);
    const selected = page.frame.locator('.body .cell[aria-selected=true]');
    await until('two cells are selected', async () => (await selected.count()) === 2);
    await keyboard.press('End');
    await keyboard.press('ControlOrMeta+End');
    await until('the last row is in sight', async () => (await page.addresses()).includes('jane@allowed.example'));
    await keyboard.press('ControlOrMeta+Home');
    await keyboard.press('Shift+Space');
    const whole = page.row('user00000@example.com').locator('.cell[aria-selected=true]');
    await until('the whole row is selected', async () => (await whole.count()) === 6);
    await keyboard.press('Escape');
    await page.waitForText(/Nothing selected: all that is shown/);
    await keyboard.type('user00002');
    await until(
      'the focus is there',
      async () => (await page.row('user00002@example.com').locator('.focused').count()) === 1,
    );
    await keyboard.press('Delete');
    await workbench.modal.waitFor();
    assert.ok((await workbench.modal.text()).includes('user00002@example.com'));
    await workbench.modal.press('Delete');
    await workbench.notifications.waitFor(/Deleted user00002/);
    await until('the cell says so', async () =>
      ((await page.cells('user00002@example.com'))[1] ?? '').includes('Deleted'),
    );
    assert.equal(server.store.get(DOMAIN, 'bounces', 'user00002@example.com'), undefined);
    await page.grid.focus();
    await keyboard.press('ControlOrMeta+z');
    await workbench.notifications.waitFor(/Undone/);
    await until('it is back', async () => ((await page.cells('user00002@example.com'))[1] ?? '').includes('On 1 list'));
  });

  it('draws the columns in sight alone, and goes by keyboard to those that are not, in rows and headings', async () => {
    const page = await MatrixPage.find(workbench, `${COUNT + 1} addresses`);
    const { keyboard } = workbench.page;
    for (const list of LISTS) await page.press(`Domains of ${list}`);
    // The address, the verdict, and four lists of five domains.
    await page.frame.locator('[role=grid][aria-colcount="22"]').waitFor();
    const drawn = () => page.row('user00000@example.com').locator('.cell').count();
    const heads = () => page.frame.locator('.place-row [role=columnheader]').count();
    assert.ok((await drawn()) < 14 && (await heads()) < 14, `${await drawn()} cells, ${await heads()} headings`);
    await page.grid.focus();
    await keyboard.press('ControlOrMeta+Home');
    await keyboard.press('End');
    await until('the last cell has the focus', async () => (await page.activeColumn()) === '22');
    await holds(async () => assert.ok((await drawn()) < 14));
    await page.waitForEnd();
    await holds(async () => assert.equal((await page.cells('user00000@example.com')).at(-1), 'Not listed'));
    await holds(async () => assert.ok(await page.isInSight('.group-row .list.open .label', 'Allowlist')));
    await keyboard.press('Shift+Home');
    await page.waitForText(/1 row selected, 2 entries/);
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await until('the third cell has the focus', async () => (await page.activeColumn()) === '3');
    await keyboard.press('ArrowUp');
    const focused = page.frame.locator('.head button:focus');
    await focused.waitFor();
    await keyboard.press('End');
    await until('the last heading has the focus', async () => (await focused.innerText()).includes('mail'));
    await holds(async () => assert.equal(await focused.locator('xpath=..').getAttribute('aria-colindex'), '22'));
    await holds(async () => assert.ok(await page.isInSight('.place-row [aria-colindex="22"]')));
    // A heading that is scrolled out of sight keeps the focus.
    await page.grid.hover({ position: { x: 300, y: 150 } });
    await workbench.page.mouse.wheel(-9000, 0);
    await until('the first place is in sight', () => page.isInSight('.place-row [aria-colindex="3"]'));
    await holds(async () => assert.match(await focused.innerText(), /mail/));
    await keyboard.press('ArrowLeft');
    await until('the heading before it', async () => (await focused.innerText()).includes('d.test'));
    await holds(async () => assert.ok(await page.isInSight('.place-row [aria-colindex="21"]')));
    await page.pictures('23-matrix-columns');
    await assertAccessible(page.frame, 'the matrix with columns that are not drawn');
    for (const list of LISTS) await page.press(`Domains of ${list}`);
    await page.frame.locator('[role=grid][aria-colcount="6"]').waitFor();
    await page.press('Clear Selection');
  });

  it('has the menu of VS Code for what is selected', async () => {
    const page = await MatrixPage.find(workbench, `${COUNT + 1} addresses`);
    await page.cell('user00001@example.com', 2).click({ button: 'right' });
    const items = await workbench.contextMenu.items();
    for (const item of ['Show Details', 'Open in Tree', 'Copy Address', 'Copy to Domains…', 'Delete'])
      assert.ok(items.includes(item), `${item} among ${items.join(', ')}`);
    assert.equal(items.at(-1), 'Delete');
    await workbench.contextMenu.close();
    await page.cell('user00005@example.com', 2).click({ button: 'right' });
    const without = await workbench.contextMenu.items();
    assert.ok(without.includes('Copy Address') && !without.includes('Delete'), without.join(', '));
    await workbench.contextMenu.close();
  });

  it('is there again after it was hidden and after a reload, with its answers, its selection and its place, without a request', async () => {
    let page = await MatrixPage.find(workbench, `${COUNT + 1} addresses`);
    await page.choose('Show', 'Only listed');
    await page.waitForText(/5 of 301 shown/);
    await page.press('Domains of Bounces');
    await page.frame.locator('.place-row').waitFor();
    await page.press(/^Complaints/);
    // Rows in another order are gone through from the first.
    await page.frame.locator('[aria-sort=ascending]', { hasText: 'Complaints' }).waitFor();
    await page.grid.focus();
    const { keyboard } = workbench.page;
    // From the allowlist of the second row back to the unsubscribes, and a row below.
    for (const key of ['ControlOrMeta+Home', 'ArrowDown', 'End', 'Shift+ArrowLeft', 'Shift+ArrowDown'])
      await keyboard.press(key);
    const isAsBefore = async (): Promise<boolean> => {
      const text = await page.text();
      const selected = await page.selected();
      return (
        text.includes('5 of 301 shown') &&
        text.includes('2 rows selected, 1 entry') &&
        selected.join() ===
          'user00000@example.com 9,user00000@example.com 10,user00001@example.com 9,user00001@example.com 10' &&
        (await page.activeColumn()) === '9' &&
        (await page.isInSight('.row [aria-colindex="10"]')) &&
        (await page.frame.locator('[aria-sort=ascending]').innerText()).includes('Complaints')
      );
    };
    await until('cells are selected', isAsBefore);
    await page.waitForEnd();
    server.requests.clear();
    const tab = workbench.page.locator('.tab', { hasText: `Check: ${COUNT + 1}` });
    await workbench.editor.open('notes.txt');
    await tab.click();
    page = await MatrixPage.find(workbench, `${COUNT + 1} addresses`);
    await until('as before it was hidden', isAsBefore);
    await workbench.reload();
    // A browser may not have stored yet which tab was in front last.
    await tab.click();
    page = await MatrixPage.find(workbench, `${COUNT + 1} addresses`);
    await until('as before the reload', isAsBefore);
    assert.equal(server.requests.count({ path: '/v3/' }), 0);
    await page.choose('Show', 'All');
  });

  it('takes no harm from hostile addresses and texts', async () => {
    const watch = new Watch(workbench);
    for (const [list, entries] of Object.entries(hostileEntries()))
      server.store.putEntries(DOMAIN, list as 'bounces', entries);
    const addresses = [...HOSTILE_ADDRESSES, ...numbered(30).map(({ address }) => address)];
    putFile(workbench, 'hostile.txt', addresses.join('\n'));
    await workbench.files.open();
    await workbench.files.rightClick('hostile.txt');
    await workbench.contextMenu.choose('Check Addresses…');
    const page = await MatrixPage.find(workbench, 'from hostile.txt');
    await page.waitForEnd();
    await page.press('Domains of Bounces');
    await assertUnharmed(page.frame, 'the matrix');
    await watch.assertQuiet();
    await workbench.pictures('hostile-matrix');
  });

  it('is accessible', async () => {
    const page = await MatrixPage.find(workbench, 'from hostile.txt');
    await page.cell('script@', 2).click();
    await assertAccessible(page.frame, 'the matrix');
  });
});
