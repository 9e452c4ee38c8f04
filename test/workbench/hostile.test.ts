import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import type { SampleServer } from '../../src/sample/server';
import { until, type Workbench } from '../host/workbench';
import { assertUnharmed, HOSTILE_ADDRESSES, HOSTILE_COUNT, HOSTILE_TEXTS, hostileEntries, Watch } from './hostile';
import { ImportPage } from './importPage';
import { ACCOUNT, DOMAIN, openWithAccount, putFile, startServer, tidyUp } from './support';

const LISTS = {
  Bounces: 'bounces',
  Complaints: 'complaints',
  Unsubscribes: 'unsubscribes',
  Allowlist: 'allowlist',
} as const;

describe('hostile records', () => {
  let server: SampleServer;
  let workbench: Workbench;
  let watch: Watch;

  before(async () => {
    server = await startServer();
    const entries = hostileEntries();
    for (const list of Object.values(LISTS)) server.store.putEntries(DOMAIN, list, entries[list]);
    workbench = await openWithAccount(server);
    watch = new Watch(workbench);
    await workbench.tree.row(ACCOUNT).expand();
    await workbench.tree.row(ACCOUNT, DOMAIN).expand();
  });

  tidyUp(() => ({ server, workbench }));

  afterEach(() => watch.assertQuiet());

  /** Waits for the tooltip of an entry that says this: that of another row may show for a moment. */
  async function tooltip(list: string, address: string, said: string): Promise<void> {
    await until(`the tooltip of ${address}`, async () => {
      const text = await workbench.tree.row(ACCOUNT, DOMAIN, list, address).hover();
      return text.includes(address) && text.includes(said);
    });
  }

  /** Opens everything that is folded in a page. */
  async function unfold(frame: Frame): Promise<void> {
    const folded = frame.locator('details:not([open]) > summary');
    await until('everything unfolded', async () => {
      if ((await folded.count()) === 0) return true;
      await folded.first().click();
      return false;
    });
  }

  for (const list of Object.keys(LISTS)) {
    it(`are rows of text in ${list}, with tooltips of text`, async () => {
      const row = workbench.tree.row(ACCOUNT, DOMAIN, list);
      await row.expand();
      await until('every entry', async () => (await row.info()).description === String(HOSTILE_COUNT));
      const rows = (await workbench.tree.rows()).filter(({ level }) => level === 4);
      assert.equal(rows.length, HOSTILE_COUNT);
      for (const { label, description, ariaLabel } of rows)
        assert.doesNotMatch(label + description + ariaLabel, /[\u202A-\u202E\u2066-\u2069\u200B]/, label);
      for (const name of ['script', 'markdown', 'icons', 'handler']) {
        await tooltip(
          list,
          `${name}@trap.invalid`,
          list === 'Complaints' ? '' : (HOSTILE_TEXTS[name] ?? '').slice(0, 12),
        );
        const hover = workbench.page.locator('.monaco-hover:visible');
        assert.equal(
          await hover.locator('img, script, iframe, a[href^="command:"], a[data-href^="command:"]').count(),
          0,
        );
      }
      await row.collapse();
    });
  }

  it('are text in the result of a check', async () => {
    await workbench.palette('Mailgun: Check Address…');
    // More than ten are shown as a matrix.
    const addresses = HOSTILE_ADDRESSES.filter((address) => /^\w+@/.test(address)).slice(0, 10);
    await workbench.quickInput.type(addresses.join(', '));
    await workbench.quickInput.accept();
    const frame = await workbench.webviews.find('script@trap.invalid');
    await frame.getByText(/^Checked/).waitFor();
    await unfold(frame);
    await frame.getByRole('button', { name: 'Show all' }).first().click();
    await frame
      .getByText(HOSTILE_TEXTS['script']?.slice(0, 40) ?? '')
      .first()
      .waitFor();
    await assertUnharmed(frame, 'check result');
  });

  it('are text in a menu, a question, a notification and the document of an entry', async () => {
    const bounces = workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces');
    await bounces.expand();
    const address = HOSTILE_ADDRESSES.find((one) => one.startsWith('"><img')) ?? '';
    const row = workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', /onerror/);
    await row.rightClick();
    await workbench.contextMenu.choose('Delete');
    await workbench.modal.waitFor();
    assert.ok((await workbench.modal.text()).includes(address));
    server.faults.failNext(
      1,
      { status: 400, body: { message: [HOSTILE_TEXTS['script'], HOSTILE_TEXTS['markdown']].join(' ') } },
      { method: 'DELETE' },
    );
    await workbench.modal.press('Delete');
    await workbench.notifications.waitFor(/<script>|onerror/);
    const toast = workbench.page.locator('.notifications-toasts');
    assert.equal(
      await toast.locator('img, script, a[href^="command:"], a[data-href^="command:"], a[href*="trap"]').count(),
      0,
    );
    await workbench.pictures('hostile-notification');
    await workbench.notifications.clear();
    await workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces', 'unbroken@trap.invalid').inlineAction('Show Details');
    await workbench.editor.waitForTab('unbroken@trap.invalid.json');
    assert.match(await workbench.editor.text(), /unbroken@trap\.invalid/);
    await bounces.collapse();
  });

  it('are text in the import page, from its file name to its report', async () => {
    const name = `<img src=x onerror=window.trapped=1> $(trash).csv`;
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const rows = Object.entries(HOSTILE_TEXTS).map(([key, text]) => [
      `${key}2@trap.invalid`,
      text.slice(0, 50),
      text,
      text,
    ]);
    const bad = Object.values(HOSTILE_TEXTS).map((text) => [text, '550', text, text]);
    const head = ['address', 'code', 'error', HOSTILE_TEXTS['handler'] ?? ''];
    putFile(workbench, name, [head, ...rows, ...bad].map((row) => row.map(quote).join(',')).join('\r\n'));
    await workbench.files.dragTo(name, workbench.tree.row(ACCOUNT, DOMAIN, 'Bounces'));
    const page = await ImportPage.find(workbench, 'onerror');
    await page.waitFor(/Import [\d,]+ entries/);
    await unfold(page.frame);
    await assertUnharmed(page.frame, 'import preview');
    await workbench.pictures('hostile-import');
    await page.press(/^Import/);
    await page.waitFor(/Import(ed| failed| finished| cancelled)/);
    await assertUnharmed(page.frame, 'import report');
    await workbench.pictures('hostile-import-report');
  });
});
