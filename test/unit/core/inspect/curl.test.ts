import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { suppressionsPage } from '../../../../src/core/inspect/controlPanel';
import { curlCommand, shellQuote, type CurlTarget } from '../../../../src/core/inspect/curl';
import { logsBody } from '../../../../src/mailgun/mailEvents';
import { LIST_NAMES } from '../../../../src/mailgun/lists';
import { REGIONS } from '../../../../src/mailgun/regions';
import { startTestServer, type TestServer } from '../sample';

const run = promisify(execFile);
const US = { baseUrl: REGIONS.us };
const HOSTILE = [
  `o'brien@x.example`,
  '$(touch /tmp/pwned)@x.example',
  '`id`@x.example',
  `';rm -rf ~;'@x.example`,
  '"$HOME"@x.example',
  'a\\b@x.example',
  '!!@x.example',
  '-o@x.example',
  'a b@x.example',
  'jürgen@bücher.example',
  '[1-9]{a,b}@x.example',
  '%0a%27@x.example',
  '../x@x.example',
];

describe('calls for curl', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'curl-'));
    // What is called instead of curl says with which words, each ended by a zero byte.
    await writeFile(join(folder, 'curl'), '#!/bin/sh\nprintf \'%s\\0\' "$@"\n');
    await chmod(join(folder, 'curl'), 0o755);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** The words that a real shell hands to curl. */
  async function words(command: string): Promise<string[]> {
    const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: '/nowhere', MAILGUN_API_KEY: 'the key' };
    const { stdout } = await run('/bin/sh', ['-c', command], { env });
    return stdout.split('\0').slice(0, -1);
  }
  const entry = (address: string): CurlTarget => ({
    kind: 'entry',
    domain: 'mg.example.com',
    list: 'bounces',
    address,
  });

  it('reach curl as they are meant, whatever the address', async () => {
    for (const address of HOSTILE) {
      if (address.startsWith('../')) {
        assert.throws(() => curlCommand(US, entry(address)), { reason: 'invalid' });
        continue;
      }
      const [option, user, ...rest] = await words(curlCommand(US, entry(address)));
      assert.deepEqual([option, user], ['--user', 'api:the key']);
      assert.deepEqual(rest, [`https://api.mailgun.net/v3/mg.example.com/bounces/${encodeURIComponent(address)}`]);
    }
  });

  it('keep any text one word of the shell', async () => {
    const texts = fc.sample(
      fc.string({ unit: 'binary', maxLength: 80 }).filter((text) => !/[\0\ud800-\udfff]/.test(text)),
      150,
    );
    const all = [...HOSTILE, ...texts, '', '\n', "'", "''", '\\', "\\'"];
    assert.deepEqual(await words(`curl ${all.map(shellQuote).join(' ')}`), all);
  });

  it('are those that are sent for the same, and hold no value of the key', async () => {
    const test: TestServer = await startTestServer();
    try {
      const [account] = test.server.accounts;
      assert.ok(account);
      const target = (list: 'allowlist' | 'bounces', address: string): CurlTarget => ({
        kind: 'entry',
        domain: 'mg.example.com',
        list,
        address,
      });
      for (const list of ['bounces', 'allowlist'] as const) {
        for (const address of [...HOSTILE.slice(0, -1), 'a+b@x.example']) {
          test.server.requests.clear();
          await test.client.find('mg.example.com', list, address);
          const text = curlCommand(account, target(list, address));
          const url = new URL((await words(text)).at(-1) ?? '');
          assert.equal(url.pathname, test.server.requests.entries[0]?.path);
          assert.ok(!text.includes(account.apiKey) && text.includes('"api:$MAILGUN_API_KEY"'));
        }
      }
    } finally {
      await test.close();
    }
  });

  it('are of every kind: domains, a domain, a list with its filter, an entry, events, for a subaccount, in either region', async () => {
    const eu = { baseUrl: REGIONS.eu, subaccountId: "sub'1" };
    const of = async (target: CurlTarget) => (await words(curlCommand(eu, target))).slice(2);
    const header = ['--header', "X-Mailgun-On-Behalf-Of: sub'1"];
    const base = 'https://api.eu.mailgun.net';
    assert.deepEqual(await of({ kind: 'domains' }), [...header, `${base}/v4/domains?sort=name&limit=100`]);
    assert.deepEqual(await of({ kind: 'domain', domain: 'mg.x.y' }), [...header, `${base}/v4/domains/mg.x.y`]);
    for (const list of LIST_NAMES) {
      const segment = list === 'allowlist' ? 'whitelists' : list;
      const url = `${base}/v3/mg.x.y/${segment}?limit=100&term=j%26`;
      assert.deepEqual(await of({ kind: 'list', domain: 'mg.x.y', list, term: 'j&' }), [...header, url]);
    }
    const query = { recipient: "o'hara@x.y", begin: 0, end: 86_400_000 };
    const [, , , type, , body, url] = await of({ kind: 'events', domain: 'mg.x.y', query });
    assert.deepEqual([type, url], ['Content-Type: application/json', `${base}/v1/analytics/logs`]);
    assert.deepEqual(JSON.parse(body ?? ''), logsBody('mg.x.y', query));
    assert.deepEqual((await words(curlCommand(US, entry('a@b.c'), 'DELETE'))).slice(2, 4), ['--request', 'DELETE']);
    assert.ok(!curlCommand(US, { kind: 'list', domain: 'mg.x.y', list: 'bounces' }, 'DELETE').includes('DELETE'));
    assert.match(curlCommand({ baseUrl: 'http://[::1]:8080' }, { kind: 'domains' }), /--globoff/);
  });
});

describe('pages of the control panel', () => {
  it('are of the region, with the domain as one segment', () => {
    assert.equal(
      suppressionsPage('us', 'mg.example.com'),
      'https://app.mailgun.com/mg/sending/mg.example.com/suppressions',
    );
    assert.equal(
      suppressionsPage('eu', 'bücher.example'),
      'https://app.eu.mailgun.com/mg/sending/b%C3%BCcher.example/suppressions',
    );
    assert.equal(
      suppressionsPage('us', 'a/../b?c#d@e'),
      'https://app.mailgun.com/mg/sending/a%2F..%2Fb%3Fc%23d%40e/suppressions',
    );
    for (const domain of ['', '.', '..', 'a\nb'])
      assert.throws(() => suppressionsPage('us', domain), { reason: 'invalid' });
  });
});
