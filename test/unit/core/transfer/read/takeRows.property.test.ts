import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ListName } from '../../../../../src/mailgun/lists';
import type { Entry } from '../../../../../src/mailgun/records';
import { entryJson } from '../../../../../src/mailgun/wire';
import {
  inspectFile,
  takeRows,
  type ReadOptions,
  type ReadPlan,
  type Row,
} from '../../../../../src/core/transfer/read';
import { allRows, fileFolder, NOW } from './files';
import { LAYOUTS, writeFile, writtenFile } from './writtenFile';

/** What was handed over: rows as objects, and plain rows written down. */
interface Taken {
  readonly rows: Row[];
  readonly plain: number;
}

/** Takes a whole file, and holds what each plain row says of itself against what it writes. */
async function takeAll(file: string, plan: ReadPlan, options?: ReadOptions): Promise<Taken> {
  const rows: Row[] = [];
  let plain = 0;
  const taker = {
    row: (row: Row) => void rows.push(row),
    plain: (row: Parameters<Parameters<typeof takeRows>[2]['plain']>[0]) => {
      plain += 1;
      const entry = row.entry();
      const json = Buffer.alloc(row.jsonBytes + 5, '!');
      const end = row.writeJson(json, 5);
      assert.ok(end <= json.length, 'It takes more bytes than it said.');
      assert.equal(json.toString('utf8', 5, end), entryJson(row.list, entry));
      assert.equal(row.bytes.toString('utf8', row.addressFrom, row.addressTo), entry.address);
      rows.push({ line: row.line, cells: row.cells(), entry });
    },
  };
  let told = 0;
  for await (const count of takeRows(file, plan, taker, options)) told += count;
  assert.equal(told, rows.length);
  return { rows, plain };
}

/** The rest of a cell is empty in one way or another. */
const trimmed = (rows: readonly Row[], { length }: readonly string[]): unknown[] =>
  rows.map(({ cells, ...row }) => ({ ...row, cells: Array.from({ length }, (_, column) => cells[column] ?? '') }));

const DATES = [
  'Thu, 13 Oct 2011 18:02:00 +0000',
  'Fri, 13 Oct 2011 18:02:00 +0000',
  'Thu, 13 Oct 2011 18:02:00 UTC',
  'Mon, 31 Jan 2022 23:59:59 +0000',
  'Tue, 31 Feb 2022 00:00:00 +0000',
  'Thu, 29 Feb 2024 24:00:00 +0000',
  'Thu, 29 Feb 2024 0x:00:00 +0000',
  'Thu, 01 Jan 1970 00:00:00 +0000',
  'Wed, 31 Dec 2036 00:00:00 +0000',
  'thu, 13 oct 2011 18:02:00 +0000',
  'Mon, 01 Jan 0001 00:00:00 UTC',
  '2022-02-03T04:05:06Z',
  '2022-02-03 04:05:06.789',
  '1600000000',
  'null',
  '0',
  'soon',
  ' 2022-02-03 ',
];
const ADDRESSES = [
  'a@b.example',
  'A@B.Example',
  'a.b+c@d-e.example',
  'a..b@c.example',
  '.a@b.example',
  'a@b',
  'a@b.c',
  'a@-b.example',
  'a@b_c.example',
  'a@b.exa_mple',
  'a@b.e1',
  'a@b.1e',
  `${'x'.repeat(250)}@b.example`,
  `a@${'x'.repeat(63)}.example`,
  `a@${'x'.repeat(64)}.example`,
  'é@b.example',
  'a@é.example',
  '"a b"@c.example',
  'Name <a@b.example>',
  'a\\b@c.example',
  'a@b.example ',
  'x@y.example.',
  'address',
];
const SIGNS = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\\',
  'é',
  '\u00a0',
  '\u2028',
  '漢',
  '\u{1f600}',
  '\0',
  '\u0007',
  '\u007f',
  '*',
  '[',
  '',
  'x',
  '550',
  '5.1.1 no',
  '550,',
];

const plainAddress = fc.oneof(
  { weight: 3, arbitrary: fc.nat(50).map((n) => `user${n}@x${n % 3}.Example`.replace('E', n % 5 === 0 ? 'E' : 'e')) },
  { weight: 1, arbitrary: fc.constantFrom(...ADDRESSES) },
);
const cell = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ADDRESSES) },
  { weight: 2, arbitrary: fc.constantFrom(...DATES) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('550', '421', '', '*', 'news', 'a;b', '["a","b"]', '5.1.1', '1234567', '605'),
  },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...SIGNS), { maxLength: 5 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 10 }) },
);
/** A cell as it is written: as it should be, or not. */
const written = fc
  .tuple(cell, fc.constantFrom('bare', 'quoted', 'quoted', 'escaped', 'spaced'))
  .map(([text, how]) =>
    how === 'bare'
      ? text
      : how === 'quoted'
        ? `"${text.replaceAll('"', '""')}"`
        : how === 'escaped'
          ? `"${text}"`
          : ` "${text.replaceAll('"', '""')}" `,
  );
