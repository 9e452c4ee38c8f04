/** The stored form of the accounts: reading what may be damaged, merging what two windows wrote, telling what changed. */
import * as v from 'valibot';
import { normalizeBaseUrl } from '../mailgun/regions';

/** An account without its key. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly region: 'us' | 'eu' | 'custom';
  /** Base URL of the API. Empty for a sample account, whose server gets a new address with every start. */
  readonly baseUrl: string;
  /** The subaccount for which the key acts. */
  readonly subaccountId?: string | undefined;
  /** An account of the embedded Mailgun, which keeps neither key nor address. */
  readonly sample?: true | undefined;
}

/** An account with the time of its last change, which decides between two windows. */
export interface StoredAccount extends Account {
  /** Milliseconds since the epoch. */
  readonly changed: number;
}

/** What stands in `globalState`. `removed` keeps a window that has not heard yet from bringing an account back. */
export interface AccountState {
  readonly version: 1;
  readonly accounts: readonly StoredAccount[];
  readonly removed: readonly { readonly id: string; readonly at: number }[];
  /** What cannot be read, as it stands there: another version may read it, and an account's key may be found by it. */
  readonly unread?: readonly unknown[];
}

/** Ids of the accounts that changed. `keyChanged` means the key or the endpoint: clients and what they loaded are void. */
export interface AccountsChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly renamed: readonly string[];
  readonly keyChanged: readonly string[];
}

/** No accounts. */
export const NO_ACCOUNTS: AccountState = { version: 1, accounts: [], removed: [] };

/** Removals to remember: far more than anybody makes between two windows hearing of each other. */
const MAX_REMOVED = 100;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(2000));
/** No later than dates go, so that there is always a time after it. */
const time = v.pipe(v.number(), v.maxValue(8.64e15));

const storedAccount = v.pipe(
  v.object({
    id: text,
    name: v.fallback(text, 'Mailgun'),
    region: v.picklist(['us', 'eu', 'custom']),
    baseUrl: v.fallback(v.string(), ''),
    subaccountId: v.optional(v.string()),
    sample: v.optional(v.literal(true)),
    changed: v.fallback(time, 0),
  }),
  v.check((account) => account.sample === true || isEndpoint(account.baseUrl), 'has no usable endpoint'),
);

const removal = v.object({ id: text, at: time });

/**
 * Reads what is stored. Never throws: a record that makes no sense is kept apart and named in `damage`, without its content.
 * Versions are told apart by what the records hold, so that an older or newer extension's accounts are read as far as possible.
 */
export function readState(raw: unknown): { readonly state: AccountState; readonly damage: readonly string[] } {
  if (raw === undefined) return { state: NO_ACCOUNTS, damage: [] };
  const outer = v.safeParse(
    v.object({ accounts: v.array(v.unknown()), removed: v.fallback(v.array(v.unknown()), []) }),
    raw,
  );
  if (!outer.success)
    return { state: { ...NO_ACCOUNTS, unread: [raw] }, damage: [`the whole: ${issue(outer.issues)}`] };
  const damage: string[] = [];
  const unread: unknown[] = [];
  const accounts = new Map<string, StoredAccount>();
  outer.output.accounts.forEach((item, index) => {
    const parsed = v.safeParse(storedAccount, item);
    if (parsed.success) accounts.set(parsed.output.id, parsed.output);
    else {
      damage.push(`account ${index + 1}: ${issue(parsed.issues)}`);
      unread.push(item);
    }
  });
  const removed = outer.output.removed.flatMap((item) => {
    const parsed = v.safeParse(removal, item);
    return parsed.success ? [parsed.output] : [];
  });
  const state = { version: 1, accounts: [...accounts.values()], removed, unread } as const;
  return { state: mergeStates(state, NO_ACCOUNTS), damage };
}

/** What is to be stored: what cannot be read goes back to where it was found. */
export function storedForm({ accounts, unread = [], ...state }: AccountState): unknown {
  return { ...state, accounts: [...accounts, ...unread] };
}

