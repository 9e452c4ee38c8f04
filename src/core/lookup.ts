/** Where do these addresses stand? Asks every list of every domain of every account, and says what it could not ask. */
import type { CallOptions, MailgunApi } from '../mailgun/api';
import { LIST_NAMES, type ListName } from '../mailgun/lists';
import { addressKey, sameAddress } from './addressSyntax';
import { AccountCheck, type AccountCheckOptions } from './accountCheck';
import { errorText } from './errorText';
import type { CheckResult, Finding, NotAsked } from './findings';
import { groupBy } from './groupBy';

/** What is to be checked. */
export interface CheckScope {
  readonly addresses: readonly string[];
  readonly accountIds: readonly string[];
  /** Only these sending domains; all of each account if absent. */
  readonly domains?: readonly string[] | undefined;
  /** Only these lists; all if absent. */
  readonly lists?: readonly ListName[] | undefined;
  /** Whether the allowlists are asked for the addresses' domains too (one question more a domain); true if absent. */
  readonly askAddressDomain?: boolean | undefined;
}

/** What a check needs from outside. Both may reject with any error that is fit to be shown. */
export interface CheckPorts {
  /** The names of all sending domains of an account. */
  domains(accountId: string, call: CallOptions): Promise<readonly string[]>;
  api(accountId: string): Promise<MailgunApi>;
  /** Questions at once for each account; 16 if absent. */
  concurrency?: (() => number) | undefined;
}

/** How far a check has come. `total` grows while domains become known; `answered` leaves out what failed. */
export interface CheckProgress {
  readonly done: number;
  readonly answered: number;
  readonly total: number;
}

/** What a check reports on its way. `onNotAsked` is called once an account is done, many failures of one kind taken together. */
export interface CheckOptions extends CallOptions {
  readonly onFinding?: ((finding: Finding) => void) | undefined;
  readonly onNotAsked?: ((notAsked: NotAsked) => void) | undefined;
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

/**
 * Checks addresses: one question for each address, list and domain, and one for each domain of an address on the allowlist.
 * Never rejects: what failed or was cancelled is in `notAsked`. Findings are ordered by account, domain, list and address.
 */
export async function checkAddresses(
  scope: CheckScope,
  ports: CheckPorts,
  options: CheckOptions = {},
): Promise<CheckResult> {
  const addresses = distinct(scope.addresses);
  const accountIds = [...new Set(scope.accountIds)];
  const found: Finding[] = [];
  const notAsked: NotAsked[] = [];
  const refuse = (items: readonly NotAsked[]): void => {
    notAsked.push(...items);
    for (const item of items) options.onNotAsked?.(item);
  };
  const report = progressOf(options);
  const matched = new Set<string>();
  await Promise.all(
    accountIds.map(async (accountId) => {
      try {
        const [api, domains] = await Promise.all([ports.api(accountId), domainsOf(accountId, scope, ports, options)]);
        for (const domain of domains) matched.add(addressKey(domain));
        const check = new AccountCheck(accountId, api, domains, addresses, {
          ...options,
          ...report,
          lists: scope.lists ?? LIST_NAMES,
          askAddressDomain: scope.askAddressDomain ?? true,
          onFinding: (finding) => {
            found.push(finding);
            options.onFinding?.(finding);
          },
        });
        refuse(await check.run(ports.concurrency?.() ?? 16));
      } catch (error) {
        refuse([{ accountId, ...errorText(error) }]);
      }
    }),
  );
  if (notAsked.length === 0) refuse(unknownDomains(scope, accountIds, matched));
  return Object.assign(sorted(found, accountIds, addresses), { notAsked });
}

/** Each once, in the spelling that came first. */
function distinct(texts: readonly string[]): string[] {
  return [...groupBy(texts, addressKey).values()].flatMap(([first]) => first ?? []);
}

/** The domains of an account that a scope means. Rejects when they cannot be read. */
export async function domainsOf(
  accountId: string,
  scope: Pick<CheckScope, 'accountIds' | 'domains'>,
  ports: Pick<CheckPorts, 'domains'>,
  call: CallOptions,
): Promise<string[]> {
  const { domains: wanted } = scope;
  // With several accounts, only the domains each one has are asked there.
  if (wanted !== undefined && scope.accountIds.length === 1) return distinct(wanted);
  const known = distinct(await ports.domains(accountId, { signal: call.signal, onWait: call.onWait }));
  return known.filter((domain) => wanted === undefined || wanted.some((name) => sameAddress(name, domain)));
}

function unknownDomains(
  { domains }: CheckScope,
  accountIds: readonly string[],
  matched: ReadonlySet<string>,
): NotAsked[] {
  const [accountId = ''] = accountIds;
  return (domains ?? [])
    .filter((domain) => !matched.has(addressKey(domain)))
    .map((domain) => ({ accountId, domain, reason: 'None of the accounts has this domain.' }));
}

function progressOf({ onProgress }: CheckOptions): Pick<AccountCheckOptions, 'onAsk' | 'onDone'> {
  let done = 0;
  let answered = 0;
  let total = 0;
  const tell = (): void => onProgress?.({ done, answered, total });
  return {
    onAsk: (count) => {
      total += count;
      tell();
    },
    onDone: (isAnswer) => {
      done += 1;
      if (isAnswer) answered += 1;
      tell();
    },
  };
}

function sorted(findings: readonly Finding[], accountIds: readonly string[], addresses: readonly string[]): Finding[] {
  const order = new Map(addresses.map((address, index) => [address, index]));
  return findings.toSorted(
    (a, b) =>
      accountIds.indexOf(a.accountId) - accountIds.indexOf(b.accountId) ||
      (a.domain < b.domain ? -1 : Number(a.domain > b.domain)) ||
      LIST_NAMES.indexOf(a.list) - LIST_NAMES.indexOf(b.list) ||
      (order.get(a.address) ?? 0) - (order.get(b.address) ?? 0),
  );
}
