/** Rows of cells as entries of the lists. */
import type { ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { domainOf, isDomain, MAX_DOMAIN_LENGTH, parseAddress, sameAddress } from '../../addressSyntax';
import { DEFAULT_CODE, type Problem } from '../../entryInput';
import { plainText } from '../../text';
import { readDate } from './dates';
import { listOfWord } from './listWords';
import type { Field, RawRecord, ReadPlan, Row } from './readPlan';
import { readTags } from './tags';

/** Addresses as nearly all are, without what makes `parseAddress` slow; what fits is an address, what does not may be one. */
const PLAIN =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@((?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9]))$/;
/** Cells that are no dates but the place of one, as services write them. */
const NO_DATE = /^(?:null|none|nan|n\/a|-|0|0000-00-00(?: 00:00:00)?|mon, 01 jan 0001 .*|0001-01-01.*)$/i;
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*$/i;
const GUARD = /^'(?='*[=+\-@\t\r\n＝＋－＠])/;
// eslint-disable-next-line no-control-regex -- these are what must not get in
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const PLAIN_LENGTH = 254;
/** What a list of Mailgun may hold though it is no address: files of Mailgun bring it back as it was, and the server decides. */
const AS_LISTED = /^[^\s@]\S*@[^\s@<>]+$/;
/** The reply code that a server's answer begins with, also as `smtp; 550`. */
const SPOKEN = /^(?:smtp)?\W{0,5}([45]\d\d)(?!\d)/i;
/** An enhanced status code (RFC 3463). */
const ENHANCED = /^[245]\.\d{1,3}\.\d{1,3}$/;
const CODE = /^\d{3}$/;
/** Mailgun keeps any code; its own files are taken at their word. */
const MAILGUN_CODE = /^\d{1,6}$/;

type Reader = (record: RawRecord) => Row;

/** What of a row was left out. */
type Warn = (warning: string) => void;

/** Makes the function that reads a plan's rows. */
export function entryReader(plan: ReadPlan): Reader {
  const cellOf = cellReader(plan);
  return (record) => {
    const { line, cells } = record;
    if (record.problem !== undefined) return { line, cells, problem: record.problem };
    const warnings = record.warning === undefined ? [] : [record.warning];
    const entry = readRow(
      plan,
      (field) => cellOf(record.cells, field),
      (warning) => warnings.push(warning),
    );
    if ('problem' in entry) return { line, cells, problem: entry.problem };
    return warnings.length === 0 ? { line, cells, entry } : { line, cells, entry, warning: warnings.join(' ') };
  };
}

type CellOf = (field: Field) => string;

function cellReader({ mapping, guarded, columns }: ReadPlan): (cells: readonly string[], field: Field) => string {
  const date = mapping.created_at;
  return (cells, field) => {
    const index = mapping[field];
    if (index === undefined) return '';
    const cell = cells[index] ?? '';
    if (index === date && cells.length > columns.length && WEEKDAY.test(cell))
      return `${cell}, ${cells[index + 1] ?? ''}`;
    const text = guarded ? cell.replace(GUARD, '') : cell;
    return field === 'error' || field === 'reason' ? text : text.trim();
  };
}

function readRow(plan: ReadPlan, cell: CellOf, warn: Warn): Entry | Problem {
  const list = readList(plan, cell('list'));
  if (typeof list !== 'string') return list;
  if (list === 'allowlist') return readAllowed(plan, cell, warn);
  const address = readAddress(plan, cell('address'), warn);
  if (typeof address !== 'string') return address;
  const createdAt = createdAtOf(cell('created_at'), plan.now, warn);
  const base = createdAt === undefined ? { address } : { address, createdAt };
  switch (list) {
    case 'bounces':
      return readBounce(plan, base, cell, warn);
    case 'complaints':
      return { list, ...base };
    case 'unsubscribes': {
      const tags = readTags(cell('tags'));
      return 'problem' in tags ? tags : { list, ...base, tags };
    }
  }
}

type Base = Pick<Entry, 'address' | 'createdAt'>;

function readList(plan: ReadPlan, cell: string): ListName | Problem {
  const list = listOfWord(cell) ?? plan.list;
  if (list !== undefined) return list;
  if (cell === '') return { problem: 'Nothing says which list this row belongs to.' };
  return { problem: `“${plainText(cell, 60)}” does not say which list this row belongs to.` };
}

