import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import type { SampleServer } from '../../src/sample/server';
import { holds, until, type Workbench } from '../host/workbench';
import { inEachTheme } from './accessibility';
import { ACCOUNT, DOMAIN, openWithAccount, startServer, tidyUp } from './support';

const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 2, 1);
const HOSTS = ['gmail.com', 'outlook.com', 'yahoo.com', 'example.com'];

/** 600 bounces over 30 days: 400 of 550, 150 of 552, 50 of 421; half of them at gmail.com. */
const BOUNCES = Array.from({ length: 600 }, (_, index) => ({
  address: `user${String(index).padStart(5, '0')}@${HOSTS[index % 2 === 0 ? 0 : index % 4] ?? ''}`,
  code: index < 400 ? '550' : index < 550 ? '552' : '421',
  error: 'no',
  createdAt: BEGIN + (index % 30) * DAY + 3_600_000,
}));

describe('the pictures above the table', () => {
  let server: SampleServer;
  let workbench: Workbench;
  let frame: Frame;

  before(async () => {
    server = await startServer();
    server.store.putEntries(DOMAIN, 'bounces', BOUNCES);
    const tags = [['news'], ['news', 'offers'], ['=cmd()'], []];
    server.store.putEntries(
      DOMAIN,
      'unsubscribes',
      Array.from({ length: 20 }, (_, index) => ({ address: `gone${index}@example.com`, tags: tags[index % 4] })),
    );
    workbench = await openWithAccount(server);
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces').inlineAction('Open as Table');
    frame = await workbench.webviews.find('Insight');
    await picture('Bounces by code').waitFor();
  });

  tidyUp(() => ({ server, workbench }));

  const picture = (title: string): Locator => frame.locator('figure').filter({ hasText: title });
  const bar = (name: string | RegExp): Locator => frame.getByRole('option', { name }).first();
  const focused = () => frame.evaluate<string>('document.activeElement?.getAttribute("aria-label") ?? ""');
  const clipboard = () => workbench.page.evaluate<string>('navigator.clipboard.readText()');

  /** Waits until the count line says so many match. */
  async function waitForCount(count: number): Promise<void> {
    await frame
      .getByText(new RegExp(`^${count}( of 600)? `))
      .first()
      .waitFor();
  }

  it('are drawn with their numbers in words, each bar by its name', async () => {
    await bar(/^552 .*: 150 entries$/).waitFor();
    await bar(/^gmail\.com: 300 entries$/).waitFor();
    await bar(/^5xx .*: 550 entries$/).waitFor();
    assert.equal(await picture('Entries over time').getByRole('option').count(), 30);
    await inEachTheme(workbench, frame, async () => void (await workbench.pictures('insight')));
  });

  it('filter the table with a click on a bar, and again without it', async () => {
    await bar(/^552 /).click();
    await waitForCount(150);
    await until('the bar is marked', async () => (await bar(/^552 /).getAttribute('aria-selected')) === 'true');
    await until(
      'the other bars are gone',
      async () => (await picture('Bounces by code').getByRole('option').count()) === 1,
    );
    await holds(async () => assert.match(await bar(/^552 /).innerText(), /✓/));
    await bar(/^gmail\.com: 75 entries$/).click();
    await waitForCount(75);
    await inEachTheme(workbench, frame, async () => void (await workbench.pictures('insight-filtered')));
    await bar(/^gmail\.com/).click();
    await waitForCount(150);
    await picture('Bounces by code')
      .getByRole('button', { name: /Show all/ })
      .click();
    await bar(/^550 .*: 400 entries$/).waitFor();
  });

  it('are gone through and clicked by keyboard alone', async () => {
    await bar(/^550 /).focus();
    await workbench.press('ArrowDown');
    await holds(async () => assert.match(await focused(), /^552 .*: 150 entries$/));
    await workbench.press('End');
    await holds(async () => assert.match(await focused(), /^421 .*: 50 entries$/));
    await workbench.press('Enter');
    await waitForCount(50);
    // The pictures are read after the rows; only then can it be seen that they follow what comes next.
    await bar(/^550 /).waitFor({ state: 'detached' });
    await until('the bar keeps the focus', async () => (await focused()).startsWith('421 '));
    await workbench.press('Space');
    await bar(/^550 .*: 400 entries$/).waitFor();
    await until('the bar keeps the focus', async () => (await focused()).startsWith('421 '));
    const time = picture('Entries over time').getByRole('option');
    await time.first().focus();
    await workbench.press('ArrowRight');
    await workbench.press('Enter');
    await waitForCount(20);
    await bar(/^552 .*: 5 entries$/).waitFor();
    await picture('Entries over time')
      .getByRole('button', { name: /Show all/ })
      .click();
    await bar(/^552 .*: 150 entries$/).waitFor();
    await holds(async () => assert.equal(await time.count(), 30));
  });

  it('show the same as a table, and copy it as CSV', async () => {
    const codes = picture('Bounces by code');
    await codes.getByRole('button', { name: 'Show as Table: Bounces by code' }).click();
    await holds(async () =>
      assert.deepEqual(await codes.getByRole('columnheader').allInnerTexts(), ['Code', 'Meaning', 'Entries']),
    );
    await holds(async () => assert.equal(await codes.getByRole('row').count(), 4));
    await holds(async () =>
      assert.match((await codes.getByRole('row').nth(2).innerText()).trim(), /^552\s+.*\s+150$/s),
    );
    await codes.getByRole('button', { name: 'Copy as CSV: Bounces by code' }).click();
    const text = await until('CSV on the clipboard', async () => {
      const copied = await clipboard();
      return copied.startsWith('Code,') && copied;
    });
    assert.match(text, /^Code,Meaning,Entries\r\n550,[^\r]+,400\r\n552,[^\r]+,150\r\n421,[^\r]+,50\r\n$/);
    await codes.getByRole('button', { name: 'Show as Picture: Bounces by code' }).click();
    await bar(/^552 /).waitFor();
  });

  it('copy a picture with its background as an image', async () => {
    await frame.getByRole('button', { name: 'Copy as Image: Bounces by code' }).click();
    await frame.locator('[role=status]').filter({ hasText: 'Copied as an image.' }).waitFor({ state: 'attached' });
    const [width, height, corner] = await frame.evaluate<[number, number, string]>(READ_IMAGE);
    assert.ok(width > 300 && height > 100, `${width} × ${height}`);
    const background = await frame.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    assert.equal(corner, background);
  });

  it('stay folded away while the tab is hidden, which ends its page', async () => {
    await frame.getByRole('button', { name: 'Insight' }).click();
    await picture('Bounces by code').waitFor({ state: 'detached' });
    await workbench.editor.open('notes.txt');
    await until('no page', async () => (await workbench.webviews.count()) === 0);
    await workbench.page.locator('.tabs-container .tab').filter({ hasText: 'Bounces' }).click();
    frame = await workbench.webviews.find('Insight');
    const fold = frame.getByRole('button', { name: 'Insight' });
    await fold.waitFor();
    await holds(async () => assert.equal(await fold.getAttribute('aria-expanded'), 'false'));
    await fold.click();
    await bar(/^552 .*: 150 entries$/).waitFor();
  });
});

/** Reads the image on the clipboard: its size, and the colour of its first pixel. */
const READ_IMAGE = `(async () => {
  const [item] = await navigator.clipboard.read();
  const bitmap = await createImageBitmap(await item.getType('image/png'));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  canvas.drawImage(bitmap, 0, 0);
  const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
  return [bitmap.width, bitmap.height, 'rgb(' + [r, g, b].join(', ') + ')'];
})()`;
