/** Sentences of the *Check result* page that sum things up: heading, progress, what could not be asked, announcements. */
import { age, dateText } from '../core/age';
import { LIST_NAMES } from '../mailgun/lists';
import type { CheckState, Gap } from './checkState';
import { accountName, addressGroups, LIST_LABELS, plural } from './checkModel';

/** 'alice@example.com' or '12 addresses'. */
export function heading(state: CheckState): string {
  const [only] = state.addresses;
  return state.addresses.length === 1 && only !== undefined
    ? only
    : plural(state.addresses.length, 'address', 'addresses');
}

/** How far a running check has come. */
export function progressText(state: CheckState): string {
  if (state.total === undefined) return 'Reading the domains…';
  const open = state.answered === undefined ? 0 : state.done - state.answered;
  return `${state.done} of ${plural(state.total, 'question')} done${open > 0 ? `, ${open} unanswered` : ''}`;
}

/** One row of *Could not be asked*. */
export interface GapRow {
  readonly key: string;
  readonly account: string;
  /** Absent when it is about the account as a whole. */
  readonly domain?: string | undefined;
  readonly lists?: string | undefined;
  /** Which addresses, where it is not all of them. */
  readonly addresses?: string | undefined;
  readonly reason: string;
  readonly nextStep?: string | undefined;
}

/** What could not be asked, one row for each domain and reason, by account and domain. */
export function gapRows(state: CheckState): GapRow[] {
  const byReason = new Map<string, Gap[]>();
  for (const gap of state.gaps) {
    const who = gap.addresses === 'all' ? 'all' : [...gap.addresses].sort();
    const key = JSON.stringify([gap.accountId, gap.domain ?? null, gap.reason, gap.nextStep ?? null, who]);
    byReason.set(key, [...(byReason.get(key) ?? []), gap]);
  }
  return [...byReason]
    .flatMap(([key, gaps]) => (gaps[0] ? [gapRow(state, key, gaps[0], gaps)] : []))
    .sort((a, b) => sortText(a).localeCompare(sortText(b)));
}

function sortText({ account, domain = '', lists = '' }: GapRow): string {
  return [account, domain, lists].join('\n');
}

function gapRow(state: CheckState, key: string, first: Gap, gaps: readonly Gap[]): GapRow {
  const named = LIST_NAMES.filter((list) => gaps.some((gap) => gap.list === list));
  const all = named.length === LIST_NAMES.length || gaps.some((gap) => gap.list === undefined);
  const lists = all ? 'All lists' : named.map((list) => LIST_LABELS[list]).join(', ');
  return {
    key,
    account: accountName(state, first.accountId),
    domain: first.domain,
    lists: all && first.domain === undefined ? undefined : lists,
    addresses: whose(state, first.addresses),
    reason: first.reason,
    nextStep: first.nextStep,
  };
}

function whose(state: CheckState, addresses: Gap['addresses']): string | undefined {
  if (addresses === 'all' || addresses.length >= state.addresses.length) return undefined;
  return addresses.length <= 3 ? addresses.join(', ') : plural(addresses.length, 'address', 'addresses');
}

/** What somebody who does not see the page should hear after a step; undefined when it is not worth a word. */
export function announcement(before: CheckState | undefined, after: CheckState): string | undefined {
  if (before?.startedAt !== after.startedAt) {
    return after.outcome === 'running' ? `Checking ${heading(after)}.` : undefined;
  }
  if (before.outcome === 'running' && after.outcome !== 'running') return ending(after);
  if (after.deleted.length > before.deleted.length) return 'Entry deleted.';
  if (after.deleted.length < before.deleted.length) return 'Entry restored.';
  if (after.outcome !== 'running') return undefined;
  if (before.findings.length === 0 && after.findings.length > 0) return summary(after);
  return quarter(after) > quarter(before) ? `${progressText(after)}. ${summary(after)}` : undefined;
}

function ending(state: CheckState): string {
  const how = {
    done: 'Check finished.',
    cancelled: 'Check cancelled.',
    failed: `Check failed. ${state.failure?.message ?? ''}`.trimEnd(),
    interrupted: 'Check interrupted.',
    running: '',
  }[state.outcome];
  const gaps = gapRows(state).length;
  return [how, summary(state), gaps > 0 ? 'Some lists could not be asked.' : ''].filter(Boolean).join(' ');
}

/** The verdict of the only address, or how many addresses were found. */
function summary(state: CheckState): string {
  const groups = addressGroups(state);
  const [only] = groups;
  if (groups.length === 1 && only) return `${only.address}: ${only.verdict.text}.`;
  const found = groups.filter((group) => group.rows.length > 0).length;
  return `${found} of ${plural(groups.length, 'address', 'addresses')} found on lists${state.outcome === 'running' ? ' so far' : ''}.`;
}

/** Quarters of a long check that are done; short checks are not announced in between. */
function quarter(state: CheckState): number {
  return state.total === undefined || state.total < 40 ? 0 : Math.min(3, Math.floor((4 * state.done) / state.total));
}

/** Follows on when something was read. */
export const CHANGED_ELSEWHERE = ' · changed in another window since';

/** A moment for people: '3 days ago' and the full date, for a page opened at `now`. */
export function moment(ms: number, now: number): { readonly age: string; readonly date: string } {
  return { age: age(ms, now), date: dateText(ms) };
}
