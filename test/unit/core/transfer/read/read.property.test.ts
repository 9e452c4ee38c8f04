import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { parseDate } from '../../../../../src/mailgun/dates';
import { parseAddress } from '../../../../../src/core/addresses';
import { inspectFile, type ReadPlan } from '../../../../../src/core/transfer/read';
import { CsvReader } from '../../../../../src/core/transfer/read/csvReader';
import { readDate } from '../../../../../src/core/transfer/read/dates';
import { entryReader } from '../../../../../src/core/transfer/read/entryReader';
import { recordReader } from '../../../../../src/core/transfer/read/recordReader';
import { readText } from '../../../../../src/core/transfer/read/source';
import { allRows, fileFolder, NOW } from './files';
import { LAYOUTS, writeFile, writtenFile } from './writtenFile';

const PLAN: ReadPlan = {
  format: 'csv',
  encoding: 'utf-8',
  delimiter: ',',
  header: false,
  skip: 0,
  columns: ['address'],
  mapping: { address: 0 },
  list: 'complaints',
  guarded: false,
  now: NOW,
};
/** Text of which files are made, in an order that they are not. */
const soup = fc
  .array(
    fc.constantFrom(
      '"',
      '""',
      ',',
      ';',
      '\n',
      '\r\n',
      '\r',
      ' ',
      '{',
      '}',
      '[',
      ']',
      ':',
      '\\',
      'a@b.example',
      'address',
      '"address":',
      'é',
      'x',
      '\0',
      '\u{1f600}',
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('reading any file', () => {
  const write = fileFolder();

  it('gives the records that were written, in every dialect, encoding and layout', async () => {
    await fc.assert(
      fc.asyncProperty(
        writtenFile,
        fc.option(fc.integer({ min: 16, max: 200 }), { nil: undefined }),
        async ({ writing, records }, blockSize) => {
          const { bytes, lines } = writeFile(writing, records);
          const file = write('list.csv', bytes);
          const { plan } = await inspectFile(file, { now: NOW });
          const rows = await allRows(file, plan, { blockSize });
          assert.deepEqual(
            rows.map(({ entry, problem }) => entry ?? problem),
            records.map(LAYOUTS[writing.layout].entry),
          );
          assert.deepEqual(
            rows.map(({ line }) => line),
            lines,
          );
          assert.ok(rows.every(({ warning }) => warning === undefined));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes well-formed CSV apart as csv-parse does', () => {
    const cell = fc
      .array(fc.constantFrom('"', ',', '\n', '\r', ' ', 'a', 'b', 'é'), { maxLength: 6 })
      .map((units) => units.join(''));
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        (table, eol) => {
          const text = stringify(table, { quoted: true, record_delimiter: eol });
          const reader = new CsvReader(',');
          const records = [...reader.push({ text, doubtful: false }), ...reader.end()];
          const expected = parse(text, { relax_column_count: true }).filter((cells) =>
            cells.some((found) => found !== ''),
          );
          assert.deepEqual(
            records.map(({ cells }) => cells),
            expected,
          );
        },
      ),
    );
  });

  it('does not depend on where the pieces of a text end', () => {
    const formats = fc.constantFrom<ReadPlan['format'][]>('csv', 'json', 'ndjson', 'text');
    fc.assert(
      fc.property(
        formats,
        fc.option(fc.constant('items'), { nil: undefined }),
        fc.array(soup, { maxLength: 6 }),
        (format, key, pieces) => {
          const plan = { ...PLAN, format, key };
          const readAll = (parts: readonly string[]) => {
            const reader = recordReader(plan);
            return [...parts.flatMap((text) => reader.push({ text, doubtful: false })), ...reader.end()];
          };
          assert.deepEqual(readAll(pieces), readAll([pieces.join('')]));
          assert.deepEqual(readAll([...pieces.join('')]), readAll([pieces.join('')]));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not depend on how many bytes are read at once', async () => {
    const encodings = fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252');
    const bytes = fc.oneof(
      soup.map((text) => Buffer.from(text)),
      soup.map((text) => Buffer.from(text, 'latin1')),
      fc.uint8Array({ maxLength: 80 }).map((array) => Buffer.from(array)),
    );
    await fc.assert(
      fc.asyncProperty(
        encodings,
        fc.array(bytes, { maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        async (encoding, parts, blockSize) => {
          const file = write('bytes', Buffer.concat(parts));
          const readAll = async (size?: number) => {
            let text = '';
            let doubtful = '';
            for await (const piece of readText(file, encoding, { blockSize: size })) {
              text += piece.text;
              if (piece.doubtful) doubtful += piece.text;
            }
            return { text, doubtful };
          };
          assert.deepEqual(await readAll(blockSize), await readAll());
        },
      ),
      { numRuns: 200 },
    );
  });

  it('ends with every row as an entry or a problem, whatever the bytes', async () => {
    const content = fc.oneof(
      soup.map((text) => Buffer.from(text)),
      soup.map((text) => Buffer.from(`address,error\n${text}`)),
      soup.map((text) => Buffer.from(`[{"address":"a@b.example"},${text}`)),
      soup.map((text) => Buffer.from(`\ufeff${text}`, 'utf16le')),
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    );
    await fc.assert(
      fc.asyncProperty(content, fc.constantFrom('x.csv', 'x.json', 'x.txt', 'bounces.ndjson'), async (bytes, name) => {
        const file = write(name, bytes);
        const inspection = await inspectFile(file, { now: NOW }).catch((error: unknown) => {
          assert.ok(error instanceof Error && error.name === 'ReadError', String(error));
          return undefined;
        });
        if (inspection === undefined) return;
        assert.deepEqual(JSON.parse(JSON.stringify(inspection.plan)), inspection.plan);
        const rows = await allRows(file, inspection.plan);
        let last = 1;
        for (const { line, entry, problem } of rows) {
          assert.notEqual(entry === undefined, problem === undefined);
          assert.ok(line >= last);
          last = line;
        }
        assert.ok(last <= bytes.length + 1);
      }),
      { numRuns: 600 },
    );
  });

  it('knows the addresses that it takes quickly as everything else here does', () => {
    const toRow = entryReader(PLAN);
    const nearly = fc.stringMatching(/^[A-Za-z0-9.!'+_"-]{1,8}@[A-Za-z0-9._-]{1,12}(\.[a-zA-Z0-9-]{0,4}){1,3}$/);
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), nearly), (address) => {
        const expected = parseAddress(address);
        const { entry, problem } = toRow({ line: 1, cells: [address] });
        assert.deepEqual(entry?.address ?? { problem }, 'address' in expected ? expected.address : expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('knows the dates that it takes quickly as everything else here does', () => {
    const digits = (length: number) =>
      fc.integer({ min: 0, max: 10 ** length - 1 }).map((number) => String(number).padStart(length, '0'));
    const nearly = fc
      .tuple(
        fc.constantFrom('19', '20', '21'),
        digits(2),
        digits(2),
        digits(2),
        fc.constantFrom('T', ' ', 't'),
        digits(2),
        digits(2),
        digits(2),
        fc.constantFrom('', '.5', '.1234567'),
        fc.constantFrom('', 'Z', '+01:00'),
      )
      .map(([c, y, mo, d, t, h, mi, s, f, z]) => `${c}${y}-${mo}-${d}${t}${h}:${mi}:${s}${f}${z}`);
    const sound = fc
      .date({ min: new Date(1), max: new Date(NOW), noInvalidDate: true })
      .map((date) => date.toISOString());
    fc.assert(
      fc.property(fc.oneof(nearly, sound), (text) => {
        const expected = parseDate(text);
        const isDate = expected !== undefined && expected > 0 && expected <= NOW + 86_400_000;
        const date = readDate(text, NOW);
        assert.equal('ms' in date ? date.ms : undefined, isDate ? expected : undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it('is done in time with quotation marks and brackets that are never closed', () => {
    for (const [format, line] of [
      ['csv', 'x,"\n'],
      ['csv', '"a\n'],
      ['csv', '"",",x\n'],
      ['csv', 'a,"""\n'],
      ['json', '{"a\n'],
      ['json', '{\n'],
      ['json', '[[{"\n'],
    ] as const) {
      const reader = recordReader({ ...PLAN, format });
      const text = line.repeat(2000);
      let count = 0;
      for (let start = 0; start < text.length; start += 10_000)
        count += reader.push({ text: text.slice(start, start + 10_000), doubtful: false }).length;
      assert.ok(count + reader.end().length > 0);
    }
  });
});
