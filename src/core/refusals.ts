/** Many failed questions of a check as few statements a person can read. */
import type { ListName } from '../mailgun/lists';
import { LIST_NAMES } from '../mailgun/lists';
import { addressKey } from './addressSyntax';
import { errorReason, errorText } from './errorText';
import type { NotAsked } from './findings';
import { groupBy } from './groupBy';

/** What an error kept from being asked: certain addresses, a list, a domain, or without any of them the whole account. */
export interface Refusal {
  readonly domain?: string | undefined;
  readonly list?: ListName | undefined;
  /** Absent when all were refused. */
  readonly addresses?: readonly string[] | undefined;
  readonly error: unknown;
}

interface Group {
  readonly domain: string;
  readonly list: ListName | undefined;
  /** Undefined when all addresses were refused. */
  addresses: Map<string, string> | undefined;
  readonly error: unknown;
}

/** Addresses named one by one; more are counted. */
const MAX_NAMED = 5;

/**
 * Takes refusals of one kind together: all addresses of a list become the list, all lists of a domain the domain, all
 * `domains` the account.
 */
export function summarize(
  accountId: string,
  refusals: readonly Refusal[],
  domains: readonly string[],
  addressCount: number,
): NotAsked[] {
  const whole = refusals.find(({ domain }) => domain === undefined);
  if (whole !== undefined) return [{ accountId, ...errorText(whole.error) }];
  const groups = mergeLists(grouped(refusals, addressCount));
  return mergeDomains(groups, domains).flatMap(({ group, all }) => statements(accountId, group, all, addressCount));
}

function grouped(refusals: readonly Refusal[], addressCount: number): Group[] {
  const groups = new Map<string, Group>();
  for (const { domain = '', list, addresses, error } of refusals) {
    const key = JSON.stringify([domain, list, errorReason(error)]);
    const group = groups.get(key) ?? { domain, list, addresses: new Map<string, string>(), error };
    groups.set(key, group);
    if (addresses === undefined) group.addresses = undefined;
    for (const address of addresses ?? []) group.addresses?.set(addressKey(address), address);
    if (group.addresses !== undefined && group.addresses.size >= addressCount) group.addresses = undefined;
  }
  return [...groups.values()];
}

/** What is said of a domain covers its lists; the same said of all its lists is said of the domain. */
function mergeLists(groups: readonly Group[]): Group[] {
  return [...groupBy(groups, ({ domain }) => domain).values()].flatMap((ofDomain) => {
    const whole = ofDomain.find(({ list }) => list === undefined);
    if (whole !== undefined) return [whole];
    return [...groupBy(ofDomain, ({ error }) => errorReason(error)).values()].flatMap((alike) => {
      const [first] = alike;
      const isAll = LIST_NAMES.every((name) =>
        alike.some(({ list, addresses }) => list === name && addresses === undefined),
      );
      return isAll && first !== undefined ? [{ ...first, list: undefined }] : alike;
    });
  });
}

/** The same said of every domain is said of the account. */
function mergeDomains(groups: readonly Group[], domains: readonly string[]): { group: Group; all: number }[] {
  const kinds = groupBy(groups, ({ list, addresses, error }) =>
    JSON.stringify([list, errorReason(error), addresses !== undefined]),
  );
  return [...kinds.values()].flatMap((alike) => {
    const [first] = alike;
    const isAll = domains.length > 1 && alike.length === domains.length && first?.addresses === undefined;
    if (isAll && first !== undefined) return [{ group: first, all: domains.length }];
    return alike.map((group) => ({ group, all: 0 }));
  });
}

function statements(accountId: string, group: Group, all: number, addressCount: number): NotAsked[] {
  const text = errorText(group.error);
  const scope = { accountId, ...(all === 0 && { domain: group.domain }), ...(group.list && { list: group.list }) };
  if (all > 0) return [{ ...scope, ...text, reason: `None of the ${all} domains could be asked: ${text.reason}` }];
  const addresses = [...(group.addresses?.values() ?? [])];
  if (group.addresses === undefined) return [{ ...scope, ...text }];
  if (addresses.length <= MAX_NAMED) return addresses.map((address) => ({ ...scope, address, ...text }));
  const reason = `${addresses.length} of ${addressCount} addresses could not be asked: ${text.reason}`;
  return [{ ...scope, ...text, reason }];
}
