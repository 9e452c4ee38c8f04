import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addEntries, deleteEntries, type ChangePorts } from '../../../src/core/changes';
import { FileChangeStore } from '../../../src/core/changeStore';
import { extractAddresses, isAddress, parseAddress } from '../../../src/core/addresses';
import { undo } from '../../../src/core/undo';
import { LISTS } from '../../../src/mailgun/lists';
import { recordPath } from '../../../src/mailgun/paths';
import type { Entry } from '../../../src/mailgun/records';
import { DOMAIN, startTestServer, US, type TestServer } from '../core/sample';
import { CORPUS, counter, isSound, SENT } from './corpus';

const LIST_OF_ALL = [...new Map(SENT.filter((text) => text !== '').map((text) => [text.toLowerCase(), text])).values()];

describe('hostile texts in changes', () => {
  const cases = counter('changes');
  let test: TestServer;
  let folder: string;
  let ports: ChangePorts;

  before(async () => {
    test = await startTestServer();
    folder = await mkdtemp(join(tmpdir(), 'changes-'));
    ports = { api: (id) => test.api(id), store: new FileChangeStore(join(folder, 'changes')) };
  });
  after(async () => {
    await test.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('of many entries that are deleted those go that are named, and what cannot be named stays', async () => {
    const list = 'unsubscribes' as const;
    test.server.store.clear(DOMAIN, list);
    test.put(
      list,
      LIST_OF_ALL.map((address) => ({ address })),
    );
    const refs = LIST_OF_ALL.map((address) => ({ accountId: US, domain: DOMAIN, list, address }));
    const { deleted, missing, failed } = await deleteEntries(refs, ports);
    cases.add(refs.length);
    assert.deepEqual(missing, []);
    assert.equal(deleted.length + failed.length, refs.length);
    assert.ok(deleted.length > 100 && failed.length > 10);
    const left = test.all()[list].map(({ address }) => address);
    assert.deepEqual(left.sort(), failed.map(({ ref }) => ref.address).sort());
  });

  for (const list of ['bounces', 'unsubscribes', 'allowlist'] as const) {
    it(`what is deleted from ${list} and undone is as it was, and is kept in files of this extension’s own naming`, async () => {
      const texts = LIST_OF_ALL.filter((text) => LISTS[list].batch || isSound(text));
      const entries = texts.map((text, at) => ({
        address: `n${at}@x.example`,
        ...{ error: text, tags: [text, 'news'], reason: text, createdAt: 1e12 },
      }));
      test.server.store.clear(DOMAIN, list);
      test.put(list, entries);
      const before = test.all()[list];
      const refs = entries.map(({ address }) => ({ accountId: US, domain: DOMAIN, list, address }));
      const { change } = await deleteEntries(refs, ports);
      cases.add(refs.length);
      assert.deepEqual(test.all()[list], []);
      for (const name of await readdir(join(folder, 'changes'))) assert.match(name, /^[\w-]+\.json$/);
      assert.ok(change);
      const outcome = await undo(change, ports, { resolve: async () => 'cancel' });
      assert.deepEqual(
        outcome.failed.map(({ error }) => String(error)),
        [],
      );
      const dated = test.all()[list].map((record) => (LISTS[list].keepsDate ? record : { ...record, createdAt: 1e12 }));
      assert.deepEqual(dated, before);
    });
  }

  it('what is found in a text is an address of it that can be asked for, and every one that is added is that one', async () => {
    test.server.store.clear(DOMAIN, 'complaints');
    const texts = [...CORPUS, ...SENT.map((text) => `${text} bob@x.example ${text}<carl@x.example>${text}`)];
    const all = new Set<string>();
    for (const text of texts) {
      cases.add();
      for (const address of extractAddresses(text)) {
        assert.ok(isAddress(address) && isSound(address), address);
        assert.doesNotMatch(address, /\p{Cc}|\p{Bidi_Control}/u);
        assert.ok(safe(address), address);
        all.add(address);
      }
      const parsed = parseAddress(text);
      if ('address' in parsed) all.add(parsed.address);
      else assert.match(parsed.problem, /[.”]$/);
    }
    assert.ok(all.size > 20, String(all.size));
    const entries = [...all].map((address): Entry => ({ list: 'complaints', address }));
    const { added, rejected } = await addEntries({ accountId: US, domain: DOMAIN, list: 'complaints' }, entries, ports);
    const listed = test.all().complaints.map(({ address }) => address.toLowerCase());
    const wanted = added.map(({ address }) => address.toLowerCase());
    assert.deepEqual(listed.sort(), wanted.sort());
    assert.ok(rejected.length < added.length);
  });
});

/** Whether a record of this address has a path of its own. */
function safe(address: string): boolean {
  const path = recordPath(DOMAIN, 'bounces', address);
  return decodeURIComponent(path.split('/')[4] ?? '') === address && path.split('/').length === 5;
}
