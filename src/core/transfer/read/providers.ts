/** The services whose files are known, and by which columns. Facts: their documentation, and files that people published. */
import type { ListName } from '../../../mailgun/lists';
import type { ProviderId } from './providerNames';
import type { Field } from './readPlan';

/** How a file of one service is recognised and read. Names of columns are normalised: lower case, letters and digits only. */
export interface Signature {
  readonly provider: ProviderId;
  /** Columns that must be there. */
  readonly has: readonly string[];
  /** The only columns that may be there beside `has`. */
  readonly only?: readonly string[];
  /** What the file's name, in lower case, must match. */
  readonly file?: RegExp;
  /** Which column holds a field; of several the first that is there. */
  readonly fields: Readonly<Partial<Record<Field, readonly string[]>>>;
  /** The list of all rows; absent where rows say theirs, or nothing does. */
  readonly list?: ListName;
  readonly warning?: string;
}

const BLOCKED =
  'Blocks are messages that were refused once, mostly for a passing reason; they are usually not imported as bounces.';
const SUBSCRIBED =
  'By its name the file holds people who were not suppressed. Import it only if you are sure that it is the right one.';
const CREATED = ['createdat', 'created'];
const SENDGRID = { address: ['email'], created_at: ['created'] };
const BOUNCED = { ...SENDGRID, code: ['status'], error: ['reason'] };
const MAILCHIMP = { provider: 'mailchimp', has: ['emailaddress', 'euid'] } as const;
const MAILGUN_DATES = ['createdat', 'messagehash'];

/** From the most telling to the least: the first that fits is taken. */
export const SIGNATURES: readonly Signature[] = [
  {
    provider: 'postmark',
    has: ['emailaddress', 'suppressionreason'],
    fields: { address: ['emailaddress'], list: ['suppressionreason'], created_at: ['createdat'] },
  },
  {
    provider: 'telnyx',
    has: ['to', 'from', 'reason', 'scope'],
    fields: { address: ['to'], list: ['reason'], created_at: ['createdat'] },
  },
  {
    provider: 'mandrill',
    has: ['email', 'reason', 'detail'],
    fields: { address: ['email'], list: ['reason'], error: ['detail'], created_at: ['createdat'] },
  },
  {
    ...MAILCHIMP,
    has: ['emailaddress', 'cleantime'],
    fields: { address: ['emailaddress'], created_at: ['cleantime'] },
    list: 'bounces',
  },
  {
    ...MAILCHIMP,
    has: ['emailaddress', 'unsubtime'],
    fields: { address: ['emailaddress'], created_at: ['unsubtime'] },
    list: 'unsubscribes',
  },
  {
    ...MAILCHIMP,
    file: /(?:^|[^a-z])cleaned/,
    fields: { address: ['emailaddress'], created_at: ['lastchanged'] },
    list: 'bounces',
  },
  {
    ...MAILCHIMP,
    file: /(?:^|[^a-z])unsubscribed/,
    fields: { address: ['emailaddress'], created_at: ['lastchanged'] },
    list: 'unsubscribes',
  },
  { ...MAILCHIMP, fields: { address: ['emailaddress'] }, warning: SUBSCRIBED },
  {
    provider: 'sparkpost',
    has: ['recipient', 'source'],
    fields: { address: ['recipient'], list: ['source'], error: ['description'], created_at: ['created', 'updated'] },
  },
  {
    provider: 'sparkpost',
    has: ['recipient', 'type'],
    fields: { address: ['recipient'], list: ['type'], error: ['description'], created_at: ['created', 'updated'] },
  },
  {
    provider: 'ses',
    has: ['emailaddress', 'reason'],
    only: ['lastupdatetime', 'attributes'],
    fields: { address: ['emailaddress'], list: ['reason'], created_at: ['lastupdatetime'] },
  },
  {
    provider: 'sendgrid',
    has: ['status', 'reason', 'email', 'created'],
    file: /block/,
    fields: BOUNCED,
    list: 'bounces',
    warning: BLOCKED,
  },
  { provider: 'sendgrid', has: ['status', 'reason', 'email', 'created'], fields: BOUNCED, list: 'bounces' },
  {
    provider: 'sendgrid',
    has: ['reason', 'email', 'created'],
    fields: { ...SENDGRID, error: ['reason'] },
    list: 'bounces',
  },
  { provider: 'sendgrid', has: ['ip', 'email', 'created'], fields: SENDGRID, list: 'complaints' },
  { provider: 'sendgrid', has: ['email', 'created'], file: /spam/, fields: SENDGRID, list: 'complaints' },
  {
    provider: 'sendgrid',
    has: ['email', 'created'],
    file: /block/,
    fields: SENDGRID,
    list: 'bounces',
    warning: BLOCKED,
  },
  { provider: 'sendgrid', has: ['email', 'created'], file: /bounce|invalid/, fields: SENDGRID, list: 'bounces' },
  { provider: 'sendgrid', has: ['email', 'created'], fields: SENDGRID, list: 'unsubscribes' },
  {
    provider: 'promio',
    has: ['ts', 'mail', 'custid'],
    fields: { address: ['mail'], created_at: ['ts'] },
  },
  {
    provider: 'mailup',
    has: ['optoutdate'],
    fields: { address: ['email', 'emailaddress', 'recipient'], created_at: ['optoutdate'] },
    list: 'unsubscribes',
  },
  {
    provider: 'mailgun',
    has: ['type', 'value'],
    only: ['reason', 'createdat'],
    fields: { address: ['value'], reason: ['reason'], created_at: CREATED },
    list: 'allowlist',
  },
  {
    provider: 'mailgun',
    has: ['address', 'domain'],
    only: ['reason', 'createdat'],
    fields: { address: ['address'], domain: ['domain'], reason: ['reason'] },
    list: 'allowlist',
  },
  {
    provider: 'mailgun',
    has: ['address', 'tags'],
    only: MAILGUN_DATES,
    fields: { address: ['address'], tags: ['tags'], created_at: CREATED },
    list: 'unsubscribes',
  },
  {
    provider: 'mailgun',
    has: ['address', 'tag'],
    only: MAILGUN_DATES,
    fields: { address: ['address'], tags: ['tag'], created_at: CREATED },
    list: 'unsubscribes',
  },
  ...['code', 'error'].map((column): Signature => ({
    provider: 'mailgun',
    has: ['address', column],
    only: ['code', 'error', ...MAILGUN_DATES],
    fields: { address: ['address'], code: ['code'], error: ['error'], created_at: CREATED },
    list: 'bounces',
  })),
  ...(
    [
      [/bounce/, 'bounces'],
      [/unsub/, 'unsubscribes'],
    ] as const
  ).map(([file, list]): Signature => ({
    provider: 'mailgun',
    has: ['address', 'createdat'],
    only: MAILGUN_DATES,
    file,
    fields: { address: ['address'], created_at: CREATED },
    list,
  })),
  {
    provider: 'mailgun',
    has: ['address', 'createdat'],
    only: [...MAILGUN_DATES, 'count'],
    fields: { address: ['address'], created_at: CREATED },
    list: 'complaints',
  },
];

/** The first signature that a file's columns (normalised) and name fit. */
export function recognise(columns: readonly string[], fileName: string): Signature | undefined {
  const names = new Set(columns.filter((name) => name !== ''));
  const name = fileName.toLowerCase();
  return SIGNATURES.find(
    ({ has, only, file }) =>
      has.every((column) => names.has(column)) &&
      (only === undefined || [...names].every((column) => has.includes(column) || only.includes(column))) &&
      (file === undefined || file.test(name)),
  );
}
