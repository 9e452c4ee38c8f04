/** What is measured: the same work done by this project's client and by others. */
import { checkAddresses } from '../../src/core/lookup';
import type { MailgunClient } from '../../src/mailgun/client';
import { walkList } from '../../src/mailgun/walk';
import pLimit from 'p-limit';
import type { PlainCaller } from '../plainCaller';
import { MATRIX_TASK } from './matrix';
import { pagesOf } from './pages';
import { ADDRESS, ADDRESS_DOMAIN, DOMAINS, HITS, LAST_HIT, LONG_DOMAIN, LONG_SIZE } from './scene';
import { isListed, official, ours, plain, type Official, type Task } from './ways';

/** The questions that `checkAddresses` asks too: four lists, and the allowlist for the domain of the address. */
const QUESTIONS = DOMAINS.flatMap((domain) => [
  ...['bounces', 'complaints', 'unsubscribes', 'whitelists'].map((type) => [domain, type, ADDRESS] as const),
  [domain, 'whitelists', ADDRESS_DOMAIN] as const,
]);
const FIRST = { limit: 100 };

export const TASKS: readonly Task[] = [
  {
    name: 'check',
    title: `check 1 address on ${DOMAINS.length} domains`,
    found: (share) => (share * DOMAINS.length > LAST_HIT ? HITS : HITS - 1),
    goals: { sockets: 16, limits: 1.2 },
    ways: [
      ours(16, check),
      official('one by one', 1, checkOfficial, QUESTIONS.length),
      official('16 at once', 16, checkOfficial),
      official('all at once', QUESTIONS.length, checkOfficial),
    ],
  },
  MATRIX_TASK,
  {
    name: 'read',
    title: `read ${LONG_SIZE} entries`,
    found: () => LONG_SIZE,
    ways: [ours(1, read), plain(readPlainly), official('', 1, readOfficial)],
  },
  {
    name: 'first',
    title: `first ${FIRST.limit} entries`,
    found: () => FIRST.limit,
    ways: [
      ours(1, async (client) => (await client.listPage(LONG_DOMAIN, 'bounces', FIRST)).entries.length),
      official('', 1, async (client) => (await client.suppressions.list(LONG_DOMAIN, 'bounces', FIRST)).items.length),
    ],
  },
];

async function check(client: MailgunClient): Promise<number> {
  const scope = { addresses: [ADDRESS], accountIds: ['bench'], domains: DOMAINS };
  const result = await checkAddresses(scope, { api: async () => client, domains: async () => [] });
  if (result.notAsked[0]) throw new Error(result.notAsked[0].reason);
  return result.length;
}

/** With one at a time, an awaited call after the other as in its documentation. */
async function checkOfficial(client: Official, atOnce: number, share: number): Promise<number> {
  const questions = QUESTIONS.slice(0, QUESTIONS.length * share);
  const answers = await pLimit(atOnce).map(questions, ([domain, type, value]) => isListed(client, domain, type, value));
  return answers.filter(Boolean).length;
}

async function read(client: MailgunClient): Promise<number> {
  let count = 0;
  for await (const { entries } of walkList(client, LONG_DOMAIN, 'bounces', { limit: 1000 })) count += entries.length;
  return count;
}

async function readPlainly({ call }: PlainCaller): Promise<number> {
  let count = 0;
  for await (const items of pagesOf(call, `/v3/${LONG_DOMAIN}/bounces`)) count += items.length;
  return count;
}

/** By the `page` of each answer, as in its documentation under Pagination. */
async function readOfficial({ suppressions }: Official): Promise<number> {
  let count = 0;
  let list = await suppressions.list(LONG_DOMAIN, 'bounces', { limit: 1000 });
  while (list.items.length > 0) {
    count += list.items.length;
    list = await suppressions.list(LONG_DOMAIN, 'bounces', { limit: 1000, page: list.pages.next.page });
  }
  return count;
}
