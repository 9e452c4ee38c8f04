import type { Frame } from 'playwright-core';
import type { SampleServer } from '../../src/sample/server';
import { until, type Workbench } from '../host/workbench';
import { assertAccessibleInEachTheme } from './accessibility';
import { MatrixPage } from './matrixPage';
import { ACCOUNT, DOMAIN, numbered, openWithAccount, putFile, startServer, tidyUp } from './support';

const DAY = 86_400_000;

describe('accessibility of tables, matrices and events', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    server.store.addDomain('Sample Account', 'other.test.example');
    const bounces = numbered(300).map((entry, index) => ({
      ...entry,
      code: ['550', '552', '421', 'odd'][index % 4],
      createdAt: Date.UTC(2026, 2, 1 + (index % 40)) + (index % 24) * 3_600_000,
    }));
    server.store.putEntries(DOMAIN, 'bounces', bounces);
    server.store.putEntries(DOMAIN, 'complaints', [{ address: 'user00001@example.com', createdAt: Date.now() - DAY }]);
    server.store.putEntries(DOMAIN, 'unsubscribes', [{ address: 'user00001@example.com', tags: ['news', '*'] }]);
    server.store.putEntries(DOMAIN, 'allowlist', [{ address: 'example.org', reason: 'ours' }]);
    workbench = await openWithAccount(server);
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
  });

  tidyUp(() => ({ server, workbench }));

  const accessible = (frame: Frame, what: string) => assertAccessibleInEachTheme(workbench, frame, what);

  it('holds for a table with its pictures', async () => {
    await workbench.tree.row(ACCOUNT, DOMAIN).rightClick();
    await workbench.contextMenu.choose('Open as Table');
    const frame = await workbench.webviews.find('Insight');
    await frame.getByRole('option', { name: /^552 / }).waitFor();
    await accessible(frame, 'a table');
    await frame.getByRole('option', { name: /^552 / }).click();
    await frame.locator('[role=option][aria-selected=true]').waitFor();
    const drawn = frame.getByRole('button', { name: /^Show as Table/ });
    await until('every picture as a table', async () => {
      if ((await drawn.count()) === 0) return true;
      await drawn.first().click();
      return false;
    });
    await frame.locator('.body .row').first().click();
    await accessible(frame, 'a filtered table, with its pictures as tables and a row selected');
    await frame.getByRole('searchbox', { name: 'Filter' }).fill('there is no such thing');
    await frame
      .getByText(/^0 of /)
      .first()
      .waitFor();
    await accessible(frame, 'a table without rows');
  });

  it('holds for the recent events of a recipient', async () => {
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Complaints').expand();
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Complaints', 'user00001@example.com').rightClick();
    await workbench.contextMenu.choose('Show Recent Events');
    const frame = await until('events', async () => {
      const found = await workbench.webviews.find('user00001@example.com');
      return (await found.locator('h1', { hasText: 'user00001@example.com' }).isVisible()) && found;
    });
    await frame.locator('main[aria-busy=false]').waitFor();
    await accessible(frame, 'events');
  });

  it('holds for a matrix', async () => {
    const lines = [...numbered(30), { address: 'a@example.org' }].map(({ address }) => address);
    putFile(workbench, 'customers.csv', ['email', ...lines].join('\n'));
    server.faults.refuseDomain('other.test.example', 403);
    await workbench.files.open();
    await workbench.files.rightClick('customers.csv');
    await workbench.contextMenu.choose('Check Addresses…');
    const page = await MatrixPage.find(workbench, `${lines.length} addresses`);
    await page.waitForEnd();
    await accessible(page.frame, 'a matrix');
    await page.cell('user00001@example.com', 2).click();
    await accessible(page.frame, 'a matrix with a selection');
    await workbench.openSidebar();
  });
});
