/** The events of a message: accepted, then delivered, failed or dropped, and what the recipient did with it. */
import type { ListName } from '../../mailgun/lists';
import { Dice } from '../data/dice';
import type { SampleRecord } from '../records';
import type { SentMessage } from './messages';
import { mxOf } from './receivers';
import type { SampleEvent, SampleStatus } from './sampleEvent';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Codes and words of a drop, by the list that caused it (Mailgun OpenAPI, and the official MCP server for 606 and 607). */
const DROPS: Readonly<Partial<Record<ListName, readonly [reason: string, code: number, words: string]>>> = {
  bounces: ['suppress-bounce', 605, 'Not delivering to previously bounced address'],
  unsubscribes: ['suppress-unsubscribe', 606, 'Not delivering to unsubscribed address'],
  complaints: ['suppress-complaint', 607, 'Not delivering to a user who marked your messages as spam'],
};

/** Mailgun took the message over. */
export function attemptEvents(message: SentMessage): SampleEvent[] {
  return [event(message, 'accepted', message.at)];
}

/** It arrived, perhaps at the second attempt, and was perhaps read. */
export function deliveredEvents(message: SentMessage, dice: Dice): SampleEvent[] {
  const events: SampleEvent[] = [];
  const late = dice.next() < 0.08;
  const first = message.at + 900 + dice.below(1500);
  if (late)
    events.push({
      ...event(message, 'failed', first),
      severity: 'temporary',
      reason: 'generic',
      status: greylisted(message),
    });
  const at = late ? first + 10 * MINUTE + dice.below(MINUTE) : first;
  events.push({ ...event(message, 'delivered', at), status: taken(message, late ? 2 : 1) });
  if (dice.next() < 0.45) {
    const opened = at + 5 * MINUTE + dice.below(20 * HOUR);
    events.push({ ...event(message, 'opened', opened), isPersonal: true });
    if (dice.next() < 0.3) {
      const url = `https://www.acme-shop.example/account?from=mail&m=${dice.hex(6)}`;
      events.push({ ...event(message, 'clicked', opened + dice.below(3 * MINUTE)), isPersonal: true, url });
    }
  }
  return events;
}

/** It failed for good, for the reason that the entry gives. */
export function failedEvents(message: SentMessage, record: SampleRecord, at: number): SampleEvent[] {
  const code = Number(record.code ?? '550');
  const text = record.error ?? '';
  const drop = Object.values(DROPS).find(([, known]) => known === code);
  const status: SampleStatus = {
    code: Number.isInteger(code) ? code : 550,
    enhancedCode: /^([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1],
    message: text,
    description: '',
    attempt: 1,
    mx: drop === undefined ? mxOf(message.address) : undefined,
  };
  return [{ ...event(message, 'failed', at), severity: 'permanent', reason: drop?.[0] ?? 'bounce', status }];
}

/** It was not even tried. */
export function droppedEvents(message: SentMessage, list: ListName): SampleEvent[] {
  const [reason, code, words] = DROPS[list] ?? ['generic', 600, ''];
  const status = { code, message: '', description: words, attempt: 1 };
  return [{ ...event(message, 'failed', message.at + 400), severity: 'permanent', reason, status }];
}

/** The recipient unsubscribed, or reported the message as spam. */
export function feedbackEvent(message: SentMessage, kind: 'complained' | 'unsubscribed', at: number): SampleEvent {
  return { ...event(message, kind, at), isPersonal: kind === 'unsubscribed' };
}

function event(message: SentMessage, kind: SampleEvent['kind'], at: number): SampleEvent {
  return { id: idOf(message, kind, at), kind, at, message };
}

/** 22 characters, as real ids have. */
function idOf(message: SentMessage, kind: string, at: number): string {
  return Buffer.from(new Dice(`${message.id}/${message.address}/${kind}/${at}`).hex(32), 'hex').toString('base64url');
}

function taken({ address }: SentMessage, attempt: number): SampleStatus {
  return { code: 250, message: 'OK', description: '', attempt, mx: mxOf(address), enhancedCode: '2.0.0' };
}

function greylisted({ address }: SentMessage): SampleStatus {
  return {
    code: 451,
    enhancedCode: '4.7.1',
    message: '4.7.1 Greylisted, please try again in 10 minutes',
    description: '',
    attempt: 1,
    mx: mxOf(address),
    retrySeconds: 600,
  };
}
