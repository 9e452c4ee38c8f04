/** Who is on the lists, and what is said of them. */
import type { ListName } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import type { Random } from './random';

/** Entries of a large list. */
export const MANY = 2300;

const ODD = [
  `o'neill@x.example`,
  'anna+news@x.example',
  '50%@y.example',
  '%2e%2e@y.example',
  'ünï@z.example',
  '"jane doe"@z.example',
  'q?a=1&b#c@y.example',
  'import@x.example',
];
const PLAIN = Array.from(
  { length: 40 },
  (_, index) => `p${String(index).padStart(2, '0')}@${'xyz'.charAt(index % 3)}.example`,
);
const CROWD = Array.from({ length: MANY }, (_, index) => `u${String(index).padStart(4, '0')}@many.example`);

/** A large list is the bounces of a `big` domain. */
export function isLarge({ domain, list }: { readonly domain: string; readonly list: ListName }): boolean {
  return domain.startsWith('big.') && list === 'bounces';
}

/** Everybody who may ever stand on a list. */
export function peopleOf(place: { readonly domain: string; readonly list: ListName }): readonly string[] {
  const few = [...PLAIN, ...ODD];
  if (place.list === 'allowlist') return [...few, 'corp.example', 'x.example', 'sub.y.example'];
  return isLarge(place) ? CROWD : few;
}

const CODES = ['550', '552', '421', '554'];
const ERRORS = ['', 'mailbox full', 'said: "no", twice', '5.1.1 <a@b>: unknown; try later', 'größer als 10 % — ня'];
const TAGS = ['*', 'news', 'offers', 'two words', 'über', "it's"];
const REASONS = ['', 'ours', 'asked, by phone', '"VIP"'];

/** Spelled as somebody might: addresses do not differ by case, though the spelling is kept. */
function spelled(address: string, random: Random): string {
  if (!/^[ap]/.test(address) || random.chance(0.8)) return address;
  return (address[0] ?? '').toUpperCase() + address.slice(1);
}

/** An entry to be written; without a date it is made now. */
export function entryFor(list: ListName, address: string, random: Random, isDated = random.chance(0.5)): Entry {
  const createdAt = isDated ? 1_577_836_800_000 + random.between(0, 190_000_000) * 1000 : undefined;
  const base = { address: spelled(address, random), ...(createdAt !== undefined && { createdAt }) };
  switch (list) {
    case 'bounces':
      return { list, ...base, code: random.pick(CODES), error: random.pick(ERRORS) };
    case 'complaints':
      return { list, ...base };
    case 'unsubscribes':
      return { list, ...base, tags: random.some(TAGS, random.between(1, 3)) };
    case 'allowlist':
      return {
        list,
        address: address.includes('@') ? base.address : address,
        kind: address.includes('@') ? 'address' : 'domain',
        reason: random.pick(REASONS),
      };
  }
}
