import assert from 'node:assert/strict';
import type { SampleServer } from '../../../src/sample/server';
import { call, DOMAIN, NOW, startEmpty, type Reply } from './support';

describe('sample: import of a file', () => {
  let sample: SampleServer;
  beforeEach(async () => {
    sample = await startEmpty();
  });
  afterEach(() => sample.close());

  const upload = (segment: string, csv: string | Uint8Array<ArrayBuffer>, part = 'file'): Promise<Reply> => {
    const body = new FormData();
    body.set(part, new Blob([csv], { type: 'text/csv' }), 'list.csv');
    return call(sample, `/v3/${DOMAIN}/${segment}/import`, { body });
  };

  it('accepts at once and applies later', async () => {
    const reply = await upload(
      'bounces',
      'address,code,error,created_at\na@x.example,552,"full, really","Thu, 13 Oct 2011 18:02:00 GMT"\n',
    );
    assert.deepEqual(
      [reply.status, reply.json],
      [202, { message: 'file uploaded successfully for processing. standby...' }],
    );
    assert.equal(sample.store.count(DOMAIN, 'bounces'), 0);
    await sample.idle();
    assert.deepEqual(sample.store.entries(DOMAIN, 'bounces'), [
      { address: 'a@x.example', code: '552', error: 'full, really', createdAt: Date.UTC(2011, 9, 13, 18, 2) },
    ]);
  });

  it('applies by itself when nobody waits', async () => {
    await sample.close();
    sample = await startEmpty({ importDelayMs: 1 });
    await upload('complaints', 'address\na@x.example\n');
    while (sample.store.count(DOMAIN, 'complaints') === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  });

  it('reads what people bring: BOM, spaces, CRLF, ragged and blank rows, bad rows skipped', async () => {
    const csv =
      '\ufeffAddress, code, error, created_at, extra\r\n\r\na@x.example\r\nnonsense,550\r\n b@x.example , 551 ,"say ""no""",,,,\r\nc@x.example,,,never\r\n';
    await upload('bounces', csv);
    await sample.idle();
    assert.deepEqual(
      sample.store.entries(DOMAIN, 'bounces').map(({ address, code, error }) => [address, code, error]),
      [
        ['a@x.example', '550', ''],
        ['b@x.example', '551', 'say "no"'],
      ],
    );
  });

  it('reads tags in every notation, under either name', async () => {
    await upload(
      'unsubscribes',
      `address,tags\na@x,\nb@x,*\nc@x,one;two\nd@x,"one, two"\ne@x,"[""one"",""two""]"\nf@x,"['one']"\n`,
    );
    await upload('unsubscribes', 'address,tag,created_at\ng@x,one,\n');
    await sample.idle();
    assert.deepEqual(
      sample.store.entries(DOMAIN, 'unsubscribes').map(({ tags }) => tags),
      [['*'], ['*'], ['one', 'two'], ['one', 'two'], ['one', 'two'], ['one'], ['one']],
    );
  });

  it('takes addresses and domains on the allowlist, the vendor’s own ragged file included', async () => {
    await upload('whitelists', 'address, domain\nadc@x.example, "2048.example",\n,bücher.example\n,\n');
    await sample.idle();
    assert.deepEqual(
      sample.store.entries(DOMAIN, 'allowlist').map(({ address, kind, createdAt }) => [address, kind, createdAt]),
      [
        ['adc@x.example', 'address', NOW - 340],
        ['bücher.example', 'domain', NOW - 340],
      ],
    );
  });

  it('refuses a file without the header, and a form without the file', async () => {
    for (const csv of ['', 'a@x.example,550\n', 'email,code\na@x.example,550\n']) {
      const reply = await upload('bounces', csv);
      assert.deepEqual([reply.status, reply.json], [400, { message: 'while reading csv header' }]);
    }
    assert.equal((await upload('bounces', 'address\na@x.example', 'csv')).status, 400);
    assert.equal((await call(sample, `/v3/${DOMAIN}/bounces/import`, { form: { file: 'x' } })).status, 400);
  });

  it('survives a domain that goes before its import is applied', async () => {
    await upload('bounces', 'address\na@x.example\n');
    sample.store.removeDomain(DOMAIN);
    await sample.idle();
    assert.equal(sample.store.domain(DOMAIN), undefined);
  });

  it('stores many rows, and refuses a file beyond 26 MB with 413', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => `u${index}@x.example,,,`).join('\n');
    await upload('bounces', `address,code,error,created_at\n${rows}`);
    await sample.idle();
    assert.equal(sample.store.count(DOMAIN, 'bounces'), 30_000);
    assert.equal((await upload('bounces', new Uint8Array(27 * 1024 * 1024))).status, 413);
  });
});
