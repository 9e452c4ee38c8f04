import assert from 'node:assert/strict';
import { noProgress, checkMatrix } from '../../../../src/core/matrix/checkMatrix';
import { Matrix } from '../../../../src/core/matrix/matrix';
import { LIST_NAMES } from '../../../../src/mailgun/lists';
import { numbered } from '../fakeList';
import { DOMAIN, EU, startTestServer, US, type TestServer } from '../sample';
import { cellsOf, fill, portsOf, type Filled } from './matrixKit';

const DOMAINS = [DOMAIN, 'd1.example.com', 'd2.example.com', 'd3.example.com', 'd4.example.com'];

describe('checkMatrix', () => {
  let test: TestServer;

  beforeEach(async () => {
    test = await startTestServer();
    for (const name of DOMAINS.slice(1)) test.server.store.addDomain('Sample Account', name);
    test.server.store.addDomain('Sample Account EU', 'eu.example.com');
    test.server.requests.clear();
  });
  afterEach(() => test.close());

  const lists = () => test.server.requests.count({ path: '/v3/' });
  const listed = ({ matrix }: Filled): string[] => cellsOf(matrix).filter((cell) => cell.includes(' listed '));
  const states = ({ matrix }: Filled, domain: string): string[] => [
    ...new Set(
      matrix.places.flatMap((place, index) =>
        place.domain === domain ? matrix.addresses.map((_address, row) => matrix.state(index, row)) : [],
      ),
    ),
  ];

  it('reads short lists with one request each, where singles would be 6,020', async () => {
    test.put('bounces', [{ address: 'A00007@x.com', code: '550', error: 'no' }]);
    test.put('allowlist', [{ address: 'x.com' }], 'd2.example.com');
    const filled = await fill(numbered(300), test);
    assert.equal(lists(), 20);
    assert.equal(filled.progress.requests, 20);
    assert.equal(filled.progress.singles, 5 * (4 * 300 + 1));
    assert.equal(listed(filled).length, 1 + 300);
    assert.equal(filled.matrix.listedRows, 300);
    assert.equal(filled.matrix.countOn('allowlist'), 300);
    assert.equal(filled.matrix.countOn('bounces'), 1);
    assert.equal(filled.matrix.tally.waiting, 0);
  });

  it('asks for a few addresses one by one, and for all when told to', async () => {
    await fill(numbered(3), test, { domains: [DOMAIN] });
    assert.equal(test.server.requests.count({ path: /\/a0000/ }), 12);
    test.server.requests.clear();
    const { progress } = await fill(numbered(20), test, { domains: [DOMAIN], method: 'single' });
    assert.equal(progress.requests, 81);
    assert.equal(lists(), 81);
  });

  it('lets a domain that refuses stop no other, and says why in each of its cells', async () => {
    test.put('bounces', [{ address: 'a00003@x.com' }], 'd3.example.com');
    for (const status of [404, 401, 403, 500]) {
      // A server error is tried several times each time.
      for (const method of status === 500 ? (['auto'] as const) : (['auto', 'single', 'lists'] as const)) {
        test.server.faults.refuseDomain('d1.example.com', status);
        const filled = await fill(numbered(10), test, { method });
        assert.deepEqual(states(filled, 'd1.example.com'), ['failed'], `${status} ${method}`);
        assert.equal(filled.matrix.tally.failed, 4 * 10);
        assert.equal(listed(filled).length, 1);
        const place = filled.matrix.places.findIndex(({ domain }) => domain === 'd1.example.com');
        assert.match(filled.matrix.problem(place, 0)?.reason ?? '', /\.$/);
        test.server.faults.clear();
      }
    }
  });

  it('asks again only what failed', async () => {
    test.server.faults.refuseDomain('d1.example.com', 403);
    const { matrix, progress } = await fill(numbered(30), test);
    test.server.faults.clear();
    test.server.requests.clear();
    const scope = { accountIds: [US] };
    await checkMatrix(matrix, progress, scope, portsOf(test), { method: 'auto' });
    assert.equal(lists(), 4);
    assert.equal(matrix.tally.failed, 0);
    assert.equal(matrix.tally.clear, 20 * 30);
  });

  it('asks everything anew in the same columns, and says of those that are gone why they have no answer', async () => {
    test.put('bounces', [{ address: 'a00003@x.com' }], 'd2.example.com');
    const { matrix } = await fill(numbered(30), test, { accountIds: [US, EU] });
    const places = [...matrix.places];
    test.put('bounces', [{ address: 'a00004@x.com' }], 'd3.example.com');
    await (await test.api(US)).delete('d2.example.com', 'bounces', 'a00003@x.com');
    test.server.store.removeDomain('d4.example.com');
    test.server.faults.failNext(1, 403, { path: '/v4/domains', region: 'eu' });
    matrix.forget();
    assert.equal(matrix.tally.waiting, places.length * 30);
    assert.equal(matrix.listedRows + matrix.countOn('bounces'), 0);
    const progress = noProgress();
    await checkMatrix(matrix, progress, { accountIds: [US, EU] }, portsOf(test), { method: 'auto' });
    assert.deepEqual(matrix.places, places);
    const filled = { matrix, progress };
    assert.deepEqual(states(filled, 'd4.example.com'), ['failed']);
    const gone = places.findIndex(({ domain }) => domain === 'd4.example.com');
    assert.equal(matrix.problem(gone, 0)?.reason, 'The account has no such domain any more.');
    assert.deepEqual(states(filled, 'eu.example.com'), ['notAsked']);
    assert.deepEqual(
      progress.problems.map(({ accountId }) => accountId),
      [EU],
    );
    const one = (domain: string) => listed(filled).filter((cell) => cell.startsWith(domain)).length;
    assert.deepEqual([one('d2.example.com'), one('d3.example.com'), listed(filled).length], [0, 1, 1]);
    assert.equal(progress.requests, 16);
  });

  it('falls back on single questions where a list cannot be read, and fails where it must be', async () => {
    const garble = (): void =>
      test.server.faults.failNext(1000, 'garbled', { path: /\/bounces(\?|$)/, domain: DOMAIN });
    test.put('bounces', [{ address: 'a00003@x.com' }]);
    garble();
    const planned = await fill(numbered(20), test, { domains: [DOMAIN] });
    assert.equal(listed(planned).length, 1);
    assert.equal(planned.matrix.tally.failed, 0);
    test.server.faults.clear();
    garble();
    const read = await fill(numbered(20), test, { domains: [DOMAIN], method: 'lists' });
    assert.equal(read.matrix.tally.failed, 20);
  });

  it('says of an account without a key, of one whose domains cannot be read, and of a domain that nobody has', async () => {
    test.server.faults.failNext(1, 403, { path: '/v4/domains', region: 'us' });
    const { progress, matrix } = await fill(numbered(20), test, { accountIds: [US, 'nobody', EU] });
    assert.deepEqual(progress.problems.map(({ accountId }) => accountId).sort(), ['nobody', US]);
    assert.equal(matrix.places.length, 4);
    const { progress: other } = await fill(numbered(20), test, {
      accountIds: [US, EU],
      domains: ['EU.example.com', 'other.org'],
    });
    assert.deepEqual(
      other.problems.map(({ domain }) => domain),
      ['other.org'],
    );
  });

  it('fails cells whose address can name nothing, in the same way by every method, and asks for the others', async () => {
    const odd = ['../../domains', '..', ' ', 'a\nb@x.com'];
    for (const method of ['single', 'lists'] as const) {
      const filled = await fill([...odd, 'x@../y', ...numbered(10)], test, { domains: [DOMAIN], method });
      // Of the last it is only the domain, asked for on the allowlist, that would point to another place.
      assert.equal(filled.matrix.tally.failed, 4 * odd.length + 1, method);
      assert.equal(filled.matrix.tally.clear, 4 * 10 + 3, method);
    }
    assert.equal(test.server.requests.count({ method: 'DELETE' }), 0);
  });

  it('stops at once when it is cancelled, keeps what has answered, and goes on from there in another way', async () => {
    const controller = new AbortController();
    const matrix = new Matrix(numbered(300));
    const progress = noProgress();
    test.put('bounces', [{ address: 'a00000@x.com' }]);
    const scope = { accountIds: [US], domains: [DOMAIN] };
    const onChange = (): void => {
      if (progress.requests >= 40) controller.abort();
    };
    await checkMatrix(matrix, progress, scope, portsOf(test), {
      method: 'single',
      signal: controller.signal,
      onChange,
    });
    const { clear, notAsked, waiting } = matrix.tally;
    assert.ok(clear < 300 && notAsked > 900, `${clear} ${notAsked}`);
    assert.equal(waiting, 0);
    test.server.requests.clear();
    await checkMatrix(matrix, progress, scope, portsOf(test), { method: 'lists' });
    assert.equal(lists(), 4);
    assert.equal(matrix.tally.clear + matrix.tally.listed, 1200);
    assert.equal(matrix.tally.listed, 1);
  });

  it('asks nothing when it is cancelled before', async () => {
    const { matrix } = await fill(numbered(20), test, { signal: AbortSignal.abort() });
    assert.equal(lists(), 0);
    assert.equal(matrix.tally.clear, 0);
  });

  it('tells of a rate limit, and goes on when it is over', async () => {
    test.server.faults.failNext(2, 429, { list: 'bounces' });
    let waits = 0;
    const { matrix } = await fill(numbered(20), test, { domains: [DOMAIN], onWait: () => (waits += 1) });
    assert.ok(waits > 0);
    assert.equal(matrix.tally.clear, 80);
  });

  it('marks what went meanwhile as deleted when lists are asked anew', async () => {
    for (const list of LIST_NAMES) test.put(list, [{ address: 'a00001@x.com' }]);
    const { matrix, progress } = await fill(numbered(20), test, { domains: [DOMAIN] });
    assert.equal(matrix.tally.listed, 4);
    await test.client.delete(DOMAIN, 'bounces', 'a00001@x.com');
    test.put('complaints', [{ address: 'a00002@x.com' }]);
    const only = (['bounces', 'complaints'] as const).map((list) => ({ accountId: US, domain: DOMAIN, list }));
    test.server.requests.clear();
    await checkMatrix(matrix, progress, { accountIds: [US] }, portsOf(test), { method: 'auto', only });
    assert.equal(test.server.requests.total, 2);
    const place = (list: (typeof LIST_NAMES)[number]): number => LIST_NAMES.indexOf(list);
    assert.equal(matrix.state(place('bounces'), 1), 'deleted');
    assert.equal(matrix.state(place('complaints'), 1), 'listed');
    assert.equal(matrix.state(place('complaints'), 2), 'listed');
    assert.equal(matrix.listedRows, 2);
  });
});
