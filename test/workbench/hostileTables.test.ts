import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { until, type Workbench } from '../host/workbench';
import { assertUnharmed, HOSTILE_ADDRESSES, HOSTILE_COUNT, hostileEntries, Watch } from './hostile';
import { MatrixPage } from './matrixPage';
import { ACCOUNT, DOMAIN, openWithAccount, putFile, startServer, tidyUp } from './support';

const ALL = 4 * HOSTILE_COUNT;

describe('hostile records in tables, matrices and events', () => {
  let server: SampleServer;
  let workbench: Workbench;
  let watch: Watch;

  before(async () => {
    server = await startServer();
    const entries = hostileEntries();
    for (const list of ['bounces', 'complaints', 'unsubscribes', 'allowlist'] as const)
      server.store.putEntries(DOMAIN, list, entries[list]);
    workbench = await openWithAccount(server);
    watch = new Watch(workbench);
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
  });

  tidyUp(() => ({ server, workbench }));

  afterEach(() => watch.assertQuiet());

  it('are text in the rows of a table, in its pictures and their copies', async () => {
    await workbench.tree.row(ACCOUNT, DOMAIN).rightClick();
    await workbench.contextMenu.choose('Open as Table');
    const frame = await workbench.webviews.find('Insight');
    await frame
      .getByText(new RegExp(`^${ALL} entries`))
      .first()
      .waitFor();
    await frame
      .getByRole('option', { name: /<script>/ })
      .first()
      .waitFor();
    await assertUnharmed(frame, 'table');
    await workbench.pictures('hostile-table');
    await frame.getByRole('button', { name: /^Show as Table: Unsubscribes by tag/ }).click();
    await frame.getByRole('button', { name: /^Copy as CSV: Unsubscribes by tag/ }).click();
    const copied = await until('CSV', async () => {
      const text = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
      return text.startsWith('Tag,') && text;
    });
    assert.doesNotMatch(copied, /^"?[=+@-]/m);
    await frame.getByRole('button', { name: /^Copy as Image: By recipient domain/ }).click();
    await frame.locator('[role=status]').filter({ hasText: 'Copied as an image.' }).waitFor({ state: 'attached' });
    await frame.getByRole('button', { name: /^Show as Picture: Unsubscribes by tag/ }).click();
    await frame
      .getByRole('option', { name: /^<script>.* 1 entry$/ })
      .first()
      .click();
    await frame
      .getByText(new RegExp(`^1 of ${ALL} `))
      .first()
      .waitFor();
    const row = frame.locator('.body .row:not([hidden])').filter({ hasText: 'script@trap.invalid' }).first();
    await row.waitFor();
    await assertUnharmed(frame, 'filtered table');
    await row.click({ button: 'right' });
    assert.ok((await workbench.contextMenu.items()).length > 3);
    await workbench.contextMenu.close();
  });

  it('are text in the recent events of a recipient', async () => {
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces').expand();
    for (const name of ['script', 'markdown', 'unbroken']) {
      await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', `${name}@trap.invalid`).rightClick();
      await workbench.contextMenu.choose('Show Recent Events');
      const frame = await until(`events of ${name}`, async () => {
        const found = await workbench.webviews.find(`${name}@trap.invalid`);
        return (await found.locator('h1', { hasText: `${name}@trap.invalid` }).isVisible()) && found;
      });
      await frame.locator('main[aria-busy=false]').waitFor();
      await assertUnharmed(frame, `events of ${name}`);
      await workbench.pictures(`hostile-events-${name}`);
    }
  });

  it('are text in a matrix', async () => {
    const quoted = HOSTILE_ADDRESSES.map((address) => `"${address.replaceAll('"', '""')}"`);
    putFile(workbench, 'hostile.csv', ['email', ...quoted].join('\n'));
    await workbench.files.open();
    await workbench.files.rightClick('hostile.csv');
    await workbench.contextMenu.choose('Check Addresses…');
    const page = await MatrixPage.find(workbench, /\d+ addresses/);
    await page.waitForEnd();
    await page.cell('script@trap.invalid', 1).click();
    await assertUnharmed(page.frame, 'matrix');
    await workbench.pictures('hostile-matrix');
    await workbench.openSidebar();
  });
});
