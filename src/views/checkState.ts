/** What a check knows so far: plain data, changed by events alone. Kept by the host, shown by the page, stored across a reload. */
import type { NotAsked } from '../core/findings';
import type { Explanation } from '../core/reasons';
import type { EntryRef } from '../core/refs';
import type { ListName } from '../mailgun/lists';
import type { Entry } from '../mailgun/records';

/** An asked address found on a list. */
export interface ShownFinding {
  readonly accountId: string;
  readonly domain: string;
  readonly list: ListName;
  /** The address that was asked for; `entry.address` is what stands on the list. */
  readonly address: string;
  readonly entry: Entry;
  readonly explanation: Explanation;
}

/** The same question failed for the same reason, for one or more addresses. */
export interface Gap {
  readonly accountId: string;
  /** Absent when the account's domains could not be read. */
  readonly domain?: string | undefined;
  /** Absent when no list of the domain could be asked. */
  readonly list?: ListName | undefined;
  readonly reason: string;
  readonly nextStep?: string | undefined;
  /** The addresses concerned, in lower case; `all` when it concerns every one. */
  readonly addresses: 'all' | readonly string[];
}

/** How a check ended. `interrupted`: the window was closed or reloaded before the end. */
export type Outcome = 'done' | 'cancelled' | 'failed' | 'interrupted';

export interface Failure {
  readonly message: string;
  readonly nextStep?: string | undefined;
}

export interface CheckState {
  /** Changes when a stored state of an earlier release can no longer be read. */
  readonly version: 1;
  readonly addresses: readonly string[];
  /** Where was asked, for people: '7 domains of 2 accounts'. */
  readonly scope: string;
  /** The asked accounts: id → name. */
  readonly accountNames: Readonly<Record<string, string>>;
  /** The asked domains, where not all were. */
  readonly domains?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly finishedAt?: number | undefined;
  readonly outcome: 'running' | Outcome;
  readonly failure?: Failure | undefined;
  /** Questions settled so far, by an answer or by a failure. */
  readonly done: number;
  /** How many of those were answered, where that is known. */
  readonly answered?: number | undefined;
  /** Questions in all; undefined until the domains are known. */
  readonly total?: number | undefined;
  /** What the check is waiting for, for people. */
  readonly notice?: string | undefined;
  readonly findings: readonly ShownFinding[];
  readonly gaps: readonly Gap[];
  /** Keys (`entryKey`) of entries that have been deleted since they were found. */
  readonly deleted: readonly string[];
}

/** What can happen to a check. */
export type CheckEvent =
  | { readonly type: 'found'; readonly findings: readonly ShownFinding[] }
  | { readonly type: 'notAsked'; readonly items: readonly NotAsked[] }
  | {
      readonly type: 'progress';
      readonly done: number;
      readonly total?: number | undefined;
      readonly answered?: number | undefined;
    }
  | { readonly type: 'notice'; readonly text?: string | undefined }
  | {
      readonly type: 'finished';
      readonly outcome: Outcome;
      readonly at: number;
      readonly failure?: Failure | undefined;
    }
  | { readonly type: 'scope'; readonly scope: string }
  | { readonly type: 'changed'; readonly removed: readonly string[]; readonly restored: readonly string[] };

/** What a check is about. */
export interface Question {
  readonly addresses: readonly string[];
  readonly scope: string;
  readonly total?: number | undefined;
  /** The asked accounts: id → name. */
  readonly accountNames: Readonly<Record<string, string>>;
  /** The asked domains, where not all are. */
  readonly domains?: readonly string[] | undefined;
}

/** A check that has just begun, at `now` in milliseconds. */
export function begin(question: Question, now: number): CheckState {
  return {
    version: 1,
    addresses: distinct(question.addresses),
    scope: question.scope,
    accountNames: question.accountNames,
    domains: question.domains,
    startedAt: now,
    outcome: 'running',
    done: 0,
    total: question.total,
    findings: [],
    gaps: [],
    deleted: [],
  };
}

/** One text per entry, the same however its domain and address are spelled. */
export function entryKey(ref: EntryRef): string {
  return JSON.stringify([ref.accountId, ref.domain.toLowerCase(), ref.list, ref.address.toLowerCase()]);
}

/** Where the entry of a finding stands: what to open, copy or delete. On the allowlist this may be the address's domain. */
export function entryRef(finding: ShownFinding): EntryRef {
  const { accountId, domain, list, entry } = finding;
  return { accountId, domain, list, address: entry.address };
}

