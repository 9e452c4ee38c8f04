/** What an event means, in words. Nothing of a stranger's text is repeated but its status code. */
import type { ListName } from '../../mailgun/lists';
import type { MailEvent } from '../../mailgun/mailEvents';
import { explainBounce } from '../reasons';
import { plainText } from '../text';
import type { EventGroup, EventTone } from './eventGroup';
import { LIST_TITLES } from './story';

/** An event in words. */
export interface EventWords {
  readonly group: EventGroup;
  readonly tone: EventTone;
  readonly title: string;
  readonly meaning: string;
  /** The list because of which the message was dropped. */
  readonly list?: ListName | undefined;
}

/** Which list a drop was because of (Mailgun OpenAPI; the official MCP server for 606 and 607). */
const DROPS: readonly (readonly [list: ListName, reason: string, code: string])[] = [
  ['bounces', 'suppress-bounce', '605'],
  ['unsubscribes', 'suppress-unsubscribe', '606'],
  ['complaints', 'suppress-complaint', '607'],
];

/** Events that need no more than to be named. */
const PLAIN: Readonly<Record<string, EventWords>> = {
  accepted: {
    group: 'accepted',
    tone: 'neutral',
    title: 'Accepted by Mailgun',
    meaning: 'Mailgun took the message over and queued it for delivery.',
  },
  delivered: {
    group: 'delivered',
    tone: 'good',
    title: 'Delivered',
    meaning: 'The receiving server took the message. Whether it came to the inbox is not known from here.',
  },
  rejected: {
    group: 'rejected',
    tone: 'bad',
    title: 'Rejected by Mailgun',
    meaning: 'Mailgun did not take the message over, so it was never sent.',
  },
  complained: {
    group: 'complained',
    tone: 'bad',
    title: 'Reported as spam',
    meaning: 'The recipient marked the message as spam, which puts the address on Complaints.',
  },
  unsubscribed: {
    group: 'unsubscribed',
    tone: 'warning',
    title: 'Unsubscribed',
    meaning: 'The recipient used the unsubscribe link, which puts the address on Unsubscribes.',
  },
  opened: {
    group: 'opened',
    tone: 'good',
    title: 'Opened',
    meaning: 'The message was opened, or its images were loaded.',
  },
  clicked: { group: 'opened', tone: 'good', title: 'Link clicked', meaning: 'A link in the message was followed.' },
  stored: { group: 'other', tone: 'neutral', title: 'Stored', meaning: 'Mailgun stored the incoming message.' },
};

/** The words for an event. */
export function explainEvent(event: MailEvent): EventWords {
  if (event.kind === 'failed') return explainFailure(event);
  const plain = Object.hasOwn(PLAIN, event.kind) ? PLAIN[event.kind] : undefined;
  return plain ?? { group: 'other', tone: 'neutral', title: plainText(event.kind, 60) || 'Event', meaning: '' };
}

function explainFailure(event: MailEvent): EventWords {
  const drop = DROPS.find(([, reason, code]) => event.reason === reason || event.code === code);
  if (drop) return explainDrop(drop[0]);
  const words = explainBounce(
    event.code ?? '',
    `${event.enhancedCode ?? ''} ${event.message ?? event.description ?? ''}`,
  );
  const codes = words.title.replace(/^Bounced(?:, )?/, '');
  const titled = (title: string) => [title, codes].filter((part) => part !== '').join(', ');
  if (event.severity === 'temporary') {
    const next = event.retrySeconds === undefined ? '' : ` in ${minutes(event.retrySeconds)}`;
    const meaning = `${words.meaning} Mailgun tries again${next}.`;
    return { group: 'delayed', tone: 'warning', title: titled('Delayed'), meaning };
  }
  if (event.reason === 'old') {
    const meaning = `Mailgun gave up: every attempt had failed until its time for the message was over. ${words.meaning}`;
    return { group: 'bounced', tone: 'bad', title: titled('Given up'), meaning };
  }
  const title = event.isDelayedBounce
    ? 'Bounced after it was delivered'
    : event.reason === 'bounce'
      ? 'Bounced'
      : 'Failed';
  return { group: 'bounced', tone: 'bad', title: titled(title), meaning: words.meaning };
}

function explainDrop(list: ListName): EventWords {
  const why: Partial<Record<ListName, string>> = {
    bounces: 'the address had bounced before',
    unsubscribes: 'the recipient had unsubscribed',
    complaints: 'the recipient had reported a message as spam',
  };
  return {
    group: 'dropped',
    tone: 'bad',
    title: `Dropped: on ${LIST_TITLES[list]}`,
    meaning: `Mailgun did not try to deliver it, since ${why[list] ?? 'the address is suppressed'}.`,
    list,
  };
}

function minutes(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} seconds`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}
