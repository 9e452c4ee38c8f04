import assert from 'node:assert/strict';
import fc from 'fast-check';
import { entryContent, Fingerprints, type Seen } from '../../../../src/core/transfer/fingerprints';
import type { Entry } from '../../../../src/mailgun/records';

describe('Fingerprints', () => {
  it('answers like a map of the texts', () => {
    const key = fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'grapheme', maxLength: 40 }));
    const content = fc.option(fc.string({ maxLength: 2 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(key, content), { maxLength: 2000 }), (steps) => {
        const model = new Map<string, string | undefined>();
        const prints = new Fingerprints();
        for (const [text, what] of steps) {
          const known = model.get(text);
          const expected: Seen = !model.has(text)
            ? 'new'
            : known === undefined || what === undefined || known === what
              ? 'same'
              : 'differs';
          assert.equal(prints.compare(text, what), expected);
          assert.equal(prints.has(text), model.has(text));
          assert.equal(prints.add(text, what), expected);
          if (expected === 'new') model.set(text, what);
        }
        assert.equal(prints.size, model.size);
      }),
      { numRuns: 200 },
    );
  });

  it('tells 300 000 keys apart in less than 5 MB', () => {
    const prints = new Fingerprints();
    for (let n = 0; n < 300_000; n += 1) {
      assert.equal(prints.add(`user+${n}@${n % 7}.example`, `550\n${n}`), 'new');
    }
    assert.equal(prints.size, 300_000);
    for (let n = 0; n < 300_000; n += 1) {
      if (prints.compare(`user+${n}@${n % 7}.example`, `550\n${n}`) !== 'same') assert.fail(String(n));
    }
    for (let n = 0; n < 30_000; n += 1) {
      if (prints.compare(`user+${n}@${n % 7}.example`, `551\n${n}`) !== 'differs') assert.fail(String(n));
      if (prints.has(`user-${n}@${n % 7}.example`)) assert.fail(String(n));
    }
    assert.ok(prints.bytes < 5_000_000, String(prints.bytes));
  });
});

describe('entryContent', () => {
  it('holds what can be written: dates to the second, tags as a set, no date of the allowlist', () => {
    const base = { address: 'a@x.com', createdAt: 1_600_000_000_123 };
    const tags = (...names: string[]): Entry => ({ list: 'unsubscribes', ...base, tags: names });
    assert.equal(entryContent(tags('b', 'a', 'b')), entryContent(tags('a', 'b')));
    assert.notEqual(entryContent(tags('a')), entryContent(tags('a', 'b')));
    const complaint: Entry = { list: 'complaints', ...base };
    assert.equal(entryContent(complaint), entryContent({ ...complaint, createdAt: 1_600_000_000_999 }));
    assert.notEqual(entryContent(complaint), entryContent({ ...complaint, createdAt: 1_600_000_001_000 }));
    assert.equal(
      entryContent(complaint, { dates: false }),
      entryContent({ ...complaint, createdAt: undefined }, { dates: false }),
    );
    const allowed: Entry = { list: 'allowlist', ...base, kind: 'address', reason: 'partner' };
    assert.equal(entryContent(allowed), entryContent({ ...allowed, createdAt: undefined }));
    assert.notEqual(entryContent(allowed), entryContent({ ...allowed, reason: '' }));
    const bounce: Entry = { list: 'bounces', ...base, code: '550', error: 'x' };
    assert.notEqual(entryContent(bounce), entryContent({ ...bounce, code: '551' }));
  });
});