/** One text per finding: the address asked for and the entry found. */
export function findingKey(finding: ShownFinding): string {
  return JSON.stringify([finding.address.toLowerCase(), entryKey(entryRef(finding))]);
}

/** The state after an event. A check that has ended takes no more answers, but entries may still be deleted and restored. */
export function reduce(state: CheckState, event: CheckEvent): CheckState {
  if (event.type === 'changed') return changed(state, event.removed, event.restored);
  if (state.outcome !== 'running') return state;
  switch (event.type) {
    case 'found':
      return { ...state, findings: withFindings(state.findings, event.findings) };
    case 'notAsked':
      return { ...state, gaps: withGaps(state.gaps, event.items) };
    case 'progress':
      return withProgress(state, event);
    case 'notice':
      return { ...state, notice: event.text };
    case 'scope':
      return { ...state, scope: event.scope };
    case 'finished':
      return { ...state, outcome: event.outcome, finishedAt: event.at, failure: event.failure, notice: undefined };
  }
}

/** Joins neighbouring events of one kind, so that thousands of answers cost a handful of steps. */
export function merge(events: readonly CheckEvent[]): CheckEvent[] {
  const runs: CheckEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    if (run?.[0]?.type === event.type) run.push(event);
    else runs.push([event]);
  }
  return runs.flatMap(join);
}

/** One event for several of the same kind, where that is possible. */
function join(run: readonly CheckEvent[]): readonly CheckEvent[] {
  switch (run[0]?.type) {
    case 'found':
      return [{ type: 'found', findings: run.flatMap((event) => (event.type === 'found' ? event.findings : [])) }];
    case 'notAsked':
      return [{ type: 'notAsked', items: run.flatMap((event) => (event.type === 'notAsked' ? event.items : [])) }];
    case 'progress': {
      const steps = run.flatMap((event) => (event.type === 'progress' ? [event] : []));
      const known = (field: 'total' | 'answered'): number | undefined =>
        steps.findLast((step) => step[field] !== undefined)?.[field];
      const done = steps.reduce((most, step) => Math.max(most, step.done), 0);
      return [{ type: 'progress', done, total: known('total'), answered: known('answered') }];
    }
    default:
      return run;
  }
}

/** A question that was settled also ends the waiting that a notice spoke of. */
function withProgress(state: CheckState, { done, total, answered }: CheckEvent & { type: 'progress' }): CheckState {
  return {
    ...state,
    done: Math.max(state.done, done),
    total: total ?? state.total,
    answered: answered ?? state.answered,
    notice: done > state.done ? undefined : state.notice,
  };
}

function changed(state: CheckState, removed: readonly string[], restored: readonly string[]): CheckState {
  const known = new Set(state.findings.map((finding) => entryKey(entryRef(finding))));
  const back = new Set(restored);
  const deleted = new Set(
    [...state.deleted, ...removed.filter((key) => known.has(key))].filter((key) => !back.has(key)),
  );
  if (deleted.size === state.deleted.length && state.deleted.every((key) => deleted.has(key))) return state;
  return { ...state, deleted: [...deleted] };
}

function withFindings(before: readonly ShownFinding[], more: readonly ShownFinding[]): readonly ShownFinding[] {
  const all = new Map(before.map((finding) => [findingKey(finding), finding]));
  for (const finding of more) all.set(findingKey(finding), finding);
  return [...all.values()];
}

function withGaps(before: readonly Gap[], items: readonly NotAsked[]): readonly Gap[] {
  const all = new Map(
    before.map((gap) => [
      gapKey(gap),
      { gap, addresses: gap.addresses === 'all' ? undefined : new Set(gap.addresses) },
    ]),
  );
  for (const item of items) {
    const key = gapKey(item);
    const { accountId, domain, list, reason, nextStep } = item;
    const known = all.get(key) ?? {
      gap: { accountId, domain, list, reason, nextStep, addresses: [] },
      addresses: new Set<string>(),
    };
    if (item.address === undefined) known.addresses = undefined;
    else known.addresses?.add(item.address.toLowerCase());
    all.set(key, known);
  }
  return [...all.values()].map(({ gap, addresses }) => ({ ...gap, addresses: addresses ? [...addresses] : 'all' }));
}

function gapKey({ accountId, domain, list, reason, nextStep }: Omit<NotAsked, 'address'>): string {
  return JSON.stringify([accountId, domain ?? null, list ?? null, reason, nextStep ?? null]);
}

function distinct(addresses: readonly string[]): string[] {
  return [...new Map(addresses.map((address) => [address.toLowerCase(), address])).values()];
}
