/** What the *Check result* page says about a check: the verdict of each address, the order of things, and the words. */
import type { ListName } from '../mailgun/lists';
import { LIST_NAMES } from '../mailgun/lists';
import type { CheckState, Gap, ShownFinding } from './checkState';
import { entryKey, entryRef, findingKey } from './checkState';

/**
 * How an address stands. `clear` is the only one that says the address is on no list, and it takes an answer to every question;
 * `partial` speaks for the domains that answered, `unknown` for nobody.
 */
export type VerdictKind = 'listed' | 'allowed' | 'deleted' | 'clear' | 'partial' | 'unknown' | 'running';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly text: string;
  /** What keeps the verdict from being the whole truth. */
  readonly caution?: string | undefined;
}

/** One finding as it is shown. */
export interface Row {
  readonly key: string;
  readonly finding: ShownFinding;
  readonly account: string;
  readonly deleted: boolean;
}

/** One address with what is known of it. */
export interface AddressGroup {
  readonly address: string;
  /** By account, domain and list; the allowlist, which suppresses nothing, last. */
  readonly rows: readonly Row[];
  readonly verdict: Verdict;
}

/** Addresses of the same verdict on which nothing was found. */
export interface Summary {
  readonly verdict: Verdict;
  readonly addresses: readonly string[];
}

export const LIST_LABELS: Readonly<Record<ListName, string>> = {
  bounces: 'Bounces',
  complaints: 'Complaints',
  unsubscribes: 'Unsubscribes',
  allowlist: 'Allowlist',
};

/** Every asked address in the order in which they were asked. */
export function addressGroups(state: CheckState): AddressGroup[] {
  const rows = rowsByAddress(state);
  const gaps = gapIndex(state);
  const asked = new Map(state.addresses.map((address) => [address.toLowerCase(), address]));
  for (const { address } of state.findings)
    if (!asked.has(address.toLowerCase())) asked.set(address.toLowerCase(), address);
  return [...asked].map(([key, address]) => {
    const own = rows.get(key) ?? [];
    return { address, rows: own, verdict: verdict(state, own, gaps.all || gaps.addresses.has(key)) };
  });
}

/** The addresses on which nothing was found, one summary for each kind of verdict, the least certain first. */
export function summaries(groups: readonly AddressGroup[]): Summary[] {
  const byKind = new Map<VerdictKind, { verdict: Verdict; addresses: string[] }>();
  for (const { address, rows, verdict } of groups) {
    if (rows.length > 0) continue;
    const summary = byKind.get(verdict.kind) ?? { verdict, addresses: [] };
    summary.addresses.push(address);
    byKind.set(verdict.kind, summary);
  }
  const order: readonly VerdictKind[] = ['running', 'unknown', 'partial', 'clear'];
  return order.flatMap((kind) => byKind.get(kind) ?? []);
}

/** How many findings stand on each list, in the lists' order, without those that were deleted. */
export function countsByList(rows: readonly Row[]): { readonly list: ListName; readonly count: number }[] {
  return LIST_NAMES.map((list) => ({
    list,
    count: rows.filter((row) => row.finding.list === list && !row.deleted).length,
  })).filter(({ count }) => count > 0);
}

/** The name of a finding's account; its id when the account was unknown. */
export function accountName(state: CheckState, accountId: string): string {
  return Object.hasOwn(state.accountNames, accountId) ? (state.accountNames[accountId] ?? accountId) : accountId;
}

/** 'one domain', '7 domains'. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `On 2 lists so far, deleted from 1`. */
export function listedText(listed: number, deleted: number, running: boolean): string {
  return [
    `On ${plural(listed, 'list')}`,
    running ? ' so far' : '',
    deleted > 0 ? `, deleted from ${deleted}` : '',
  ].join('');
}

function rowsByAddress(state: CheckState): Map<string, Row[]> {
  const deleted = new Set(state.deleted);
  const byAddress = new Map<string, Row[]>();
  for (const finding of state.findings) {
    const address = finding.address.toLowerCase();
    const row = {
      key: findingKey(finding),
      finding,
      account: accountName(state, finding.accountId),
      deleted: deleted.has(entryKey(entryRef(finding))),
    };
    const rows = byAddress.get(address);
    if (rows) rows.push(row);
    else byAddress.set(address, [row]);
  }
  for (const rows of byAddress.values()) rows.sort(inOrder);
  return byAddress;
}

function inOrder(a: Row, b: Row): number {
  return (
    Number(a.finding.list === 'allowlist') - Number(b.finding.list === 'allowlist') ||
    a.account.localeCompare(b.account) ||
    a.finding.domain.localeCompare(b.finding.domain) ||
    LIST_NAMES.indexOf(a.finding.list) - LIST_NAMES.indexOf(b.finding.list) ||
    a.key.localeCompare(b.key)
  );
}

function gapIndex(state: CheckState): { readonly all: boolean; readonly addresses: ReadonlySet<string> } {
  const addresses = new Set<string>();
  for (const gap of state.gaps)
    if (gap.addresses !== 'all') for (const address of gap.addresses) addresses.add(address);
  return { all: state.gaps.some((gap) => gap.addresses === 'all'), addresses };
}

/** @param gaps whether any question about this address failed. */
function verdict(state: CheckState, rows: readonly Row[], gaps: boolean): Verdict {
  const caution = cautionFor(state, gaps);
  const standing = rows.filter((row) => !row.deleted);
  const running = state.outcome === 'running';
  if (standing.length > 0) {
    const gone = rows.length - standing.length;
    const text = listedText(standing.length, gone, running);
    const allowed = standing.every((row) => row.finding.list === 'allowlist');
    return allowed
      ? { kind: 'allowed', text: `${text}: only the allowlist`, caution }
      : { kind: 'listed', text, caution };
  }
  if (rows.length > 0) return { kind: 'deleted', text: `Deleted from ${plural(rows.length, 'list')}`, caution };
  if (running) return { kind: 'running', text: 'Still being checked' };
  if (caution === undefined) return { kind: 'clear', text: 'On no list' };
  if (state.outcome !== 'done') return { kind: 'unknown', text: 'Not fully checked', caution };
  return nobodyAnswered(state)
    ? { kind: 'unknown', text: 'Not known', caution: 'No list could be asked.' }
    : { kind: 'partial', text: 'On no list of the domains that answered', caution };
}

/** Why a finished check is not the whole truth about an address; undefined when every question was answered. */
function cautionFor(state: CheckState, gaps: boolean): string | undefined {
  switch (state.outcome) {
    case 'running':
      return undefined;
    case 'cancelled':
      return 'The check was cancelled before every list had answered.';
    case 'interrupted':
      return 'The window was closed before every list had answered.';
    case 'failed':
      return 'The check failed before every list had answered.';
    case 'done':
      if (gaps) return 'Some lists could not be asked.';
      return state.total === undefined || state.total === 0 || state.done < state.total
        ? 'Not every list has answered.'
        : undefined;
  }
}

/** Whether not one question was answered, as far as that can be told: by the count, else by accounts that failed as a whole. */
function nobodyAnswered(state: CheckState): boolean {
  if (state.done === 0 || state.answered === 0) return true;
  if (state.answered !== undefined) return false;
  const failed = new Set(state.gaps.filter(isWholeAccount).map((gap) => gap.accountId));
  return failed.size > 0 && Object.keys(state.accountNames).every((accountId) => failed.has(accountId));
}

function isWholeAccount(gap: Gap): boolean {
  return gap.domain === undefined && gap.list === undefined && gap.addresses === 'all';
}
