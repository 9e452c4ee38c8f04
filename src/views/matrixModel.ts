/** What the matrix page shows, made from what is known. */
import type { MatrixProgress, PlaceProgress } from '../core/matrix/checkMatrix';
import { entryDay, entryReason } from '../core/matrix/cellWords';
import type { Matrix } from '../core/matrix/matrix';
import type { CellState, MatrixVerdict } from '../core/matrix/matrixTypes';
import { verdictOf } from '../core/matrix/verdict';
import { explainEntry, plainText } from '../core/reasons';
import { LIST_NAMES, type ListName } from '../mailgun/lists';
import { LIST_LABELS, listedText, plural } from './checkModel';
import type { ColumnId, ListInfo, MatrixCell, MatrixRow, PlaceInfo, ProblemInfo } from './matrixMessages';
import { placesOf, type MatrixSelection } from './matrixSelection';
import { visibleLine } from './plainText';

/** What the words are made from. */
export interface MatrixSource {
  readonly matrix: Matrix;
  readonly progress: MatrixProgress;
  readonly running: boolean;
  readonly accountName: (accountId: string) => string;
}

/** Longest text of a cell and of a problem, in characters. */
const CELL = 60;
const SENTENCE = 300;
/** Problems that are shown one by one. */
const MAX_PROBLEMS = 50;

const STATE_TEXT: Readonly<Record<CellState, string>> = {
  waiting: 'Waiting',
  clear: 'Not listed',
  listed: 'Listed',
  deleted: 'Deleted',
  failed: 'Failed',
  notAsked: 'Not asked',
};

/** Of cells that are folded together, the first of these that one of them is in. */
const PRECEDENCE: readonly CellState[] = ['listed', 'failed', 'waiting', 'notAsked', 'deleted', 'clear'];

export function isWhole({ progress }: Pick<MatrixSource, 'progress'>): boolean {
  return progress.problems.length === 0;
}

export function verdictText(source: MatrixSource, row: number, verdict: MatrixVerdict): string {
  const { listed, deleted } = source.matrix.rowTally(row);
  switch (verdict) {
    case 'listed':
      return listedText(listed, deleted, source.running);
    case 'allowed':
      return `${listedText(listed, deleted, source.running)}: only the allowlist`;
    case 'deleted':
      return `Deleted from ${plural(deleted, 'list')}`;
    case 'running':
      return 'Still being checked';
    case 'clear':
      return 'On no list';
    case 'partial':
      return 'On no list that answered';
    case 'unknown':
      return source.matrix.places.length === 0 && source.running ? 'Still being checked' : 'Not known';
  }
}

/** A column with the places of the matrix that it stands for. */
export interface ShownColumn {
  readonly id: ColumnId;
  readonly places: readonly number[];
}

export function matrixRow(
  source: MatrixSource,
  selection: MatrixSelection,
  row: number,
  columns: readonly ShownColumn[],
): MatrixRow {
  const { matrix } = source;
  const verdict = verdictOf(matrix, row, isWhole(source));
  const places = selection.places(row);
  const isFound = (place: number): boolean => matrix.state(place, row) === 'listed';
  return {
    id: row,
    address: visibleLine(matrix.addresses[row] ?? '').slice(0, SENTENCE),
    verdict,
    verdictText: verdictText(source, row, verdict),
    selected: selection.has(row),
    found: (places.length > 0 ? places : [...matrix.places.keys()]).some(isFound),
    cells: columns.map((column) => cellOf(source, selection, row, column)),
  };
}

function cellOf(
  source: MatrixSource,
  selection: MatrixSelection,
  row: number,
  { id, places }: ShownColumn,
): MatrixCell {
  const { matrix } = source;
  const states = places.map((place) => matrix.state(place, row));
  const state = PRECEDENCE.find((one) => states.includes(one)) ?? 'waiting';
  const same = places.filter((place) => matrix.state(place, row) === state);
  const entries = same.flatMap((place) => matrix.entries(place, row).map(({ entry }) => entry));
  const [first] = entries;
  const days = entries.map(entryDay).filter((day) => day !== '');
  const isEntry = (state === 'listed' || state === 'deleted') && first !== undefined;
  const said = isEntry ? plainText(entryReason(first), CELL) : STATE_TEXT[state];
  return {
    state,
    text: state === 'deleted' && isEntry ? `Deleted: ${said}` : said || STATE_TEXT[state],
    date: isEntry ? days.sort()[0] : undefined,
    domains:
      places.length > 1 && state !== 'clear' && state !== 'waiting' ? `${same.length}/${places.length}` : undefined,
    caution: places.some((place) => matrix.problem(place, row) !== undefined) && state !== 'failed',
    detail: detailOf(source, row, state === 'clear' ? same.slice(0, 1) : places, id),
    selected: places.length > 0 && places.every((place) => selection.has(row, place)),
  };
}

/** Places that a tooltip names. */
const NAMED = 8;

function detailOf(
  { matrix, accountName }: MatrixSource,
  row: number,
  places: readonly number[],
  column: ColumnId,
): string {
  const ranked = [...places].sort(
    (a, b) => PRECEDENCE.indexOf(matrix.state(a, row)) - PRECEDENCE.indexOf(matrix.state(b, row)),
  );
  const lines = ranked.slice(0, NAMED).map((place) => {
    const { accountId = '', domain = '', list = 'bounces' } = matrix.places[place] ?? {};
    const where = `${LIST_LABELS[list]} of ${domain} (${accountName(accountId)})`;
    const state = matrix.state(place, row);
    const entries = matrix.entries(place, row).map(({ entry, deleted }) => {
      const since = entryDay(entry);
      const { title, meaning } = explainEntry(entry);
      return `${deleted ? 'Deleted: ' : ''}${title}${since === '' ? '' : ` since ${since}`}. ${meaning}`;
    });
    const problem = matrix.problem(place, row)?.reason;
    const what = [...entries, ...(problem === undefined ? [] : [problem])];
    return `${where}: ${what.length === 0 ? STATE_TEXT[state] : what.join(' ')}`;
  });
  if (typeof column !== 'number' && places.length === 1 && matrix.state(places[0] ?? 0, row) === 'clear')
    return `${LIST_LABELS[column]}: not listed on any domain`;
  if (ranked.length > NAMED) lines.push(`… and ${ranked.length - NAMED} more`);
  return lines.map((line) => visibleLine(line).slice(0, SENTENCE)).join('\n');
}

