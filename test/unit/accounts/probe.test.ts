import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probeAccount, type ProbeResult } from '../../../src/accounts/probe';
import { isProblem, ProbeError, probeText, type ProbeProblem, type WayOn } from '../../../src/accounts/probeText';
import { MailgunError } from '../../../src/mailgun/errors';
import { SAMPLE_SUBACCOUNT_ID, startSample, type SampleServer } from '../../../src/sample/server';

describe('probeAccount', () => {
  let sample: SampleServer;

  before(async () => {
    sample = await startSample();
  });
  after(() => sample.close());
  afterEach(() => {
    sample.faults.clear();
    sample.requests.clear();
  });

  const key = (region: 'us' | 'eu') => sample.accounts.find((account) => account.region === region)?.apiKey ?? '';
  const probe = (apiKey: string, more: { baseUrl?: string; subaccountId?: string } = {}) =>
    probeAccount({ baseUrl: sample.regions.us, apiKey, regions: sample.regions, ...more });

  it('accepts a key with all rights, with one request for domains and one a list', async () => {
    const result = await probe(key('us'));
    assert.equal(result.kind, 'ok');
    assert.ok(result.kind === 'ok' && result.domains > 1);
    assert.equal(sample.requests.entries.length, 5);
  });

  it('names a wrong key', async () => {
    const result = await probe('0123456789abcdef0123456789abcdef-01234567-89abcdef');
    says(result, 'wrongKey', /did not accept this API key/, ['editKey', 'editEndpoint']);
  });

  it('names a sending key', async () => {
    says(await probe(sample.restrictedKeys.sending), 'sendingKey', /can only send messages/, ['editKey']);
  });

  it('mentions sending keys where they are refused like wrong ones', async () => {
    const other = await startSample({ data: 'empty', sendingKeyStatus: 401 });
    try {
      const { regions, restrictedKeys } = other;
      const result = await probeAccount({ baseUrl: regions.us, apiKey: restrictedKeys.sending, regions });
      says(result, 'wrongKey', /did not accept/, ['editKey', 'editEndpoint']);
      assert.match(isProblem(result) ? probeText(result).nextStep : '', /domain sending key/);
    } finally {
      await other.close();
    }
  });

  it('names the lists that a key of an analyst cannot read', async () => {
    const result = await probe(sample.restrictedKeys.analyst);
    says(result, 'noListRights', /not bounces, complaints and unsubscribes\.$/, ['editKey', 'addAnyway']);
    assert.deepEqual(result.kind === 'noListRights' ? result.refused : [], ['bounces', 'complaints', 'unsubscribes']);
  });

  it('finds that the key belongs to the other region, both ways', async () => {
    const toEu = await probe(key('eu'));
    says(toEu, 'wrongRegion', /no domains here, but \d+ domains? in the EU region/, [
      'otherRegion',
      'editKey',
      'addAnyway',
    ]);
    assert.equal(toEu.kind === 'wrongRegion' ? toEu.other.baseUrl : '', sample.regions.eu);
    const toUs = await probe(key('us'), { baseUrl: sample.regions.eu });
    const other = toUs.kind === 'wrongRegion' ? toUs.other.region : `${toUs.kind}, having domains in both regions`;
    assert.ok(['us', 'ok, having domains in both regions'].includes(other), other);
  });

  it('accepts a key without any domain', async () => {
    const empty = await startSample({ data: 'empty' });
    try {
      const apiKey = empty.accounts[0]?.apiKey ?? '';
      const { regions } = empty;
      assert.deepEqual(await probeAccount({ baseUrl: regions.us, apiKey, regions }), { kind: 'okEmpty' });
      // An endpoint of one's own has no other region.
      assert.deepEqual(await probeAccount({ baseUrl: regions.us, apiKey }), { kind: 'okEmpty' });
    } finally {
      await empty.close();
    }
  });

  it('tries the key for its subaccount', async () => {
    const accepted = await probe(key('us'), { subaccountId: SAMPLE_SUBACCOUNT_ID });
    assert.ok(!isProblem(accepted), accepted.kind);
    const refused = await probe(key('us'), { subaccountId: 'nobody' });
    says(refused, 'wrongSubaccount', /may not act for this subaccount/, ['editKey']);
  });

  it('names a host that cannot be reached', async () => {
    const closed = await listen(() => undefined);
    await closed.close();
    const result = await probeAccount({ baseUrl: closed.url, apiKey: 'some-key' });
    says(result, 'unreachable', /could not be reached: the connection was refused/, [
      'retry',
      'editEndpoint',
      'proxySettings',
      'addAnyway',
    ]);
  });

  it('names a host that does not answer in time', async () => {
    const silent = await listen(() => undefined);
    try {
      const result = await probeAccount({ baseUrl: silent.url, apiKey: 'some-key', timeoutMs: 50 });
      says(result, 'unreachable', /did not answer within/, ['retry', 'editEndpoint', 'proxySettings', 'addAnyway']);
    } finally {
      await silent.close();
    }
  });

  const strangers: Readonly<Record<string, RequestListener>> = {
    'a web page': (_, response) => response.setHeader('Content-Type', 'text/html').end('<html>Welcome</html>'),
    'a page that is not found': (_, response) => response.writeHead(404).end('<html>Not Found</html>'),
    'other JSON': (_, response) => response.end('["hello","world"]'),
    'JSON of another shape': (_, response) => response.end('{"items":[{"id":1}]}'),
    'a redirect to a sign-in page': (_, response) => response.writeHead(302, { Location: '/login' }).end(),
    'the front door of Mailgun': (_, response) => response.end('Mailgun Magnificent API'),
  };
  for (const [name, handler] of Object.entries(strangers)) {
    it(`tells ${name} from Mailgun`, async () => {
      const server = await listen(handler);
      try {
        const result = await probeAccount({ baseUrl: server.url, apiKey: 'some-key' });
        says(result, 'notMailgun', /not the Mailgun API/, ['editEndpoint', 'retry', 'proxySettings']);
      } finally {
        await server.close();
      }
    });
  }

  it('does not blame the key for an outage', async () => {
    sample.faults.failNext(10, 500);
    says(await probe(key('us')), 'other', /Mailgun had an error of its own/, ['retry', 'editKey', 'addAnyway']);
  });

  it('does not blame the key for one domain that refuses', async () => {
    const [first] = (await sampleDomains()).filter(({ isActive }) => isActive);
    sample.faults.refuseDomain(first?.name ?? '', 404);
    assert.equal((await probe(key('us'))).kind, 'ok');
  });

  it('stops at once when cancelled', async () => {
    const silent = await listen(() => undefined);
    const controller = new AbortController();
    const running = probeAccount({ baseUrl: silent.url, apiKey: 'some-key' }, { signal: controller.signal });
    controller.abort();
    await assert.rejects(running, (error) => MailgunError.is(error, 'cancelled'));
    await silent.close();
  });

  async function sampleDomains(): Promise<{ name: string; isActive: boolean }[]> {
    const response = await fetch(`${sample.regions.us}/v4/domains?sort=name`, {
      headers: { Authorization: `Basic ${Buffer.from(`api:${key('us')}`).toString('base64')}` },
    });
    const { items } = (await response.json()) as { items: { name: string; state: string }[] };
    return items.map(({ name, state }) => ({ name, isActive: state === 'active' }));
  }
});

describe('ProbeError', () => {
  it('carries sentence, next step and result, and no key', () => {
    const cause = new MailgunError('unauthorized', 'Mailgun did not accept the API key.', { status: 401 });
    const error = new ProbeError({ kind: 'wrongKey', error: cause });
    assert.equal(error.message, 'Mailgun did not accept this API key.');
    assert.match(error.nextStep ?? '', /sending key/);
    assert.equal(error.result.kind, 'wrongKey');
    assert.equal(error.cause, cause);
  });
});

/** Checks kind, words and ways on; sentences end like sentences and fit the title of a prompt. */
function says(result: ProbeResult, kind: ProbeProblem['kind'], message: RegExp, ways: readonly WayOn[]): void {
  assert.equal(result.kind, kind);
  assert.ok(isProblem(result));
  const text = probeText(result);
  assert.match(text.message, message);
  assert.deepEqual(text.ways, ways);
  for (const sentence of [text.message, text.nextStep]) assert.match(sentence, /^[\w“].*\.$/);
  assert.ok(text.message.length < 200, text.message);
}

async function listen(handler: RequestListener): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