/** The id of a record that cannot be read, as far as it has one. */
export function unreadId(record: unknown): string | undefined {
  const parsed = v.safeParse(v.object({ id: text }), record);
  return parsed.success ? parsed.output.id : undefined;
}

/**
 * Both states in one: the later change of an account wins, and a removal beats any change, except that a sample can be added again.
 * Of two changes made in the same millisecond the same one wins in every window, whichever it hears of first.
 * The order is that of `first`, and so is what cannot be read.
 */
export function mergeStates(first: AccountState, second: AccountState): AccountState {
  const removed = new Map<string, number>();
  for (const { id, at } of [...first.removed, ...second.removed]) removed.set(id, Math.max(at, removed.get(id) ?? at));
  const accounts = new Map<string, StoredAccount>();
  for (const account of [...first.accounts, ...second.accounts]) {
    const known = accounts.get(account.id);
    if (known === undefined || isLater(account, known)) accounts.set(account.id, account);
  }
  const kept = [...accounts.values()].filter(
    ({ id, sample, changed }) => !removed.has(id) || (sample === true && changed > (removed.get(id) ?? 0)),
  );
  for (const account of kept) removed.delete(account.id);
  const latest = [...removed].sort(([, a], [, b]) => b - a).slice(0, MAX_REMOVED);
  const unread = (first.unread ?? []).filter((record) => {
    const id = unreadId(record);
    return id === undefined || !accounts.has(id);
  });
  return {
    ...{ version: 1, accounts: kept, removed: latest.map(([id, at]) => ({ id, at })) },
    ...(unread.length > 0 && { unread }),
  };
}

/** What is different for the user. */
export function diffStates(before: AccountState, after: AccountState): AccountsChange {
  const old = new Map(before.accounts.map((account) => [account.id, account]));
  const now = new Map(after.accounts.map((account) => [account.id, account]));
  const both = after.accounts.flatMap((account) => {
    const previous = old.get(account.id);
    return previous === undefined ? [] : [{ id: account.id, previous, account }];
  });
  return {
    added: after.accounts.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    removed: before.accounts.filter(({ id }) => !now.has(id)).map(({ id }) => id),
    renamed: both.filter(({ previous, account }) => previous.name !== account.name).map(({ id }) => id),
    keyChanged: both.filter(({ previous, account }) => !sameEndpoint(previous, account)).map(({ id }) => id),
  };
}

/** Whether two states say the same, whatever the order. */
export function sameState(a: AccountState, b: AccountState): boolean {
  const facts = (state: AccountState) =>
    [
      ...state.accounts.map((account) => `${account.changed} ${factsOf(account)}`),
      ...state.removed.map(({ id, at }) => `-${id} ${at}`),
    ]
      .sort()
      .join('\n');
  return facts(a) === facts(b);
}

/** Whether a change changes anything. */
export function isEmptyChange(change: AccountsChange): boolean {
  return Object.values(change).every((ids: readonly string[]) => ids.length === 0);
}

function isLater(a: StoredAccount, b: StoredAccount): boolean {
  return a.changed === b.changed ? factsOf(a) > factsOf(b) : a.changed > b.changed;
}

function factsOf({ id, name, region, baseUrl, subaccountId, sample }: Account): string {
  return JSON.stringify([id, name, region, baseUrl, subaccountId, sample]);
}

function sameEndpoint(a: Account, b: Account): boolean {
  return a.baseUrl === b.baseUrl && a.subaccountId === b.subaccountId && a.region === b.region;
}

function isEndpoint(url: string): boolean {
  try {
    return normalizeBaseUrl(url) === url;
  } catch {
    return false;
  }
}

/** Where a value is wrong and what was expected there; never the value. */
function issue(issues: readonly v.BaseIssue<unknown>[]): string {
  const [first] = issues;
  if (first === undefined) return 'unreadable';
  const path = v.getDotPath(first) ?? 'value';
  return `${path}: expected ${first.expected ?? 'something else'}`;
}