/** The lists with their domains, in the order in which they are shown. */
export function listInfos(source: MatrixSource): ListInfo[] {
  const { matrix } = source;
  return LIST_NAMES.map((list) => {
    const places = placesOf(matrix, list)
      .map((place) => placeInfo(source, place))
      .sort((a, b) => compare(a.account, b.account) || compare(a.domain, b.domain) || a.id - b.id);
    const sum = (of: (place: PlaceInfo) => number): number => places.reduce((total, place) => total + of(place), 0);
    return {
      ...{ list, label: LIST_LABELS[list], places },
      listed: matrix.countOn(list),
      failed: sum(({ failed }) => failed),
      open: sum(({ open }) => open),
    };
  });
}

function placeInfo({ matrix, progress, accountName }: MatrixSource, id: number): PlaceInfo {
  const { accountId = '', domain = '' } = matrix.places[id] ?? {};
  const { listed, failed, waiting } = matrix.placeTally(id);
  return {
    ...{ id, listed, failed, open: waiting },
    domain: visibleLine(domain),
    account: visibleLine(accountName(accountId)),
    how: wayText(progress.places[id]),
  };
}

function wayText(way: PlaceProgress | undefined): string {
  if (way === undefined) return '';
  if (way.way === 'waiting') return 'Not asked yet';
  const requests = plural(way.requests, 'request');
  const entries = way.entries > 0 ? `, ${plural(way.entries, 'entry', 'entries')} so far` : '';
  if (way.way === 'read') return `Being read: ${requests}${entries}`;
  if (way.way === 'ask') return `Asking for each address: ${requests}`;
  if (way.read && way.asked) return `Too long to read, asked for each address: ${requests}`;
  return way.read ? `Read with ${requests}` : way.asked ? `Asked for each address: ${requests}` : 'Not asked';
}

/** What was chosen for the lists, and what it takes. */
export function howText({ matrix, progress, running }: MatrixSource): string {
  const places = progress.places.filter((place) => place?.read || place?.asked);
  if (places.length === 0) return '';
  const asked = places.filter((place) => place.asked).length;
  const read = places.length - asked;
  const parts = [
    ...(read > 0 ? [`${plural(read, 'list')} read as a whole`] : []),
    ...(asked > 0 ? [`${plural(asked, 'list')} asked address by address`] : []),
  ];
  const requests = `${plural(progress.requests, 'request')}${running ? ' so far' : ''}`;
  const instead = progress.singles > 0 && read > 0 ? ` instead of ${count(progress.singles)}` : '';
  return matrix.places.length === 0 ? '' : `${parts.join(', ')}: ${requests}${instead}`;
}

/** What could not be asked: accounts first, then places, the same reason of one place taken together. */
export function problemInfos(source: MatrixSource): { readonly problems: ProblemInfo[]; readonly more: number } {
  const { matrix, progress, accountName } = source;
  const found = new Map<string, ProblemInfo & { places: Set<ListName> }>();
  const problems: ProblemInfo[] = progress.problems.map(({ accountId, domain, reason, nextStep }) => ({
    place: domain === undefined ? 'All lists' : visibleLine(domain),
    account: visibleLine(accountName(accountId)),
    ...{ reason, nextStep },
  }));
  for (const [place, { accountId, domain, list }] of matrix.places.entries()) {
    for (const [key, { reason, nextStep, rows }] of reasonsIn(matrix, place)) {
      const id = JSON.stringify([accountId, domain, key, rows]);
      const known = found.get(id);
      if (known !== undefined) {
        known.places.add(list);
        continue;
      }
      const addresses = rows === matrix.addresses.length ? undefined : rows;
      const account = visibleLine(accountName(accountId));
      found.set(id, { place: visibleLine(domain), account, addresses, reason, nextStep, places: new Set([list]) });
    }
  }
  for (const { places, place, ...rest } of found.values()) {
    const lists =
      places.size === LIST_NAMES.length ? 'All lists' : [...places].map((list) => LIST_LABELS[list]).join(', ');
    problems.push({ ...rest, place: `${lists} of ${place}` });
  }
  return { problems: problems.slice(0, MAX_PROBLEMS), more: Math.max(0, problems.length - MAX_PROBLEMS) };
}

function reasonsIn(
  matrix: Matrix,
  place: number,
): Map<string, { reason: string; nextStep?: string | undefined; rows: number }> {
  const reasons = new Map<string, { reason: string; nextStep?: string | undefined; rows: number }>();
  if (matrix.problemCount(place) === 0) return reasons;
  for (let row = 0; row < matrix.addresses.length; row += 1) {
    const problem = matrix.problem(place, row);
    if (problem === undefined) continue;
    const known = reasons.get(problem.reason) ?? { ...problem, rows: 0 };
    known.rows += 1;
    reasons.set(problem.reason, known);
  }
  return reasons;
}

/** With thousands set apart. */
export function count(value: number): string {
  return value.toLocaleString('en');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
