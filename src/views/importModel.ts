/** What the import page makes of its state: where rows go, which column fills which field, whether Import may be pressed. */
import { FIELDS } from '../core/transfer/read/readPlan';
import type { ListName } from '../mailgun/lists';
import { LIST_NAMES } from '../mailgun/lists';
import type { ImportState } from './importState';
import type { Analysis, Field, Hints, Mapping, ReadPlan } from './importTypes';

/** Something that was changed on the page. */
export type Change =
  /** The column fills the field, or is ignored. */
  | { readonly what: 'column'; readonly column: number; readonly field?: Field | undefined }
  /** All rows go to one list, or each to the one that it names. */
  | { readonly what: 'list'; readonly list: ListName | 'byRow' }
  /** Where rows go that name no list. */
  | { readonly what: 'otherwise'; readonly list?: ListName | undefined }
  | { readonly what: 'format'; readonly hints: Pick<Hints, 'delimiter' | 'encoding' | 'header' | 'guarded'> }
  | { readonly what: 'method'; readonly method: ImportState['method'] };

const FIELDS_OF: Readonly<Record<ListName, readonly Field[]>> = {
  bounces: ['address', 'code', 'error', 'created_at'],
  complaints: ['address', 'created_at'],
  unsubscribes: ['address', 'tags', 'created_at'],
  allowlist: ['address', 'domain', 'reason'],
};

/** Whether each row says for itself which list it goes to. */
export function isByRow(plan: ReadPlan): boolean {
  return plan.mapping.list !== undefined;
}

/** The lists that rows may go to. */
export function listsOf(plan: ReadPlan): readonly ListName[] {
  if (isByRow(plan)) return LIST_NAMES;
  return plan.list === undefined ? [] : [plan.list];
}

/** The lists that entries go to; before the file is read, those that they may go to. */
export function listsInQuestion({ plan, analysis }: ImportState): readonly ListName[] {
  const found = LIST_NAMES.filter((list) => (analysis?.byList[list] ?? 0) > 0);
  return found.length > 0 || plan === undefined ? found : listsOf(plan);
}

/** The fields that a column may fill: those of the lists in question, and what it fills now. */
export function offeredFields(plan: ReadPlan, column: number): readonly Field[] {
  const lists = listsOf(plan);
  const of = new Set((lists.length === 0 ? LIST_NAMES : lists).flatMap((list) => FIELDS_OF[list]));
  return FIELDS.filter((field) => field === 'list' || of.has(field) || plan.mapping[field] === column);
}

/** The field that a column fills, undefined when it is ignored. */
export function fieldOf(plan: ReadPlan, column: number): Field | undefined {
  return FIELDS.find((field) => plan.mapping[field] === column);
}

/** The plan with one column filling another field: a field is filled by one column, and a column fills one field. */
export function withColumn(plan: ReadPlan, column: number, field: Field | undefined): ReadPlan {
  const kept = FIELDS.filter((other) => other !== field && plan.mapping[other] !== column);
  const mapping = Object.fromEntries(kept.map((other) => [other, plan.mapping[other]]));
  return { ...plan, mapping: defined(field === undefined ? mapping : { ...mapping, [field]: column }) };
}

/** The plan with all rows going to one list, or with each going to the one that it names in a column. */
export function withList(plan: ReadPlan, list: ListName | 'byRow', listColumn?: number): ReadPlan {
  if (list === 'byRow') {
    const column = plan.mapping.list ?? listColumn;
    return column === undefined ? plan : withColumn({ ...plan, list: undefined }, column, 'list');
  }
  const mapping = Object.fromEntries(Object.entries(plan.mapping).filter(([field]) => field !== 'list'));
  return { ...plan, list, mapping };
}

function defined(mapping: Mapping): Mapping {
  return Object.fromEntries(Object.entries(mapping).filter(([, column]) => column !== undefined));
}

/** Whether a file can be read by a plan: it is known where its rows go, and which column holds who they are about. */
export function isReadable(plan: ReadPlan): boolean {
  return !isUndecided(plan) && !lacksAddress(plan);
}

/** Whether the list still has to be chosen. */
export function isUndecided(plan: ReadPlan): boolean {
  return plan.list === undefined && !isByRow(plan);
}

/** Whether no column holds an address, nor, where rows may go to the allowlist, a domain. */
export function lacksAddress(plan: ReadPlan): boolean {
  const { address, domain } = plan.mapping;
  return address === undefined && (domain === undefined || !listsOf(plan).includes('allowlist'));
}

/** Entries that would be sent. */
export function importable(analysis: Analysis | undefined): number {
  return analysis?.valid ?? 0;
}

/** Why Import cannot be pressed yet, as a sentence; undefined when it can. */
export function blocker(state: ImportState): string | undefined {
  const { plan, analysis, target, reading, estimates, method } = state;
  if (plan === undefined) return state.problem === undefined ? 'The file is being read.' : 'The file cannot be read.';
  if (isUndecided(plan)) return 'Choose the list that the entries go to.';
  if (lacksAddress(plan)) return 'Choose the column that holds the address.';
  if (target === undefined) return 'Choose the domain that the entries go to.';
  if (reading === 'lists') return 'The lists are being compared.';
  if (analysis?.complete !== true) {
    return state.problem === undefined ? 'The file is still being read.' : 'The file could not be read to its end.';
  }
  if (importable(analysis) === 0) return 'There is nothing to import.';
  return estimates?.[method].unavailable;
}
