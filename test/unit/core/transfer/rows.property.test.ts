/** Rows made of bytes are the rows that are made of records. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exportWriter, type ExportFormat } from '../../../../src/core/transfer/files/exportFormat';
import { RowReader, type Row } from '../../../../src/core/transfer/rows/rowReader';
import { LIST_NAMES, type ListName } from '../../../../src/mailgun/lists';
import { readPage } from '../../../../src/mailgun/paging';
import type { Page } from '../../../../src/mailgun/records';
import { parseJson } from '../../../../src/mailgun/serverText';

const ASKED = { limit: 1000 } as const;
const FORMATS: readonly ExportFormat[] = ['csv', 'ndjson', 'json'];

/** What reading and writing by records makes of an answer; undefined for no JSON, an error's message for no page. */
function byRecords(body: Uint8Array, list: ListName, format: ExportFormat, guardFormulas: boolean) {
  const json = parseJson(new TextDecoder().decode(body));
  if (json === undefined) return undefined;
  return attempt(() => {
    const { entries, ...page } = readPage(list, json, ASKED);
    const writer = exportWriter(format, list, { guardFormulas });
    const rows = entries.map((entry) => Buffer.from(writer.rows([entry], false)).toString('latin1'));
    return { ...page, rows, addresses: entries.map(({ address }) => address) };
  });
}

function byBytes(body: Uint8Array, reader: RowReader) {
  return attempt(() => {
    const page = reader.read(body, ASKED);
    return page === undefined ? undefined : shown(page);
  });
}

function shown({ entries, ...page }: Page<Row>) {
  let from = 0;
  const rows = entries.map(({ rows: { bytes }, end }) => {
    const row = Buffer.from(bytes.subarray(from, end)).toString('latin1');
    from = end;
    return row;
  });
  const addresses = entries.map(({ address }) => address);
  entries[0]?.rows.release();
  return { ...page, rows, addresses };
}

function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** As in use, each reads one page after the other, whatever became of those before. */
const readers = new Map<string, RowReader>();

function readerOf(list: ListName, format: ExportFormat, guardFormulas: boolean): RowReader {
  const key = [list, format, guardFormulas].join();
  const reader = readers.get(key) ?? new RowReader(list, format, { guardFormulas });
  readers.set(key, reader);
  return reader;
}

function check(body: Uint8Array, list: ListName): void {
  for (const format of FORMATS) {
    for (const guard of [false, true]) {
      const reader = readerOf(list, format, guard);
      const expected = byRecords(body, list, format, guard);
      assert.deepEqual(byBytes(body, reader), expected);
      // The same memory again.
      assert.deepEqual(byBytes(body, reader), expected);
    }
  }
}

