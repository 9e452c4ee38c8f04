/** Hours, days, weeks, months and years in UTC, by number. */
import type { Picture } from './tableTypes';

export type TimeUnit = NonNullable<Picture['unit']>;

interface Unit {
  /** The number of the period that a time is in. */
  readonly periodOf: (time: number) => number;
  readonly startOf: (period: number) => number;
  readonly label: (start: Date) => string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The first of January 1970 was a Thursday; weeks begin on Monday. */
const MONDAY = 3;
const LATEST = 8.64e15;
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** Whether a number is a time that a calendar has. */
export function isTime(time: number): boolean {
  return Math.abs(time) <= LATEST;
}

const dayLabel = (date: Date) => `${date.getUTCDate()} ${monthLabel(date)}`;
const monthLabel = (date: Date) => `${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;

export const UNITS: Readonly<Record<TimeUnit, Unit>> = {
  hour: {
    periodOf: (time) => Math.floor(time / HOUR),
    startOf: (period) => period * HOUR,
    label: (start) => `${dayLabel(start)}, ${String(start.getUTCHours()).padStart(2, '0')}:00 UTC`,
  },
  day: {
    periodOf: (time) => Math.floor(time / DAY),
    startOf: (period) => period * DAY,
    label: dayLabel,
  },
  week: {
    periodOf: (time) => Math.floor((Math.floor(time / DAY) + MONDAY) / 7),
    startOf: (period) => (period * 7 - MONDAY) * DAY,
    label: (start) => `Week of ${dayLabel(start)}`,
  },
  month: {
    periodOf: (time) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth(),
    startOf: (period) => firstOf(Math.floor(period / 12), period - Math.floor(period / 12) * 12),
    label: monthLabel,
  },
  year: {
    periodOf: (time) => new Date(time).getUTCFullYear(),
    startOf: (period) => firstOf(period, 0),
    label: (start) => String(start.getUTCFullYear()),
  },
};

/** Start of a month; where no date can say it, what is before or after all dates. */
function firstOf(year: number, month: number): number {
  // `Date.UTC` takes years below 100 for those of the twentieth century.
  const time = new Date(0).setUTCFullYear(year, month, 1);
  return Number.isNaN(time) ? Math.sign(year) * (LATEST + 1) : time;
}

/** The shortest unit of which there are no more than so many from one time to another; years if there is none. */
export function unitFor(first: number, last: number, most: number): TimeUnit {
  const units = ['hour', 'day', 'week', 'month'] as const;
  return units.find((unit) => UNITS[unit].periodOf(last) - UNITS[unit].periodOf(first) < most) ?? 'year';
}
