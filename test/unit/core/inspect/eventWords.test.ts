import assert from 'node:assert/strict';
import fc from 'fast-check';
import { explainEvent } from '../../../../src/core/inspect/eventWords';
import { newestEvents, standingEntries } from '../../../../src/core/inspect/recentEvents';
import type { MailEvent } from '../../../../src/mailgun/mailEvents';
import { DOMAIN, startTestServer, type TestServer } from '../sample';

const event = (more: Partial<MailEvent>): MailEvent => ({
  ...{ id: '', kind: 'failed', at: 0, recipient: 'a@b.c', tags: [], isDelayedBounce: false },
  ...more,
});

describe('events in words', () => {
  it('name the list because of which a message was dropped, by the reason or by the code', () => {
    const cases = [
      ['bounces', 'suppress-bounce', '605'],
      ['unsubscribes', 'suppress-unsubscribe', '606'],
      ['complaints', 'suppress-complaint', '607'],
    ] as const;
    for (const [list, reason, code] of cases) {
      for (const known of [{ reason }, { code }]) {
        const words = explainEvent(event({ severity: 'permanent', ...known }));
        assert.deepEqual([words.group, words.list, words.tone], ['dropped', list, 'bad']);
        assert.match(words.title, /^Dropped: on (Bounces|Unsubscribes|Complaints)$/);
      }
    }
  });

  it('tell failures apart', () => {
    const title = (more: Partial<MailEvent>) =>
      explainEvent(event({ severity: 'permanent', code: '550', ...more })).title;
    assert.equal(title({ reason: 'bounce', enhancedCode: '5.1.1', message: 'x' }), 'Bounced, 550 5.1.1');
    assert.equal(title({ reason: 'bounce', message: '5.2.2 full' }), 'Bounced, 550 5.2.2');
    assert.equal(title({ reason: 'generic' }), 'Failed, 550');
    assert.equal(title({ reason: 'old', code: '421' }), 'Given up, 421');
    assert.equal(title({ isDelayedBounce: true, reason: 'bounce' }), 'Bounced after it was delivered, 550');
    const delayed = explainEvent(event({ severity: 'temporary', code: '451', retrySeconds: 600 }));
    assert.deepEqual([delayed.group, delayed.title], ['delayed', 'Delayed, 451']);
    assert.match(delayed.meaning, /tries again in 10 minutes/);
  });

  it('know the kinds there are, and name those they do not know', () => {
    for (const kind of [
      'accepted',
      'delivered',
      'rejected',
      'complained',
      'unsubscribed',
      'opened',
      'clicked',
      'stored',
    ]) {
      const words = explainEvent(event({ kind }));
      assert.ok(words.meaning.length > 10 && words.title.length > 3, kind);
    }
    assert.deepEqual(
      [explainEvent(event({ kind: 'list_sent' })).title, explainEvent(event({ kind: 'toString' })).group],
      ['list_sent', 'other'],
    );
  });

  it('repeat nothing of a stranger’s text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (message, code) => {
        const { title, meaning } = explainEvent(event({ message: `<b>${message}</b>`, code, severity: 'permanent' }));
        assert.ok(!`${title}${meaning}`.includes('<b>'));
      }),
    );
  });
});

describe('recent events', () => {
  let test: TestServer;

  before(async () => {
    test = await startTestServer();
  });
  after(() => test.close());

  it('are asked for a shorter time where the server refuses the longest', async () => {
    const now = Date.now();
    const whole = await newestEvents(test.client, { domain: DOMAIN, address: 'a@b.example' }, now);
    assert.equal(whole.period.end - whole.period.begin, 30 * 86_400_000);
    test.server.faults.failNext(1, 400, { path: '/v1/analytics/logs' });
    const short = await newestEvents(test.client, { domain: DOMAIN, address: 'a@b.example' }, now);
    assert.equal(short.period.end - short.period.begin, 3 * 86_400_000);
    test.server.faults.failNext(2, 403, { path: /logs|events/ });
    await assert.rejects(newestEvents(test.client, { domain: DOMAIN, address: 'a@b.example' }, now), {
      reason: 'forbidden',
    });
  });

  it('come with where the address stands, and what could not be asked of that', async () => {
    test.put('complaints', [{ address: 'a@b.example' }]);
    test.server.faults.failNext(1, 403, { list: 'bounces' });
    const { entries, gaps } = await standingEntries(test.client, { domain: DOMAIN, address: 'A@b.example' });
    assert.deepEqual(
      entries.map(({ list }) => list),
      ['complaints'],
    );
    assert.equal(gaps.length, 1);
    assert.match(gaps[0] ?? '', /^Bounces could not be asked: /);
  });
});
