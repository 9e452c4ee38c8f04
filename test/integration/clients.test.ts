import assert from 'node:assert/strict';
import type { Accounts } from '../../src/accounts/accounts';
import { keySecret } from '../../src/accounts/keyStore';
import { Clients, MissingKeyError } from '../../src/accounts/clients';
import { SampleAccount } from '../../src/accounts/sampleAccount';
import type { TestExports } from '../../src/extension';
import { MailgunError } from '../../src/mailgun/errors';
import { startSample, type SampleServer } from '../../src/sample/server';
import { extensionUnderTest, until } from './extension';
import { run as command } from './support';

describe('Clients', () => {
  let extension: TestExports;
  let accounts: Accounts;
  let server: SampleServer;
  const disposables: { dispose(): void }[] = [];

  before(async () => {
    extension = await extensionUnderTest();
    accounts = extension.services.accounts;
    server = await startSample({ data: 'empty' });
    server.store.addDomain('Sample Account', 'one.example');
  });
  after(() => server.close());
  afterEach(async () => {
    for (const each of disposables.splice(0)) each.dispose();
    for (const { id } of accounts.list()) await accounts.remove(id);
  });

  function make(): { clients: Clients; sample: SampleAccount } {
    const { log, settings } = extension.services;
    const sample = new SampleAccount({ accounts, log });
    const clients = new Clients({ accounts, sample, settings, log });
    disposables.push(clients, sample);
    return { clients, sample };
  }

  const apiKey = () => server.accounts[0]?.apiKey ?? '';
  const add = () => accounts.add({ name: 'Test', region: 'custom', baseUrl: server.regions.us }, apiKey());

  it('are made once for each account, also when asked for at the same time', async () => {
    const { clients } = make();
    const { id } = await add();
    const [first, second] = await Promise.all([clients.get(id), clients.get(id)]);
    assert.equal(first, second);
    await accounts.rename(id, 'Other');
    assert.equal(await clients.get(id), first);
    assert.deepEqual(
      (await first.listDomains()).domains.map(({ name }) => name),
      ['one.example'],
    );
  });

  it('are made anew with a new key, and the old one stops', async () => {
    const { clients } = make();
    const { id } = await add();
    const old = await clients.get(id);
    server.faults.slow(60_000);
    const running = old.listDomains();
    await accounts.replaceKey(id, 'another-key');
    await assert.rejects(running, (error) => MailgunError.is(error, 'cancelled'));
    server.faults.clear();
    const made = await clients.get(id);
    assert.notEqual(made, old);
    await assert.rejects(made.listDomains(), (error) => MailgunError.is(error, 'unauthorized'));
  });

  it('say that a key is missing, and work as soon as it is there', async () => {
    const { clients } = make();
    const { id } = await add();
    await extension.context.secrets.delete(keySecret(id));
    await assert.rejects(clients.get(id), (error) => {
      assert.ok(error instanceof MissingKeyError);
      assert.equal(error.accountId, id);
      assert.match(error.message, /API key of “Test” is missing/);
      return true;
    });
    await accounts.replaceKey(id, apiKey());
    assert.equal((await (await clients.get(id)).listDomains()).totalCount, 1);
  });

  it('are not to be had for an account that is not there', async () => {
    const { clients } = make();
    await assert.rejects(clients.get('nobody'), /no such account/);
    const { id } = await add();
    await clients.get(id);
    await accounts.remove(id);
    await assert.rejects(clients.get(id), /no such account/);
  });

  describe('of the sample account', () => {
    it('are there after opening it, however often', async () => {
      assert.deepEqual(await command('openSampleAccount'), { accountId: 'sample' });
      assert.deepEqual(await command('openSampleAccount'), { accountId: 'sample' });
      const listed = accounts.list().map(({ id, name, region, sample }) => ({ id, name, region, sample }));
      assert.deepEqual(listed, [
        { id: 'sample', name: 'Sample Account', region: 'us', sample: true },
        { id: 'sample-eu', name: 'Sample Account EU', region: 'eu', sample: true },
      ]);
      for (const id of ['sample', 'sample-eu']) {
        const client = await extension.services.clients.get(id);
        assert.ok((await client.listDomains()).totalCount > 0, id);
      }
    });

    it('keep neither key nor address', async () => {
      await command('openSampleAccount');
      const stored = JSON.stringify(extension.context.globalState.get('accounts'));
      assert.ok(!stored.includes('127.0.0.1'), stored);
      assert.equal(await extension.context.secrets.get(keySecret('sample')), undefined);
    });

    it('start the server when first used after a reload, once', async () => {
      await command('openSampleAccount');
      // A window that has just been reloaded knows the accounts and has no server.
      const { clients, sample } = make();
      assert.equal(sample.server, undefined);
      const [us, eu] = await Promise.all([clients.get('sample'), clients.get('sample-eu')]);
      const server = sample.server;
      assert.ok(server);
      assert.ok((await us.listDomains()).totalCount > 0 && (await eu.listDomains()).totalCount > 0);
      await clients.get('sample');
      assert.equal(sample.server, server);
    });

    it('go with the last of the two, and so does the server', async () => {
      const { clients, sample } = make();
      await sample.open();
      const { regions } = (await sample.server) ?? assert.fail('no server');
      await accounts.remove('sample');
      await (await clients.get('sample-eu')).listDomains();
      await accounts.remove('sample-eu');
      assert.equal(sample.server, undefined);
      const answers = () =>
        fetch(regions.us).then(
          () => true,
          () => false,
        );
      await until('the server stopped', async () => !(await answers()));
      await sample.open();
      assert.ok((await (await clients.get('sample')).listDomains()).totalCount > 0);
    });

    it('try again when the server did not start', async () => {
      let starts = 0;
      const sample = new SampleAccount({
        accounts,
        log: extension.services.log,
        start: async () => {
          if (++starts === 1) throw new Error('no port is free');
          return server;
        },
      });
      await assert.rejects(sample.open(), /no port is free/);
      assert.deepEqual(accounts.list(), []);
      await sample.open();
      assert.equal(accounts.list().length, 2);
    });
  });
});
