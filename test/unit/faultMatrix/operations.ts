/** The 24 operations of the lists, their variants on the wire, and those of domains: each as a run of three calls that touch different entries. */
import type { CallOptions } from '../../../src/mailgun/api';
import type { MailgunClient } from '../../../src/mailgun/client';
import { LIST_NAMES, type ListName } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import { walkList } from '../../../src/mailgun/walk';
import type { Store } from '../../../src/sample/server';

export const DOMAIN = 'mg.example.com';
export const OTHER_DOMAINS = ['other1.example.com', 'other2.example.com'];
/** Calls of a run. */
export const CALLS = 3;

/** What an operation does: decides what a fault means for it. */
export type Deed = 'walk' | 'find' | 'write' | 'delete' | 'clear' | 'domain' | 'domains';

export interface Operation {
  readonly name: string;
  readonly deed: Deed;
  readonly list?: ListName | undefined;
  /** Makes one call; `walk` makes all of its run by the call with index 0. */
  call(client: MailgunClient, index: number, options: CallOptions): Promise<unknown>;
}

const NAMES = ['anna@x.example', 'Bert+tag@x.example', "c'est@y.example", 'dora@z.example', 'emil/1@x.example'];
const AT = Date.UTC(2024, 1, 3, 4, 5, 6);

function entry(list: ListName, address: string): Entry {
  switch (list) {
    case 'bounces':
      return { list, address, code: '552', error: 'full & "over" quota', createdAt: AT };
    case 'complaints':
      return { list, address, createdAt: AT };
    case 'unsubscribes':
      return { list, address, tags: ['news', 'offers'], createdAt: AT };
    case 'allowlist':
      return { list, address, kind: 'address', reason: 'ours', createdAt: AT };
  }
}

/** Fills the domain as every run finds it: five entries on each list. */
export function prepare(store: Store, owner: string): void {
  for (const name of [DOMAIN, ...OTHER_DOMAINS]) store.addDomain(owner, name, { createdAt: AT });
  for (const list of LIST_NAMES)
    store.putEntries(
      DOMAIN,
      list,
      NAMES.map((address) => entry(list, address)),
    );
}

/** Everything that stands on the lists of the domain, to compare. */
export function snapshot(store: Store): string {
  return JSON.stringify(LIST_NAMES.map((list) => store.entries(DOMAIN, list)));
}

const added = (index: number): string => `new${index}@w.example`;
const standing = (index: number): string => NAMES[index] ?? '';

function operationsOf(list: ListName): Operation[] {
  const of = (name: string, deed: Deed, call: Operation['call']): Operation => ({
    name: `${list}: ${name}`,
    deed,
    list,
    call,
  });
  const csv = (index: number): string => `address,created_at\n${added(index)},"${new Date(AT).toUTCString()}"\n`;
  return [
    of('read page after page', 'walk', async (client, _index, options) => {
      const entries: Entry[] = [];
      for await (const page of walkList(client, DOMAIN, list, { limit: 2 }, options)) entries.push(...page.entries);
      return entries;
    }),
    of('find', 'find', (client, index, options) => client.find(DOMAIN, list, standing(index), options)),
    of('add', 'write', (client, index, options) =>
      client.add(DOMAIN, { ...entry(list, added(index)), createdAt: undefined }, options),
    ),
    of('import a file', 'write', (client, index, options) =>
      client.importFile(DOMAIN, list, csv(index), 'list.csv', options),
    ),
    of('delete', 'delete', (client, index, options) => client.delete(DOMAIN, list, standing(index), options)),
    of('clear', 'clear', (client, _index, options) => client.clear(DOMAIN, list, options)),
  ];
}

const BATCHES: readonly ListName[] = ['bounces', 'complaints', 'unsubscribes'];

export const OPERATIONS: readonly Operation[] = [
  ...LIST_NAMES.flatMap(operationsOf),
  ...BATCHES.map((list): Operation => {
    const batch = (index: number): Entry[] => [entry(list, added(index)), entry(list, `second-${added(index)}`)];
    return {
      name: `${list}: add a batch`,
      deed: 'write',
      list,
      call: (client, index, options) => client.addMany(DOMAIN, list, batch(index), options),
    };
  }),
  {
    name: 'unsubscribes: remove a tag',
    deed: 'delete',
    list: 'unsubscribes',
    call: (client, index, options) => client.deleteTag(DOMAIN, standing(index), 'news', options),
  },
  {
    name: 'list domains',
    deed: 'domains',
    call: (client, index, options) => client.listDomains({ limit: 1, skip: index }, options),
  },
  {
    name: 'get a domain',
    deed: 'domain',
    call: (client, index, options) => client.getDomain([DOMAIN, ...OTHER_DOMAINS][index] ?? '', options),
  },
];
