import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ListName } from '../../../src/mailgun/lists';
import { begin, type CheckEvent, entryKey, entryRef, merge, reduce } from '../../../src/views/checkState';
import { LiveSession } from '../../../src/views/checkSession';
import { readStored } from '../../../src/views/storedCheck';
import { checkOf, found, notAsked, START } from './fixtures';

const ALICE = 'alice@example.com';
const keyOf = (domain: string, list: ListName, address = ALICE): string =>
  entryKey({ accountId: 'a', domain, list, address });

const someEvents = fc.array(
  fc.oneof(
    fc
      .record({
        user: fc.nat(3),
        domain: fc.nat(2),
        list: fc.constantFrom<ListName>('bounces', 'complaints', 'unsubscribes'),
      })
      .map(({ user, domain, list }): CheckEvent => {
        const events: CheckEvent[] = [];
        new LiveSession(
          (event) => events.push(event),
          () => START,
        ).finding(found(`u${user}@example.com`, `d${domain}.org`, list));
        return events[0] ?? { type: 'notice' };
      }),
    fc
      .record({
        domain: fc.nat(2),
        address: fc.option(fc.constantFrom('u0@example.com', 'U0@example.com', 'u1@example.com'), { nil: undefined }),
      })
      .map(({ domain, address }): CheckEvent => ({
        type: 'notAsked',
        items: [notAsked({ domain: `d${domain}.org`, address })],
      })),
    fc
      .record({ done: fc.nat(40), total: fc.option(fc.constant(40), { nil: undefined }) })
      .map((step): CheckEvent => ({ type: 'progress', ...step })),
    fc.constant<CheckEvent>({ type: 'notice', text: 'waiting' }),
    fc.constant<CheckEvent>({ type: 'changed', removed: [keyOf('d0.org', 'bounces', 'u0@example.com')], restored: [] }),
    fc.constant<CheckEvent>({ type: 'changed', removed: [], restored: [keyOf('d0.org', 'bounces', 'u0@example.com')] }),
    fc.constant<CheckEvent>({ type: 'finished', outcome: 'done', at: START + 1 }),
  ),
  { maxLength: 40 },
);

describe('the state of a check', () => {
  it('keeps each finding once', () => {
    const state = checkOf([ALICE], (session) => {
      session.finding(found(ALICE, 'mg.example.com', 'bounces'));
      session.finding(found(ALICE.toUpperCase(), 'MG.example.com', 'bounces'));
    });
    assert.equal(state.findings.length, 1);
  });

  it('keeps an address asked for twice once', () => {
    assert.deepEqual(begin({ addresses: ['a@b.c', 'A@b.c', 'd@e.f'], scope: '', accountNames: {} }, START).addresses, [
      'A@b.c',
      'd@e.f',
    ]);
  });

  it('takes failures of the same kind together', () => {
    const state = checkOf([ALICE, 'bob@example.com'], (session) => {
      session.notAsked(notAsked({ domain: 'x.org', list: 'bounces', address: ALICE }));
      session.notAsked(notAsked({ domain: 'x.org', list: 'bounces', address: 'Bob@example.com' }));
      session.notAsked(notAsked({ domain: 'y.org' }));
      session.notAsked(notAsked({ domain: 'y.org', address: ALICE }));
    });
    assert.deepEqual(
      state.gaps.map(({ domain, addresses }) => ({ domain, addresses })),
      [
        { domain: 'x.org', addresses: [ALICE, 'bob@example.com'] },
        { domain: 'y.org', addresses: 'all' },
      ],
    );
  });

  it('marks what is deleted and takes it back when it is restored', () => {
    const key = keyOf('mg.example.com', 'bounces');
    const before = checkOf([ALICE], (session) => {
      session.finding(found(ALICE, 'mg.example.com', 'bounces'));
      session.finish('done');
    });
    const deleted = reduce(before, { type: 'changed', removed: [key, keyOf('other.org', 'bounces')], restored: [] });
    assert.deepEqual(deleted.deleted, [key]);
    assert.deepEqual(reduce(deleted, { type: 'changed', removed: [], restored: [key] }).deleted, []);
    assert.equal(reduce(before, { type: 'changed', removed: [], restored: [key] }), before);
  });

  it('names the allowlisted domain, not the address that was asked for, as the entry to act on', () => {
    const { findings } = checkOf([ALICE], (session) =>
      session.finding(found(ALICE, 'mg.example.com', 'allowlist', 'example.com')),
    );
    assert.deepEqual(findings.map(entryRef), [
      { accountId: 'a', domain: 'mg.example.com', list: 'allowlist', address: 'example.com' },
    ]);
  });

  it('takes no more answers once it has ended', () => {
    const state = checkOf([ALICE], (session) => {
      session.progress(1, 4);
      session.finish('cancelled');
      session.finding(found(ALICE, 'mg.example.com', 'bounces'));
      session.finish('done');
    });
    assert.equal(state.outcome, 'cancelled');
    assert.equal(state.findings.length, 0);
    const late = reduce(state, { type: 'finished', outcome: 'done', at: START });
    assert.equal(late, state);
  });

  it('never runs backwards, and ends a notice with the next question settled', () => {
    const state = checkOf([ALICE], (session) => {
      session.progress(3, 8, 2);
      session.notice('Mailgun asks to wait 3 s.');
      session.progress(2);
    });
    assert.equal(state.done, 3);
    assert.equal(state.total, 8);
    assert.equal(state.notice, 'Mailgun asks to wait 3 s.');
    assert.equal(reduce(state, { type: 'progress', done: 4 }).notice, undefined);
  });

  it('comes to the same whether events are merged or not', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const start = begin(
          { addresses: ['u0@example.com', 'u1@example.com'], scope: 's', accountNames: { a: 'Main' } },
          START,
        );
        assert.deepEqual(merge(events).reduce(reduce, start), events.reduce(reduce, start));
      }),
    );
  });

  it('merges thousands of answers into one event', () => {
    const events: CheckEvent[] = [];
    const session = new LiveSession(
      (event) => events.push(event),
      () => START,
    );
    for (let i = 0; i < 5000; i++) session.finding(found(`u${i}@example.com`, 'mg.example.com', 'bounces'));
    assert.equal(merge(events).length, 1);
  });
});

