/** What the page of recent events says: kinds with their counts, days with what happened on them, sentences. */
import { LIST_LABELS, plural } from './checkModel';
import type { EventGroup, EventsState, ShownEntry, ShownEvent } from './eventsState';

/** The kinds by name, in the order in which they are offered. */
export const GROUP_LABELS: Readonly<Record<EventGroup, string>> = {
  delivered: 'Delivered',
  delayed: 'Delayed',
  bounced: 'Bounced',
  dropped: 'Dropped',
  rejected: 'Rejected',
  complained: 'Complaints',
  unsubscribed: 'Unsubscribes',
  opened: 'Opened',
  accepted: 'Accepted',
  other: 'Other',
};

/** A kind that is there, with how many there are. */
export interface GroupCount {
  readonly group: EventGroup;
  readonly label: string;
  readonly count: number;
}

export function groupCounts(events: readonly ShownEvent[]): GroupCount[] {
  return (Object.keys(GROUP_LABELS) as EventGroup[]).flatMap((group) => {
    const count = events.filter((event) => event.group === group).length;
    return count === 0 ? [] : [{ group, label: GROUP_LABELS[group], count }];
  });
}

/** The events of the chosen kinds; without any, all. */
export function chosenEvents(events: readonly ShownEvent[], chosen: readonly EventGroup[]): readonly ShownEvent[] {
  return chosen.length === 0 ? events : events.filter(({ group }) => chosen.includes(group));
}

/** A row of the timeline: something that happened, or the moment since which the address stands on a list. */
export type TimelineRow =
  | { readonly kind: 'event'; readonly at: number; readonly event: ShownEvent }
  | { readonly kind: 'listed'; readonly at: number; readonly entry: ShownEntry };

/** A day of the timeline, in UTC. */
export interface Day {
  /** `Tuesday, November 10, 2026`. */
  readonly label: string;
  readonly rows: readonly TimelineRow[];
}

/** The days on which something happened, newest first. Moments before the oldest event are left out: there is nothing they stand between. */
export function days(state: EventsState, chosen: readonly EventGroup[]): Day[] {
  const oldest = state.hasMore || state.isFull ? (state.events.at(-1)?.at ?? Infinity) : (state.begin ?? -Infinity);
  const rows: TimelineRow[] = [
    ...chosenEvents(state.events, chosen).map((event) => ({ kind: 'event', at: event.at, event }) as const),
    ...state.standing.flatMap((entry) =>
      entry.createdAt === undefined || entry.createdAt < oldest
        ? []
        : [{ kind: 'listed', at: entry.createdAt, entry } as const],
    ),
  ];
  const byDay = new Map<string, TimelineRow[]>();
  for (const row of rows.sort((a, b) => b.at - a.at)) {
    const label = DAY.format(row.at);
    byDay.set(label, [...(byDay.get(label) ?? []), row]);
  }
  return [...byDay].map(([label, ofDay]) => ({ label, rows: ofDay }));
}

const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
});

/** `12:59:15 UTC`. */
export function timeText(at: number): string {
  return `${TIME.format(at)} UTC`;
}

/** `Last 30 days`. */
export function periodText({ begin, end }: EventsState): string {
  if (begin === undefined || end === undefined) return '';
  return `Last ${plural(Math.round((end - begin) / 86_400_000), 'day')}`;
}

/** How an entry is called in the timeline. */
export function listedText({ list }: ShownEntry): string {
  return `Put on ${LIST_LABELS[list]}`;
}

/** What somebody who does not see the page should hear after a step; undefined when it is not worth a word. */
export function eventsAnnouncement(before: EventsState | undefined, after: EventsState): string | undefined {
  if (before?.stage === after.stage && before.events.length === after.events.length) return undefined;
  switch (after.stage) {
    case 'reading':
      return 'Reading the events.';
    case 'more':
      return 'Reading earlier events.';
    case 'failed':
      return `The events could not be read. ${after.failure?.message ?? ''}`.trimEnd();
    case 'ready':
      return after.events.length === 0
        ? 'No events.'
        : `${plural(after.events.length, 'event')}${after.hasMore ? ', there are more' : ''}.`;
  }
}
