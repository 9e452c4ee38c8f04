import assert from 'node:assert/strict';
import type { SampleServer } from '../../src/sample/server';
import { holds, until, type Workbench } from '../host/workbench';
import { MatrixPage } from './matrixPage';
import { DOMAIN, numbered, openWithAccount, PICTURE_THEMES, startServer, tidyUp } from './support';

const OTHERS = ['a.test.example', 'b.test.example', 'c.test.example'];

describe('checking many addresses, once more', () => {
  let server: SampleServer;
  let workbench: Workbench;

  before(async () => {
    server = await startServer();
    for (const domain of OTHERS) server.store.addDomain('Sample Account', domain);
    server.store.putEntries(DOMAIN, 'bounces', numbered(3));
    server.store.putEntries('b.test.example', 'complaints', [{ address: 'user00007@example.com' }]);
    workbench = await openWithAccount(server);
  });

  tidyUp(() => ({ server, workbench }));

  it('is cancelled at once, and goes on in another way', async () => {
    await workbench.palette('Mailgun: Check Addresses…');
    await workbench.quickInput.pick('Type or Paste…');
    server.requests.clear();
    server.faults.slow(300);
    await workbench.quickInput.type(
      numbered(60)
        .map(({ address }) => address)
        .join(' '),
    );
    await workbench.quickInput.accept();
    const page = await MatrixPage.find(workbench, /^60 addresses|Check: 60 addresses/);
    await page.choose('How', 'Ask for each address');
    await until('single questions are asked', () => Promise.resolve(server.requests.count({ path: /\/user000/ }) > 0));
    await workbench.pictures('22-matrix-running');
    await page.press('Cancel');
    await page.waitForText(/The check was cancelled/);
    server.faults.clear();
    await page.choose('How', 'Read the lists');
    await page.waitForText(/lists? read as a whole/);
    assert.match(await page.waitForEnd(), /4 of 60 listed/);
  });

  it('stays with the row that has the focus, and with what is selected, when everything is asked anew and rows move', async () => {
    const page = await MatrixPage.find(workbench, /^60 addresses|Check: 60 addresses/);
    const { keyboard } = workbench.page;
    await page.press(/^Bounces/);
    await page.waitForFirst(
      'user00000@example.com',
      'user00001@example.com',
      'user00002@example.com',
      'user00003@example.com',
    );
    await page.cell('user00010@example.com', 0).click();
    await keyboard.press('Shift+ArrowDown');
    await keyboard.press('ArrowRight');
    await page.waitForText(/2 rows selected, 0 entries/);
    await holds(async () => assert.equal(await page.activeAddress(), 'user00011@example.com'));
    server.store.putEntries(DOMAIN, 'bounces', [
      { address: 'user00010@example.com' },
      { address: 'user00050@example.com' },
    ]);
    await page.press('Check Again');
    await page.waitForText(/6 of 60 listed/);
    await page.waitForFirst(
      'user00000@example.com',
      'user00001@example.com',
      'user00002@example.com',
      'user00010@example.com',
    );
    await page.waitForText(/2 rows selected, 1 entry/);
    await holds(async () => assert.equal(await page.activeAddress(), 'user00011@example.com'));
    await page.grid.focus();
    await keyboard.press('ArrowDown');
    await holds(async () => assert.equal(await page.activeAddress(), 'user00012@example.com'));
  });

  it('fits into a pane of 300 pixels: nothing but its lists is scrolled to the side, and each can be come to', async () => {
    const page = await MatrixPage.find(workbench, /^60 addresses|Check: 60 addresses/);
    const { keyboard } = workbench.page;
    const size = { width: 1280, height: 800 };
    const inner = () => page.frame.evaluate<number>('innerWidth');
    const pane = await inner();
    await workbench.page.setViewportSize({ ...size, width: size.width - pane + 300 });
    await until('a narrow pane', async () => (await inner()) === 300);
    const fits =
      "[document.documentElement, ...document.querySelectorAll('main, #actions')].every((part) => part.scrollWidth <= part.clientWidth)";
    await until('that all fits', () => page.frame.evaluate<boolean>(fits));
    await page.grid.focus();
    await keyboard.press('ControlOrMeta+Home');
    await holds(async () => assert.ok((await page.addresses()).length >= 5));
    await workbench.pictures('27-matrix-narrow', PICTURE_THEMES);
    for (const column of ['2', '3', '4', '5', '6']) {
      await keyboard.press('ArrowRight');
      await until(`column ${column}`, async () => (await page.activeColumn()) === column);
      await holds(async () => assert.ok(await page.isInSight(`.body .row [aria-colindex="${column}"]`)));
      await holds(async () => {
        const [address, grid] = [page.cell('user00000@example.com', 0), page.grid];
        const [left, edge] = [await address.boundingBox(), await grid.boundingBox()];
        assert.ok(left && edge && left.x >= edge.x, 'the address is out of sight');
      });
    }
    await workbench.pictures('28-matrix-narrow-end', PICTURE_THEMES);
    await workbench.page.setViewportSize(size);
    await until('the whole width', async () => (await inner()) === pane);
  });
});
