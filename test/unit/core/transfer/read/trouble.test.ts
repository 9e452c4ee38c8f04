import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { MailgunError } from '../../../../../src/mailgun/errors';
import { inspectFile, readRows, replan } from '../../../../../src/core/transfer/read';
import { allRows, brief, fileFolder, NOW, read } from './files';

/** Descriptors that this process has open. */
const openFiles = () => readdirSync('/proc/self/fd').length;

describe('trouble with files', () => {
  const write = fileFolder();
  const rowsOf = async (content: string | Uint8Array, name = 'spam.csv') => (await read(write(name, content))).rows;

  for (const [what, content, said] of [
    ['an empty file', '', /empty/],
    ['blank lines', ' \n\r\n', /blank/],
    ['an Excel workbook', Buffer.from('PK\u0003\u0004rest of it'), /Excel/],
    ['an old Excel workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), /Excel/],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), /gzip/],
    ['bytes', Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 7) % 32)), /not a text file/],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      await assert.rejects(inspectFile(write('x.csv', content)), (error: Error & { nextStep?: string }) => {
        assert.equal(error.name, 'ReadError');
        assert.match(error.message, said);
        return error.nextStep !== undefined;
      });
    });
  }

  it('says that a folder is no file', async () => {
    await assert.rejects(inspectFile('/proc'), /not a file/);
  });

  it('loses one row to a quotation mark that is never closed', async () => {
    const rows = await rowsOf('email,x\na@example.com,"open\nb@example.com,"fine\nstill fine"\nc@example.com,2\n');
    assert.deepEqual(brief(rows), [
      '2: ! The quotation mark that opens on line 2 is never closed.',
      '3: complaints b@example.com',
      '5: complaints c@example.com',
    ]);
  });

  it('loses one row to such a mark where nothing else is quoted, in a long file', async () => {
    const more = Array.from({ length: 100_000 }, (_, index) => `user${index}@example.com,plain text\n`).join('');
    const rows = await rowsOf(`email,x\na@example.com,"open\n${more}`);
    assert.equal(rows.length, 100_001);
    assert.match(rows[0]?.problem ?? '', /line 2/);
    assert.equal(rows.filter(({ problem }) => problem !== undefined).length, 1);
  });

  it('names the line on which the mark opens', async () => {
    const rows = await rowsOf('email,x,y\na@example.com,"1\n2","open\n');
    assert.match(rows[0]?.problem ?? '', /line 3/);
  });

  it('reads quotation marks that are not in order as well as possible, and says so', async () => {
    const rows = await rowsOf('email,x\na@example.com,said "hi", "x"\nb@example.com,"a" b\n');
    assert.deepEqual(
      rows.map(({ cells }) => cells),
      [
        ['a@example.com', 'said "hi"', 'x'],
        ['b@example.com', '"a" b'],
      ],
    );
    assert.deepEqual(
      rows.map(({ warning }) => warning !== undefined),
      [false, true],
    );
  });

  it('does not hold a line of many megabytes, and goes on after it', async () => {
    const rows = await rowsOf(`email,x\na@example.com,${'x'.repeat(5_000_000)}\r\nb@example.com,1\n`);
    assert.deepEqual(brief(rows), ['2: ! This line is longer than a megabyte.', '3: complaints b@example.com']);
    assert.ok((rows[0]?.cells.join('').length ?? 0) < 2000);
  });

  it('does not hold such a line of a text, or of JSON Lines', async () => {
    const text = await rowsOf(`a@example.com\n${'x'.repeat(3_000_000)}\nb@example.com`, 'spam.txt');
    assert.deepEqual(
      brief(text).map((row) => row.slice(0, 30)),
      ['1: complaints a@example.com', '2: ! This line is longer than ', '3: complaints b@example.com'],
    );
    const json = await rowsOf(
      `{"email":"a@example.com"}\n{"email":"b@example.com"}\n{"email":"${'x'.repeat(3_000_000)}"}\n{"email":"c@example.com"}`,
      'spam.ndjson',
    );
    assert.deepEqual(
      json.map(({ problem }) => problem !== undefined),
      [false, false, true, false],
    );
  });

  it('loses one row to a damaged object', async () => {
    const array =
      '[\n{"email":"a@example.com"},\n{"email":"b@exa,\n{"email":"c@example.com"},\n{"email":},\n7,\n{"email":"d@example.com"}\n]';
    assert.deepEqual(brief(await rowsOf(array, 'spam.json')), [
      '2: complaints a@example.com',
      '3: ! This object is not closed, or not JSON.',
      '4: complaints c@example.com',
      '5: ! This object is not closed, or not JSON.',
      '6: ! This is not an object with an address.',
      '7: complaints d@example.com',
    ]);
  });

  it('says where JSON Lines are damaged', async () => {
    const rows = await rowsOf(
      '{"email":"a@example.com"}\n{"email":"b@example.com"}\n{"em\n[]\n{"email":"c@example.com"},\n',
      'spam.ndjson',
    );
    assert.deepEqual(
      rows.map(({ line, problem }) => [line, problem !== undefined]),
      [
        [1, false],
        [2, false],
        [3, true],
        [4, true],
        [5, false],
      ],
    );
  });

  it('refuses rows with NUL and control characters', async () => {
    const rows = await rowsOf(
      'address,code,error\na\0@example.com,550,x\nb@example.com,550,x\0y\nc@example.com,5\u00015,x\nd@exam\u0007ple.com,,\n',
      'x.csv',
    );
    assert.equal(rows.length, 4);
    for (const { problem } of rows) assert.match(problem ?? '', /character/);
  });

  it('gives up at once when it is told to, and closes the file', async () => {
    const file = write('long.csv', `email,x\n${'a@example.com,1\n'.repeat(200_000)}`);
    const { plan } = await inspectFile(file, { list: 'complaints' });
    const before = openFiles();
    const abort = new AbortController();
    let portions = 0;
    await assert.rejects(
      async () => {
        for await (const rows of readRows(file, plan, { signal: abort.signal })) {
          assert.ok(rows.length <= 1000);
          portions += 1;
          if (portions === 3) abort.abort();
        }
      },
      (error) => MailgunError.is(error, 'cancelled'),
    );
    assert.equal(portions, 3);
    for await (const rows of readRows(file, plan)) if (rows.length > 0) break;
    assert.equal(openFiles(), before);
    await assert.rejects(allRows(file, plan, { signal: AbortSignal.abort() }), (error) =>
      MailgunError.is(error, 'cancelled'),
    );
  });

  it('reads no further than it is asked, and tells how far', async () => {
    const file = write('long.csv', `email,x\n${'a@example.com,1\n'.repeat(200_000)}`);
    const { plan, bytes } = await inspectFile(file, { list: 'complaints' });
    let read = 0;
    const rows = readRows(file, plan, { onBytes: (count) => (read = count) });
    await rows.next();
    assert.ok(read < 300_000);
    for await (const portion of rows) assert.ok(portion.length > 0);
    assert.equal(read, bytes);
  });

  it('says that a file is gone', async () => {
    await assert.rejects(inspectFile('/nowhere/x.csv'), { code: 'ENOENT' });
  });
});

