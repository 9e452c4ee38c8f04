/**
 * What happened to the mail of one address: made when asked for, from the seed, the address and what its lists say, and kept nowhere. The
 * same address always has the same messages, at times that do not move as time goes by.
 */
import { Dice } from '../data/dice';
import { keyOf, type SampleRecord } from '../records';
import type { SampleDomain, Standing } from '../store';
import { sentMessages, type SentMessage } from './messages';
import type { SampleEvent } from './sampleEvent';
import { attemptEvents, deliveredEvents, droppedEvents, failedEvents, feedbackEvent } from './whatHappens';

/** How long events are kept: 30 days, as on paid plans (Mailgun documentation, "Events"). */
export const RETENTION = 30 * 86_400_000;
const HOUR = 3_600_000;

/** What a history is made from. */
export interface HistorySource {
  readonly seed: number;
  readonly now: number;
  readonly domain: SampleDomain;
  /** The address as it is spelt on its lists, or as it was asked for. */
  readonly address: string;
  /** Where it stands, and where it stood until it was deleted. */
  readonly standing: readonly Standing[];
}

/** Every event of an address that is still kept, oldest first. */
export function historyOf(source: HistorySource): SampleEvent[] {
  const { domain, now } = source;
  // From a domain that is not verified nothing is sent.
  if (domain.state === 'unverified') return [];
  const causes = source.standing.filter(({ byHand }) => byHand !== true).flatMap((standing) => cause(source, standing));
  const plain = sentMessages(source, now - RETENTION, now).flatMap((message) => fate(source, message));
  return [...causes, ...plain]
    .filter(({ at }) => at <= now && at > now - RETENTION)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** What put the address on a list: it ends one second before the entry was made. */
function cause(source: HistorySource, { list, record }: Standing): SampleEvent[] {
  const dice = new Dice(`${source.seed}/${source.domain.name}/${keyOf(source.address)}/${list}/${record.createdAt}`);
  const end = record.createdAt - 1000;
  switch (list) {
    case 'bounces': {
      const message = messageAt(source, dice, end - 4000);
      return [...attemptEvents(message), ...failedEvents(message, record, end)];
    }
    case 'complaints':
    case 'unsubscribes': {
      const sent = messageAt(source, dice, end - HOUR * (1 + dice.below(30)), tagsOf(record));
      return [
        ...attemptEvents(sent),
        ...deliveredEvents(sent, dice),
        feedbackEvent(sent, list === 'complaints' ? 'complained' : 'unsubscribed', end),
      ];
    }
    case 'allowlist':
      return [];
  }
}

/** What became of a message: dropped while the address stood on a list, else delivered. */
function fate(source: HistorySource, message: SentMessage): SampleEvent[] {
  const listed = source.standing.find(({ list, record, until }) => {
    if (record.createdAt > message.at || (until !== undefined && until <= message.at)) return false;
    if (list === 'allowlist') return false;
    return list !== 'unsubscribes' || covers(record, message);
  });
  const dice = new Dice(`${source.seed}/${message.id}`);
  if (listed === undefined) return [...attemptEvents(message), ...deliveredEvents(message, dice)];
  return [...attemptEvents(message), ...droppedEvents(message, listed.list)];
}

/** Whether an unsubscribe is from everything, or from one of the tags of a message. */
function covers({ tags = [] }: SampleRecord, message: SentMessage): boolean {
  return tags.includes('*') || tags.some((tag) => message.tags.includes(tag));
}

function tagsOf({ tags = [] }: SampleRecord): readonly string[] | undefined {
  const named = tags.filter((tag) => tag !== '*');
  return named.length > 0 ? named : undefined;
}

function messageAt(source: HistorySource, dice: Dice, at: number, tags?: readonly string[]): SentMessage {
  const [message] = sentMessages(source, at, at + 1, { dice, tags });
  if (message === undefined) throw new Error('There is always a message.');
  return message;
}
