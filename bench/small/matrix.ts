/** Where do a thousand addresses stand on five domains? Asked one by one that is some twenty thousand questions; read, a few dozen pages. */
import { globalAgent } from 'node:http';
import pLimit from 'p-limit';
import { checkMatrix, noProgress } from '../../src/core/matrix/checkMatrix';
import { Matrix } from '../../src/core/matrix/matrix';
import type { MailgunClient } from '../../src/mailgun/client';
import type { PlainCaller } from '../plainCaller';
import { pagesOf } from './pages';
import { CUSTOMER_DOMAINS, CUSTOMERS, findingsOf, MATRIX_DOMAINS } from './scene';
import { isListed, official, ours, plain, type Official, type Task } from './ways';

const LISTS = ['bounces', 'complaints', 'unsubscribes', 'whitelists'];
const PLACES = MATRIX_DOMAINS.flatMap((domain) => LISTS.map((type) => [domain, type] as const));
/** Twenty thousand promises at once would want as many sockets. Node's agent then opens so many, and lets the others wait. */
const MOST_SOCKETS = 256;
const SINGLES = CUSTOMERS.length * PLACES.length + CUSTOMER_DOMAINS.length * MATRIX_DOMAINS.length;

export const MATRIX_TASK: Task = {
  name: 'matrix',
  title: `check ${CUSTOMERS.length} addresses on ${MATRIX_DOMAINS.length} domains`,
  found: (share) => findingsOf(someCustomers(share)),
  ways: [
    ours(16, check),
    official('one by one', 1, askOfficial, SINGLES),
    official('16 at once', 16, askOfficial, SINGLES),
    official('all at once', MOST_SOCKETS, askOfficial, SINGLES),
    plain(readPlainly),
    official('all lists at once', PLACES.length, readOfficial),
  ],
};

async function check(client: MailgunClient): Promise<number> {
  const matrix = new Matrix(CUSTOMERS);
  const progress = noProgress();
  const scope = { accountIds: ['bench'], domains: MATRIX_DOMAINS };
  const ports = { api: async () => client, domains: async () => MATRIX_DOMAINS };
  await checkMatrix(matrix, progress, scope, ports, { method: 'auto' });
  if (progress.problems[0]) throw new Error(progress.problems[0].reason);
  let found = 0;
  for (const place of matrix.places.keys())
    for (const row of matrix.addresses.keys()) if (matrix.state(place, row) === 'listed') found += 1;
  return found;
}

/** A question for each address and list, and on the allowlist one for each domain of theirs. */
async function askOfficial(client: Official, atOnce: number, share: number): Promise<number> {
  const customers = someCustomers(share);
  const domains = new Map<string, number>();
  for (const domain of customers.map(domainOf)) domains.set(domain, (domains.get(domain) ?? 0) + 1);
  const questions = PLACES.flatMap(([domain, type]) => [
    ...customers.map((value) => [domain, type, value, 1] as const),
    ...(type === 'whitelists' ? [...domains].map(([value, count]) => [domain, type, value, count] as const) : []),
  ]);
  const ask = async ([domain, type, value, count]: (typeof questions)[number]): Promise<number> =>
    (await isListed(client, domain, type, value)) ? count : 0;
  const before = globalAgent.maxSockets;
  globalAgent.maxSockets = MOST_SOCKETS;
  try {
    const limit = pLimit(atOnce === MOST_SOCKETS ? Infinity : atOnce);
    return (await limit.map(questions, ask)).reduce((sum, hit) => sum + hit, 0);
  } finally {
    globalAgent.maxSockets = before;
  }
}

/** List after list and page after page. */
async function readPlainly({ call }: PlainCaller): Promise<number> {
  const count = counter();
  let found = 0;
  for (const [domain, type] of PLACES)
    for await (const items of pagesOf(call, `/v3/${domain}/${type}`))
      found += count(items.map(({ address, value }) => address ?? value ?? ''));
  return found;
}

/** All lists at once, each page after page: as well as it can be used for this, if one thinks of it. */
async function readOfficial({ suppressions }: Official): Promise<number> {
  const count = counter();
  const read = async ([domain, type]: (typeof PLACES)[number]): Promise<number> => {
    let found = 0;
    let list = await suppressions.list(domain, type, { limit: 1000 });
    while (list.items.length > 0) {
      found += count(list.items.map((item) => ('value' in item ? item.value : item.address)));
      list = await suppressions.list(domain, type, { limit: 1000, page: list.pages.next.page });
    }
    return found;
  };
  return (await Promise.all(PLACES.map(read))).reduce((sum, found) => sum + found, 0);
}

/** How often customers are found among some entries; a domain stands for all of its customers. */
function counter(): (values: readonly string[]) => number {
  const counts = new Map<string, number>(CUSTOMERS.map((customer) => [customer, 1]));
  for (const domain of CUSTOMERS.map(domainOf)) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  return (values) => values.reduce((sum, value) => sum + (counts.get(value) ?? 0), 0);
}

/** So that a share has customers of every kind. */
function someCustomers(share: number): readonly string[] {
  return CUSTOMERS.slice(0, CUSTOMERS.length * share);
}

function domainOf(address: string): string {
  return address.slice(address.indexOf('@') + 1);
}
