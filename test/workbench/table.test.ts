import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { holds, until, type Workbench } from '../host/workbench';
import { ACCOUNT, DOMAIN, openWithAccount, startServer, tidyUp } from './support';
import { TablePage, type ShownRow } from './tablePage';

const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 2, 1);
const COUNT = 12_000;
const CODES = ['550', '552', '421'];
const HOSTS = ['example.com', 'gmail.com', 'example.org', 'outlook.com'];

/** Bounces of a hundred days, 120 a day. */
const BOUNCES = Array.from({ length: COUNT }, (_, index) => ({
  address: `user${String(index).padStart(5, '0')}@${HOSTS[index % 4] ?? ''}`,
  code: CODES[index % 3],
  error: index === 77 ? 'a needle in it' : '5.1.1 no such mailbox',
  createdAt: BEGIN + (index % 100) * DAY + 3_600_000,
}));

describe('a table: reading, order, filter and what is kept', () => {
  let server: SampleServer;
  let workbench: Workbench;
  let page: TablePage;
  const violations: string[] = [];

  before(async () => {
    server = await startServer();
    server.store.putEntries(DOMAIN, 'bounces', BOUNCES);
    server.store.putEntries(DOMAIN, 'complaints', [{ address: 'cross@example.com' }]);
    server.store.putEntries(DOMAIN, 'unsubscribes', [
      { address: 'gone@example.com', tags: ['news', 'offers'] },
      { address: 'left@example.com', tags: ['offers'] },
    ]);
    workbench = await openWithAccount(server, { settings: { 'mailgunSuppressions.concurrency': 1 } });
    workbench.page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) violations.push(message.text());
    });
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
  });

  tidyUp(() => ({ server, workbench }), { ownWindow: true });

  it('shows rows while the list is read and says so, then the exact count', async () => {
    server.faults.slow(1000, { list: 'bounces' });
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces').rightClick();
    await workbench.contextMenu.choose('Open as Table');
    page = await TablePage.find(workbench, `Bounces of ${DOMAIN}`);
    await page.waitForCount(/^\d,000 entries so far$/);
    server.faults.failNext(100, 'hang', { list: 'bounces' });
    await page.waitForFirst('user00000@example.com', 'user00001@gmail.com');
    await holds(async () => assert.match(await page.frame.locator('.reading').innerText(), /^Reading… \d,000 entries/));
    await page.pictures('20-table-reading');
    server.faults.clear();
    await page.waitForCount('12,000 entries');
    await page.button('Read Again').waitFor();
  });

  it('stops reading when it is told to, says what is missing, and reads again', async () => {
    server.faults.slow(1000, { list: 'bounces' });
    await page.button('Read Again').click();
    await page.waitForCount(/so far$/);
    await page.button('Stop Reading').click();
    await page.frame.getByText('Reading was stopped: these are not all.').waitFor();
    await page.waitForCount(/entries of those read$/);
    server.faults.clear();
    await page.button('Read Again').click();
    await page.waitForCount('12,000 entries');
  });

  it('has quiet bars where rows are not there yet, and the rows once they come', async () => {
    await page.focus();
    await page.holdAnswers();
    await page.press('End');
    await until('places without rows', async () => (await page.waiting()) > 10);
    await page.pictures('20-table-waiting');
    await page.letAnswersIn();
    await page.waitForRows('the last row', (rows) => rows.at(-1)?.address === 'user11999@outlook.com');
    await until('every row', async () => (await page.waiting()) === 0);
    await page.press('Home');
  });

  it('is ordered by a click on a heading: up, down, and as the list is', async () => {
    await page.heading('Created (UTC)').click();
    await page.waitForFirst('user00000@example.com', 'user00100@example.com');
    await holds(async () => assert.equal(await page.order('Created (UTC)'), 'ascending'));
    await page.heading('Created (UTC)').click();
    await page.waitForRows('the latest first', ([first]) => first?.text.includes('2026-06-08') === true);
    await holds(async () => assert.equal(await page.order('Created (UTC)'), 'descending'));
    await page.heading('Created (UTC)').click();
    await page.waitForFirst('user00000@example.com', 'user00001@gmail.com');
    await holds(async () => assert.equal(await page.order('Created (UTC)'), 'none'));
  });

  it('is filtered by text in any column, by code, recipient domain and dates, each of which can be taken off', async () => {
    await page.field('Filter').fill('NEEDLE');
    await page.waitForCount('1 of 12,000 matches');
    await page.waitForFirst('user00077@gmail.com');
    await page.field('Filter').fill('user0000');
    await page.waitForCount('10 of 12,000 match');
    await page.field('Code').fill('552');
    await page.waitForCount('3 of 12,000 match');
    await page.waitForFirst('user00001@gmail.com', 'user00004@example.com', 'user00007@outlook.com');
    await page.field('Recipient domain').fill('gmail.com');
    await page.waitForCount('1 of 12,000 matches');
    await holds(async () =>
      assert.deepEqual(await page.chips(), ['Text “user0000”', 'Recipient domain gmail.com', 'Code 552']),
    );
    await page.pictures('21-table-filtered');
    await page.button('Remove filter: Text “user0000”').click();
    await page.waitForCount('1,000 of 12,000 match');
    await page.button('Clear All').click();
    await page.waitForCount('12,000 entries');
    await page.field('From').fill('2026-03-02');
    await page.field('Until').fill('2026-03-03');
    await page.waitForCount('240 of 12,000 match');
    await page.field('Created').selectOption('Last 7 days');
    await until('another span', async () => (await page.chips()).every((chip) => !chip.includes('2026-03')));
    await page.field('Filter').fill('nobody at all');
    await page.waitForCount('0 of 12,000 match');
    await page.button('Clear Filter').click();
    await page.waitForCount('12,000 entries');
  });

  it('loses nothing of what is typed and chosen before it is drawn', async () => {
    await page.change(['filter-text', 'user0000'], ['filter-from', '2026-03-02'], ['filter-until', '2026-03-03']);
    await page.waitForCount('2 of 12,000 match');
    await page.button('Clear All').click();
    await page.waitForCount('12,000 entries');
  });

  it('keeps filter, order, place and selection while its tab is hidden, and over a reload of the window', async () => {
    await page.field('Code').fill('421');
    await page.waitForCount('4,000 of 12,000 match');
    await page.heading('Address').click();
    await page.heading('Address').click();
    await page.waitForFirst('user11999@outlook.com');
    await page.focus();
    await page.press('End', 'ArrowUp', 'Space', 'ArrowUp', 'Space');
    await page.waitForSelection('2 selected');
    const isAsBefore = (rows: readonly ShownRow[]): boolean =>
      rows
        .filter(({ selected }) => selected)
        .map(({ address }) => address)
        .join() === 'user00008@example.com,user00005@gmail.com' &&
      rows.some(({ index, focused }) => focused && index === 3997);
    await page.waitForRows('two selected', isAsBefore);
    await workbench.editor.open('notes.txt');
    const tab = workbench.page.locator('.tab', { hasText: 'Bounces' });
    await tab.click();
    page = await TablePage.find(workbench, `Bounces of ${DOMAIN}`);
    await page.waitForRows('two selected as before', isAsBefore);
    await workbench.reload();
    // VS Code may not have written down yet which tab was in front.
    await tab.click();
    page = await TablePage.find(workbench, `Bounces of ${DOMAIN}`);
    await page.waitForCount('4,000 of 12,000 match');
    await page.waitForRows('two selected as before', isAsBefore);
    await holds(async () => assert.equal(await page.selection(), '2 selected'));
    await holds(async () => assert.equal(await page.order('Address'), 'descending'));
    await holds(async () => assert.deepEqual(await page.chips(), ['Code 421']));
  });

  it('opens from the palette for all lists of a domain, filtered by list and tag', async () => {
    await workbench.palette('Mailgun: Open as Table');
    await workbench.quickInput.waitFor({ title: /Open as Table/ });
    await workbench.quickInput.type(DOMAIN);
    await workbench.quickInput.pick(DOMAIN);
    await workbench.quickInput.pick('All Four Lists');
    page = await TablePage.find(workbench, `All lists of ${DOMAIN}`);
    await page.waitForCount('12,003 entries');
    await page.field('List').selectOption('Unsubscribes');
    await page.waitForCount('2 of 12,003 match');
    await page.waitForFirst('gone@example.com', 'left@example.com');
    await page.field('Tag').fill('news');
    await page.waitForCount('1 of 12,003 matches');
    await page.waitForRows('tags', ([row]) => row?.text.includes('Unsubscribes') === true && row.text.includes('news'));
    await page.button('Clear All').click();
    await page.waitForCount('12,003 entries');
    await page.pictures('22-table-domain');
    assert.deepEqual(violations, []);
  });
});
