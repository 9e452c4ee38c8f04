/** What is measured: the same work done by this project's client and by the official one. */
import { globalAgent } from 'node:http';
import Mailgun from 'mailgun.js';
import pLimit from 'p-limit';
import { checkAddresses } from '../../src/core/lookup';
import { MailgunClient } from '../../src/mailgun/client';
import { walkList } from '../../src/mailgun/walk';
import type { Target } from '../orders';
import { ADDRESS, ADDRESS_DOMAIN, DOMAINS, HITS, LONG_DOMAIN, LONG_SIZE } from './scene';

type Official = ReturnType<InstanceType<typeof Mailgun>['client']>;

/** One way to do a task, with how many requests it makes at once. */
export interface Way {
  readonly name: string;
  readonly concurrency: number;
  /** A new client: `work` is what is timed and resolves to how much it found, `close` drops the connections. */
  open(target: Target): { work(): Promise<number>; close(): void };
}

/** A task, how much there is to find, and the ways to do it; the first is ours. */
export interface Task {
  /** What `--only` calls it. */
  readonly name: string;
  readonly title: string;
  readonly found: number;
  readonly ways: readonly Way[];
}

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
    found: HITS,
    ways: [
      ours(16, check),
      official('one by one', 1, checkOfficial),
      official('16 at once', 16, checkOfficial),
      official('all at once', QUESTIONS.length, checkOfficial),
    ],
  },
  {
    name: 'read',
    title: `read ${LONG_SIZE} entries`,
    found: LONG_SIZE,
    ways: [ours(1, read), official('', 1, readOfficial)],
  },
  {
    name: 'first',
    title: `first ${FIRST.limit} entries`,
    found: FIRST.limit,
    ways: [
      ours(1, async (client) => (await client.listPage(LONG_DOMAIN, 'bounces', FIRST)).entries.length),
      official('', 1, async (client) => (await client.suppressions.list(LONG_DOMAIN, 'bounces', FIRST)).items.length),
    ],
  },
];

function ours(concurrency: number, task: (client: MailgunClient) => Promise<number>): Way {
  const open: Way['open'] = (target) => {
    const client = new MailgunClient(target);
    return { work: () => task(client), close: () => client.dispose() };
  };
  return { name: 'ours', concurrency, open };
}

function official(how: string, concurrency: number, task: (client: Official, at: number) => Promise<number>): Way {
  const open: Way['open'] = ({ baseUrl, apiKey }) => {
    const client = new Mailgun(FormData).client({ username: 'api', key: apiKey, url: baseUrl });
    // It leaves its connections to Node's own agent.
    return { work: () => task(client, concurrency), close: () => globalAgent.destroy() };
  };
  return { name: `mailgun.js ${how}`, concurrency, open };
}

async function check(client: MailgunClient): Promise<number> {
  const scope = { addresses: [ADDRESS], accountIds: ['bench'], domains: DOMAINS };
  const result = await checkAddresses(scope, { api: async () => client, domains: async () => [] });
  if (result.notAsked[0]) throw new Error(result.notAsked[0].reason);
  return result.length;
}

/** With one at a time, an awaited call after the other as in its documentation. */
async function checkOfficial({ suppressions }: Official, atOnce: number): Promise<number> {
  const ask = async ([domain, type, value]: (typeof QUESTIONS)[number]): Promise<number> => {
    try {
      await suppressions.get(domain, type, value);
      return 1;
    } catch (error) {
      if (error instanceof Error && 'status' in error && error.status === 404) return 0;
      throw error;
    }
  };
  return (await pLimit(atOnce).map(QUESTIONS, ask)).reduce((sum, hit) => sum + hit, 0);
}

async function read(client: MailgunClient): Promise<number> {
  let count = 0;
  for await (const { entries } of walkList(client, LONG_DOMAIN, 'bounces', { limit: 1000 })) count += entries.length;
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
