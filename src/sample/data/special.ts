/** Entries that are there on purpose: one address on many lists, and everything that trips up a careless client. */
import type { ListName } from '../../mailgun/lists';
import type { SampleRecord } from '../records';

/** Stands on bounces of one domain, on unsubscribes and complaints of others, and in the EU account too. */
export const SAMPLE_STAR_ADDRESS = 'jane.doe+orders@example.com';

type Special = Omit<SampleRecord, 'createdAt'> & { readonly ageDays: number };

const NO_SUCH_USER =
  '5.1.1 <jane.doe+orders@example.com>: Recipient address rejected: User unknown in virtual mailbox table';

/** Text of strangers at its worst. It must show as the characters it consists of, and do nothing. */
const HOSTILE: readonly Special[] = [
  {
    address: 'html@hostile.example',
    code: '550',
    error: '<script>alert("bounce")</script><img src="https://tracker.invalid/p.gif" onerror="alert(1)">',
    ageDays: 2,
  },
  {
    address: 'markdown@hostile.example',
    code: '554',
    error:
      '[Click to fix](command:workbench.action.quit) ![](https://tracker.invalid/p.png) **bold** `code` $(trash) <b>html</b>',
    ageDays: 2.5,
  },
  {
    address: 'rtl@hostile.example',
    code: '550',
    error: '5.1.1 \u202Etxt.exe\u202C reversed \u0007\u001b[31mred\u001b[0m\r\nsecond line\u2028third line\u0000end',
    ageDays: 3,
  },
  {
    address: 'very.long@hostile.example',
    code: '550',
    error: `5.7.1 ${'rejected by a very talkative server; '.repeat(250)}`,
    ageDays: 4,
  },
];

/** Addresses that are hard to put into a URL or a list. */
const AWKWARD: readonly Special[] = [
  {
    address: 'jürgen@bücher.example',
    code: '550',
    error: '5.1.1 Benutzer unbekannt – kein Postfach für „jürgen“',
    ageDays: 10,
  },
  { address: '用户@例え.example', code: '550', error: '5.1.1 用户不存在', ageDays: 11 },
  { address: 'percent%2Bplus@example.net', code: '550', error: 'No such user here', ageDays: 12 },
  { address: 'what?why#how&then=now@example.net', code: '550', error: 'No such user here', ageDays: 13 },
  { address: "o'brien/sales@example.net", code: '550', error: 'No such user here', ageDays: 14 },
  { address: 'Mixed.Case@Example.NET', code: '552', error: '5.2.2 Mailbox full', ageDays: 16 },
];

/** Addresses that are hostile themselves; on a domain of its own, as they would sort before all others. */
const HOSTILE_ADDRESSES: readonly Special[] = [
  { address: '"><img src=x onerror=alert(1)>@hostile.example', code: '550', error: 'No such user here', ageDays: 900 },
  {
    address: '=cmd|calc@hostile.example',
    code: '777',
    error: '=HYPERLINK("https://tracker.invalid","open")',
    ageDays: 901,
  },
  { address: '"quoted local"@example.net', code: '550', error: 'No such user here', ageDays: 902 },
  { address: '../../domains@example.net', code: '550', error: 'No such user here', ageDays: 903 },
];

const star = { address: SAMPLE_STAR_ADDRESS };

/** By domain and list. */
export const SPECIAL_ENTRIES: Readonly<Record<string, Partial<Record<ListName, readonly Special[]>>>> = {
  'mail.acme-shop.example': {
    bounces: [{ ...star, code: '550', error: NO_SUCH_USER, ageDays: 12.3 }, ...HOSTILE, ...AWKWARD],
    unsubscribes: [
      { address: 'jürgen@bücher.example', tags: ['newsletter', 'promotions'], ageDays: 40 },
      {
        address: 'many.tags@example.net',
        tags: ['newsletter', 'promotions', 'digest', 'größe xl', 'a/b', '50% off'],
        ageDays: 41,
      },
    ],
    allowlist: [
      { address: 'acme-shop.example', kind: 'domain', reason: 'our own people', ageDays: 1400 },
      { address: 'example.com', kind: 'domain', reason: '', ageDays: 300 },
      { address: 'bücher.example', kind: 'domain', reason: 'partner', ageDays: 120 },
      { address: 'ceo@acme-shop.example', kind: 'address', reason: 'never bounce the boss', ageDays: 1300 },
    ],
  },
  'notify.acme-shop.example': {
    bounces: [{ ...star, code: '605', error: 'Not delivering to previously bounced address', ageDays: 8.1 }],
    allowlist: [{ ...star, kind: 'address', reason: 'asked support', ageDays: 3.2 }],
  },
  'news.acme-shop.example': {
    complaints: [{ ...star, ageDays: 70.6 }],
    unsubscribes: [{ ...star, tags: ['newsletter', 'promotions'], ageDays: 71.2 }],
    allowlist: [{ address: 'acme-shop.example', kind: 'domain', reason: 'our own people', ageDays: 700 }],
  },
  'legacy.acme-shop.example': { bounces: HOSTILE_ADDRESSES },
  'mail.acme-shop.eu': {
    unsubscribes: [{ ...star, tags: ['*'], ageDays: 20.4 }],
    allowlist: [{ address: 'acme-shop.eu', kind: 'domain', reason: 'internal', ageDays: 800 }],
  },
};
