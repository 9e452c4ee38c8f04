/** What the server holds for the small tasks. */
import type { Store } from '../../src/sample/server';

/** The domains that are asked about one address. */
export const DOMAINS = Array.from({ length: 50 }, (_value, n) => `d${n}.example.com`);
export const ADDRESS = 'jo+news@customer.example';
export const ADDRESS_DOMAIN = 'customer.example';
/** How many entries of those domains are about the address. */
export const HITS = 6;
export const LONG_DOMAIN = 'long.example.com';
export const LONG_SIZE = 25_000;

/** Fills an empty store: the address stands on five bounce lists, its domain on one allowlist. */
export function fill(store: Store): void {
  const bounce = (address: string) => ({ address, error: `5.1.1 <${address}>: User unknown in virtual mailbox table` });
  for (const domain of [...DOMAINS, LONG_DOMAIN]) store.addDomain('Sample Account', domain);
  for (const domain of DOMAINS.slice(0, HITS - 1)) store.putEntries(domain, 'bounces', [bounce(ADDRESS)]);
  store.putEntries('d7.example.com', 'allowlist', [{ address: ADDRESS_DOMAIN, kind: 'domain' }]);
  const people = Array.from({ length: LONG_SIZE }, (_value, n) => `user+${n}@${n % 7}.example`);
  store.putEntries(LONG_DOMAIN, 'bounces', people.map(bounce));
}
