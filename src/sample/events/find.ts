/** Which events a question is about: those of one recipient, or of the addresses that came on a list of late. */
import { LIST_NAMES } from '../../mailgun/lists';
import { keyOf } from '../records';
import type { SampleDomain } from '../store';
import type { World } from '../router';
import { historyOf, RETENTION } from './history';
import type { SampleEvent } from './sampleEvent';

/** Without a recipient, the histories of so many addresses of a domain are told. */
const ADDRESSES = 100;

/** What is asked, as far as it decides which histories are made. */
export interface Wanted {
  readonly domains: readonly SampleDomain[];
  /** One address exactly; without it, those that have something to tell. */
  readonly recipient?: string | undefined;
}

/** The events of a question, oldest first. */
export function findEvents(
  world: Pick<World, 'store' | 'seed' | 'now'>,
  { domains, recipient }: Wanted,
): SampleEvent[] {
  const { store, seed } = world;
  const now = world.now();
  const events = domains.flatMap((domain) => {
    const addresses = recipient === undefined ? latest(world, domain, now) : [recipient];
    return addresses.flatMap((asked) => {
      const standing = store.standing(domain.name, asked);
      const address = standing[0]?.record.address ?? asked;
      return historyOf({ seed, now, domain, address, standing });
    });
  });
  return events.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** The addresses that came on a list while events are kept, the newest ones. */
function latest({ store }: Pick<World, 'store'>, domain: SampleDomain, now: number): string[] {
  const records = LIST_NAMES.flatMap((list) => (list === 'allowlist' ? [] : store.entries(domain.name, list)));
  const newest = records
    .filter(({ createdAt }) => createdAt > now - RETENTION)
    .sort((a, b) => b.createdAt - a.createdAt);
  const byKey = new Map(newest.map(({ address }) => [keyOf(address), address]));
  return [...byKey.values()].slice(0, ADDRESSES);
}
