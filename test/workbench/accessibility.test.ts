import type { Frame } from 'playwright-core';
import type { SampleServer } from '../../src/sample/server';
import { until, type Workbench } from '../host/workbench';
import { assertAccessibleInEachTheme } from './accessibility';
import { ImportPage } from './importPage';
import { ACCOUNT, DOMAIN, numbered, openWithAccount, putFile, startServer, tidyUp } from './support';

const FULL = { code: '552', error: `5.2.2 Mailbox full; ${'try again later; '.repeat(60)}` };

describe('accessibility of the webviews', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    server.store.putEntries(DOMAIN, 'bounces', [...numbered(3), { address: 'ann@example.com', ...FULL }]);
    server.store.putEntries(DOMAIN, 'complaints', [{ address: 'ann@example.com' }]);
    server.store.putEntries(DOMAIN, 'unsubscribes', [{ address: 'ann@example.com', tags: ['news', '*'] }]);
    server.store.putEntries(DOMAIN, 'allowlist', [{ address: 'example.com', reason: 'ours' }]);
    workbench = await openWithAccount(server);
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
  });

  tidyUp(() => ({ server, workbench }));

  const accessible = (page: Parameters<typeof assertAccessibleInEachTheme>[1], what: string) =>
    assertAccessibleInEachTheme(workbench, page, what);

  async function check(addresses: string) {
    await workbench.palette('Mailgun: Check Address…');
    await workbench.quickInput.type(addresses);
    await workbench.quickInput.accept();
    return workbench.webviews.find(addresses.split(',')[0]);
  }

  /** Opens everything that is folded. */
  async function unfold(frame: Frame): Promise<void> {
    const folded = frame.locator('details:not([open]) > summary');
    await until('nothing folded', async () => {
      if ((await folded.count()) === 0) return true;
      await folded.first().click();
      return false;
    });
  }

  it('holds for the result of a check: of one address, of several, with gaps, and while it runs', async () => {
    let frame = await check('ann@example.com');
    await frame.getByText(/^Checked/).waitFor();
    await accessible(frame, 'one address');
    server.faults.failNext(1, 403, { list: 'complaints' });
    frame = await check('user00000@example.com, ann@example.com, nobody@example.org');
    await frame.getByRole('heading', { name: 'Could not be asked' }).waitFor();
    await unfold(frame);
    await accessible(frame, 'several addresses');
    server.faults.failNext(20, 'hang');
    frame = await check('user00001@example.com');
    await frame.getByRole('button', { name: 'Cancel' }).waitFor();
    await accessible(frame, 'a running check');
    await frame.getByRole('button', { name: 'Cancel' }).click();
    await frame.getByText('The check was cancelled.').waitFor();
    await accessible(frame, 'a cancelled check');
  });

  it('holds for the import: preview, comparison, progress, and both reports', async () => {
    const rows = numbered(2500).map(({ address }, index) => `${address},${index % 2 === 0 ? '550' : 'x'},<b>no</b>`);
    putFile(workbench, 'bounces.csv', ['address,code,error', 'not an address,550,none', ...rows].join('\n'));
    await workbench.files.dragTo('bounces.csv', workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces'));
    const page = await ImportPage.find(workbench, 'bounces.csv');
    await page.waitFor(/Import [\d,]+ entries/);
    await page.press('Compare with the List');
    await page.waitFor(/Already there/);
    await unfold(page.frame);
    await accessible(page.frame, 'the preview');
    server.faults.failNext(100, 'hang', { method: 'POST' });
    server.requests.clear();
    await page.press(/^Import/);
    await page.waitFor(/Importing/);
    await accessible(page.frame, 'the progress');
    await page.press('Cancel');
    await page.waitFor(/Import cancelled/);
    await accessible(page.frame, 'the report of a cancelled import');
    server.faults.clear();
    await page.press('Resume');
    await page.waitFor(/Imported [\d,]+ entries/);
    await until('the button', () => page.canPress('Preview the File Again'));
    await accessible(page.frame, 'the report');
  });
});
