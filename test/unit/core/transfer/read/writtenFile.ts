/** Known records, written as services and spreadsheets write them. */
import fc from 'fast-check';
import type { Entry } from '../../../../../src/mailgun/records';
import { NOW } from './files';

/** How a file is written. */
export interface Writing {
  readonly layout: keyof typeof LAYOUTS;
  readonly delimiter: string;
  readonly eol: string;
  readonly encoding: 'utf-8' | 'utf-8 with mark' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly quoteAll: boolean;
  readonly spaced: boolean;
  readonly trailing: boolean;
  readonly blankLines: boolean;
  readonly sep: boolean;
  readonly lastEol: boolean;
}

/** One record, whichever list it goes to. */
export interface Known {
  readonly address: string;
  readonly code: string;
  readonly text: string;
  readonly tags: readonly string[];
  /** Whole seconds, in milliseconds. */
  readonly ms: number | undefined;
}

/** Characters that files trip over. The last ones are beyond Windows-1252. */
const HOSTILE = [...'"\',;|\t\r\n =+-@<>[]{}\\%#abc019éüñß\u00a0', '\r\n', '""', '","', '\u2028', '漢', '\u{1f600}'];
const PLAIN = HOSTILE.slice(0, -3);
const at = (ms: number | undefined) => (ms === undefined ? '' : new Date(ms).toISOString());
const since = (ms: number | undefined) => (ms === undefined ? {} : { createdAt: ms });
const bounce = ({ address, ms }: Known, code: string, error: string): Entry => ({
  list: 'bounces',
  address,
  code,
  error,
  ...since(ms),
});

/** The columns of services: a header (or none), the cells of a record, and what must come of them. */
export const LAYOUTS = {
  bounces: {
    header: ['address', 'code', 'error', 'created_at'],
    cells: (r: Known) => [r.address, r.code, r.text, r.ms === undefined ? '' : new Date(r.ms).toUTCString()],
    entry: (r: Known) => bounce(r, r.code, r.text),
  },
  unsubscribes: {
    header: ['address', 'tags', 'created_at'],
    cells: (r: Known) => [r.address, JSON.stringify(r.tags), at(r.ms)],
    entry: (r: Known): Entry => ({ list: 'unsubscribes', address: r.address, tags: r.tags, ...since(r.ms) }),
  },
  complaints: {
    header: ['address', 'created_at'],
    cells: (r: Known) => [r.address, at(r.ms).replace('T', ' ').replace('Z', '')],
    entry: (r: Known): Entry => ({ list: 'complaints', address: r.address, ...since(r.ms) }),
  },
  allowlist: {
    header: ['address', 'domain'],
    cells: (r: Known) => (r.ms === undefined ? ['', 'example.com'] : [r.address, '']),
    entry: (r: Known): Entry =>
      r.ms === undefined
        ? { list: 'allowlist', kind: 'domain', address: 'example.com', reason: '' }
        : { list: 'allowlist', kind: 'address', address: r.address, reason: '' },
  },
  sendgrid: {
    header: ['status', 'reason', 'email', 'created'],
    cells: (r: Known) => ['5.1.1', `550 5.1.1 ${r.text}`, r.address, r.ms === undefined ? '' : String(r.ms / 1000)],
    entry: (r: Known) => bounce(r, '550', `550 5.1.1 ${r.text}`),
  },
  postmark: {
    header: ['EmailAddress', 'SuppressionReason', 'Origin', 'CreatedAt'],
    cells: (r: Known) => [r.address, r.code === '550' ? 'HardBounce' : 'SpamComplaint', r.text, at(r.ms)],
    entry: (r: Known): Entry =>
      r.code === '550' ? bounce(r, '550', '') : { list: 'complaints', address: r.address, ...since(r.ms) },
  },
  ses: {
    header: undefined,
    cells: (r: Known) => [r.address, r.code === '550' ? 'BOUNCE' : 'COMPLAINT'],
    entry: (r: Known): Entry =>
      r.code === '550'
        ? { list: 'bounces', address: r.address, code: '550', error: '' }
        : { list: 'complaints', address: r.address },
  },
  mandrill: {
    header: ['email', 'reason', 'detail', 'created_at', 'expires_at', 'last_event_at', 'expires_at', 'subaccount'],
    cells: (r: Known) => [r.address, 'hard-bounce', `550 ${r.text}`, at(r.ms), '', '', '', ''],
    entry: (r: Known) => bounce(r, '550', `550 ${r.text}`),
  },
} as const;

const words = (alphabet: readonly string[]) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength: 12 }).map((units) => units.join(''));

const localPart = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,12}$/),
  fc.constantFrom("'+a", '{a}', '=1+1', '-x', '"a,b"', '"a b;c"', "o'neil", 'A.B'),
);

const known = (alphabet: readonly string[]): fc.Arbitrary<Known> =>
  fc.record({
    address: localPart.map((local) => `${local}@example.com`),
    code: fc.constantFrom('550', '552', '605'),
    text: words(alphabet),
    tags: fc.uniqueArray(
      words(alphabet.filter((unit) => !/[\s"]/.test(unit))).filter((tag) => tag !== ''),
      { minLength: 1, maxLength: 3 },
    ),
    ms: fc.option(
      fc.integer({ min: 1e9 / 2, max: NOW / 1000 }).map((seconds) => seconds * 1000),
      { nil: undefined },
    ),
  });

const writing: fc.Arbitrary<Writing> = fc.record({
  layout: fc.constantFrom(...(Object.keys(LAYOUTS) as (keyof typeof LAYOUTS)[])),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  eol: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom('utf-8', 'utf-8 with mark', 'utf-16le', 'utf-16be', 'windows-1252'),
  quoteAll: fc.boolean(),
  spaced: fc.boolean(),
  trailing: fc.boolean(),
  blankLines: fc.boolean(),
  sep: fc.boolean(),
  lastEol: fc.boolean(),
});

/** A file of known records. */
export const writtenFile: fc.Arbitrary<{ writing: Writing; records: Known[] }> = writing.chain((how) =>
  fc.record({
    writing: fc.constant(how),
    records: fc.array(known(how.encoding === 'windows-1252' ? PLAIN : HOSTILE), { minLength: 1, maxLength: 12 }),
  }),
);

/** The bytes of the file, and the line in which each record begins. */
export function writeFile(how: Writing, records: readonly Known[]): { bytes: Buffer; lines: number[] } {
  const { header, cells } = LAYOUTS[how.layout];
  const lines: number[] = [];
  let text = how.sep ? `sep=${how.delimiter}${how.eol}` : '';
  if (header !== undefined) text += row(how, header) + how.eol;
  for (const [index, record] of records.entries()) {
    if (how.blankLines && index > 0 && index % 2 === 0) text += how.eol;
    lines.push(text.split(/\r\n|[\r\n]/).length);
    text += row(how, cells(record)) + (how.lastEol || index < records.length - 1 ? how.eol : '');
  }
  return { bytes: encode(text, how.encoding), lines };
}

function row({ delimiter, quoteAll, spaced, trailing }: Writing, cells: readonly string[]): string {
  const written = cells.map((cell) =>
    quoteAll || /["\r\n]|^\s|\s$/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return written.join(spaced ? `${delimiter} ` : delimiter) + (trailing ? delimiter : '');
}

function encode(text: string, encoding: Writing['encoding']): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8 with mark':
      return Buffer.from(`\ufeff${text}`);
    case 'utf-16le':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    case 'windows-1252':
      return Buffer.from(text, 'latin1');
  }
}
