import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Entry } from '../../../src/mailgun/records';
import { entryRow } from '../../../src/views/entryRow';

const PLACE = { id: 7, domain: 'mg.example.com', selected: false };
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

function bounce(fields: Partial<{ address: string; code: string; error: string }>): Entry {
  return { list: 'bounces', address: 'jane@example.com', code: '550', error: '', createdAt: 1000, ...fields };
}

describe('a row of the table', () => {
  it('has what its list has, and what a code means in a few words', () => {
    assert.deepEqual(entryRow(bounce({ error: '5.1.1 no such user' }), PLACE), {
      ...PLACE,
      list: 'bounces',
      address: 'jane@example.com',
      title: 'The mailbox does not exist',
      createdAt: 1000,
      code: '550',
      text: '5.1.1 no such user',
    });
    const tags = entryRow({ list: 'unsubscribes', address: 'a@b.example', tags: ['news', '*'] }, PLACE);
    assert.deepEqual([tags.tags, tags.title, tags.code], [['news', '*'], 'Unsubscribed from everything', undefined]);
    const allowed = entryRow({ list: 'allowlist', kind: 'domain', address: 'b.example', reason: 'ours' }, PLACE);
    assert.deepEqual([allowed.text, allowed.title], ['ours', 'Allowlisted domain']);
    assert.equal(entryRow({ list: 'complaints', address: 'a@b.example' }, PLACE).title, 'Reported as spam');
  });

  it('shows hostile texts as texts: nothing is hidden in an address, and long ones are cut', () => {
    const row = entryRow(
      bounce({ address: 'a\u202Egpj.exe@b.example', error: `a\u0000\u202Eb\r\nc${'x'.repeat(100_000)}` }),
      PLACE,
    );
    assert.equal(row.address, 'a\\u{202E}gpj.exe@b.example');
    assert.match(row.text ?? '', /^ab cx+…$/);
    assert.equal(row.text?.length, 400);
    assert.equal(entryRow(bounce({ address: `${'a'.repeat(500)}@b.example` }), PLACE).address.length, 320);
    const script = '<script>alert(1)</script><img src=x onerror=alert(1)>';
    assert.equal(entryRow(bounce({ error: script }), PLACE).text, script);
  });

  it('never contains a control or a direction character, whatever the record holds', () => {
    const text = fc.string({ unit: 'binary', maxLength: 450 });
    fc.assert(
      fc.property(text, text, text, fc.array(text, { maxLength: 3 }), (address, code, error, tags) => {
        const rows = [
          entryRow(bounce({ address, code, error }), PLACE),
          entryRow({ list: 'unsubscribes', address, tags }, PLACE),
          entryRow({ list: 'allowlist', kind: 'address', address, reason: error }, PLACE),
        ];
        for (const row of rows)
          for (const shown of [row.address, row.code ?? '', row.text ?? '', row.title, ...(row.tags ?? [])]) {
            assert.doesNotMatch(shown, UNSAFE);
            assert.ok(shown.length <= 400);
          }
      }),
      { numRuns: 50 },
    );
  });
});