/** Mostly lines that are plain, so that both ways take turns. */
const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        plainAddress,
        fc.constantFrom('550', '421', '*', ''),
        cell,
        fc.constantFrom(DATES[0] ?? '', '', ...DATES.slice(0, 4), ...DATES),
      )
      .map(([address, code, text, date]) => [address, code, `"${text.replaceAll('"', '""')}"`, `"${date}"`]),
  },
  { weight: 2, arbitrary: fc.array(written, { maxLength: 6 }) },
);
const end = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('\n', '\r\n') },
  { weight: 1, arbitrary: fc.constantFrom('\r', '') },
);
const soup = fc.array(fc.tuple(line, end), { maxLength: 30 });

const plans = fc.record({
  delimiter: fc.constantFrom(',', ',', ';', '\t', '|'),
  skip: fc.constantFrom(0, 1, 3),
  list: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom<ListName[]>('bounces', 'complaints', 'unsubscribes') },
    { weight: 1, arbitrary: fc.constantFrom<(ListName | undefined)[]>('allowlist', undefined) },
  ),
  provider: fc.constantFrom('mailgun', undefined),
  guarded: fc.nat(9).map((n) => n === 0),
  width: fc.constantFrom(4, 4, 6, 6, 2),
  order: fc.oneof(
    { weight: 3, arbitrary: fc.constant([0, 1, 2, 3]) },
    { weight: 1, arbitrary: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }) },
  ),
});

describe('taking the rows of a file', () => {
  const write = fileFolder();

  it('gives what reading any row in the general way gives, whatever the file', async () => {
    let plainRows = 0;
    await fc.assert(
      fc.asyncProperty(
        soup,
        plans,
        fc.option(fc.integer({ min: 4, max: 300 }), { nil: undefined, freq: 1 }),
        fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat() }),
        async (lines, { delimiter, skip, list, provider, guarded, width, order }, blockSize, broken) => {
          const bytes = Buffer.from(lines.map(([cells, eol]) => cells.join(delimiter) + eol).join(''));
          // A byte that is no UTF-8 anywhere.
          if (broken !== undefined && bytes.length > 0) bytes[broken % bytes.length] = 0xe9;
          const columns = ['address', 'code', 'error', 'created_at', 'e', 'f'].slice(0, width);
          const [address, code, error, created_at] = order;
          const mapping = {
            ...(address !== undefined && { address }),
            ...(code !== undefined && { code, tags: code }),
            ...(error !== undefined && { error }),
            ...(created_at !== undefined && { created_at }),
          };
          const plan: ReadPlan = {
            ...{ format: 'csv', encoding: 'utf-8', delimiter, header: skip > 0, skip, columns, mapping, guarded },
            ...{ provider, list, now: NOW },
          };
          const file = write('soup.csv', bytes);
          const expected = await allRows(file, plan, { blockSize });
          const { rows, plain } = await takeAll(file, plan, { blockSize });
          plainRows += plain;
          assert.deepEqual(trimmed(rows, columns), trimmed(expected, columns));
        },
      ),
      { numRuns: 2000 },
    );
    assert.ok(plainRows > 300, `Only ${plainRows} rows were plain.`);
  });

  it('gives the records that were written, in every dialect, encoding and layout', async () => {
    await fc.assert(
      fc.asyncProperty(writtenFile, async ({ writing, records }) => {
        const { bytes, lines } = writeFile(writing, records);
        const file = write('list.csv', bytes);
        const { plan } = await inspectFile(file, { now: NOW });
        const { rows } = await takeAll(file, plan);
        assert.deepEqual(
          rows.map(({ line: at, entry, problem }) => [at, entry ?? problem]),
          records.map((record, index) => [lines[index], LAYOUTS[writing.layout].entry(record)]),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('takes nearly all rows of a file of Mailgun the quick way', async () => {
    const date = (n: number): string =>
      new Date(1_500_000_000_000 + n * 86_400_000).toUTCString().replace('GMT', '+0000');
    const rows = Array.from(
      { length: 2000 },
      (_, n) => `u${n}@x.example,55${n % 10},"5.1.1 ""no"" é \\ ${n}","${date(n)}"\r\n`,
    );
    const file = write('bounces.csv', `address,code,error,created_at\r\n${rows.join('')}`);
    const { plan } = await inspectFile(file, { now: NOW });
    const { plain, rows: taken } = await takeAll(file, plan);
    assert.deepEqual([plain, taken.length], [2000, 2000]);
    const last: Entry | undefined = taken.at(-1)?.entry;
    assert.equal(last?.list === 'bounces' && last.error, '5.1.1 "no" é \\ 1999');
  });
});
