/** What the columns of a table mean, whose they are, and where their rows go. */
import type { ListName } from '../../../mailgun/lists';
import { isDomain } from '../../addressSyntax';
import { mapByKind, mapByName, mostAre, looksLikeAddress, normalisedNames } from './columns';
import type { CsvDialect } from './dialect';
import { isDate, readDate } from './dates';
import { listOfFileName, listOfWord } from './listWords';
import { PROVIDERS, type ProviderId } from './providerNames';
import { recognise, type Signature } from './providers';
import {
  columnNames,
  type Field,
  type FileEncoding,
  type FileFormat,
  type Hints,
  type Inspection,
  type Mapping,
  type ReadPlan,
} from './readPlan';

/** The beginning of a file as a table. */
export interface Table extends CsvDialect {
  readonly format: FileFormat;
  readonly key?: string | undefined;
}

/** What else is known about the file. */
export interface Surroundings {
  readonly fileName: string;
  readonly encoding: FileEncoding;
  readonly bytes: number;
  readonly hints: Choices;
  readonly now: number;
}

/** What is known, and what a person chose against what was found. */
export interface Choices extends Hints {
  readonly mapping?: Mapping | undefined;
  /** The list of rows that do not say theirs; `null` for none. */
  readonly otherwise?: ListName | null | undefined;
}

/** What a table's columns were found to be. */
interface Finding {
  readonly provider?: ProviderId | undefined;
  readonly mapping: Mapping;
  readonly list?: ListName | undefined;
  readonly warnings: readonly string[];
}

/** Lists that a column may name. */
const NAMED_LISTS: readonly ListName[] = ['bounces', 'complaints', 'unsubscribes'];
const SHOWN = 10;
const WORDS: Readonly<Record<ListName, string>> = {
  bounces: 'bounces',
  complaints: 'complaints',
  unsubscribes: 'unsubscribes',
  allowlist: 'the allowlist',
};

/** Makes the plan for a table. */
export function understand(table: Table, around: Surroundings): Inspection {
  const { hints } = around;
  const names =
    table.header || table.format === 'json' || table.format === 'ndjson' ? normalisedNames(table.columns) : undefined;
  const found = names === undefined ? findByKind(table, around) : findByName(table, names, around);
  const { list: listColumn, ...others } = found.mapping;
  const guessed = hints.list === undefined && listColumn !== undefined ? found.mapping : others;
  const mapping = hints.mapping ?? guessed;
  const list = hints.otherwise === undefined ? (hints.list ?? found.list) : (hints.otherwise ?? undefined);
  const width = Math.max(0, ...table.sample.map((cells) => cells.length));
  const plan: ReadPlan = {
    format: table.format,
    encoding: around.encoding,
    delimiter: table.delimiter,
    header: table.header,
    skip: table.skip,
    columns: table.columns.length > 0 ? columnsOf(table, found.provider) : columnNames(width),
    mapping,
    ...(table.key !== undefined && { key: table.key }),
    ...(found.provider !== undefined && { provider: found.provider }),
    ...(list !== undefined && { list }),
    guarded: hints.guarded ?? false,
    now: around.now,
  };
  return inspection(plan, table, around.bytes, [...found.warnings, ...warningsOf(plan, table, found, hints)]);
}

/** What is shown of a plan and the table it was made for. */
function inspection(plan: ReadPlan, table: Table, bytes: number, warnings: readonly string[]): Inspection {
  const { provider, mapping, list } = plan;
  const listColumn = mapping.list;
  const inSample = listColumn === undefined ? [] : table.sample.map((cells) => listOfWord(cells[listColumn] ?? ''));
  const lists = [...(listColumn === undefined ? [] : NAMED_LISTS), ...inSample, list].filter(
    (name) => name !== undefined,
  );
  return {
    plan,
    provider: provider === undefined ? undefined : { id: provider, label: PROVIDERS[provider] },
    warnings,
    bytes,
    sample: table.sample.slice(0, SHOWN),
    lists: [...new Set(lists)],
  };
}

/** In JSON a key may come up after the part that was looked at: those of the service's format are always looked for. */
function columnsOf({ format, columns }: Table, provider: ProviderId | undefined): readonly string[] {
  const known = format === 'csv' || format === 'text' || provider !== 'mailgun' ? [] : MAILGUN_KEYS;
  return [...columns, ...known.filter((key) => !columns.includes(key))];
}

const MAILGUN_KEYS = ['created_at', 'createdAt', 'reason'];

function findByName(table: Table, names: readonly string[], { fileName, hints }: Surroundings): Finding {
  const byFile = listOfFileName(fileName);
  const signature = recognise(names, fileName);
  if (signature === undefined) {
    const list = hints.list ?? byFile ?? listOfColumns(names);
    const mapping = mapByName(names, table.sample, list === byFile && hints.list === undefined ? undefined : list);
    return { mapping: withoutListColumn(mapping, hints), list: list ?? onlyDomains(mapping), warnings: [] };
  }
  const { provider, warning } = signature;
  const mapping = mapSignature(signature, names, table);
  const list = signature.list ?? (mapping.list === undefined ? byFile : undefined);
  return { provider, list, mapping, warnings: warning === undefined ? [] : [warning] };
}

