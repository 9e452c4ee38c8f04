import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addressesAmong,
  addressesInFile,
  addressesOfText,
  MAX_ADDRESSES,
} from '../../../../src/core/matrix/addressSource';
import { ReadError } from '../../../../src/core/transfer/read';
import { MailgunError } from '../../../../src/mailgun/errors';

describe('where addresses to check come from', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'source-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  const read = async (text: string | Uint8Array, name = 'a.csv') => {
    const file = join(folder, name);
    await writeFile(file, text);
    return addressesInFile(file);
  };

  it('takes a text line by line, each address once, and counts the rest', () => {
    const text = 'a@x.com, B@x.com\n\nnothing here\r\nA@X.com <b@x.com>\r"Jane" <jane@x.com>;';
    const { addresses, repeated, without, beyond } = addressesOfText(text);
    assert.deepEqual(addresses, ['a@x.com', 'B@x.com', 'jane@x.com']);
    assert.deepEqual([repeated, without, beyond], [2, 1, 0]);
  });

  it('takes texts that are meant to be addresses, and nothing that could be a path', () => {
    const { addresses, without } = addressesAmong(['a@X.com', '', '../../x', 'Jane <j@x.com>', 'not one', 'a@x.com']);
    assert.deepEqual(addresses, ['a@x.com', 'j@x.com']);
    assert.equal(without, 3);
  });

  it('takes the column of addresses of a CSV alone, whatever others stand in the texts', async () => {
    const { addresses, repeated, without } = await read(
      'id;email;error\r\n1;a@x.com;"to b@y.com, sorry"\r\n2;;none\r\n3;A@x.com;x\r\n4;c@x.com;x\r\n',
    );
    assert.deepEqual(addresses, ['a@x.com', 'c@x.com']);
    assert.deepEqual([repeated, without], [1, 1]);
  });

  it('searches what has no such column: logs, headers, JSON of any shape', async () => {
    const log = 'May 31 mx postfix: to=<a@x.com>, relay=none\nnothing\nMay 31 orig_to=<b@x.com>, status=bounced\n';
    assert.deepEqual((await read(log, 'mail.log')).addresses, ['a@x.com', 'b@x.com']);
    assert.deepEqual((await read('{"deep":{"who":[{"is":"c@x.com"},{"is":"d@x.com"}]}}', 'a.json')).addresses, [
      'c@x.com',
      'd@x.com',
    ]);
    assert.deepEqual((await read('["e@x.com","f@x.com"]', 'b.json')).addresses, ['e@x.com', 'f@x.com']);
    assert.deepEqual((await read('{"address":"g@x.com"}\n{"address":"h@x.com"}\n', 'c.ndjson')).addresses, [
      'g@x.com',
      'h@x.com',
    ]);
    assert.deepEqual((await read('i@x.com\nj@x.com\n', 'd.txt')).addresses, ['i@x.com', 'j@x.com']);
  });

  it('reads one endless line and other encodings', async () => {
    const many = Array.from({ length: 60_000 }, (_, index) => `{"x":{"to":"u${index}@x.com"}}`).join(' ');
    const { addresses, beyond } = await read(many, 'long.log');
    assert.equal(addresses.length, MAX_ADDRESSES);
    assert.equal(beyond, 10_000);
    const utf16 = Buffer.from('\ufeffemail\njäne@x.com\n', 'utf16le');
    assert.deepEqual((await read(utf16, 'e.csv')).addresses, ['jäne@x.com']);
  });

  it('refuses what is empty or no text, and stops when told to', async () => {
    await assert.rejects(read(''), ReadError);
    await assert.rejects(read(Buffer.from([0x50, 0x4b, 3, 4, 0, 0])), ReadError);
    const file = join(folder, 'stop.csv');
    await writeFile(file, 'email\na@x.com\n');
    await assert.rejects(addressesInFile(file, AbortSignal.abort()), (error) => MailgunError.is(error, 'cancelled'));
    await assert.rejects(addressesInFile(join(folder, 'gone.csv')), /ENOENT/);
  });

  it('gets nothing harmful out of hostile files', async () => {
    const hostile = [
      '../x',
      '<script>@x',
      'a\u202e@x.com',
      '"><img src=x onerror=1>@trap.invalid',
      'javascript:alert(1)',
      '\u0000\u0007',
      '=cmd|x@y.com',
      'x'.repeat(300_000),
      '@@@@@@'.repeat(5000),
    ];
    const { addresses } = await read(hostile.join('\n'), 'hostile.txt');
    for (const address of addresses) assert.doesNotMatch(address, /[\u0000-\u001f\u202e<>"/]|^\.\./, address); // eslint-disable-line no-control-regex
  });
});
