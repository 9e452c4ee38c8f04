import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addressGroups, countsByList, summaries, type Verdict } from '../../../src/views/checkModel';
import { type CheckState, entryKey, entryRef, reduce } from '../../../src/views/checkState';
import { announcement, gapRows, heading, progressText } from '../../../src/views/checkWords';
import { checkOf, found, notAsked, START } from './fixtures';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';

function verdictOf(state: CheckState, address = ALICE): Verdict | undefined {
  return addressGroups(state).find((group) => group.address === address)?.verdict;
}

function deleteAll(state: CheckState): CheckState {
  return reduce(state, {
    type: 'changed',
    removed: state.findings.map((finding) => entryKey(entryRef(finding))),
    restored: [],
  });
}

describe('the verdict on an address', () => {
  it('is "On no list" when every question was answered', () => {
    const state = checkOf([ALICE], (session) => {
      session.progress(8, 8);
      session.finish('done');
    });
    assert.deepEqual(verdictOf(state), { kind: 'clear', text: 'On no list' });
  });

  it('counts lists, while it runs only so far', () => {
    const running = checkOf([ALICE], (session) => {
      session.finding(found(ALICE, 'a.org', 'bounces'));
      session.finding(found(ALICE, 'b.org', 'bounces'));
      session.progress(2, 8);
    });
    assert.equal(verdictOf(running)?.text, 'On 2 lists so far');
    assert.equal(verdictOf(reduce(running, { type: 'finished', outcome: 'done', at: START }))?.text, 'On 2 lists');
  });

  it('says that only the allowlist was found', () => {
    const state = checkOf([ALICE], (session) => {
      session.finding(found(ALICE, 'a.org', 'allowlist', 'example.com'));
      session.progress(8, 8);
      session.finish('done');
    });
    assert.deepEqual(verdictOf(state), { kind: 'allowed', text: 'On 1 list: only the allowlist', caution: undefined });
  });

  it('never becomes "On no list" by deleting', () => {
    const state = checkOf([ALICE], (session) => {
      session.finding(found(ALICE, 'a.org', 'bounces'));
      session.progress(8, 8);
      session.finish('done');
    });
    assert.deepEqual(verdictOf(deleteAll(state)), { kind: 'deleted', text: 'Deleted from 1 list', caution: undefined });
  });

  it('keeps to the domains that answered when a question failed, for the addresses it failed for', () => {
    const state = checkOf([ALICE, BOB], (session) => {
      session.notAsked(notAsked({ domain: 'a.org', list: 'bounces', address: ALICE.toUpperCase() }));
      session.progress(16, 16);
      session.finish('done');
    });
    assert.equal(verdictOf(state)?.text, 'On no list of the domains that answered');
    assert.equal(verdictOf(state, BOB)?.text, 'On no list');
  });

  it('is not known when nobody answered', () => {
    const refused = checkOf([ALICE], (session) => {
      session.notAsked(notAsked({ accountId: 'a' }));
      session.notAsked(notAsked({ accountId: 'b' }));
      session.progress(8, 8);
      session.finish('done');
    });
    assert.equal(verdictOf(refused)?.kind, 'unknown');
    const counted = checkOf([ALICE], (session) => {
      session.notAsked(notAsked({ domain: 'a.org' }));
      session.progress(4, 4, 0);
      session.finish('done');
    });
    assert.equal(verdictOf(counted)?.kind, 'unknown');
    assert.equal(verdictOf(checkOf([ALICE], (session) => session.finish('done')))?.kind, 'unknown');
  });

  it('says "On no list" only where everything was asked and answered', () => {
    const lists = fc.constantFrom('bounces' as const, 'complaints' as const, 'allowlist' as const);
    const addresses = fc.constantFrom(ALICE, BOB);
    fc.assert(
      fc.property(
        fc.record({
          findings: fc.array(fc.record({ address: addresses, list: lists }), { maxLength: 3 }),
          gaps: fc.array(fc.option(addresses, { nil: undefined }), { maxLength: 2 }),
          done: fc.nat(16),
          total: fc.option(fc.constant(16), { nil: undefined }),
          end: fc.constantFrom('done' as const, 'cancelled' as const, 'failed' as const, undefined),
          deleted: fc.boolean(),
        }),
        ({ findings, gaps, done, total, end, deleted }) => {
          const told = checkOf([ALICE, BOB], (session) => {
            for (const { address, list } of findings) session.finding(found(address, 'a.org', list));
            for (const address of gaps) session.notAsked(notAsked({ domain: 'a.org', address }));
            session.progress(done, total);
            if (end === 'failed') session.fail('No network.');
            else if (end !== undefined) session.finish(end);
          });
          for (const { address, verdict } of addressGroups(deleted ? deleteAll(told) : told)) {
            const clear =
              end === 'done' &&
              done === total &&
              !gaps.some((gap) => gap === undefined || gap === address) &&
              !findings.some((finding) => finding.address === address);
            assert.equal(verdict.text === 'On no list', clear);
            assert.equal(verdict.kind === 'clear', clear);
            assert.doesNotMatch(`${verdict.text} ${verdict.caution ?? ''}`, /not suppressed|can be reached|fine|safe/i);
            if (end === undefined) assert.doesNotMatch(verdict.text, /^On no list/);
          }
        },
      ),
    );
  });
});

