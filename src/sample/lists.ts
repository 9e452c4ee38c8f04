/** The four lists as the server sees them: one table of wire shapes, checks and message texts. */
import type { ListName } from '../mailgun/lists';
import { BadRequest, wholeSeconds, type Draft, type SampleEntry, type SampleRecord } from './records';
import { formatDate, parseDate } from './dates';

/** What one list says and wants. Texts: Mailgun OpenAPI, and recorded traffic of mailgun-ruby where the two differ. */
export interface ListRules {
  readonly list: ListName;
  readonly segment: string;
  /** Whether `POST` takes a JSON array. */
  readonly batch: boolean;
  /** Turns what was sent into a record; throws BadRequest. */
  make(draft: Draft, now: number): SampleRecord & Pick<SampleEntry, 'byHand'>;
  /** What a form call stores where a record already stands; replaces unless given. */
  merge?(old: SampleRecord, added: SampleRecord): SampleRecord;
  toWire(record: SampleRecord): object;
  added(record: SampleRecord): object;
  addedMany(count: number): string;
  removed(address: string): object;
  readonly cleared: string;
  readonly notFound: string;
}

const bounces: ListRules = {
  list: 'bounces',
  segment: 'bounces',
  batch: true,
  make: (draft, now) => ({ ...base(draft, now), code: draft.code || '550', error: draft.error ?? '' }),
  toWire: (record) => ({
    address: record.address,
    code: record.code,
    error: record.error,
    created_at: formatDate(record.createdAt),
  }),
  added: (record) => ({ message: 'Address has been added to the bounces table', address: record.address }),
  addedMany: (count) => `${count} addresses have been added to the bounces table`,
  removed: (address) => ({ address, message: 'Bounced address has been removed' }),
  cleared: 'Bounced addresses for this domain have been removed',
  notFound: 'Address not found in bounces table',
};

const complaints: ListRules = {
  list: 'complaints',
  segment: 'complaints',
  batch: true,
  make: base,
  toWire: (record) => ({ address: record.address, created_at: formatDate(record.createdAt) }),
  added: (record) => ({ address: record.address, message: 'Address has been added to the complaints table' }),
  addedMany: (count) => `${count} complaint addresses have been added to the complaints table`,
  removed: (address) => ({ address, message: 'Spam complaint has been removed' }),
  cleared: 'Complaint addresses for this domain have been removed',
  notFound: 'No spam complaints found for this address',
};

const unsubscribes: ListRules = {
  list: 'unsubscribes',
  segment: 'unsubscribes',
  batch: true,
  make: (draft, now) => {
    const tags = [...new Set(draft.tags?.filter((tag) => tag !== ''))];
    return { ...base(draft, now), tags: tags.length === 0 ? ['*'] : tags };
  },
  merge: (old, added) => ({ ...added, tags: [...new Set([...(old.tags ?? []), ...(added.tags ?? [])])] }),
  toWire: (record) => ({ address: record.address, tags: record.tags, created_at: formatDate(record.createdAt) }),
  added: (record) => ({ address: record.address, message: 'Address has been added to the unsubscribes table' }),
  addedMany: (count) => `${count} addresses have been added to the unsubscribes table`,
  removed: (address) => ({ address, message: 'Unsubscribe event has been removed' }),
  cleared: 'Unsubscribe addresses for this domain have been removed',
  notFound: 'Address not found in unsubscribers table',
};

const allowlist: ListRules = {
  list: 'allowlist',
  segment: 'whitelists',
  batch: false,
  make: makeAllowed,
  toWire: (record) => ({
    type: record.kind,
    value: record.address,
    reason: record.reason,
    createdAt: formatDate(record.createdAt),
  }),
  added: (record) => ({
    message: 'Address/Domain has been added to the allowlists table',
    type: record.kind,
    value: record.address,
  }),
  addedMany: (count) => `${count} addresses/domains have been added to the allowlists table`,
  removed: (value) => ({ message: 'Allowlist address/domain has been removed', value }),
  cleared: 'Allowlist addresses/domains for this domain have been removed',
  notFound: 'Address/Domain not found in allowlist table',
};

/** The text for a tag that is not on an unsubscribe. */
export const TAG_NOT_FOUND = 'Unsubscribe event for this tag does not exist';

/** Rules by the path segment of the wire. */
export const RULES_BY_SEGMENT: ReadonlyMap<string, ListRules> = new Map(
  [bounces, complaints, unsubscribes, allowlist].map((rules) => [rules.segment, rules]),
);

/** What every list shares: a valid address and a date. A missing or zero date means now. */
function base(draft: Draft, now: number): ReturnType<ListRules['make']> {
  if (!draft.address) {
    throw new BadRequest('Missing mandatory parameter: address');
  }
  const record = { address: checkAddress(draft.address), createdAt: readDate(draft.created_at, now) };
  return draft.created_at ? record : { ...record, byHand: true };
}

function makeAllowed(draft: Draft, now: number): SampleRecord {
  const rest = { reason: draft.reason ?? '', createdAt: wholeSeconds(now) };
  if (draft.address) {
    return { address: checkAddress(draft.address), kind: 'address', ...rest };
  }
  if (!draft.domain) {
    throw new BadRequest('Missing mandatory parameter: address/domain');
  }
  if (!/^[^\s@/]+\.[^\s@/]+$/u.test(draft.domain)) {
    throw new BadRequest(`Invalid domain: ${draft.domain}`);
  }
  return { address: draft.domain, kind: 'domain', ...rest };
}

/** Real validity rules are not public; this refuses only what cannot be an address. */
function checkAddress(address: string): string {
  const trimmed = address.trim();
  const isQuoted = trimmed.startsWith('"');
  if (trimmed.length > 512 || !/^[^\p{Cc}]+@[^\s@]+$/u.test(trimmed) || (!isQuoted && /[\s@].*@/u.test(trimmed))) {
    throw new BadRequest(`Invalid address: ${address}`);
  }
  return trimmed;
}

function readDate(text: string | undefined, now: number): number {
  const parsed = text === undefined || text.trim() === '' ? 'now' : parseDate(text);
  if (parsed === undefined) {
    throw new BadRequest(`Invalid created_at: ${text ?? ''}`);
  }
  return wholeSeconds(parsed === 'now' ? now : parsed);
}