const withoutListColumn = ({ list, ...mapping }: Mapping, hints: Hints): Mapping =>
  hints.list === undefined && list !== undefined ? { ...mapping, list } : mapping;

function onlyDomains(mapping: Mapping): ListName | undefined {
  return mapping.address === undefined && mapping.domain !== undefined ? 'allowlist' : undefined;
}

/** The list that the names of columns speak of. */
function listOfColumns(names: readonly string[]): ListName | undefined {
  if (names.some((name) => /^(?:unsub|optout)/.test(name))) return 'unsubscribes';
  if (names.some((name) => /^(?:complain|spam)/.test(name))) return 'complaints';
  if (names.some((name) => /^(?:bounce|smtp|errorcode|diagnostic)/.test(name))) return 'bounces';
  return names.includes('tags') ? 'unsubscribes' : undefined;
}

function mapSignature({ fields }: Signature, names: readonly string[], { sample }: Table): Mapping {
  const mapping: Partial<Record<Field, number>> = {};
  for (const [field, candidates] of Object.entries(fields) as [Field, readonly string[]][]) {
    const columns = candidates.flatMap((name) => names.flatMap((found, index) => (found === name ? [index] : [])));
    const filled = columns.find((column) => sample.some((cells) => (cells[column] ?? '') !== ''));
    const column = filled ?? columns[0];
    if (column !== undefined) mapping[field] = column;
  }
  return mapping;
}

function findByKind({ sample, format }: Table, { fileName, now }: Surroundings): Finding {
  const width = Math.max(0, ...sample.map((cells) => cells.length));
  const list = listOfFileName(fileName);
  if (format === 'text') {
    const allDomains = mostAre(sample, 0, (cell) => isDomain(cell.toLowerCase()));
    return { mapping: { address: 0 }, list: list ?? (allDomains ? 'allowlist' : undefined), warnings: [] };
  }
  const mapping = mapByKind(width, sample);
  if (mapping.list !== undefined && mapping.created_at === undefined && isSes(sample, mapping.list)) {
    return { provider: 'ses', mapping, warnings: [] };
  }
  return cloudflare(mapping, sample, fileName, now) ?? { mapping, list: list ?? onlyDomains(mapping), warnings: [] };
}

const isSes = (sample: Table['sample'], column: number) =>
  mostAre(sample, column, (cell) => /^(?:BOUNCE|COMPLAINT)$/.test(cell));

/** Cloudflare's headerless files: an address, when its suppression ends, for what it holds. */
function cloudflare(mapping: Mapping, sample: Table['sample'], fileName: string, now: number): Finding | undefined {
  const { created_at: date, ...others } = mapping;
  const isNamed = /cloudflare/i.test(fileName);
  const ends = date !== undefined && mostAre(sample, date, (cell) => isDate(cell) && 'warning' in readDate(cell, now));
  if (!isNamed && !ends) return undefined;
  const warnings =
    date === undefined ? [] : ['The dates say when a suppression ends, not when it began; they were left out.'];
  return { provider: 'cloudflare', mapping: others, list: listOfFileName(fileName), warnings };
}

function warningsOf(plan: ReadPlan, table: Table, found: Finding, hints: Choices): string[] {
  const warnings: string[] = [];
  const { mapping, columns } = plan;
  const add = (condition: boolean, warning: string) => condition && warnings.push(warning);
  add(mapping.address === undefined && mapping.domain === undefined, 'No column of addresses was found; choose it.');
  add(
    plan.encoding === 'windows-1252' && hints.encoding === undefined,
    'The file is not UTF-8; it is read as Windows-1252. Look whether letters with accents are right.',
  );
  add(table.preamble > 0, `What stands before the ${plan.header ? 'header' : 'first address'} was left out.`);
  add(
    hints.list !== undefined && found.mapping.list !== undefined,
    `The file says for each row which list it belongs to; all go to ${WORDS[hints.list ?? 'bounces']}, as chosen.`,
  );
  const differs = hints.list !== undefined && found.list !== undefined && found.list !== hints.list;
  add(
    differs,
    `By its columns and name this is a file of ${found.list ?? ''}, but its rows go to ${WORDS[hints.list ?? 'bounces']}, as chosen.`,
  );
  const doubled = Object.values(mapping).find(
    (column) => columns.filter((name) => name === columns[column]).length > 1,
  );
  add(
    plan.header && doubled !== undefined,
    `There are several columns “${columns[doubled ?? 0] ?? ''}”; look whether the right one was taken.`,
  );
  const cells = table.sample.flat();
  add(!plan.guarded && cells.some((cell) => /^'[=+\-@]/.test(cell)), GUARD_SEEN);
  const soft = mapping.list;
  add(soft !== undefined && table.sample.some((row) => /soft/i.test(row[soft] ?? '')), SOFT_SEEN);
  add(
    mapping.address !== undefined &&
      !mostAre(table.sample, mapping.address, looksLikeAddress) &&
      mapping.domain === undefined &&
      plan.list !== 'allowlist' &&
      table.sample.length > 0,
    'Few cells in the column of addresses are addresses; look whether it is the right one.',
  );
  return warnings;
}

const GUARD_SEEN =
  'Some cells begin with an apostrophe that may have been put there against spreadsheet formulas; it is kept.';
const SOFT_SEEN = 'Some rows are soft bounces, which pass by themselves; they are usually not imported as bounces.';