const pieces = fc.constantFrom(
  ...'abz09 ,;|"\\/<>&=+-@\'\t\r\n[]{}:*',
  'é',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '📮',
  '\ud83d',
  '\u007f',
  '\u0001',
);
const text = fc.oneof(
  fc.string({ unit: pieces, maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'ab 0.-'), maxLength: 12 }),
);
const address = fc.oneof(fc.stringMatching(/^[a-z0-9.+-]{1,9}@[a-z]{1,5}\.example$/), text);
const day = fc.date({ min: new Date('1500-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
const date = fc.oneof(
  { weight: 6, arbitrary: day.map((at) => at.toUTCString().replace('GMT', 'UTC')) },
  day.map((at) => at.toUTCString()),
  day.map((at) => at.toISOString()),
  fc.constantFrom(
    'Thu, 13 Oct 2011 18:02:60 UTC',
    'Thu, 13 Oct 2011 24:02:00 UTC',
    'Mon, 13 Oct 2011 18:02:00 UTC',
    'Thu, 31 Feb 2011 18:02:00 UTC',
    'thu, 13 oct 2011 18:02:00 utc',
    'Thu, 13 Oct 2011 18:02:00 +0200',
    'Mon, 01 Jan 0001 00:00:00 UTC',
    '',
    'never',
  ),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 8 });
const odd = fc.constantFrom(null, 0, -1, 550, 1.5, 1e21, true, {}, [], ['x'], { items: [] });
const value = <T>(usual: fc.Arbitrary<T>) => maybe(fc.oneof({ weight: 12, arbitrary: usual }, odd));
const records: Readonly<Record<ListName, fc.Arbitrary<object>>> = {
  bounces: fc.record({
    address: value(address),
    code: value(fc.oneof(fc.constantFrom('550', '', '5.1.1', 552), text)),
    error: value(text),
    created_at: value(date),
  }),
  complaints: fc.record({ address: value(address), created_at: value(date) }),
  unsubscribes: fc.record({
    address: value(address),
    tags: value(fc.array(fc.oneof(fc.constantFrom('*', 'news'), text), { maxLength: 3 })),
    created_at: value(date),
  }),
  allowlist: fc.record({
    type: value(fc.constantFrom('address', 'domain', 'other')),
    value: value(address),
    reason: value(text),
    createdAt: value(date),
  }),
};
const usual = { address: 'a@b.example', value: 'b.example', code: '550', error: 'no, such user', tags: ['*'] };
const strange = fc.record({ createdAt: maybe(date), createdat: maybe(date), more: maybe(fc.json()) });
const paging = fc.constantFrom(
  undefined,
  null,
  7,
  { next: 'https://x/?page=next&address=z&limit=2', previous: 'https://x/?page=previous&address=a' },
  { next: 5 },
);
const space = fc.constantFrom(undefined, 2, '\t');
const page = fc.constantFrom(...LIST_NAMES).chain((list) =>
  fc.record({
    list: fc.constant(list),
    items: fc.oneof(
      {
        weight: 9,
        arbitrary: fc.array(
          fc.oneof(
            { weight: 9, arbitrary: records[list] },
            strange.map((more) => ({ ...usual, ...more })),
          ),
          { maxLength: 5 },
        ),
      },
      fc.constantFrom(null, undefined, {}, 'x'),
    ),
    paging,
    isItemsFirst: fc.boolean(),
    space,
    escaped: fc.boolean(),
  }),
);

describe('RowReader', () => {
  it('makes the same rows of an answer as reading it by records does, and the same errors', () => {
    fc.assert(
      fc.property(page, ({ list, items, paging: links, isItemsFirst, space: indent, escaped }) => {
        const whole = isItemsFirst ? { items, paging: links } : { paging: links, items };
        let json = JSON.stringify(whole, undefined, indent);
        // As Go writes it.
        if (escaped) json = json.replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
        check(Buffer.from(json), list);
      }),
      { numRuns: 200 },
    );
  });

  it('takes nothing for JSON that is none', () => {
    const mutation = fc.record({
      at: fc.nat(),
      byte: fc.constantFrom(...Buffer.from('"\\,:{}[]0x \n'), 0, 0x80, 0xff, 0xc3),
    });
    fc.assert(
      fc.property(page, fc.array(mutation, { minLength: 1, maxLength: 2 }), fc.nat(3), (made, changes, kind) => {
        let body = Buffer.from(JSON.stringify({ items: made.items, paging: made.paging }));
        for (const { at, byte } of changes) {
          const index = at % body.length;
          if (kind === 0) body = body.subarray(0, index + 1);
          else if (kind === 1) body[index] = byte;
          else if (kind === 2) body = Buffer.concat([body.subarray(0, index), body.subarray(index + 1)]);
          else body = Buffer.concat([body.subarray(0, index), Buffer.from([byte]), body.subarray(index)]);
        }
        check(body, made.list);
      }),
      { numRuns: 400 },
    );
    for (const body of [
      '',
      ' ',
      '{}',
      '[]',
      'null',
      '{"items":[]}',
      '\ufeff{"items":[]}',
      '{"items":[],"items":[1]}',
      '{"items":[]} x',
    ])
      check(Buffer.from(body), 'complaints');
  });

  it('reads a page that is larger than its memory', () => {
    const items = Array.from({ length: 1000 }, (_value, n) => ({
      address: `user${n}@x.example`,
      code: '550',
      error: 'x, '.repeat(n),
    }));
    check(Buffer.from(JSON.stringify({ items })), 'bounces');
  });

  it('forgets the delimiters of one code for the number that is the next', () => {
    const body = Buffer.from('{"items":[{"address":"a@x.y","code":"5,5"},{"address":"b@x.y","code":550}],"paging":{}}');
    const rows = new RowReader('bounces', 'csv').read(body, { limit: 1000 })?.entries ?? [];
    const [first] = rows;
    const text = Buffer.from(first?.rows.bytes.subarray(0, rows.at(-1)?.end) ?? []).toString();
    assert.equal(text, 'a@x.y,"5,5",,\nb@x.y,550,,\n');
  });
});
