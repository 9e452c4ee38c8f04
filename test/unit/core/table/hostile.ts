/** Entries as strangers make them, for tables. */
import fc from 'fast-check';
import type { ListRef } from '../../../../src/core/refs';
import type { Entry } from '../../../../src/mailgun/records';
import type { TableColumn, TableFilter, TableSort } from '../../../../src/core/table';

export const LISTS: readonly ListRef[] = [
  { accountId: 'a', domain: 'MG.example.com', list: 'bounces' },
  { accountId: 'a', domain: 'mg.example.com', list: 'complaints' },
  { accountId: 'a', domain: 'mg.example.com', list: 'unsubscribes' },
  { accountId: 'a', domain: 'other.example', list: 'allowlist' },
  { accountId: 'a', domain: 'other.example', list: 'bounces' },
];

const UNITS = [
  'a',
  'A',
  'b',
  'é',
  'É',
  'ß',
  'ẞ',
  'İ',
  'i',
  'ı',
  'I',
  '\u0307',
  'Σ',
  'σ',
  'ς',
  'Я',
  'K',
  'ǅ',
  '𐐀',
  '😀',
];
const ODD = [
  '\ud801',
  '\udc00',
  '\0',
  '\u202e',
  '\uffff',
  '\u0080',
  '\xff',
  ' ',
  '\n',
  '"',
  '<',
  '@',
  '.',
  '2',
  '5',
  '0',
  '-',
];
const unit = fc.constantFrom(...UNITS, ...ODD);
export const shortText = fc.array(unit, { maxLength: 5 }).map((units) => units.join(''));
const names = fc.constantFrom('__proto__', 'constructor', '', '*', 'News', 'news', 'toString');
const text = fc.oneof({ weight: 9, arbitrary: shortText }, names, fc.constant(`5.1.1 ${'É'.repeat(1000)} User`));
const local = fc.array(unit, { minLength: 1, maxLength: 2 }).map((units) => units.join(''));
const domain = fc.constantFrom('x.com', 'X.COM', 'İ.example', '__proto__', 'ü.de');
export const address = fc.oneof(
  fc.constantFrom('jane@x.com', 'JANE@x.com', 'Jane@X.com', 'x.com', 'b@x.com', 'STRASSE@x.com', 'straße@x.com'),
  fc.tuple(local, domain).map((parts) => parts.join('@')),
);
const code = fc.constantFrom('550', '551', '421', '250', '605', '5', ' 550 ', '5500', '', '__proto__', 'É', 'é');
const DAYS = [
  0,
  -1,
  1.5,
  Date.UTC(2026, 10, 22),
  Date.UTC(2026, 10, 22, 23, 59),
  Date.UTC(2026, 10, 30),
  8.64e15,
  -8.64e15,
];
const date = fc.option(
  fc.oneof(
    fc.constantFrom(...DAYS),
    fc.integer({ min: 0, max: 1e8 }).map((at) => at * 20_000),
  ),
  {
    nil: undefined,
  },
);
export const tag = fc.oneof(names, shortText);

/** An entry of one of the lists. */
export function entryOf(list: number, to: fc.Arbitrary<string> = address): fc.Arbitrary<Entry> {
  const name = LISTS[list]?.list ?? 'bounces';
  const common = fc
    .tuple(to, date)
    .map(([at, createdAt]) => ({ address: at, ...(createdAt === undefined ? {} : { createdAt }) }));
  switch (name) {
    case 'bounces':
      return fc.tuple(common, code, text).map(([base, some, error]) => ({ list: name, ...base, code: some, error }));
    case 'complaints':
      return common.map((base) => ({ list: name, ...base }));
    case 'unsubscribes':
      return fc.tuple(common, fc.array(tag, { maxLength: 3 })).map(([base, tags]) => ({ list: name, ...base, tags }));
    case 'allowlist':
      return fc
        .tuple(common, text, fc.constantFrom('address' as const, 'domain' as const))
        .map(([base, reason, kind]) => ({ list: name, ...base, kind, reason }));
  }
}

const needle = fc.oneof(
  shortText,
  fc.constantFrom('User', 'example', 'BOUNCES', 'allow', '55', '2026-11', '2026-11-22', '1970-01-01'),
);
const sometimes = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 2 });
const time = fc.constantFrom(...DAYS, 1e12);

export const filter: fc.Arbitrary<TableFilter> = fc.oneof(
  fc.constant({}),
  fc.record(
    {
      text: needle,
      lists: fc.subarray(['bounces', 'complaints', 'unsubscribes', 'allowlist'] as const),
      domain: fc.constantFrom('mg.example.com', 'OTHER.example', 'nowhere'),
      code,
      codeClass: fc.constantFrom('2', '4', '5', ''),
      at: fc.constantFrom('x.com', 'X.com', 'İ.example', '__proto__', 'none'),
      from: time,
      until: time,
      tag,
    },
    { requiredKeys: [] },
  ),
  needle.map((some) => ({ text: some })),
);

const COLUMNS: readonly TableColumn[] = ['domain', 'list', 'address', 'code', 'tags', 'text', 'createdAt'];
export const sort: fc.Arbitrary<TableSort | undefined> = sometimes(
  fc.record({ column: fc.constantFrom(...COLUMNS), descending: fc.boolean() }),
);
