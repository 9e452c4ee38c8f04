import assert from 'node:assert/strict';
import { clampLimit, pageQuery, readPage } from '../../../src/mailgun/paging';
import type { Cursor } from '../../../src/mailgun/records';

const base = 'https://api.mailgun.net/v3/mg.example.com/complaints';
const items = (...addresses: string[]) => addresses.map((address) => ({ address }));
const after = (address: string): Cursor => ({ page: 'next', address });

describe('paging', () => {
  it('asks for what the server takes', () => {
    assert.deepEqual([0, -5, 1, 2.7, 5000, Number.NaN, undefined].map(clampLimit), [
      1,
      1,
      1,
      2,
      1000,
      undefined,
      undefined,
    ]);
    assert.deepEqual(pageQuery({ limit: 5, term: '', cursor: { page: 'last' } }), {
      limit: 5,
      term: undefined,
      page: 'last',
      address: undefined,
    });
  });

  it('follows next on a full page, decoded once', () => {
    const paging = { next: `${base}?page=next&address=a%2Bb%40x.example&limit=2&term=` };
    const page = readPage('complaints', { items: items('a', 'a+b@x.example'), paging }, { limit: 2 });
    assert.deepEqual(page.next, after('a+b@x.example'));
    assert.deepEqual(page.previous, { page: 'previous', address: 'a' });
  });

  it('ends on a page that is not full, though it has a next link', () => {
    const paging = { next: `${base}?page=next&address=b&limit=100&term=` };
    assert.equal(readPage('complaints', { items: items('a', 'b'), paging }, {}).next, undefined);
  });

  it('goes by the smaller of the limit asked for and the one the server took', () => {
    const paging = { next: `${base}?page=next&address=b&limit=2` };
    assert.deepEqual(readPage('complaints', { items: items('a', 'b'), paging }, { limit: 1000 }).next, after('b'));
    const huge = { next: `${base}?page=next&address=b&limit=5000` };
    assert.deepEqual(readPage('complaints', { items: items('a', 'b'), paging: huge }, { limit: 2 }).next, after('b'));
  });

  it('ends on an empty list, whose next link is the first page', () => {
    for (const raw of [{ items: [], paging: { next: `${base}?limit=100&term=` } }, { items: null }, {}]) {
      assert.deepEqual(readPage('complaints', raw, {}), { entries: [] });
    }
  });

  it('goes on from the last entry where a full page has no usable next link', () => {
    const links = [undefined, '', base, `${base}?limit=2`, `${base}?page=first`, `${base}?page=next`, 'not a link', 7];
    for (const next of links) {
      const page = readPage('complaints', { items: items('a', 'b'), paging: { next } }, { limit: 2 });
      assert.deepEqual(page.next, after('b'));
    }
    assert.deepEqual(readPage('complaints', { items: items('a', 'b') }, { limit: 2 }).next, after('b'));
  });

  it('goes by the value on the allowlist', () => {
    const page = readPage('allowlist', { items: [{ value: 'x.example', type: 'domain' }] }, { limit: 1 });
    assert.deepEqual(page.next, after('x.example'));
  });

  it('does not take the cursor it came by for the next one', () => {
    const paging = { next: `${base}?page=next&address=b&limit=2` };
    const asked = { limit: 2, cursor: after('b') };
    assert.deepEqual(readPage('complaints', { items: items('c', 'd'), paging }, asked).next, after('d'));
  });

  it('tells a circle from an end', () => {
    const asked = { limit: 2, cursor: after('b') };
    for (const next of [`${base}?page=next&address=b&limit=2`, undefined])
      assert.deepEqual(readPage('complaints', { items: items('a', 'b'), paging: { next } }, asked).next, after('b'));
  });

  it('knows that a page asked for backwards has a successor and the last one has none', () => {
    const cursor: Cursor = { page: 'previous', address: 'c' };
    assert.deepEqual(readPage('complaints', { items: items('a', 'b') }, { cursor }).next, after('b'));
    assert.equal(
      readPage('complaints', { items: items('a', 'b') }, { limit: 2, cursor: { page: 'last' } }).next,
      undefined,
    );
  });
});
