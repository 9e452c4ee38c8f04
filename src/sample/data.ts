/** Fills a store with the sample accounts' domains and lists. Everything follows from the seed and the time given. */
import type { ListName } from '../mailgun/lists';
import { Addresses } from './data/addresses';
import { pickBounce } from './data/bounceReasons';
import { DOMAINS, type DomainPlan } from './data/domains';
import { Dice } from './data/dice';
import { SPECIAL_ENTRIES } from './data/special';
import { wholeSeconds, type SampleRecord } from './records';
import type { Store } from './store';

export { SAMPLE_SUBACCOUNT_ID } from './data/domains';
export { SAMPLE_STAR_ADDRESS } from './data/special';

const DAY_MS = 86_400_000;

/** What the data depends on. */
export interface DataOptions {
  readonly seed: number;
  /** Milliseconds since the epoch; all dates lie before it. */
  readonly now: number;
}

/** Adds every sample domain; lists are generated when first asked for. */
export function fillStore(store: Store, options: DataOptions): void {
  for (const plan of DOMAINS) {
    store.addDomain(plan.owner, plan.name, {
      region: plan.region,
      state: plan.state,
      type: plan.type,
      createdAt: options.now - plan.ageDays * DAY_MS,
      disabled: plan.disabled,
    });
    for (const [list, count] of Object.entries(plan.counts) as [ListName, number][]) {
      store.defineList(plan.name, list, () => generate(plan, list, count, options));
    }
  }
}

/** The records of one list: the special ones of that list first, the rest by the dice up to `count`. */
function generate(plan: DomainPlan, list: ListName, count: number, options: DataOptions): SampleRecord[] {
  const dice = new Dice(`${options.seed}/${plan.name}/${list}`);
  const addresses = new Addresses(dice);
  const records = (SPECIAL_ENTRIES[plan.name]?.[list] ?? []).map(({ ageDays, ...entry }): SampleRecord => ({
    ...entry,
    createdAt: wholeSeconds(options.now - ageDays * DAY_MS),
  }));
  for (const { address } of records) {
    addresses.reserve(address);
  }
  while (records.length < count) {
    records.push(roll(plan, list, dice, addresses, options.now));
  }
  return records;
}

function roll(plan: DomainPlan, list: ListName, dice: Dice, addresses: Addresses, now: number): SampleRecord {
  // Squared, so that recent entries are more frequent than old ones.
  const age = dice.next() ** 2 * (plan.ageDays - 1) * DAY_MS;
  const address = addresses.next();
  const base = { address, createdAt: wholeSeconds(now - age) };
  switch (list) {
    case 'bounces':
      return { ...base, ...pickBounce(dice, address) };
    case 'complaints':
      return base;
    case 'unsubscribes':
      return { ...base, tags: pickTags(dice) };
    case 'allowlist':
      return { ...base, kind: 'address', reason: dice.pick(REASONS) };
  }
}

const REASONS = ['', 'internal', 'staging', 'QA mailbox', 'customer asked support', 'monitoring', 'partner'];
const TAGS = ['newsletter', 'promotions', 'product-updates', 'digest', 'surveys', 'order-status'];

function pickTags(dice: Dice): string[] {
  if (dice.next() < 0.55) {
    return ['*'];
  }
  const tags = new Set<string>([dice.pick(TAGS)]);
  while (dice.next() < 0.25) {
    tags.add(dice.pick(TAGS));
  }
  return [...tags];
}
