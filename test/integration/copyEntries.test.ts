import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bulkTestKit, OTHER } from './bulkTestKit';
import { DOMAIN, numbered, openTestAccount, run } from './support';

const CREATED = Date.UTC(2024, 4, 31, 12, 0, 0);

describe('copying to domains', () => {
  const kit = bulkTestKit();
  const server = () => kit.account.server;

  beforeEach(() => {
    server().store.putEntries(
      DOMAIN,
      'bounces',
      numbered(1100).map((entry) => ({ ...entry, createdAt: CREATED })),
    );
  });

  describe('copy', () => {
    it('copies a list, sending only what is needed', async () => {
      server().store.putEntries(
        OTHER,
        'bounces',
        numbered(100).map((entry) => ({ ...entry, createdAt: CREATED })),
      );
      server().store.putEntries(OTHER, 'bounces', [{ address: 'user00000@example.com', code: '421', error: 'other' }]);
      const from = { ...kit.at, list: 'bounces' as const };
      server().requests.clear();
      const { targets } = await run('copyEntries', { from, to: [kit.other] });
      const [{ added, updated, same, left, rejected } = assert.fail()] = targets;
      assert.deepEqual([added, updated, same, left, rejected], [1000, 1, 99, 0, []]);
      assert.equal(server().requests.count({ method: 'POST' }), 2);
      assert.equal(server().store.count(OTHER, 'bounces'), 1100);
      assert.equal(server().store.get(OTHER, 'bounces', 'user00000@example.com')?.code, '550');
    });

    it('shows what is new, the same and different, and leaves the different alone when told to', async () => {
      server().store.putEntries(OTHER, 'bounces', [{ address: 'user00000@example.com', code: '421', error: 'other' }]);
      const rows = (await kit.entryRows()).slice(0, 3);
      const answers = [
        { pickMany: [OTHER] },
        { choose: 'Copy New Only', message: /^Copy 3 entries .* to other\.test\.example\?/ },
      ];
      const { ask, result } = kit.asking('copyEntries', answers, rows[0], rows);
      const target = (await result)?.targets[0];
      assert.deepEqual([target?.added, target?.updated, target?.left], [2, 0, 1]);
      assert.deepEqual(ask.prompts[0]?.labels, [OTHER]);
      assert.deepEqual(ask.prompts[1]?.labels, ['Copy New Only', 'Copy New and Replace Different']);
      assert.equal(server().store.get(OTHER, 'bounces', 'user00000@example.com')?.code, '421');
      const again = kit.asking('copyEntries', [{ pickMany: [OTHER] }, { choose: undefined }], rows[0], rows);
      assert.equal(await again.result, undefined);
    });

    it('copies to another account, and reports a domain that refuses without stopping', async () => {
      const second = await openTestAccount('Second');
      try {
        server().faults.refuseDomain(OTHER, 403);
        const to = [kit.other, { accountId: second.accountId, domain: DOMAIN }];
        const { ask, result } = kit.asking('copyEntries', [], { from: { ...kit.at, list: 'bounces' }, to });
        const targets = (await result)?.targets ?? [];
        assert.equal(targets.find(({ domain }) => domain === DOMAIN)?.added, 1100);
        const refused = targets.find(({ domain }) => domain === OTHER);
        assert.equal(refused?.added, 0);
        assert.match(refused.problem ?? '', /\w+ \w+/);
        assert.equal(second.server.store.count(DOMAIN, 'bounces'), 1100);
        assert.equal(ask.notifications[0]?.level, 'warning');
        await ask.press('Show Details');
        assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /^other\.test\.example\t/);
      } finally {
        await second.close();
      }
    });

    it('copies the given addresses only, and refuses a selection of several lists', async () => {
      const addresses = ['user00001@example.com', 'nobody@example.com'];
      const { targets } = await run('copyEntries', {
        from: { ...kit.at, list: 'bounces' },
        to: [kit.other],
        addresses,
      });
      assert.equal(targets[0]?.added, 1);
      server().store.putEntries(DOMAIN, 'complaints', [{ address: 'c@example.com' }]);
      const rows = [...(await kit.entryRows()).slice(0, 1), ...(await kit.entryRows('complaints'))];
      const { ask, result } = kit.asking('copyEntries', [], rows[0], rows);
      assert.equal(await result, undefined);
      assert.match(ask.notifications[0]?.message ?? '', /more than one list/);
    });
  });

  describe('on all domains', () => {
    const address = 'jane@example.com';

    it('adds an address to a list of every domain, and takes it back', async () => {
      const given = { address, list: 'allowlist' as const, accountIds: [kit.at.accountId], confirm: true };
      assert.deepEqual(await run('addToAllDomains', given), { added: 2, same: 0, failed: [], notAsked: [] });
      assert.equal((await run('addToAllDomains', given)).same, 2);
      for (const domain of [DOMAIN, OTHER]) assert.ok(server().store.get(domain, 'allowlist', address));
      await run('undo');
      for (const domain of [DOMAIN, OTHER]) assert.equal(server().store.get(domain, 'allowlist', address), undefined);
    });

    it('deletes an address wherever it stands, after a question that names the places', async () => {
      server().store.putEntries(DOMAIN, 'unsubscribes', [{ address, tags: ['*'] }]);
      server().store.putEntries(OTHER, 'bounces', [{ address, code: '550' }]);
      const given = { address, accountIds: [kit.at.accountId] };
      const { ask, result } = kit.asking(
        'deleteFromAllDomains',
        [{ confirm: 'yes', message: /from 2 lists\?$/ }],
        given,
      );
      const outcome = await result;
      assert.deepEqual([outcome?.deleted, outcome?.failed], [2, []]);
      assert.equal(server().store.get(OTHER, 'bounces', address), undefined);
      await ask.press('Undo');
      assert.ok(server().store.get(OTHER, 'bounces', address));
      const none = kit.asking('deleteFromAllDomains', [], { address: 'nobody@example.com', confirm: true });
      assert.equal((await none.result)?.deleted, 0);
      assert.match(none.ask.notifications[0]?.message ?? '', /found on no list/);
    });

    it('takes an entry of the tree as it stands, and asks for what is not known', async () => {
      server().store.putEntries(DOMAIN, 'complaints', [{ address, createdAt: CREATED }]);
      const [row] = await kit.entryRows('complaints');
      const answers = [{ confirm: 'yes', message: /^Add jane@example\.com to Complaints of 2 domains\?/ }] as const;
      const added = await kit.asking('addToAllDomains', answers, row).result;
      assert.deepEqual([added?.added, added?.same], [1, 1]);
      assert.equal(server().store.get(OTHER, 'complaints', address)?.createdAt, CREATED);
      const asked = [{ pick: 'Complaints' }, { input: 'a@b', rejected: /./ }, { input: 'joe@example.com' }];
      const other = await kit.asking('addToAllDomains', [...asked, { confirm: 'yes' }]).result;
      assert.equal(other?.added, 2);
      await assert.rejects(run('addToAllDomains', { address: 'nothing', list: 'bounces', confirm: true }));
    });

    it('says what could not be asked', async () => {
      server().faults.refuseDomain(OTHER, 403);
      const given = { address, accountIds: [kit.at.accountId], confirm: true };
      const { notAsked } = await run('deleteFromAllDomains', given);
      assert.ok(notAsked.length > 0);
      const { failed } = await run('addToAllDomains', { ...given, list: 'complaints' });
      assert.equal(failed[0]?.domain, OTHER);
    });
  });
});