describe('a session', () => {
  it('is aborted by cancel but still takes what arrives until it is finished', () => {
    const events: CheckEvent[] = [];
    const session = new LiveSession(
      (event) => events.push(event),
      () => START,
    );
    session.cancel();
    assert.equal(session.signal.aborted, true);
    session.finding(found(ALICE, 'mg.example.com', 'bounces'));
    session.finish('cancelled');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['found', 'finished'],
    );
  });

  it('is not aborted by its end', () => {
    const session = new LiveSession(
      () => undefined,
      () => START,
    );
    session.finish('done');
    session.cancel();
    assert.equal(session.signal.aborted, false);
  });

  it('says nothing more once another check has taken its place', () => {
    const events: CheckEvent[] = [];
    const session = new LiveSession(
      (event) => events.push(event),
      () => START,
    );
    session.abandon();
    session.finding(found(ALICE, 'mg.example.com', 'bounces'));
    session.fail('No network.');
    assert.equal(session.signal.aborted, true);
    assert.deepEqual(events, []);
  });
});

describe('a stored check', () => {
  it('reads back as it was', () => {
    const check = checkOf([ALICE], (session) => {
      for (const list of ['bounces', 'complaints', 'unsubscribes'] as const)
        session.finding(found(ALICE, 'mg.example.com', list));
      session.finding(found(ALICE, 'mg.example.com', 'allowlist', 'example.com'));
      session.notAsked(notAsked({ domain: 'x.org', list: 'bounces', address: ALICE, nextStep: 'Check again.' }));
      session.progress(9, 10, 8);
      session.finish('done');
    });
    const stored: unknown = JSON.parse(JSON.stringify({ check, folds: {} }));
    assert.deepEqual(JSON.parse(JSON.stringify(readStored(stored, START + 5))), JSON.parse(JSON.stringify(check)));
  });

  it('that was running reads as interrupted', () => {
    const check = checkOf([ALICE], (session) => session.progress(1, 4));
    const read = readStored({ check }, START + 5);
    assert.equal(read?.outcome, 'interrupted');
    assert.equal(read.finishedAt, START + 5);
  });

  it('that cannot be read is none', () => {
    const check = checkOf([ALICE], (session) => session.finish('done'));
    for (const stored of [
      undefined,
      null,
      1,
      {},
      { check: undefined },
      { check: { ...check, version: 2 } },
      { check: { ...check, findings: [{}] } },
    ]) {
      assert.equal(readStored(stored, START), undefined);
    }
  });
});