describe('choosing against what was found', () => {
  const write = fileFolder();
  const now = { now: NOW };

  it('sends all rows where the caller says, and says that the file says otherwise', async () => {
    const { inspection, rows } = await read(write('ses.csv', 'a@example.com,BOUNCE\nb@example.com,COMPLAINT\n'), {
      list: 'unsubscribes',
    });
    assert.deepEqual(brief(rows), ['1: unsubscribes a@example.com ["*"]', '2: unsubscribes b@example.com ["*"]']);
    assert.deepEqual(inspection.lists, ['unsubscribes']);
    assert.match(inspection.warnings.join(), /as chosen/);
  });

  it('maps anew', async () => {
    const file = write('two.csv', 'from,to\na@example.com,b@example.com\n');
    const first = await inspectFile(file, { ...now, list: 'complaints' });
    assert.deepEqual(first.plan.mapping, { address: 1 });
    const second = await replan(file, first.plan, { mapping: { address: 0 } });
    assert.deepEqual(brief(await allRows(file, second.plan)), ['2: complaints a@example.com']);
    const third = await replan(file, second.plan, { list: 'unsubscribes' });
    assert.deepEqual(brief(await allRows(file, third.plan)), ['2: unsubscribes a@example.com ["*"]']);
    assert.deepEqual((await replan(file, third.plan, {})).plan, third.plan);
  });

  it('takes another header, delimiter and encoding', async () => {
    const file = write('odd.csv', Buffer.from('email;x\nä@example.com;1\n', 'latin1'));
    const { plan } = await inspectFile(file, { ...now, list: 'complaints' });
    const without = await replan(file, plan, { header: false });
    assert.deepEqual(brief(await allRows(file, without.plan)).length, 2);
    const comma = await replan(file, plan, { delimiter: ',' });
    assert.deepEqual(comma.plan.columns, ['email;x']);
    const utf8 = await replan(file, plan, { encoding: 'utf-8' });
    assert.equal(utf8.plan.encoding, 'utf-8');
    assert.equal(utf8.plan.list, 'complaints');
    assert.ok((await allRows(file, utf8.plan))[0]?.warning);
  });

  it('keeps an apostrophe before a sign unless it is said to be a guard', async () => {
    const file = write('guarded.csv', "address,code,error\n'+a@example.com,550,'=x\n");
    const { plan, warnings } = await inspectFile(file, now);
    assert.match(warnings.join(), /apostrophe/);
    assert.deepEqual(brief(await allRows(file, plan)), [`2: bounces '+a@example.com 550 "'=x"`]);
    const guarded = await replan(file, plan, { guarded: true });
    assert.deepEqual(brief(await allRows(file, guarded.plan)), ['2: bounces +a@example.com 550 "=x"']);
  });

  it('says when there is no column of addresses', async () => {
    const { inspection, rows } = await read(write('none.csv', 'a,b\n1,2\n'), { list: 'bounces' });
    assert.match(inspection.warnings.join(), /choose it/);
    assert.deepEqual(brief(rows), ['2: ! The address is missing.']);
  });
});
