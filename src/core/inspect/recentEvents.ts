/** The recent events of an address, as far back as Mailgun may have kept them, and where the address stands meanwhile. */
import type { CallOptions, MailgunApi } from '../../mailgun/api';
import { MailgunError } from '../../mailgun/errors';
import { LIST_NAMES } from '../../mailgun/lists';
import type { EventCursor, EventPage } from '../../mailgun/mailEvents';
import type { Entry } from '../../mailgun/records';
import { errorText } from '../errorText';
import { LIST_TITLES } from './story';

const DAY = 86_400_000;
/** How far back is asked, in days: the longest that events are kept, and the shortest (Mailgun documentation, "Events"). */
const LOOK_BACK = [30, 3] as const;

/** Of whom. */
export interface Recipient {
  readonly domain: string;
  readonly address: string;
}

/** The time that is asked for, in milliseconds since the epoch. */
export interface Period {
  readonly begin: number;
  readonly end: number;
}

/** The newest events of a recipient. Where the server refuses to look that far back, a shorter time is asked for. Throws MailgunError. */
export async function newestEvents(
  api: Pick<MailgunApi, 'events'>,
  { domain, address }: Recipient,
  now: number,
  call?: CallOptions,
): Promise<{ readonly page: EventPage; readonly period: Period }> {
  // Whole seconds, since that is what a request can say; the last one is not over yet.
  const end = Math.ceil(now / 1000) * 1000;
  const ask = async (days: number) => {
    const period = { begin: end - days * DAY, end };
    return { page: await api.events(domain, { recipient: address, ...period }, call), period };
  };
  try {
    return await ask(LOOK_BACK[0]);
  } catch (error) {
    if (MailgunError.is(error, 'invalid') && error.status !== undefined) return ask(LOOK_BACK[1]);
    throw error;
  }
}

/** What comes before the events that are known. Throws MailgunError. */
export function earlierEvents(
  api: Pick<MailgunApi, 'events'>,
  { domain, address }: Recipient,
  period: Period,
  cursor: EventCursor,
  call?: CallOptions,
): Promise<EventPage> {
  return api.events(domain, { recipient: address, ...period, cursor }, call);
}

/** The entries of an address on the lists of a domain, and what could not be asked, as a sentence each. Never rejects. */
export async function standingEntries(
  api: Pick<MailgunApi, 'find'>,
  { domain, address }: Recipient,
  call?: CallOptions,
): Promise<{ readonly entries: readonly Entry[]; readonly gaps: readonly string[] }> {
  const gaps: string[] = [];
  const entries = await Promise.all(
    LIST_NAMES.map(async (list) => {
      try {
        return await api.find(domain, list, address, call);
      } catch (error) {
        gaps.push(`${LIST_TITLES[list]} could not be asked: ${errorText(error).reason}`);
        return undefined;
      }
    }),
  );
  return { entries: entries.filter((entry) => entry !== undefined), gaps };
}
