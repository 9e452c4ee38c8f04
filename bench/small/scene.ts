/** What the server holds for the small tasks and for the tree. */
import type { ListName } from '../../src/mailgun/lists';
import type { Store } from '../../src/sample/server';

/** The domains that are asked about one address. */
export const DOMAINS = Array.from({ length: 50 }, (_value, n) => `d${n}.example.com`);
export const ADDRESS = 'jo+news@customer.example';
export const ADDRESS_DOMAIN = 'customer.example';
/** How many entries of those domains are about the address: on the first ones, the last of them on this one. */
export const HITS = 6;
export const LAST_HIT = 7;

export const LONG_DOMAIN = 'long.example.com';
export const LONG_SIZE = 25_000;

/** The first of the account by name, for the tree; its bounces are `user00000@…` and so on. */
export const TREE_DOMAIN = 'a.example.com';
const TREE_SIZE = 5000;

/** The addresses that are looked for on five domains: a customer list, of which every fourth has bounced, and so on. */
export const CUSTOMERS: readonly string[] = Array.from(
  { length: 1000 },
  (_value, n) => `jo+${n}@${n % 40}.shop.example`,
);
export const CUSTOMER_DOMAINS: readonly string[] = Array.from({ length: 40 }, (_value, n) => `${n}.shop.example`);

/** Other people's entries on each list of the five domains. */
const OTHERS: Readonly<Record<string, Readonly<Record<ListName, number>>>> = {
  'm0.example.com': { bounces: 20_000, complaints: 400, unsubscribes: 8000, allowlist: 20 },
  'm1.example.com': { bounces: 4000, complaints: 100, unsubscribes: 1200, allowlist: 0 },
  'm2.example.com': { bounces: 1500, complaints: 0, unsubscribes: 300, allowlist: 5 },
  'm3.example.com': { bounces: 300, complaints: 0, unsubscribes: 50, allowlist: 0 },
  'm4.example.com': { bounces: 0, complaints: 0, unsubscribes: 0, allowlist: 0 },
};
export const MATRIX_DOMAINS: readonly string[] = Object.keys(OTHERS);
/** Which customers stand where. */
const MARKED: readonly (readonly [domain: string, list: ListName, every: number])[] = [
  ['m0.example.com', 'bounces', 4],
  ['m1.example.com', 'unsubscribes', 10],
  ['m0.example.com', 'complaints', 50],
];
/** A domain of customers that stands on an allowlist. */
const ALLOWED = { on: 'm2.example.com', domain: '3.shop.example' };

/** How often some of the customers are found: on a list, or their domain on the allowlist. */
export function findingsOf(customers: readonly string[]): number {
  const known = new Set(customers);
  const marked = MARKED.map(([, , every]) => CUSTOMERS.filter((one, n) => n % every === 0 && known.has(one)).length);
  const allowed = customers.filter((one) => one.endsWith(`@${ALLOWED.domain}`)).length;
  return marked.reduce((sum, count) => sum + count, allowed);
}

/** Fills an empty store. */
export function fill(store: Store): void {
  for (const domain of [...DOMAINS, LONG_DOMAIN, ...MATRIX_DOMAINS, TREE_DOMAIN])
    store.addDomain('Sample Account', domain);
  // The address stands on five bounce lists, its domain on one allowlist.
  for (const domain of DOMAINS.slice(0, HITS - 1)) store.putEntries(domain, 'bounces', [bounce(ADDRESS)]);
  store.putEntries(`d${LAST_HIT}.example.com`, 'allowlist', [{ address: ADDRESS_DOMAIN, kind: 'domain' }]);
  store.putEntries(LONG_DOMAIN, 'bounces', numbered(LONG_SIZE, (n) => `user+${n}@${n % 7}.example`).map(bounce));
  const padded = (n: number): string => `user${String(n).padStart(5, '0')}@${n % 7}.example`;
  store.putEntries(TREE_DOMAIN, 'bounces', numbered(TREE_SIZE, padded).map(bounce));
  fillMatrix(store);
}

export function bounce(address: string) {
  return { address, error: `5.1.1 <${address}>: User unknown in virtual mailbox table` };
}

function fillMatrix(store: Store): void {
  for (const [domain, lists] of Object.entries(OTHERS))
    for (const [list, size] of Object.entries(lists) as [ListName, number][]) {
      const others = numbered(size, (n) => `other${n}@${n % 50}.people.example`);
      store.putEntries(domain, list, others.map(list === 'bounces' ? bounce : (address) => ({ address })));
    }
  for (const [domain, list, every] of MARKED) {
    const marked = CUSTOMERS.filter((_one, n) => n % every === 0);
    store.putEntries(domain, list, marked.map(list === 'bounces' ? bounce : (address) => ({ address })));
  }
  store.putEntries(ALLOWED.on, 'allowlist', [{ address: ALLOWED.domain, kind: 'domain' }]);
}

function numbered(size: number, name: (n: number) => string): string[] {
  return Array.from({ length: size }, (_value, n) => name(n));
}
