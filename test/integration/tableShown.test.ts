/** What tables show: of a list, a domain, an account; the page is played by the test. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { watchOtherWindows } from '../../src/commands/inspect/otherWindows';
import { jobsFolder } from '../../src/commands/unfinished';
import type { Change } from '../../src/core/change';
import { FileChangeStore } from '../../src/core/changeStore';
import type { CopyHead } from '../../src/core/transfer/bulk/copy';
import type { ImportHead, ImportSpec } from '../../src/core/transfer/import/importTypes';
import { Jobs } from '../../src/core/transfer/jobs';
import { until } from './extension';
import { DOMAIN, numbered, run, services } from './support';
import { OTHER, tableTestKit, userRange } from './tableTestKit';

const CREATED = Date.UTC(2024, 4, 31, 12, 0, 0);

describe('a table', () => {
  const kit = tableTestKit();

  describe('of a list', () => {
    it('shows its rows in the server’s order, with the columns of the list', async () => {
      kit.put(2500);
      const page = await kit.read();
      const { title, columns, lists, total, view, reading, selection, account: name } = page.state;
      assert.deepEqual([title, name, total, lists], [`Bounces of ${DOMAIN}`, 'Test', 2500, ['bounces']]);
      assert.deepEqual(columns, ['address', 'code', 'text', 'createdAt']);
      assert.deepEqual([view.count, view.complete, reading.state, reading.read], [2500, true, 'done', 2500]);
      assert.deepEqual([selection.count, selection.hidden], [0, 0]);
      const rows = await page.rows(1000, 3);
      assert.deepEqual(
        rows.map(({ address }) => address),
        userRange(1000, 1003),
      );
      assert.deepEqual(
        [rows[0]?.code, rows[0]?.title, rows[0]?.selected],
        ['550', 'The mailbox does not exist', false],
      );
      assert.deepEqual(await page.rows(2499, 10), [(await page.rows(2499, 1))[0]]);
    });

    it('brings the first rows along, with its state or with the news that there are some', async () => {
      kit.put(2500);
      kit.account.server.faults.slow(300);
      const early = await kit.played.open(kit.bounces);
      assert.deepEqual([early.state.view.count, early.first?.rows], [0, []]);
      kit.account.server.faults.clear();
      const { view } = await early.shows('the first entries', ({ total }) => total > 0);
      const addresses = (): readonly string[] => early.first?.rows.map(({ address }) => address) ?? [];
      assert.deepEqual([addresses(), early.first?.version], [userRange(0, 60), view.version]);
      await early.read();
      // As many as there are from where the page was.
      for (const [top, from] of [
        [1000, 1000],
        [2499, 2440],
        [2500, 0],
      ] as const) {
        await early.ready({ source: kit.bounces, filter: {}, top, focus: top, insight: true });
        assert.deepEqual([early.first?.from, addresses()], [from, userRange(from, from + 60)]);
      }
    });

    it('filters, sorts and finds', async () => {
      kit.put(30);
      kit.account.server.store.putEntries(DOMAIN, 'bounces', [
        { address: 'zoe@corp.example', code: '552', error: 'Full', createdAt: CREATED },
      ]);
      const page = await kit.read();
      const info = await page.host.request('filter', { at: 'corp.example' });
      assert.deepEqual([info.count, info.complete, info.filter], [1, true, { at: 'corp.example' }]);
      assert.deepEqual(await page.addresses(), ['zoe@corp.example']);
      assert.equal((await page.host.request('filter', { text: 'FULL' })).count, 1);
      assert.equal((await page.host.request('filter', { codeClass: '5' })).count, 31);
      const sorted = await page.host.request('sort', { column: 'address', descending: true });
      assert.deepEqual(sorted.sort, { column: 'address', descending: true });
      assert.equal((await page.addresses())[0], 'zoe@corp.example');
      assert.equal((await page.host.request('sort', undefined)).sort, undefined);
      // One while the other is under way: both are meant.
      const both = [
        page.host.request('sort', { column: 'address', descending: true }),
        page.host.request('filter', { text: 'user' }),
      ] as const;
      await Promise.all(both);
      assert.deepEqual((await page.addresses()).slice(0, 2), ['user00029@example.com', 'user00028@example.com']);
      await page.host.request('filter', {});
      await page.host.request('sort', undefined);
      const found = await page.host.request('findPrefix', { text: 'user00012', from: 0 });
      assert.equal(found, 12);
      const [row] = await page.rows(12, 1);
      assert.equal(await page.host.request('indexOf', row?.id ?? -1), 12);
      assert.ok(page.state.facets.codes.includes('552'));
      const { pictures, version } = await page.host.request('insight', undefined);
      assert.ok(pictures.length > 0);
      assert.equal(version, (await page.host.request('rows', { from: 0, count: 1 })).version);
    });

    it('says when it was read, and that another window has changed it since, until it is read again', async () => {
      kit.put(3);
      const began = Date.now();
      const page = await kit.read();
      const readAt = page.state.reading.readAt ?? 0;
      assert.ok(readAt >= began && readAt <= Date.now());
      assert.equal(page.state.reading.isStale, false);
      const all = await services();
      const told: string[] = [];
      const watching = await watchOtherWindows(all, (lists) => {
        told.push(...lists.map(({ domain, list }) => `${list} of ${domain}`));
        kit.played.tables.changedElsewhere(lists);
      });
      try {
        // What this window does itself is in the table already.
        await run('deleteEntries', { ...kit.bounces, addresses: userRange(0, 1), confirm: true });
        const other = new FileChangeStore(join(all.storage, 'changes'), process.ppid);
        const items = [{ ...kit.bounces, domain: OTHER, list: 'bounces' as const, address: 'a@b.example' }];
        const change = (id: string, domain: string): Change => ({
          ...{ id, at: 1, kind: 'delete' },
          items: items.map((item) => ({ ...item, domain, before: null, after: null })),
        });
        await other.add(change('000000000000001-of-another-domain', OTHER));
        await until('the change of another domain is seen', () => told.length > 0);
        assert.equal(page.state.reading.isStale, false);
        await other.add(change('000000000000002-of-this-domain', DOMAIN));
        await page.shows('it says so', ({ reading }) => reading.isStale === true);
        assert.deepEqual(told, [`bounces of ${OTHER}`, `bounces of ${DOMAIN}`]);
        await page.host.request('reload', 'all');
        await page.shows('it was read again', ({ reading }) => reading.state === 'done' && reading.isStale === false);
        // The other window takes its change back.
        assert.ok(await other.claim('000000000000002-of-this-domain'));
        await page.shows('it says so again', ({ reading }) => reading.isStale === true);
        await other.release('000000000000002-of-this-domain');
        assert.ok(await other.claim('000000000000001-of-another-domain'));
        await other.release('000000000000001-of-another-domain');
      } finally {
        watching.dispose();
      }
    });

    it('says that another window imports into its list or copies to it: when that begins, stops and ends', async () => {
      kit.put(3);
      const page = await kit.read();
      const all = await services();
      const told = new Set<string>();
      const watching = await watchOtherWindows(all, (lists) => {
        for (const { domain, list } of lists) told.add(`${list} of ${domain}`);
        kit.played.tables.changedElsewhere(lists);
      });
      const says = () => page.shows('it says so', ({ reading }) => reading.isStale === true);
      const readAgain = async (): Promise<void> => {
        await page.host.request('reload', 'all');
        await page.shows('it was read again', ({ reading }) => reading.state === 'done' && reading.isStale === false);
      };
      const here = { accountId: kit.account.accountId, domain: DOMAIN };
      const folder = jobsFolder(all.storage);
      const [own, other] = [new Jobs(folder), new Jobs(folder, process.ppid)];
      const read = { list: 'bounces', mapping: { address: 0 } } as unknown as ImportSpec['read'];
      const spec: ImportSpec = { ...here, file: '/nowhere.csv', method: 'batches', read };
      const head: ImportHead = { kind: 'import', title: 'Import', spec, mark: {} as ImportHead['mark'] };
      const copy = (domain: string): CopyHead => ({
        ...{ kind: 'copy', title: 'Copy', source: { ...here, domain: OTHER, list: 'bounces' }, records: 1 },
        targets: [{ ...here, domain, fresh: 1, same: 0, differs: 0 }],
        ...{ refused: [], differing: 'leave' },
      });
      try {
        // What this window does itself it shows by itself; another list is not meant.
        const unrelated = [
          await own.create(head),
          await other.create(copy(OTHER)),
          await other.create({ ...head, spec: { ...spec, read: { ...read, list: 'complaints' } } }),
        ];
        await until(
          'all of them are seen',
          () => told.has(`bounces of ${OTHER}`) && told.has(`complaints of ${DOMAIN}`),
        );
        for (const one of unrelated) await one.finish();
        assert.deepEqual([told.size, page.state.reading.isStale], [2, false]);
        const job = await other.create(head);
        await says();
        await readAgain();
        await job.release();
        await says();
        await readAgain();
        const resumed = await other.open(job.id);
        assert.ok(resumed);
        await says();
        await readAgain();
        await resumed.finish();
        await says();
        await readAgain();
        const copying = await other.create(copy(DOMAIN));
        await says();
        await copying.finish();
      } finally {
        watching.dispose();
      }
    });

    it('says what came a few times a second, and nothing while it is hidden', async () => {
      kit.put(20_000);
      kit.account.server.faults.slow(30);
      const page = await kit.played.open(kit.bounces);
      page.sent.length = 0;
      await page.read();
      assert.ok(page.sent.length > 1);
      // A timer never ends early, however busy the machine is; the first rows wait for none.
      for (const [index, { at, isFirst }] of page.sent.entries())
        if (index > 0 && !isFirst) assert.ok(at - (page.sent[index - 1]?.at ?? 0) >= 95);
      assert.ok(page.told.some(({ reading, total }) => reading?.state === 'reading' && (total ?? 0) > 0));
      page.visible = false;
      page.told.length = 0;
      await run('addAddresses', { ...kit.bounces, entries: [{ address: 'new@example.com' }] });
      await until('the table has it', () => kit.played.tables.panels[0]?.session.data.store.size === 20_001);
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.deepEqual(page.told, []);
      assert.equal((await page.ready()).view.count, 20_001);
    });

    it('shows hostile records as texts', async () => {
      const error = `<script>alert(1)</script>\u202E${'x'.repeat(100_000)}`;
      kit.account.server.store.putEntries(DOMAIN, 'bounces', [
        { address: '"><img src=x>@h.example', code: 'javascript:1', error },
      ]);
      const [row] = await (await kit.read()).rows();
      assert.deepEqual([row?.address, row?.code], ['"><img src=x>@h.example', 'javascript:1']);
      assert.ok((row?.text?.length ?? 0) <= 400 && row?.text?.startsWith('<script>') === true);
      assert.doesNotMatch(row.text, /\u202E/);
    });

    it('stops, and reads anew', async () => {
      kit.put(20_000);
      kit.account.server.faults.slow(100);
      const page = await kit.played.open(kit.bounces);
      await page.shows('something is read', ({ total }) => total > 0);
      void page.host.emit('stop', undefined);
      const { reading, view, total } = await page.shows('it stopped', (state) => state.reading.state === 'stopped');
      assert.ok(total < 20_000 && reading.read > 0 && !view.complete);
      kit.account.server.faults.clear();
      await page.host.request('reload', undefined);
      await page.shows('everything is read', (state) => state.view.complete);
      assert.equal(page.state.total, 20_000);
    });

    it('forgets on a reload what the server has no more, and keeps what is selected', async () => {
      kit.put(20);
      const page = await kit.read();
      await page.host.request('select', { kind: 'range', from: 3, to: 5, add: false });
      kit.account.server.store.clear(DOMAIN, 'bounces');
      kit.account.server.store.putEntries(DOMAIN, 'bounces', numbered(20).slice(4));
      await page.host.request('reload', undefined);
      await page.shows('it is as on the server', ({ total, reading }) => total === 16 && reading.state === 'done');
      assert.deepEqual([page.state.selection.count, (await page.addresses())[0]], [2, 'user00004@example.com']);
    });
  });

  describe('of a domain or an account', () => {
    it('has all four lists, and of an account all domains, with columns that say which', async () => {
      kit.account.server.store.addDomain('Sample Account', OTHER);
      kit.put(5);
      kit.put(4, 'complaints');
      kit.put(3, 'unsubscribes', OTHER);
      const domain = await kit.read({ accountId: kit.account.accountId, domain: DOMAIN });
      assert.deepEqual([domain.state.total, domain.state.columns[0]], [9, 'list']);
      assert.deepEqual(
        (await domain.rows()).map(({ list }) => list),
        [...Array<string>(5).fill('bounces'), ...Array<string>(4).fill('complaints')],
      );
      const whole = await kit.read({ accountId: kit.account.accountId });
      assert.deepEqual(
        [whole.state.total, whole.state.columns[0], whole.state.reading.lists.length],
        [12, 'domain', 8],
      );
      assert.equal((await whole.host.request('filter', { domain: OTHER })).count, 3);
    });

    it('says of a list that refuses why, and shows the others', async () => {
      kit.put(5, 'complaints');
      kit.account.server.faults.failNext(1, 403, { path: '/bounces' });
      const page = await kit.read({ accountId: kit.account.accountId, domain: DOMAIN });
      const failed = page.state.reading.lists.find(({ list }) => list === 'bounces');
      assert.deepEqual([failed?.state, page.state.total, page.state.view.complete], ['failed', 5, false]);
      assert.match(failed?.problem ?? '', /^[A-Z].*\.$/);
      assert.equal(page.state.reading.problem, undefined);
      kit.account.server.requests.clear();
      await page.host.request('reload', 'unread');
      await page.shows('that one is read', ({ view }) => view.complete);
      assert.equal(kit.account.server.requests.total, 1);
    });

    it('says why nothing can be read, with a way on', async () => {
      kit.account.server.faults.refuseDomain(DOMAIN, 404);
      const page = await kit.read({ accountId: kit.account.accountId, domain: DOMAIN });
      assert.match(page.state.reading.problem?.text ?? '', /^[A-Z].*\.$/);
      assert.equal(page.state.reading.problem?.remedy, 'Try Again');
      kit.account.server.faults.clear();
      await page.host.request('remedy', undefined);
      await page.shows('it is read', ({ reading }) => reading.state === 'done' && reading.problem === undefined);
    });
  });
});
