/** Tries an API key before it is kept, and says in one sentence what came out. */
import { MailgunClient, type RequestEvent } from '../mailgun/client';
import type { CallOptions, MailgunApi } from '../mailgun/api';
import { MailgunError } from '../mailgun/errors';
import { LIST_NAMES, type ListName } from '../mailgun/lists';
import type { Domain } from '../mailgun/records';
import { otherRegion, REGIONS, type Region, type RegionChoice } from '../mailgun/regions';

/** What to try. */
export interface ProbeTarget {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly subaccountId?: string | undefined;
  /** Base URLs of the two regions; Mailgun's own unless given. An endpoint that is neither has no other region. */
  readonly regions?: Readonly<Record<Region, string>> | undefined;
  /** Milliseconds for one answer; 15000 unless given. */
  readonly timeoutMs?: number | undefined;
  readonly log?: ((event: RequestEvent) => void) | undefined;
}

/** What came out. */
export type ProbeResult =
  /** `domains`: how many the account has. */
  | { readonly kind: 'ok'; readonly domains: number }
  /** The key is good, there is no domain here and none in the other region. */
  | { readonly kind: 'okEmpty' }
  /** Nothing for this key here, but `domains` in the other region. */
  | { readonly kind: 'wrongRegion'; readonly other: RegionChoice; readonly domains: number }
  | { readonly kind: 'wrongKey'; readonly error: MailgunError }
  /** A domain sending key, which may only send. */
  | { readonly kind: 'sendingKey'; readonly error: MailgunError }
  /** The key itself works, but not for this subaccount. */
  | { readonly kind: 'wrongSubaccount'; readonly error: MailgunError }
  /** Domains can be read, but not `refused`, as with the role Analyst. */
  | {
      readonly kind: 'noListRights';
      readonly refused: readonly ListName[];
      readonly domains: number;
      readonly error: MailgunError;
    }
  | { readonly kind: 'unreachable'; readonly error: MailgunError }
  /** Something answers there that is not the Mailgun API. */
  | { readonly kind: 'notMailgun'; readonly error: MailgunError }
  | { readonly kind: 'other'; readonly error: MailgunError };

/** Tries a key: reads the domains, then one entry of each list. Throws only MailgunError `cancelled`. */
export async function probeAccount(target: ProbeTarget, call: CallOptions = {}): Promise<ProbeResult> {
  try {
    const { totalCount, domains } = await withClient(target, (client) => client.listDomains({ limit: 10 }, call));
    if (totalCount === 0 && domains.length === 0) return (await elsewhere(target, call)) ?? { kind: 'okEmpty' };
    return await tryLists(target, Math.max(totalCount, domains.length), domains, call);
  } catch (error) {
    return refusedDomains(asMailgunError(error), target, call);
  }
}

async function refusedDomains(error: MailgunError, target: ProbeTarget, call: CallOptions): Promise<ProbeResult> {
  switch (error.reason) {
    case 'cancelled':
      throw error;
    case 'unauthorized':
      return (await elsewhere(target, call)) ?? { kind: 'wrongKey', error };
    case 'forbidden':
      return { kind: (await worksWithoutSubaccount(target, call)) ? 'wrongSubaccount' : 'sendingKey', error };
    case 'network':
      return { kind: 'unreachable', error };
    case 'notListed':
    case 'noSuchDomain':
    case 'tooLarge':
      return { kind: 'notMailgun', error };
    case 'badResponse':
      // A Mailgun that has an error of its own is still a Mailgun.
      return { kind: (error.status ?? 0) >= 500 ? 'other' : 'notMailgun', error };
    default:
      return { kind: 'other', error };
  }
}

/** Reads one entry of every list of one domain. Only a plain "no right" counts: anything else says nothing about the key. */
async function tryLists(
  target: ProbeTarget,
  count: number,
  domains: readonly Domain[],
  call: CallOptions,
): Promise<ProbeResult> {
  const domain = domains.find(({ state, isDisabled }) => state === 'active' && !isDisabled) ?? domains[0];
  if (domain === undefined) return { kind: 'ok', domains: count };
  const refusals = await withClient(target, (client) =>
    Promise.all(LIST_NAMES.map((list) => refusalOf(client, domain.name, list, call))),
  );
  const refused = LIST_NAMES.filter((_, index) => refusals[index] !== undefined);
  const error = refusals.find((refusal) => refusal !== undefined);
  return error === undefined
    ? { kind: 'ok', domains: count }
    : { kind: 'noListRights', refused, domains: count, error };
}

async function refusalOf(
  client: MailgunApi,
  domain: string,
  list: ListName,
  call: CallOptions,
): Promise<MailgunError | undefined> {
  try {
    await client.listPage(domain, list, { limit: 1 }, call);
    return undefined;
  } catch (error) {
    if (MailgunError.is(error, 'cancelled')) throw error;
    return MailgunError.is(error, 'forbidden') ? error : undefined;
  }
}

/** The other region, if this key has domains there. Keys are valid in both regions, domains live in one. */
async function elsewhere(target: ProbeTarget, call: CallOptions): Promise<ProbeResult | undefined> {
  const other = otherRegion(target.baseUrl, target.regions ?? REGIONS);
  if (other === undefined) return undefined;
  const domains = await countDomains({ ...target, baseUrl: other.baseUrl }, call);
  return domains === 0 ? undefined : { kind: 'wrongRegion', other, domains };
}

async function countDomains(target: ProbeTarget, call: CallOptions): Promise<number> {
  try {
    return (await withClient(target, (client) => client.listDomains({ limit: 1 }, call))).totalCount;
  } catch (error) {
    if (MailgunError.is(error, 'cancelled')) throw error;
    return 0;
  }
}

async function worksWithoutSubaccount(target: ProbeTarget, call: CallOptions): Promise<boolean> {
  if (target.subaccountId === undefined) return false;
  try {
    await withClient({ ...target, subaccountId: undefined }, (client) => client.listDomains({ limit: 1 }, call));
    return true;
  } catch (error) {
    if (MailgunError.is(error, 'cancelled')) throw error;
    return false;
  }
}

async function withClient<T>(target: ProbeTarget, use: (client: MailgunApi) => Promise<T>): Promise<T> {
  const { baseUrl, apiKey, subaccountId, timeoutMs = 15_000, log } = target;
  // Somebody is waiting: two attempts tell enough.
  const client = new MailgunClient({ baseUrl, apiKey, subaccountId, timeoutMs: () => timeoutMs, attempts: 2, log });
  try {
    return await use(client);
  } finally {
    client.dispose();
  }
}

function asMailgunError(error: unknown): MailgunError {
  if (MailgunError.is(error)) return error;
  return new MailgunError('badResponse', 'The API key could not be tried.', { cause: error });
}
