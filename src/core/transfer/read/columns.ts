/** Which column holds what, by its name and by what stands in it. */
import type { ListName } from '../../../mailgun/lists';
import { isAddress, isDomain } from '../../addressSyntax';
import { isDate } from './dates';
import { listOfWord } from './listWords';
import { REPORT_COLUMNS, type Field, type Mapping } from './readPlan';

/** Names of columns, normalised, from the most telling to the least. */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  address: [
    'address',
    'email',
    'emailaddress',
    'recipient',
    'recipientemail',
    'recipientaddress',
    'emails',
    'to',
    'mail',
    'mailaddress',
    'value',
    'emailid',
    'contactemail',
    'contact',
    'subscriberemail',
    'subscriber',
    'useremail',
    'username',
    'user',
    'rcpt',
    'rcptto',
    'destination',
    'recipients',
    'addresses',
    'emailadresse',
    'adresseemail',
    'correo',
    'correoelectronico',
  ],
  domain: ['domain', 'domainname'],
  code: [
    'code',
    'errorcode',
    'bouncecode',
    'smtpcode',
    'statuscode',
    'replycode',
    'smtpstatus',
    'dsncode',
    'enhancedcode',
  ],
  error: [
    'error',
    'errormessage',
    'bouncereason',
    'bouncemessage',
    'diagnosticcode',
    'diagnostic',
    'smtpresponse',
    'smtpreply',
    'message',
    'description',
    'detail',
    'details',
    'reason',
  ],
  tags: ['tags', 'tag'],
  created_at: [
    'createdat',
    'created',
    'createdon',
    'datecreated',
    'creationdate',
    'bouncedat',
    'unsubscribedat',
    'suppressedat',
    'optoutdate',
    'dateadded',
    'addedat',
    'addedon',
    'timestamp',
    'datetime',
    'date',
    'time',
    'ts',
    'lastupdatetime',
    'updatedat',
    'lastupdated',
  ],
  reason: ['reason', 'note', 'notes', 'comment', 'description'],
  list: [
    'suppressionreason',
    'suppressiontype',
    'list',
    'listname',
    'reason',
    'type',
    'bouncetype',
    'event',
    'status',
    'source',
    'category',
  ],
};

/** Share of filled cells that must be of a kind for a column to count as that kind. */
const MOST = 0.6;
const NORMALISED_REPORT = REPORT_COLUMNS.map(normalise);

/** A column's name without case, spaces and signs. */
export function normalise(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The names of columns, normalised; those that an import's own report added are blank. */
export function normalisedNames(columns: readonly string[]): string[] {
  return columns.map(normalise).map((name) => (NORMALISED_REPORT.includes(name) ? '' : name));
}

/** Whether cells look like a header: one of them names a column of addresses or domains. */
export function isHeader(cells: readonly string[]): boolean {
  const names = cells.map(normalise);
  return (
    !cells.some(looksLikeAddress) &&
    [...NAMES.address, ...NAMES.domain, 'optoutdate'].some((name) => names.includes(name))
  );
}

/** Whether a column of this name holds addresses. */
export function namesAddress(column: string): boolean {
  return NAMES.address.includes(normalise(column));
}

/** Whether a cell holds an address, bare or with a name: told quickly, as many cells are asked. */
export function looksLikeAddress(cell: string): boolean {
  if (!cell.includes('@') || cell.length > 1000) return false;
  const bare = /<([^<>]*)>$/.exec(cell)?.[1] ?? cell.replace(/^mailto:/i, '');
  return isAddress(bare.trim());
}

/** Whether a cell is a domain name. */
export function looksLikeDomain(cell: string): boolean {
  return isDomain(cell.trim().toLowerCase());
}

/** Whether most filled cells of a column are of a kind, and there are any. */
export function mostAre(
  sample: readonly (readonly string[])[],
  column: number,
  is: (cell: string) => boolean,
): boolean {
  const filled = sample.map((cells) => cells[column] ?? '').filter((cell) => cell !== '');
  return filled.length > 0 && filled.filter(is).length >= filled.length * MOST;
}

/** The mapping of named columns, by names first and by what stands in them where names tell nothing. `names` are normalised. */
export function mapByName(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  list: ListName | undefined,
): Mapping {
  const free = new Set(names.flatMap((name, index) => (name === '' ? [] : [index])));
  const mapping: Partial<Record<Field, number>> = {};
  const take = (field: Field, column: number | undefined) => {
    if (column === undefined) return;
    mapping[field] = column;
    free.delete(column);
  };
  const named = (field: Field, is?: (cell: string) => boolean): number | undefined =>
    NAMES[field]
      .flatMap((name) => columnsOf(names, name))
      .find((column) => free.has(column) && (is === undefined || mostAre(sample, column, is)));
  const byKind = (is: (cell: string) => boolean) => [...free].find((column) => mostAre(sample, column, is));
  take('address', named('address', looksLikeAddress) ?? byKind(looksLikeAddress) ?? named('address'));
  if (list === 'allowlist' || mapping.address === undefined) take('domain', named('domain', looksLikeDomain));
  if (list === undefined) take('list', named('list', isListWord));
  take('created_at', named('created_at', isDate) ?? (sample.length === 0 ? named('created_at') : undefined));
  take('code', named('code'));
  if (list === 'allowlist') take('reason', named('reason'));
  else take('error', named('error'));
  take('tags', named('tags'));
  return mapping;
}

/** The mapping of columns without names. */
export function mapByKind(count: number, sample: readonly (readonly string[])[]): Mapping {
  const free = new Set(Array.from({ length: count }, (_, index) => index));
  const mapping: Partial<Record<Field, number>> = {};
  const take = (field: Field, is: (cell: string) => boolean) => {
    const column = [...free].find((index) => mostAre(sample, index, is));
    if (column === undefined) return;
    mapping[field] = column;
    free.delete(column);
  };
  take('address', looksLikeAddress);
  take('domain', looksLikeDomain);
  take('list', isListWord);
  take('created_at', isDate);
  take('code', (cell) => /^[245]\d\d$/.test(cell));
  if (mapping.code !== undefined) take('error', (cell) => cell.length > 3);
  return mapping;
}

const isListWord = (cell: string) => listOfWord(cell) !== undefined;

function columnsOf(names: readonly string[], name: string): number[] {
  return names.flatMap((found, index) => (found === name ? [index] : []));
}
