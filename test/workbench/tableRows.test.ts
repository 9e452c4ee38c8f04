import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { holds, until, type Workbench } from '../host/workbench';
import { ACCOUNT, DOMAIN, numbered, openWithAccount, PICTURE_THEMES, startServer, tidyUp } from './support';
import { TablePage } from './tablePage';

const COUNT = 3000;

/** The address of a bounce by its number. */
function user(index: number): string {
  return `user${String(index).padStart(5, '0')}@example.com`;
}

describe('a table: selecting rows and what is done with them', () => {
  let server: SampleServer;
  let workbench: Workbench;
  let page: TablePage;

  before(async () => {
    server = await startServer();
    server.store.putEntries(DOMAIN, 'bounces', numbered(COUNT));
    workbench = await openWithAccount(server);
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces').inlineAction('Open as Table');
    page = await TablePage.find(workbench, `Bounces of ${DOMAIN}`);
    await page.waitForCount('3,000 entries');
  });

  tidyUp(() => ({ server, workbench }));

  const bounces = () => workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces');
  const clipboard = () => workbench.page.evaluate<string>('navigator.clipboard.readText()');
  const selected = async () => (await page.rows()).filter((row) => row.selected).map(({ address }) => address);
  const focused = async () => (await page.rows()).find((row) => row.focused)?.address;
  const waitForFocus = (address: string) => until(`the focus on ${address}`, async () => (await focused()) === address);

  async function waitForClipboard(wanted: RegExp): Promise<string> {
    return until(`${String(wanted)} on the clipboard`, async () => {
      const text = await clipboard();
      return wanted.test(text) && text;
    });
  }

  it('selects by mouse: one, up to one, one more, and says how many the filter hides', async () => {
    await page.click(user(2));
    await page.waitForSelection('1 selected');
    await page.click(user(5), 'Shift');
    await page.waitForSelection('4 selected');
    await page.click(user(3), 'ControlOrMeta');
    await page.waitForSelection('3 selected');
    await holds(async () => assert.deepEqual(await selected(), [user(2), user(4), user(5)]));
    await page.field('Filter').fill('user00002');
    await page.waitForSelection('3 selected, 2 hidden by the filter');
    await page.button('Clear All').click();
    await page.waitForSelection('3 selected');
  });

  it('selects all that match and nothing, by key and by button', async () => {
    await page.field('Filter').fill('user0012');
    await page.waitForCount('10 of 3,000 match');
    await page.focus();
    await page.press('ControlOrMeta+a');
    await page.waitForSelection('10 selected');
    await page.press('Escape');
    await page.waitForSelection('Nothing selected');
    await page.button('Clear All').click();
    await page.waitForCount('3,000 entries');
    await page.button('Select All').click();
    await page.waitForSelection('3,000 selected');
    await page.button('Select None').click();
    await page.waitForSelection('Nothing selected');
  });

  it('selects the row of a right click, and offers for it what the tree offers', async () => {
    await page.click(user(1));
    await page.waitForSelection('1 selected');
    await page.rightClick(user(4));
    const items = await workbench.contextMenu.items();
    for (const item of ['Show Details', 'Open in Tree', 'Copy Address', 'Delete'])
      assert.ok(items.includes(item), item);
    await workbench.pictures('23-table-menu');
    await workbench.contextMenu.choose('Copy Address');
    await waitForClipboard(/^user00004@example\.com$/);
    await holds(async () => assert.deepEqual(await selected(), [user(4)]));
  });

  it('copies the selection as addresses, CSV and JSON', async () => {
    await page.click(user(6));
    await page.click(user(7), 'Shift');
    await page.press('ControlOrMeta+c');
    await waitForClipboard(/^user00006@example\.com\r?\nuser00007@example\.com\s*$/);
    await page.act('Copy as CSV');
    assert.match(await waitForClipboard(/^address,/), /user00007@example\.com,550/);
    await page.act('Copy as JSON');
    const copied: unknown = JSON.parse(await waitForClipboard(/^\s*\[/));
    assert.ok(Array.isArray(copied) && copied.length === 2);
  });

  it('deletes the selection after a question that names it, and brings it back', async () => {
    await page.click(user(8));
    await page.click(user(9), 'ControlOrMeta');
    await page.waitForSelection('2 selected');
    await page.press('Delete');
    const text = await workbench.modal.text();
    for (const part of ['Delete 2 addresses', user(8), user(9)]) assert.ok(text.includes(part), part);
    await workbench.pictures('24-table-delete');
    await workbench.modal.press('Delete');
    await page.waitForCount('2,998 entries');
    await page.waitForRows(
      'the two are gone',
      (rows) => rows.some(({ address }) => address === user(7)) && rows.every(({ address }) => address !== user(8)),
    );
    await page.waitForSelection('Nothing selected');
    // What VS Code says of it lies over the lower right.
    const [toolbar, rows] = [await page.frame.getByRole('toolbar').boundingBox(), await page.grid.boundingBox()];
    assert.ok(toolbar && rows && toolbar.y + toolbar.height <= rows.y);
    await workbench.pictures('24-table-deleted', PICTURE_THEMES);
    assert.equal(server.store.count(DOMAIN, 'bounces'), COUNT - 2);
    await page.button('Undo').click();
    await page.waitForCount('3,000 entries');
    await page.waitForRows('the two are back', (rows) => rows.some(({ address }) => address === user(9)));
  });

  it('is used by keyboard alone', async () => {
    await page.focus();
    await page.press('Home');
    await waitForFocus(user(0));
    await page.press('ArrowDown', 'ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await page.waitForSelection('3 selected');
    await holds(async () => assert.deepEqual(await selected(), [user(2), user(3), user(4)]));
    await page.press('Space');
    await page.waitForSelection('2 selected');
    await page.press('Escape', 'End');
    await waitForFocus(user(COUNT - 1));
    await page.press('PageUp', 'PageUp');
    await page.waitForRows('other rows', (rows) => rows.length > 0 && rows.every(({ index }) => index < COUNT - 1));
    await workbench.page.keyboard.type('user0123', { delay: 20 });
    await waitForFocus(user(1230));
    await page.press('/');
    await workbench.page.keyboard.type('user0045');
    await page.waitForCount('10 of 3,000 match');
    // The count is told before the rows are there.
    await page.waitForFirst(user(450));
    await page.press('ArrowDown');
    await waitForFocus(user(450));
    await page.press('Space');
    await page.waitForSelection('1 selected');
    await page.field('Filter').fill('');
    await page.waitForCount('3,000 entries');
    await page.focus();
    await page.press('Escape', 'Home', 'ArrowUp', 'ArrowRight', 'Enter');
    await until('ordered by code', async () => (await page.order('Code')) === 'ascending');
    await page.press('Enter');
    await until('the other way round', async () => (await page.order('Code')) === 'descending');
    await page.press('Enter');
    await until('no order', async () => (await page.order('Code')) === 'none');
    // The order is told before the rows are there.
    await page.waitForFirst(user(0), user(1));
    await waitForFocus(user(0));
    await page.press('ArrowDown', 'ArrowDown');
    await waitForFocus(user(1));
    await page.press('ContextMenu');
    assert.ok((await workbench.contextMenu.items()).includes('Show Details'));
    await workbench.contextMenu.close();
    await page.focus();
    await page.press('Enter');
    await workbench.editor.waitForTab(`${user(1)}.json`);
    await workbench.editor.close(`${user(1)}.json`);
    page = await TablePage.find(workbench, `Bounces of ${DOMAIN}`);
  });

  it('takes no key back that was pressed while another order was on its way', async () => {
    const address = page.heading('Address');
    await address.focus();
    await page.press('Enter');
    await until('ordered by address', async () => (await page.order('Address')) === 'ascending');
    await page.holdAnswers();
    await page.press('Enter');
    await until('the other way round', async () => (await page.order('Address')) === 'descending');
    await page.press('ArrowDown', 'ArrowDown');
    await waitForFocus(user(1));
    await page.letAnswersIn();
    await page.waitForFirst(user(COUNT - 1));
    await waitForFocus(user(COUNT - 2));
    await address.focus();
    await page.press('Enter');
    await page.waitForFirst(user(0));
  });

  /** Where the address of the first row is drawn. */
  const addressBox = async () => {
    const cell = page.grid.locator('.body .row:not([hidden]) [data-column=address]').first();
    return (await cell.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  };
  const waitForWidth = (wanted: number) =>
    until(`a column of ${wanted} pixels`, async () => Math.abs((await addressBox()).width - wanted) < 1);

  it('makes a column wider and narrower, by mouse and by key, without sorting by it', async () => {
    const { width } = await addressBox();
    const edge = page.grid.locator('.edge[data-column=address]');
    const { x = 0, y = 0 } = (await edge.boundingBox()) ?? {};
    const { mouse } = workbench.page;
    await mouse.move(x + 3, y + 8);
    await mouse.down();
    await mouse.move(x + 23, y + 8);
    await mouse.move(x + 43, y + 8);
    await mouse.up();
    await waitForWidth(width + 40);
    // Nobody pulls any more.
    await mouse.move(x + 90, y + 8);
    await page.heading('Address').focus();
    await page.press('Shift+ArrowRight');
    await waitForWidth(width + 56);
    await page.press('Shift+ArrowLeft', 'Shift+ArrowLeft');
    await waitForWidth(width + 24);
    await holds(async () => assert.equal(await page.order('Address'), 'none'));
  });

  it('folds what has no room onto a second line of each row in a pane of 300 pixels', async () => {
    const size = { width: 1280, height: 800 };
    const columns = () => page.grid.getAttribute('aria-colcount');
    const inner = () => page.frame.evaluate<number>('innerWidth');
    await holds(async () => assert.equal(await columns(), '4'));
    const pane = await inner();
    await workbench.page.setViewportSize({ ...size, width: size.width - pane + 300 });
    await until('a narrow pane', async () => (await inner()) === 300);
    await until('a second line', async () => (await columns()) === '2');
    // Nothing has to be scrolled to the side.
    const fits = 'document.documentElement.scrollWidth <= innerWidth && grid.scrollWidth <= grid.clientWidth';
    await until('that all fits', () => page.frame.evaluate<boolean>(fits));
    await page.focus();
    await page.press('End');
    const rows = await page.waitForRows('the last row', (rows) => rows.at(-1)?.focused === true);
    assert.equal(rows.at(-1)?.address, user(COUNT - 1));
    assert.match(rows.at(-1)?.text ?? '', /^user02999@example.com 550 ?The mailbox does not exist/);
    const grid = await page.grid.boundingBox();
    const last = await page.row(user(COUNT - 1)).boundingBox();
    assert.ok(grid && last && last.height > 35 && last.y + last.height <= grid.y + grid.height + 1);
    await page.button('More Filters').click();
    await page.field('Code').waitFor();
    await page.button('More Filters').click();
    await page.focus();
    await page.press('Home');
    await page.waitForFirst(user(0));
    // Rows stay where they are when something is selected.
    const place = await page.grid.boundingBox();
    await page.press('Escape');
    await page.waitForSelection('Nothing selected');
    await page.press('Space', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await page.waitForSelection('3 selected');
    assert.deepEqual(await page.grid.boundingBox(), place);
    await workbench.pictures('26-table-narrow', PICTURE_THEMES);
    await page.press('Escape');
    await workbench.page.setViewportSize(size);
    await until('all columns', async () => (await columns()) === '4');
  });

  it('shows what is changed in the tree, and the tree what is changed here', async () => {
    await bounces().expand();
    // The row of the list is drawn once more when its first page is there.
    await until('the first page', async () => (await bounces().info()).description === '100 of more');
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', user(10)).click();
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', user(10)).inlineAction('Delete');
    await workbench.modal.press('Delete');
    await page.waitForCount('2,999 entries');
    await workbench.tree.waitForNoRow(ACCOUNT, DOMAIN, 'Bounces', user(10));
    await page.waitForRows(
      'without it',
      (rows) => rows.length > 0 && rows.every(({ address }) => address !== user(10)),
    );
    await page.click(user(3));
    await page.act('Delete');
    await workbench.modal.press('Delete');
    await page.waitForCount('2,998 entries');
    await workbench.tree.waitForNoRow(ACCOUNT, DOMAIN, 'Bounces', user(3));
  });

  it('names the list that could not be read, and reads it again', async () => {
    server.faults.failNext(1, 403, { list: 'complaints' });
    await workbench.tree.row(ACCOUNT, DOMAIN).rightClick();
    await workbench.contextMenu.choose('Open as Table');
    const domain = await TablePage.find(workbench, `All lists of ${DOMAIN}`);
    await domain.frame
      .getByRole('group', { name: 'Problems' })
      .getByText(`Complaints of ${DOMAIN}`, { exact: true })
      .waitFor();
    await domain.frame.getByText('Not everything could be read: these are not all.').waitFor();
    await workbench.pictures('25-table-failed');
    await domain.button('Read Again').click();
    await domain.waitForCount('2,998 entries');
    await domain.frame.getByRole('group', { name: 'Problems' }).waitFor({ state: 'detached' });
  });
});
