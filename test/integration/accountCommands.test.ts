import assert from 'node:assert/strict';
import { keySecret } from '../../src/accounts/keyStore';
import { ProbeError } from '../../src/accounts/probeText';
import type { CommandTypes } from '../../src/ids';
import { accountTestKit, closedPort, WRONG_KEY } from './accountTestKit';
import type { Answer } from './scriptedAsk';
import { run as command } from './support';

describe('Account commands', () => {
  const kit = accountTestKit();
  const accounts = () => kit.extension.services.accounts;

  describe('with all arguments', () => {
    it('adds an account that works, asking nothing', async () => {
      const { accountId } = await command('addAccount', kit.custom({ baseUrl: `${kit.sample.regions.us}/v3/` }));
      const account = accounts().get(accountId);
      assert.deepEqual([account?.name, account?.region, account?.baseUrl], ['Test', 'custom', kit.sample.regions.us]);
      const { totalCount } = await (await kit.extension.services.clients.get(accountId)).listDomains();
      assert.ok(totalCount > 0);
      assert.equal(await kit.extension.context.secrets.get(keySecret(accountId)), kit.key('us'));
    });

    it('takes an endpoint without region for a custom one', async () => {
      const { name, baseUrl, apiKey } = kit.custom();
      const { accountId } = await command('addAccount', { name, baseUrl, apiKey: ` "${apiKey}"\n` });
      assert.equal(accounts().get(accountId)?.region, 'custom');
    });

    const refusals: readonly (readonly [string, () => CommandTypes['addAccount']['argument'], RegExp])[] = [
      ['a wrong key', () => kit.custom({ apiKey: WRONG_KEY }), /did not accept this API key/],
      ['a sending key', () => kit.custom({ apiKey: kit.sample.restrictedKeys.sending }), /can only send messages/],
      [
        'a key without rights to lists',
        () => kit.custom({ apiKey: kit.sample.restrictedKeys.analyst }),
        /but not bounces/,
      ],
      ['an unknown subaccount', () => kit.custom({ subaccountId: 'nobody' }), /may not act for this subaccount/],
      [
        'an endpoint that is not protected',
        () => kit.custom({ baseUrl: 'http://mailgun.example' }),
        /not protected by https/,
      ],
      ['an endpoint for a region', () => kit.custom({ region: 'eu' }), /only be given for the region “custom”/],
      ['an empty key', () => kit.custom({ apiKey: ' ' }), /API key cannot be used/],
      ['a key of two lines', () => kit.custom({ apiKey: 'a\nb' }), /API key cannot be used/],
      ['an empty name', () => kit.custom({ name: ' ' }), /cannot have this name/],
      ['a key that is no text', () => ({ ...kit.custom(), apiKey: 5 as unknown as string }), /argument “apiKey”/],
      ['a region that is none', () => ({ ...kit.custom(), region: 'mars' as unknown as 'us' }), /argument “region”/],
    ];
    for (const [what, argument, message] of refusals) {
      it(`refuses ${what} and keeps nothing`, async () => {
        await assert.rejects(command('addAccount', argument()), (error: Error) => {
          assert.match(error.message, message);
          assert.ok(!String(error.stack).includes(kit.key('us')) && !String(error.stack).includes(WRONG_KEY));
          return true;
        });
        assert.deepEqual(accounts().list(), []);
      });
    }

    it('refuses a host that cannot be reached', async () => {
      const baseUrl = await closedPort();
      await assert.rejects(
        command('addAccount', kit.custom({ baseUrl })),
        /could not be reached: the connection was refused/,
      );
      assert.deepEqual(accounts().list(), []);
    });

    it('refuses the wrong region, naming the right one', async () => {
      const { result } = kit.asking('addAccount', [], { name: 'Test', region: 'us', apiKey: kit.key('eu') });
      await assert.rejects(result, (error) => {
        assert.ok(error instanceof ProbeError);
        assert.match(error.message, /no domains here, but \d+ domains? in the EU region/);
        return true;
      });
    });

    it('refuses a name that is taken', async () => {
      await command('addAccount', kit.custom());
      await assert.rejects(command('addAccount', kit.custom({ name: 'TEST' })), /cannot have this name/);
    });

    it('renames', async () => {
      const { accountId } = await command('addAccount', kit.custom());
      assert.deepEqual(await command('renameAccount', { accountId, name: ' Shop ' }), { accountId, name: 'Shop' });
      assert.equal(accounts().get(accountId)?.name, 'Shop');
      await assert.rejects(command('renameAccount', { accountId, name: '' }), /cannot have this name/);
    });

    it('replaces the key when the new one works, and only then', async () => {
      const { accountId } = await command('addAccount', kit.custom());
      await assert.rejects(command('replaceKey', { accountId, apiKey: WRONG_KEY }), /did not accept this API key/);
      assert.equal(await accounts().key(accountId), kit.key('us'));
      await kit.extension.context.secrets.delete(keySecret(accountId));
      await command('replaceKey', { accountId, apiKey: kit.key('us') });
      assert.equal(await accounts().key(accountId), kit.key('us'));
    });

    it('removes the account and its key', async () => {
      const { accountId } = await command('addAccount', kit.custom());
      assert.deepEqual(await command('removeAccount', { accountId, confirm: true }), { removed: true });
      assert.deepEqual(accounts().list(), []);
      assert.equal(await kit.extension.context.secrets.get(keySecret(accountId)), undefined);
    });

    it('refuses an account that is not there', async () => {
      for (const name of ['renameAccount', 'replaceKey', 'removeAccount'] as const) {
        const argument = { accountId: 'nobody', name: 'x', apiKey: 'x', confirm: true };
        await assert.rejects(command(name, argument), /no such account/);
      }
    });
  });

  describe('Replace API Key…', () => {
    it('keeps the old key until a new one works, and when left', async () => {
      const { accountId } = await command('addAccount', kit.custom());
      const { result } = kit.asking('replaceKey', [{ input: WRONG_KEY }, { cancel: true, title: /did not accept/ }]);
      assert.equal(await result, undefined);
      assert.equal(await accounts().key(accountId), kit.key('us'));
      const second = kit.asking('replaceKey', [
        { input: kit.sample.restrictedKeys.analyst },
        { pick: 'Use It Anyway' },
      ]);
      assert.deepEqual(await second.result, { accountId });
      assert.equal(await accounts().key(accountId), kit.sample.restrictedKeys.analyst);
    });

    it('asks which account when there are several', async () => {
      await command('addAccount', kit.custom());
      const { accountId } = await command('addAccount', kit.custom({ name: 'Second' }));
      const { result } = kit.asking('replaceKey', [{ pick: 'Second' }, { input: kit.key('us'), title: /Second/ }]);
      assert.deepEqual(await result, { accountId });
    });

    it('says that a sample needs none', async () => {
      const { accountId } = await command('openSampleAccount');
      await assert.rejects(command('replaceKey', { accountId, apiKey: 'x' }), /sample and needs no API key/);
    });
  });

  describe('Rename and remove', () => {
    it('renames to a name that is not taken', async () => {
      await command('addAccount', kit.custom({ name: 'First' }));
      const { accountId } = await command('addAccount', kit.custom({ name: 'Second' }));
      const answers: Answer[] = [{ input: 'first', rejected: /already an account/ }, { input: 'Third' }];
      assert.deepEqual(await kit.asking('renameAccount', answers, { accountId }).result, { accountId, name: 'Third' });
    });

    it('asks before removing, naming the account, and takes no for an answer', async () => {
      const { accountId } = await command('addAccount', kit.custom());
      const { ask, result } = kit.asking('removeAccount', [{ cancel: true }], { accountId });
      assert.equal(await result, undefined);
      assert.equal(ask.prompts[0]?.title, 'Remove the account “Test”?');
      assert.ok(accounts().get(accountId));
      await kit.asking('removeAccount', [{ confirm: 'yes' }], { accountId }).result;
      assert.deepEqual(accounts().list(), []);
    });
  });
});