/** The address in a cell if it is like nearly all are; undefined says nothing. */
function plainAddress({ provider }: ReadPlan, cell: string): string | undefined {
  const domain = cell.length <= PLAIN_LENGTH ? PLAIN.exec(cell)?.[1] : undefined;
  if (domain === undefined || domain.length > MAX_DOMAIN_LENGTH) return undefined;
  return provider === 'mailgun' ? cell : cell.slice(0, cell.length - domain.length) + domain.toLowerCase();
}

function readAddress(plan: ReadPlan, cell: string, warn: Warn): string | Problem {
  const plain = plainAddress(plan, cell);
  if (plain !== undefined) return plain;
  const isOwn = plan.provider === 'mailgun';
  if (cell === '') return { problem: 'The address is missing.' };
  const parsed = CONTROL.test(cell) ? CONTROLS : parseAddress(cell);
  if (!('problem' in parsed)) return isOwn && sameAddress(parsed.address, cell) ? cell : parsed.address;
  if (!isOwn || !AS_LISTED.test(cell) || CONTROL.test(cell)) return parsed;
  warn(`${parsed.problem} It is sent as it stands, since the file is one of Mailgun.`);
  return cell;
}

const CONTROLS: Problem = { problem: 'The address contains a line break or another invisible character.' };

function readAllowed(plan: ReadPlan, cell: CellOf, warn: Warn): Entry | Problem {
  const written = cell('address');
  const reason = cell('reason');
  if (reason.includes('\0')) return NUL;
  const isDomainName = written !== '' && !written.includes('@') && isDomain(written.toLowerCase());
  const name = isDomainName ? written : cell('domain');
  const domain = name.toLowerCase();
  if (written !== '' && !isDomainName) {
    const address = readAddress(plan, written, warn);
    if (typeof address !== 'string') return address;
    if (domain !== '' && domain !== domainOf(address)) {
      warn(`The row names the domain “${plainText(domain, 60)}” too; only the address was taken.`);
    }
    return { list: 'allowlist', kind: 'address', address, reason };
  }
  if (domain === '') return { problem: 'An address or a domain is needed.' };
  if (!isDomain(domain)) return { problem: `“${plainText(domain, 60)}” is not a domain name.` };
  return { list: 'allowlist', kind: 'domain', address: plan.provider === 'mailgun' ? name : domain, reason };
}

const NUL: Problem = { problem: 'The row contains a NUL character, which no text has.' };

function readBounce(plan: ReadPlan, base: Base, cell: CellOf, warn: Warn): Entry | Problem {
  const told = cell('error');
  if (told.includes('\0')) return NUL;
  const written = cell('code');
  if (CONTROL.test(written)) return { problem: 'The code contains a control character.' };
  const isCode = (plan.provider === 'mailgun' ? MAILGUN_CODE : CODE).test(written);
  const { code, error } = isCode ? { code: written, error: told } : codeOf(written, told, warn);
  return { list: 'bounces', ...base, code, error };
}

/** The reply code where the cell has none: the one that the text begins with, else Mailgun's default. What the cell says is kept in the text. */
function codeOf(written: string, told: string, warn: Warn): { code: string; error: string } {
  const whole = /^(\d{3})(?:\.0+)?(?=$|\D)/.exec(written)?.[1];
  const code = whole ?? SPOKEN.exec(told)?.[1] ?? DEFAULT_CODE;
  if (written === '' || /^\d{3}\.0+$/.test(written) || told.includes(written)) return { code, error: told };
  if (whole === undefined && !ENHANCED.test(written)) {
    warn(`The code “${plainText(written, 40)}” is not three digits; ${code} was taken.`);
  }
  return { code, error: told === '' ? written : `${written} ${told}` };
}

/** The date in a trimmed cell. */
export function createdAtOf(cell: string, now: number, warn: Warn): number | undefined {
  if (cell === '' || NO_DATE.test(cell)) return undefined;
  const date = readDate(cell, now);
  if ('ms' in date) return date.ms;
  warn(date.warning);
  return undefined;
}
