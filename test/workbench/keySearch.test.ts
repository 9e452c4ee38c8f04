import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SampleServer } from '../../src/sample/server';
import { hostKind } from '../host/kind';
import { ROOT } from '../host/paths';
import { openWorkbench, until, type Workbench } from '../host/workbench';
import { reloadWindow } from './eventsPage';
import { makeKey, openGate, type KeyGate } from './keyGate';
import { KeySearch } from './keyNeedles';
import { filesBelow, framesOf, storageOf, Wire, type Place } from './keyPlaces';
import { KeyRun, OTHER } from './keyRun';
import { DOMAIN, numbered, startServer } from './support';

const TEMP = process.platform === 'win32' ? 'TEMP' : 'TMPDIR';

describe('the search for keys', () => {
  const key = makeKey();
  const search = new KeySearch([key]);
  const basic = Buffer.from(`api:${key}`).toString('base64');
  const forms: Readonly<Record<string, string | Buffer>> = {
    'as it is': key,
    'in a header': `Authorization: Basic ${basic}`,
    'in Base64 for URLs': Buffer.from(`xy${key}`).toString('base64url'),
    'in a URL': encodeURIComponent(key),
    'in JSON in JSON': JSON.stringify(JSON.stringify({ key })),
    'in HTML': key.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
    'in hexadecimal': Buffer.from(key).toString('hex'),
    'in capital hexadecimal': Buffer.from(key).toString('hex').toUpperCase(),
    'turned round': [...key].reverse().join(''),
    'in eight characters': key.slice(20, 28),
    'in UTF-16': Buffer.from(key, 'utf16le'),
    'in gzip': gzipSync(key),
  };
  for (const [name, form] of Object.entries(forms)) {
    it(`finds a key ${name}`, () => {
      assert.notDeepEqual(search.find(form), []);
      if (name !== 'in gzip')
        assert.notDeepEqual(search.find(Buffer.concat([randomBytes(99), Buffer.from(form), randomBytes(99)])), []);
    });
  }

  it('finds nothing where no key is', () => {
    assert.deepEqual(search.find(randomBytes(1_000_000)), []);
    assert.deepEqual(search.find(makeKey()), []);
  });
});

describe('keys', () => {
  const keys = { wrong: makeKey(), first: makeKey(), second: makeKey() };
  const shop = randomBytes(8).toString('hex');
  const recipient = randomBytes(8).toString('hex');
  const account = `Shop ${shop}`;
  const address = `${recipient}@example.com`;
  const search = new KeySearch([...Object.values(keys), shop, recipient]);
  const wire = new Wire();
  const shown: Place[] = [];
  const usual = process.env[TEMP];
  let folder: string;
  let server: SampleServer;
  let gate: KeyGate;
  let workbench: Workbench;
  let run: KeyRun;

  before(async () => {
    // Short, for the sockets that VS Code puts there.
    folder = fs.mkdtempSync(path.join(process.platform === 'win32' ? os.tmpdir() : '/tmp', 'key-'));
    process.env[TEMP] = folder;
    server = await startServer();
    server.store.addDomain('Sample Account', OTHER);
    server.store.putEntries(DOMAIN, 'bounces', [...numbered(150), { address, code: '550', error: 'no such user' }]);
    server.store.putEntries(DOMAIN, 'unsubscribes', [{ address, tags: ['news', 'offers'] }]);
    gate = await openGate(server, [keys.first, keys.second]);
    workbench = await openWorkbench({
      extensionPaths: [ROOT, path.join(ROOT, 'test', 'host', 'runner')],
      watch: wire.watch,
    });
    run = new KeyRun({ workbench, server, baseUrl: gate.baseUrl, keys, account, address, look });
    // From then on what the extension logs is kept.
    await until('the runner', () => Promise.resolve(fs.existsSync(path.join(workbench.workspaceFolder, 'logs'))));
    await workbench.openSidebar();
  });

  after(async () => {
    await workbench.close();
    await gate.close();
    await server.close();
    if (usual === undefined) delete process.env[TEMP];
    else process.env[TEMP] = usual;
    fs.rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.keepFailure(this.currentTest.title);
  });

  async function look(): Promise<void> {
    shown.push(...(await framesOf(workbench.page)));
    shown.push({ where: 'clipboard', bytes: await workbench.page.evaluate<string>('navigator.clipboard.readText()') });
  }

  /** What is found now, and where; what pages and sockets have shown before counts once. */
  async function searchAll(): Promise<{ readonly keys: string[]; readonly known: string[]; readonly secrets: number }> {
    const { places, secrets } = wire.read();
    const requests = { where: 'requests', bytes: gate.received() };
    const all = [...places, ...shown.splice(0), ...(await storageOf(workbench.page)), ...filesBelow(folder), requests];
    const found = all.flatMap(({ where, bytes }) => search.find(bytes).map((one) => ({ where, ...one })));
    const isKey = ({ key }: { key: string }): boolean => Object.values(keys).includes(key);
    return {
      keys: found.filter(isKey).map(({ where, form, around }) => `${where}: ${form}: ${around}`),
      known: found.filter((one) => !isKey(one)).map(({ where }) => where),
      secrets,
    };
  }

  it('are nowhere but in the secret storage after a full run at trace level', async () => {
    // A run of everything: long where the machine is busy with other things.
    await run.logEverything();
    await run.addAccount();
    await run.browse();
    await run.inspect();
    await run.change();
    await run.fail();
    await run.replaceKey();
    await reloadWindow(workbench);
    await workbench.openSidebar();
    await workbench.tree.waitForRow(account);
    await look();
    const found = await searchAll();
    assert.deepEqual(found.keys, []);
    // Where this search looks there is something to be found.
    const everywhere = [
      /^document .*workbench/,
      /^clipboard$/,
      /Mailgun Suppressions\.log$/,
      /bounces\.csv$/,
      /changes.*\.json$/,
      /backups/,
      /^requests$/,
    ];
    const places = hostKind() === 'server' ? [/^socket/, /^database .*global/] : [/state\.vscdb/];
    for (const place of [...everywhere, ...places])
      assert.ok(
        found.known.some((where) => place.test(where)),
        `${String(place)} in ${found.known.join(', ')}`,
      );
    // All three were put back into the box or kept; that, and nothing else, was left out.
    if (hostKind() === 'server') assert.ok(found.secrets >= 3);
  });

  it('would be found in each kind of place', async () => {
    await run.execute('setContext', 'key', keys.first);
    await workbench.page.evaluate(`localStorage.setItem('key', btoa(${JSON.stringify(`api:${keys.second}`)}))`);
    fs.writeFileSync(path.join(folder, 'state.bin'), Buffer.from(keys.wrong, 'utf16le'));
    const found = (await searchAll()).keys.join('\n');
    for (const place of [/command\.json: plain/, /^local storage: base64/m, /state\.bin: plain/])
      assert.match(found, place);
    if (hostKind() === 'server') assert.match(found, /^socket \d+: plain/m);
  });
});
