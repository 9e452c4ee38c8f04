import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  diffStates,
  isEmptyChange,
  mergeStates,
  NO_ACCOUNTS,
  readState,
  sameState,
  type AccountState,
  type StoredAccount,
} from '../../../src/accounts/accountState';

function account(id: string, changed: number, more: Partial<StoredAccount> = {}): StoredAccount {
  return { id, name: `Account ${id}`, region: 'us', baseUrl: 'https://api.mailgun.net', changed, ...more };
}

function state(accounts: readonly StoredAccount[], removed: AccountState['removed'] = []): AccountState {
  return { version: 1, accounts, removed };
}

describe('readState', () => {
  it('reads nothing as no accounts', () => {
    assert.deepEqual(readState(undefined), { state: NO_ACCOUNTS, damage: [] });
  });

  it('reads what was written, also through JSON', () => {
    const written = state([account('a', 1, { subaccountId: 'sub' }), account('b', 2)], [{ id: 'c', at: 3 }]);
    assert.deepEqual(readState(JSON.parse(JSON.stringify(written))), { state: written, damage: [] });
  });

  it('takes damaged state for empty and says where it is damaged', () => {
    for (const raw of [null, 1, 'text', [], {}, { accounts: 'x' }, { accounts: { a: 1 } }]) {
      const { state: read, damage } = readState(raw);
      assert.deepEqual(read, { ...NO_ACCOUNTS, unread: [raw] });
      assert.equal(damage.length, 1, JSON.stringify(raw));
    }
  });

  it('leaves out one damaged record and keeps the others', () => {
    const bad = [
      null,
      {},
      { ...account('x', 1), region: 'mars' },
      { ...account('y', 1), baseUrl: 'http://evil.example' },
    ];
    const { state: read, damage } = readState({ version: 1, accounts: [account('a', 1), ...bad, account('b', 1)] });
    assert.deepEqual(
      read.accounts.map(({ id }) => id),
      ['a', 'b'],
    );
    assert.equal(damage.length, bad.length);
  });

  it('does not repeat in its damage report what stood there', () => {
    const { damage } = readState({ accounts: [{ id: 'a', name: 'n', region: 'us', baseUrl: 'https://api:s3cret@h' }] });
    assert.ok(!damage.join().includes('s3cret'), damage.join());
  });

  it('reads records of other versions as far as they make sense', () => {
    const older = { id: 'old', name: 'Account old', region: 'us', baseUrl: 'https://api.mailgun.net' };
    const newer = { ...account('new', 5), colour: 'blue' };
    const { state: read, damage } = readState({ version: 7, accounts: [older, newer], extra: true });
    assert.deepEqual(read.accounts, [account('old', 0), account('new', 5)]);
    assert.deepEqual(damage, []);
  });

  it('lets a sample account have no endpoint, and nobody else', () => {
    const sample = account('sample', 1, { baseUrl: '', sample: true });
    assert.deepEqual(readState({ accounts: [sample] }).state.accounts, [sample]);
    assert.equal(readState({ accounts: [account('a', 1, { baseUrl: '' })] }).damage.length, 1);
  });

  it('never throws, whatever is stored', () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        readState(raw);
        readState({ accounts: raw });
        readState({ accounts: [raw], removed: [raw] });
      }),
    );
  });
});

const times = fc.integer({ min: 0, max: 20 });
const ids = fc.constantFrom('a', 'b', 'c', 'd');
const states: fc.Arbitrary<AccountState> = fc
  .record({
    accounts: fc.uniqueArray(fc.tuple(ids, times, fc.constantFrom('One', 'Two')), { selector: ([id]) => id }),
    removed: fc.uniqueArray(fc.tuple(ids, times), { selector: ([id]) => id }),
  })
  // Two windows may change the same account in the same millisecond, but not into an account and its removal.
  .map(({ accounts, removed }) =>
    mergeStates(
      state(
        accounts.map(([id, changed, name]) => account(id, changed * 2, { name })),
        removed.map(([id, at]) => ({ id, at: at * 2 + 1 })),
      ),
      NO_ACCOUNTS,
    ),
  );

describe('mergeStates', () => {
  it('keeps what either window added', () => {
    const merged = mergeStates(state([account('a', 1)]), state([account('b', 1)]));
    assert.deepEqual(
      merged.accounts.map(({ id }) => id),
      ['a', 'b'],
    );
  });

  it('takes the later of two changes', () => {
    const early = state([account('a', 1, { name: 'early' })]);
    const late = state([account('a', 2, { name: 'late' })]);
    assert.equal(mergeStates(early, late).accounts[0]?.name, 'late');
    assert.equal(mergeStates(late, early).accounts[0]?.name, 'late');
  });

  it('takes the same of two changes made in the same millisecond, whichever is heard of first, and tells them apart', () => {
    const different = [{ name: 'Other' }, { baseUrl: 'https://api.eu.mailgun.net' }, { subaccountId: 'sub' }] as const;
    for (const more of different) {
      const [a, b] = [state([account('a', 1)]), state([account('a', 1, more)])];
      assert.ok(!sameState(a, b));
      assert.deepEqual(mergeStates(a, b), mergeStates(b, a));
    }
  });

  it('does not bring back what was removed, whatever was done to it since, unless it is a sample that was added again', () => {
    const gone = state([], [{ id: 'a', at: 2 }]);
    for (const changed of [1, 3]) assert.deepEqual(mergeStates(state([account('a', changed)]), gone).accounts, []);
    const sample = (changed: number) => state([account('a', changed, { sample: true })]);
    assert.deepEqual(mergeStates(sample(1), gone).accounts, []);
    assert.equal(mergeStates(sample(3), gone).accounts.length, 1);
  });

  it('comes to the same whoever merges first, and merging again changes nothing', () => {
    fc.assert(
      fc.property(states, states, states, (a, b, c) => {
        assert.ok(sameState(mergeStates(a, b), mergeStates(b, a)));
        assert.ok(sameState(mergeStates(a, a), a));
        const ab = mergeStates(a, b);
        assert.ok(sameState(mergeStates(ab, b), ab));
        // Removals that a later addition made pointless are forgotten, so only what is shown is compared.
        const shown = (merged: AccountState) =>
          merged.accounts.map(({ id, changed, name }) => `${id} ${changed} ${name}`).sort();
        assert.deepEqual(shown(mergeStates(ab, c)), shown(mergeStates(a, mergeStates(b, c))));
      }),
    );
  });
});

describe('diffStates', () => {
  it('names what changed', () => {
    const before = state([account('a', 1), account('b', 1), account('c', 1), account('d', 1)]);
    const after = state([
      account('a', 1),
      account('b', 2, { name: 'New' }),
      account('c', 2, { baseUrl: 'https://api.eu.mailgun.net' }),
      account('e', 2),
    ]);
    assert.deepEqual(diffStates(before, after), { added: ['e'], removed: ['d'], renamed: ['b'], keyChanged: ['c'] });
  });

  it('finds nothing between a state and itself, whatever its order', () => {
    fc.assert(
      fc.property(states, (any) => {
        assert.ok(isEmptyChange(diffStates(any, { ...any, accounts: [...any.accounts].reverse() })));
      }),
    );
  });
});
