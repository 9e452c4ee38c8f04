import assert from 'node:assert/strict';
import { accountTestKit, closedPort, WRONG_KEY } from './accountTestKit';
import type { Answer } from './scriptedAsk';

describe('Prompts for accounts', () => {
  const kit = accountTestKit();
  const accounts = () => kit.extension.services.accounts;

  describe('Add Account…', () => {
    it('asks for region, key and name, and shows what it is at', async () => {
      const { ask, result } = kit.asking('addAccount', [
        { pick: 'US' },
        { input: `key=${kit.key('us')}` },
        { accept: true },
      ]);
      const { accountId } = (await result) ?? assert.fail('cancelled');
      const { name, region, baseUrl } = accounts().get(accountId) ?? assert.fail('not added');
      assert.deepEqual([name, region, baseUrl], ['Mailgun US', 'us', kit.sample.regions.us]);
      assert.equal(await accounts().key(accountId), kit.key('us'));
      const shown = ask.prompts.map(({ kind, step, totalSteps, back, password }) => ({
        kind,
        step,
        totalSteps,
        back,
        password: password === true,
      }));
      assert.deepEqual(shown, [
        { kind: 'pick', step: 1, totalSteps: 3, back: false, password: false },
        { kind: 'input', step: 2, totalSteps: 3, back: true, password: true },
        { kind: 'input', step: 3, totalSteps: 3, back: true, password: false },
      ]);
      assert.deepEqual(ask.titles, ['Trying the API key…']);
    });

    it('asks for the endpoint of a custom region, refusing what is none', async () => {
      const { ask, result } = kit.asking('addAccount', [
        { pick: 'Custom Endpoint…' },
        { input: '', rejected: /Enter the URL/ },
        { input: 'http://example.com', rejected: /not protected by https/ },
        { input: 'https://user:pass@example.com', rejected: /user name or password/ },
        { input: `${kit.sample.regions.us}/` },
        { input: '', rejected: /Enter the API key/ },
        { input: 'two words', rejected: /no spaces/ },
        { input: kit.key('us') },
        { input: '', rejected: /Enter a name/ },
        { input: 'Local' },
      ]);
      const { accountId } = (await result) ?? assert.fail('cancelled');
      const { name, region, baseUrl } = accounts().get(accountId) ?? assert.fail('not added');
      assert.deepEqual([name, region, baseUrl], ['Local', 'custom', kit.sample.regions.us]);
      assert.deepEqual(
        ask.prompts.map(({ totalSteps }) => totalSteps),
        [3, 4, 4, 4],
      );
    });

    it('asks only for what is not given', async () => {
      const { ask, result } = kit.asking('addAccount', [{ input: 'Mine' }], { region: 'us', apiKey: kit.key('us') });
      await result;
      assert.deepEqual(
        ask.prompts.map(({ kind, value }) => [kind, value]),
        [['input', 'Mailgun US']],
      );
    });

    it('suggests a name that is free', async () => {
      await kit.asking('addAccount', [{ input: 'Mailgun US' }], { region: 'us', apiKey: kit.key('us') }).result;
      const { ask, result } = kit.asking('addAccount', [{ accept: true }], { region: 'us', apiKey: kit.key('us') });
      await result;
      assert.equal(ask.prompts[0]?.value, 'Mailgun US 2');
    });

    it('keeps what was typed when the key is wrong', async () => {
      const { ask, result } = kit.asking('addAccount', [
        { pick: 'US' },
        { input: WRONG_KEY },
        { pick: 'Enter Another Key…', title: /did not accept this API key/ },
        { input: kit.key('us') },
        { accept: true },
      ]);
      await result;
      assert.equal(ask.prompts[3]?.value, WRONG_KEY);
      assert.equal(await accounts().key(accounts().list()[0]?.id ?? ''), kit.key('us'));
    });

    it('leads back to the key when the attempt is cancelled', async () => {
      const { ask, result } = kit.asking('addAccount', [
        { pick: 'US' },
        { input: kit.key('us') },
        { accept: true },
        { input: 'Mine' },
      ]);
      ask.cancelProgress();
      await result;
      assert.deepEqual(
        ask.prompts.map(({ kind, password }) => password ?? kind),
        ['pick', true, true, 'input'],
      );
      assert.equal(accounts().list()[0]?.name, 'Mine');
    });

    it('goes over to the other region without asking for the key again', async () => {
      const { ask, result } = kit.asking('addAccount', [
        { pick: 'US' },
        { input: kit.key('eu') },
        { pick: 'Use the EU Region', title: /in the EU region/ },
        { accept: true },
      ]);
      await result;
      const [account] = accounts().list();
      assert.deepEqual([account?.region, account?.baseUrl, account?.name], ['eu', kit.sample.regions.eu, 'Mailgun EU']);
      assert.deepEqual(
        ask.prompts.map(({ kind }) => kind),
        ['pick', 'input', 'pick', 'input'],
      );
    });

    it('goes back to the endpoint when nobody answers there', async () => {
      const closed = await closedPort();
      const { ask, result } = kit.asking('addAccount', [
        { pick: 'Custom Endpoint…' },
        { input: closed },
        { input: kit.key('us') },
        { pick: 'Try Again', title: /could not be reached/ },
        { pick: 'Change the Endpoint…' },
        { input: kit.sample.regions.us },
        { accept: true },
        { input: 'Found' },
      ]);
      await result;
      assert.deepEqual(ask.prompts.at(-3)?.value, closed);
      assert.equal(ask.prompts.at(-2)?.value, kit.key('us'));
      assert.deepEqual(
        accounts()
          .list()
          .map(({ name, baseUrl }) => [name, baseUrl]),
        [['Found', kit.sample.regions.us]],
      );
    });

    it('offers to add a key that cannot read every list', async () => {
      const { ask, result } = kit.asking('addAccount', [
        { pick: 'US' },
        { input: kit.sample.restrictedKeys.analyst },
        { pick: 'Add It Anyway', title: /but not bounces, complaints and unsubscribes/ },
        { accept: true },
      ]);
      await result;
      assert.deepEqual(ask.prompts[2]?.labels, ['Enter Another Key…', 'Add It Anyway']);
      assert.equal(accounts().list().length, 1);
    });

    it('goes back step by step with everything kept', async () => {
      const { ask, result } = kit.asking('addAccount', [
        { pick: 'US' },
        { input: kit.key('us') },
        { back: 'My name' },
        { back: kit.key('us') },
        { pick: 'US' },
        { accept: true },
        { accept: true },
      ]);
      await result;
      assert.deepEqual(ask.prompts.map(({ value }) => value).slice(-2), [kit.key('us'), 'My name']);
      assert.equal(accounts().list()[0]?.name, 'My name');
    });

    it('keeps nothing when left at any step', async () => {
      const whole: Answer[] = [
        { pick: 'US' },
        { input: WRONG_KEY },
        { pick: 'Enter Another Key…' },
        { input: kit.key('us') },
      ];
      for (let steps = 0; steps <= whole.length; steps++) {
        const { ask, result } = kit.asking('addAccount', [...whole.slice(0, steps), { cancel: true }]);
        assert.equal(await result, undefined);
        assert.deepEqual([accounts().list(), ask.notifications], [[], []]);
      }
    });
  });
});
