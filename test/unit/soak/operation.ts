/** What an operation is, and who does them. */
import type { ListName } from '../../../src/mailgun/lists';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import type { Kept } from './kept';
import type { Place } from './model';
import { isLarge } from './people';
import type { Random } from './random';
import type { Scene } from './scene';
import type { Account } from './stage';
import type { Turn } from './turn';

/** Somebody who works with one account. */
export interface Person {
  readonly name: string;
  readonly account: Account;
  readonly random: Random;
  /** Changes that can be taken back, the newest last. */
  readonly kept: Kept[];
}

export interface Operation {
  readonly name: string;
  readonly weight: number;
  /** The lists that it works on. Asked anew each time. */
  readonly places: (person: Person, account: Account, scene: Scene) => readonly Place[];
  /** What else it asks the account for. */
  readonly more?: (account: Account) => readonly string[];
  /** Does it once and throws where the outcome is not as it must be. */
  readonly run: (turn: Turn, person: Person, places: readonly Place[]) => Promise<void>;
}

/** Any list of the account; a large one seldom. */
export function anyPlace({ random, account }: Person, lists: readonly ListName[] = LIST_NAMES): Place {
  const place = { accountId: account.id, domain: random.pick(account.domains), list: random.pick(lists) };
  if (!isLarge(place) || random.chance(0.15)) return place;
  return { ...place, domain: account.domains[0] };
}

/** An operation on one list. */
export function onOnePlace(
  name: string,
  weight: number,
  run: (turn: Turn, person: Person, place: Place) => Promise<void>,
  lists?: readonly ListName[],
): Operation {
  return {
    name,
    weight,
    places: (person) => [anyPlace(person, lists)],
    run: async (turn, person, [place]) => (place === undefined ? undefined : run(turn, person, place)),
  };
}