describe('the order of a result', () => {
  it('has addresses as asked, and findings by account, domain and list, the allowlist last', () => {
    const state = checkOf([BOB, ALICE], (session) => {
      session.finding(found(ALICE, 'z.org', 'complaints'));
      session.finding(found(ALICE, 'a.org', 'allowlist'));
      session.finding(found(ALICE, 'z.org', 'bounces'));
      session.finding(found(ALICE, 'm.org', 'bounces', ALICE, 'b'));
    });
    const groups = addressGroups(state);
    assert.deepEqual(
      groups.map(({ address }) => address),
      [BOB, ALICE],
    );
    assert.deepEqual(
      groups[1]?.rows.map(({ account, finding }) => [account, finding.domain, finding.list].join(' ')),
      ['Europe m.org bounces', 'Main z.org bounces', 'Main z.org complaints', 'Main a.org allowlist'],
    );
    assert.deepEqual(countsByList(groups[1]?.rows ?? []), [
      { list: 'bounces', count: 2 },
      { list: 'complaints', count: 1 },
      { list: 'allowlist', count: 1 },
    ]);
  });

  it('sums up the addresses on which nothing was found, the least certain first', () => {
    const state = checkOf([ALICE, BOB, 'c@example.com', 'd@example.com'], (session) => {
      session.finding(found(BOB, 'a.org', 'bounces'));
      session.notAsked(notAsked({ domain: 'a.org', address: 'd@example.com' }));
      session.progress(32, 32);
      session.finish('done');
    });
    assert.deepEqual(
      summaries(addressGroups(state)).map(({ verdict, addresses }) => [verdict.kind, addresses]),
      [
        ['partial', ['d@example.com']],
        ['clear', [ALICE, 'c@example.com']],
      ],
    );
  });

  it('stays quick for thousands of findings', () => {
    const addresses = Array.from({ length: 2000 }, (_, i) => `u${i}@example.com`);
    const state = checkOf(addresses, (session) => session.progress(0, 1));
    const many = reduce(state, {
      type: 'found',
      findings: addresses.flatMap((address) => {
        const { accountId, domain, list, entry } = found(address, 'a.org', 'bounces');
        return [{ accountId, domain, list, address, entry, explanation: { title: '', meaning: '', advice: '' } }];
      }),
    });
    assert.equal(addressGroups(many).filter(({ rows }) => rows.length === 1).length, 2000);
  });
});

describe('the words of a result', () => {
  it('names one address and counts several', () => {
    assert.equal(heading(checkOf([ALICE], () => undefined)), ALICE);
    assert.equal(heading(checkOf([ALICE, BOB], () => undefined)), '2 addresses');
  });

  it('says how far it has come', () => {
    assert.equal(progressText(checkOf([ALICE], () => undefined)), 'Reading the domains…');
    assert.equal(progressText(checkOf([ALICE], (session) => session.progress(3, 8))), '3 of 8 questions done');
    assert.equal(
      progressText(checkOf([ALICE], (session) => session.progress(3, 8, 2))),
      '3 of 8 questions done, 1 unanswered',
    );
  });

  it('lists what could not be asked, lists of one domain together', () => {
    const state = checkOf([ALICE, BOB], (session) => {
      session.notAsked(notAsked({ domain: 'b.org', list: 'complaints', address: ALICE }));
      session.notAsked(notAsked({ domain: 'b.org', list: 'bounces', address: ALICE }));
      session.notAsked(notAsked({ domain: 'a.org', nextStep: 'Use another key.' }));
      session.notAsked(notAsked({ accountId: 'b', reason: 'The key is wrong.' }));
    });
    assert.deepEqual(
      gapRows(state).map(({ account, domain, lists, addresses, nextStep }) => ({
        account,
        domain,
        lists,
        addresses,
        nextStep,
      })),
      [
        { account: 'Europe', domain: undefined, lists: undefined, addresses: undefined, nextStep: undefined },
        { account: 'Main', domain: 'a.org', lists: 'All lists', addresses: undefined, nextStep: 'Use another key.' },
        { account: 'Main', domain: 'b.org', lists: 'Bounces, Complaints', addresses: ALICE, nextStep: undefined },
      ],
    );
  });

  it('announces the beginning, the first finding, the end and a deletion, and nothing in between', () => {
    const begun = checkOf([ALICE], () => undefined);
    assert.equal(announcement(undefined, begun), 'Checking alice@example.com.');
    const asking = reduce(begun, { type: 'progress', done: 5, total: 8 });
    assert.equal(announcement(begun, asking), undefined);
    const first = checkOf([ALICE], (session) => session.finding(found(ALICE, 'a.org', 'bounces')));
    assert.equal(announcement(asking, first), 'alice@example.com: On 1 list so far.');
    const ended = reduce(first, { type: 'finished', outcome: 'cancelled', at: START });
    assert.equal(announcement(first, ended), 'Check cancelled. alice@example.com: On 1 list.');
    assert.equal(announcement(ended, deleteAll(ended)), 'Entry deleted.');
    assert.equal(announcement(deleteAll(ended), ended), 'Entry restored.');
    assert.equal(announcement(ended, ended), undefined);
  });

  it('announces the quarters of a long check', () => {
    const at = (done: number): CheckState => checkOf([ALICE, BOB], (session) => session.progress(done, 400));
    assert.equal(announcement(at(99), at(100)), '100 of 400 questions done. 0 of 2 addresses found on lists so far.');
    assert.equal(announcement(at(100), at(199)), undefined);
  });
});
