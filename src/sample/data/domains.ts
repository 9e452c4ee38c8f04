/** The sample accounts' domains: every state there is, lists from empty to tens of thousands. */
import type { ListName } from '../../mailgun/lists';
import type { DisabledNote, DomainOptions, Region } from '../store';

/** A subaccount of *Sample Account*, for `X-Mailgun-On-Behalf-Of`. */
export const SAMPLE_SUBACCOUNT_ID = '646d00a1b32c35364a2ad34f';

/** What is made of one domain. */
export interface DomainPlan {
  readonly owner: string;
  readonly name: string;
  readonly region: Region;
  readonly state: NonNullable<DomainOptions['state']>;
  readonly type: NonNullable<DomainOptions['type']>;
  /** Age of the domain in days; entries are younger. */
  readonly ageDays: number;
  readonly disabled?: DisabledNote | undefined;
  /** Entries a list; a list left out is empty. */
  readonly counts: Partial<Record<ListName, number>>;
}

const us = { owner: 'Sample Account', region: 'us', state: 'active', type: 'custom' } as const;
const eu = { owner: 'Sample Account EU', region: 'eu', state: 'active', type: 'custom' } as const;

export const DOMAINS: readonly DomainPlan[] = [
  {
    ...us,
    name: 'mail.acme-shop.example',
    ageDays: 1460,
    counts: { bounces: 25_000, complaints: 1_200, unsubscribes: 18_000, allowlist: 40 },
  },
  {
    ...us,
    name: 'notify.acme-shop.example',
    ageDays: 900,
    counts: { bounces: 2_400, complaints: 85, unsubscribes: 640, allowlist: 6 },
  },
  {
    ...us,
    name: 'news.acme-shop.example',
    ageDays: 730,
    counts: { bounces: 730, complaints: 310, unsubscribes: 9_500, allowlist: 1 },
  },
  { ...us, name: 'staging.acme-shop.example', state: 'unverified', ageDays: 45, counts: {} },
  {
    ...us,
    name: 'legacy.acme-shop.example',
    state: 'disabled',
    ageDays: 3100,
    disabled: {
      code: 'BAD_REPUTATION',
      note: 'Disabled by Mailgun support',
      permanently: false,
      reason: 'Disabled due to a high bounce rate. Contact support to have the domain reviewed.',
      until: '',
    },
    counts: { bounces: 5_200, complaints: 420, unsubscribes: 150 },
  },
  {
    ...us,
    name: 'sandbox3f8a1c5e7b2d49608e1f7a3c5d9b2e40.mailgun.org',
    type: 'sandbox',
    ageDays: 1500,
    counts: { bounces: 3 },
  },
  {
    ...us,
    owner: SAMPLE_SUBACCOUNT_ID,
    name: 'mail.acme-outlet.example',
    ageDays: 200,
    counts: { bounces: 160, complaints: 4, unsubscribes: 75, allowlist: 2 },
  },
  {
    ...eu,
    name: 'mail.acme-shop.eu',
    ageDays: 820,
    counts: { bounces: 3_100, complaints: 95, unsubscribes: 2_750, allowlist: 12 },
  },
  { ...eu, name: 'tickets.acme-shop.eu', ageDays: 60, counts: { bounces: 45, unsubscribes: 8 } },
];
