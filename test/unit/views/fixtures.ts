/** Made-up checks for the tests of the views. */
import type { Finding, NotAsked } from '../../../src/core/findings';
import type { ListName } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import { LiveSession } from '../../../src/views/checkSession';
import { begin, type CheckEvent, type CheckState, reduce } from '../../../src/views/checkState';

export const START = Date.UTC(2026, 0, 2, 3, 4, 5);

export function entryOn(list: ListName, address: string): Entry {
  switch (list) {
    case 'bounces':
      return { list, address, code: '550', error: '550 5.1.1 User unknown', createdAt: START - 86_400_000 };
    case 'complaints':
      return { list, address };
    case 'unsubscribes':
      return { list, address, tags: ['*'] };
    case 'allowlist':
      return { list, address, kind: address.includes('@') ? 'address' : 'domain', reason: '' };
  }
}

/** A finding; `onList` is what stands there when it is not the address itself. */
export function found(address: string, domain: string, list: ListName, onList = address, accountId = 'a'): Finding {
  return { accountId, domain, list, address, entry: entryOn(list, onList) };
}

export function notAsked(parts: Partial<NotAsked> = {}): NotAsked {
  return { accountId: 'a', reason: 'Mailgun did not answer.', ...parts };
}

/** The state of a check of `addresses` after a session was told things. */
export function checkOf(addresses: readonly string[], tell: (session: LiveSession) => void): CheckState {
  const events: CheckEvent[] = [];
  const accountNames = { a: 'Main', b: 'Europe' };
  tell(
    new LiveSession(
      (event) => events.push(event),
      () => START + 1000,
    ),
  );
  return events.reduce(reduce, begin({ addresses, scope: '2 domains of 1 account', accountNames }, START));
}
