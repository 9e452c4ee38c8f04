import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { decodeDomain, decodeDomains, decodeEntry, decodePage, pageSchemas } from '../../../src/mailgun/decode';
import { quickPage } from '../../../src/mailgun/decodeQuickly';
import { MailgunError } from '../../../src/mailgun/errors';
import { LIST_NAMES } from '../../../src/mailgun/lists';

const at = Date.UTC(2026, 2, 26, 12, 59, 15);
const date = 'Thu, 26 Mar 2026 12:59:15 UTC';

function refusal(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    assert.ok(MailgunError.is(error, 'badResponse'));
    assert.ok(error.nextStep);
    return error.message;
  }
  return assert.fail('It was accepted.');
}

describe('decode', () => {
  it('reads a bounce, its code as text or number, unknown fields ignored', () => {
    const expected = { list: 'bounces', address: 'a@b.c', code: '550', error: 'no', createdAt: at };
    const raw = { address: 'a@b.c', error: 'no', created_at: date, MessageHash: 'x', __proto__: null };
    assert.deepEqual(decodeEntry('bounces', { ...raw, code: '550' }), expected);
    assert.deepEqual(decodeEntry('bounces', { ...raw, code: 550 }), expected);
  });

  it('reads what is barely there', () => {
    const bounce = { list: 'bounces', address: 'a@b.c', code: '', error: '' };
    assert.deepEqual(decodeEntry('bounces', { address: 'a@b.c', code: null, error: null }), bounce);
    assert.deepEqual(decodeEntry('complaints', { address: 'a@b.c', count: 2 }), {
      list: 'complaints',
      address: 'a@b.c',
    });
    assert.deepEqual(decodeEntry('unsubscribes', { address: 'a@b.c', tags: null }), {
      list: 'unsubscribes',
      address: 'a@b.c',
      tags: [],
    });
  });

  it('reads the date under each of its names, and a bad one as none', () => {
    for (const field of ['created_at', 'createdAt', 'createdat']) {
      assert.equal(decodeEntry('complaints', { address: 'a@b.c', [field]: date }).createdAt, at);
    }
    for (const bad of ['yesterday', 'Mon, 01 Jan 0001 00:00:00 UTC', 5, null, {}]) {
      assert.equal('createdAt' in decodeEntry('complaints', { address: 'a@b.c', created_at: bad }), false);
    }
  });

  it('reads both kinds of allowlist entries', () => {
    const raw = { value: 'example.com', type: 'domain', reason: 'ours', createdAt: date };
    const entry = { list: 'allowlist', address: 'example.com', kind: 'domain', reason: 'ours', createdAt: at };
    assert.deepEqual(decodeEntry('allowlist', raw), entry);
    assert.deepEqual(decodeEntry('allowlist', { ...raw, type: 'whitelists' }), entry);
    assert.deepEqual(decodeEntry('allowlist', { value: 'a@b.c' }), {
      list: 'allowlist',
      address: 'a@b.c',
      kind: 'address',
      reason: '',
    });
  });

  it('does not take an answer of another kind for an empty list', () => {
    assert.throws(() => decodePage('bounces', { message: 'Come back later' }), /not understood/);
    assert.throws(() => decodeDomains({ error: 'none' }, 0), /not understood/);
  });

  it('takes items that are null, missing or empty for the end', () => {
    for (const raw of [{ items: null }, {}, { items: [] }, { items: [], paging: null }]) {
      assert.deepEqual(decodePage('bounces', raw).items, []);
    }
  });

  it('passes over paging links that are no text', () => {
    assert.equal(decodePage('bounces', { items: [], paging: { next: 5, previous: {} } }).paging?.next, undefined);
    assert.equal(decodePage('bounces', { items: [], paging: 'x' }).paging, undefined);
  });

  it('names the field that is wrong', () => {
    const ok = { address: 'a@b.c' };
    assert.match(
      refusal(() => decodePage('bounces', { items: [ok, ok, ok, {}] })),
      /items\[3\]\.address is missing/,
    );
    assert.match(
      refusal(() => decodePage('bounces', { items: [{ address: '' }] })),
      /items\[0\]\.address/,
    );
    assert.match(
      refusal(() => decodePage('unsubscribes', { items: [{ ...ok, tags: [1] }] })),
      /items\[0\]\.tags\[0\]/,
    );
    assert.match(
      refusal(() => decodePage('allowlist', { items: [ok] })),
      /items\[0\]\.value is missing/,
    );
    assert.match(
      refusal(() => decodePage('bounces', { items: 'x' })),
      /: items /,
    );
    assert.match(
      refusal(() => decodePage('bounces', [])),
      /the whole answer|items/,
    );
    assert.match(
      refusal(() => decodeEntry('bounces', null)),
      /the whole answer/,
    );
    assert.match(
      refusal(() => decodeEntry('bounces', { ...ok, code: [] })),
      /: code /,
    );
    assert.match(
      refusal(() => decodeDomains({ items: [{ name: 'x.y' }, { state: 'active' }] }, 0)),
      /items\[1\]\.name/,
    );
    assert.match(
      refusal(() => decodeDomain({})),
      /domain is missing/,
    );
  });

  it('reads domains, those without a state too', () => {
    const raw = { name: 'x.example', state: 'disabled', type: 'sandbox', created_at: 'Thu, 26 Mar 2026 12:59:15 GMT' };
    assert.deepEqual(decodeDomain({ domain: { ...raw, disabled: { reason: 'unpaid' } } }), {
      name: 'x.example',
      state: 'disabled',
      type: 'sandbox',
      isDisabled: true,
      disabledReason: 'unpaid',
      createdAt: at,
    });
    assert.deepEqual(decodeDomains({ total_count: 7, items: [{ name: 'x.example', state: 'new' }] }, 0), {
      totalCount: 7,
      domains: [{ name: 'x.example', state: 'unknown', type: 'unknown', isDisabled: false }],
    });
    assert.deepEqual(decodeDomains({ items: null }, 5), { totalCount: 5, domains: [] });
  });

  it('reads quickly what the schemas read, and nothing that they refuse', () => {
    const odd = fc.constantFrom(undefined, null, '', 0, 1.5, true, [], ['a'], [1], {}, { a: 1 });
    const value = (usual: fc.Arbitrary<unknown>) => fc.oneof({ weight: 20, arbitrary: usual }, odd);
    const text = value(fc.string({ maxLength: 8 }));
    const dates = value(fc.constantFrom(date, '2026-03-26T12:59:15Z', 'yesterday', 'Mon, 01 Jan 0001 00:00:00 UTC'));
    const record = fc.record(
      {
        address: text,
        value: text,
        code: text,
        error: text,
        reason: text,
        type: value(fc.constantFrom('address', 'domain', 'x')),
        tags: value(fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 })),
        created_at: dates,
        createdAt: dates,
        createdat: dates,
      },
      { requiredKeys: [] },
    );
    const page = fc.record(
      {
        items: value(fc.array(value(record), { maxLength: 3 })),
        paging: value(fc.record({ next: text, previous: text }, { requiredKeys: [] })),
        message: text,
      },
      { requiredKeys: [] },
    );
    const links = (paging: { next?: unknown; previous?: unknown } | null | undefined) => [
      paging?.next,
      paging?.previous,
    ];
    fc.assert(
      fc.property(fc.constantFrom(...LIST_NAMES), value(page), (list, raw) => {
        const quick = quickPage(list, raw);
        if (quick === undefined) return;
        const slow = v.parse(pageSchemas[list](), raw);
        assert.deepEqual(quick.items, slow.items);
        assert.deepEqual(links(quick.paging), links(slow.paging));
      }),
      { numRuns: 3000 },
    );
    const plain = { items: [{ address: 'a@b.c', value: 'a@b.c', created_at: date }], paging: { next: 'x' } };
    for (const list of LIST_NAMES) assert.notEqual(quickPage(list, plain), undefined);
  });
});
