/** What was measured of the table page, as text. */
import { aligned, median, text } from '../table';
import { line } from './compare';
import type { Change } from './probe';
import type { DrawnFrames, Memory, Opened } from './window';

/** Round trips that the first rows may take longer than the page alone; frames a second; milliseconds of a filter. */
const ROUND_TRIPS = 1.5;
const FRAMES = 55;
const FILTER = 300;

/** A change of filter or order, done several times. */
export interface Timed {
  readonly task: string;
  readonly changes: readonly Change[];
  /** Until the host has answered with the pictures, in milliseconds. */
  readonly pictures: number;
  /** Rows that are left; NaN where it does not matter. */
  readonly count: number;
}

export interface PageReport {
  readonly size: number;
  /** Of each answer, in milliseconds. */
  readonly latency: number;
  readonly opening: {
    /** The first table since the window was opened, of an empty list; the first of the large one, which was read. */
    readonly cold: Opened;
    readonly first: Opened;
    readonly empty: readonly Opened[];
    readonly large: readonly Opened[];
    /** Until all was read, and the requests for that. */
    readonly read: number;
    readonly requests: number;
    /** Meanwhile between page and host: requests of the page, and events that it was told. */
    readonly messages: { readonly asked: number; readonly told: number };
  };
  /** Before the table, with its list read, and after everything else. */
  readonly memory: Readonly<Record<'before' | 'after' | 'end', Memory>>;
  /** `ceiling` and `idle`: the page at rest, before and after the others; `plain`: the wheel over plain text instead. */
  readonly frames: Readonly<Record<'ceiling' | 'drag' | 'wheel' | 'plain' | 'idle', DrawnFrames>>;
  readonly changes: readonly Timed[];
  /** Of everything, in milliseconds. */
  readonly pictures: number;
}

export function reportText(report: PageReport): string {
  const { size, latency } = report;
  return [
    `Table page of ${size} entries, ${latency} ms latency`,
    openingText(report),
    framesText(report),
    changesText(report),
    memoryText(report),
    goals(report).join('\n'),
  ].join('\n\n');
}

function openingText({ latency, opening }: PageReport): string {
  const row = (task: string, times: readonly number[]): string[] => [
    task,
    text(median(times)),
    times.length > 1 ? rangeText(times) : '',
    text(median(times) / latency),
  ];
  const { cold, first, empty, large, read, requests, messages } = opening;
  return [
    aligned(
      [
        ['since the command', 'median ms', 'min–max', 'round trips'],
        row('page of an empty list, the first table of a window', [cold.page]),
        row('page of an empty list', empty.map(pageOf)),
        row('its answer', empty.map(rowOf)),
        row('page of the large list', large.map(pageOf)),
        row('its first rows', large.map(rowOf)),
        row('its first rows, the first time', [first.row]),
        row('everything', [read]),
      ],
      ['since the command'],
    ),
    `Everything took ${requests} requests to the server; meanwhile the page asked its host ${messages.asked} times and was told ${messages.told} times of changes.`,
  ].join('\n\n');
}

function framesText({ frames }: PageReport): string {
  const best = ceilingOf(frames);
  const row = (task: string, measured: DrawnFrames): string[] => {
    const { median, lowest, longest } = rateOf(measured);
    const { waiting, rows, settled, work } = measured;
    const share = `${((100 * waiting) / Math.max(1, rows)).toFixed(1)} %`;
    return [
      task,
      text(median),
      text(lowest),
      text(longest),
      `${((100 * median) / best).toFixed(0)} %`,
      share,
      text(settled),
      ...[work.all, work.script, work.style, work.layout].map((ms) => ms.toFixed(1)),
    ];
  };
  return aligned(
    [
      [
        ...['frames', 'a second', 'lowest second', 'longest ms', 'of ceiling', 'placeholders', 'complete after ms'],
        ...['CPU ms a frame', 'script', 'style', 'layout'],
      ],
      row('at rest, before', frames.ceiling),
      row('scroll bar from top to bottom in 10 s', frames.drag),
      row('wheel, 100 pixels a frame', frames.wheel),
      row('the same over plain text', frames.plain),
      row('at rest, after', frames.idle),
    ],
    ['frames'],
  );
}

function changesText({ changes, pictures }: PageReport): string {
  const rows = changes.map(({ task, changes, pictures, count }) => {
    const [shown, asked] = [changes.map((change) => change.shown), changes.map((change) => change.asked)];
    const known = (value: number): string => (Number.isNaN(value) ? '' : text(value));
    return [task, text(median(shown)), text(median(asked)), rangeText(asked), known(pictures), known(count)];
  });
  return [
    aligned([['change', 'shown ms', 'answer ms', 'min–max', 'pictures ms', 'rows'], ...rows], ['change']),
    `The pictures of everything: ${text(pictures)} ms.`,
  ].join('\n\n');
}

function memoryText({ memory, size }: PageReport): string {
  const row = (task: string, value: (memory: Memory) => number): string[] => {
    const { before, after, end } = memory;
    return [
      task,
      text(value(before)),
      text(value(after)),
      text(value(end)),
      text(value(after) - value(before)),
      text(((value(after) - value(before)) * 1e6) / size),
    ];
  };
  return aligned(
    [
      ['memory, MB', 'before', 'read', 'at the end', 'more', 'bytes an entry'],
      row('heap of window and page', ({ heap }) => heap),
      row('resident, renderers', ({ renderers }) => renderers),
      row('resident, extension host', ({ host }) => host),
      row('its peak so far', ({ hostPeak }) => hostPeak),
    ],
    ['memory, MB'],
  );
}

function goals({ latency, opening, frames, changes }: PageReport): string[] {
  const trips = (median(opening.large.map(rowOf)) - median(opening.empty.map(pageOf))) / latency;
  const slowest = Math.max(
    ...changes.filter(({ task }) => task.startsWith('filter')).map(({ changes }) => median(changes.map(askedOf))),
  );
  const best = ceilingOf(frames);
  const plain = rateOf(frames.plain).median;
  const scrolled = (task: string, measured: DrawnFrames): string => {
    const { median, lowest } = rateOf(measured);
    const said = `${task}: ${text(median)} frames a second (lowest ${text(lowest)}); the goal is ${FRAMES}, this machine reaches ${text(best)} at rest and ${text(plain)} with plain text`;
    return line(said, median >= FRAMES);
  };
  return [
    line(
      `first rows: ${text(trips)} round trips after what the page alone takes; the goal is at most ${ROUND_TRIPS}`,
      trips <= ROUND_TRIPS,
    ),
    scrolled('scroll bar', frames.drag),
    scrolled('wheel', frames.wheel),
    line(
      `the slowest filter is answered in ${text(slowest)} ms as the page sees it; the goal is below ${FILTER}`,
      slowest < FILTER,
    ),
  ];
}

const pageOf = ({ page }: Opened): number => page;
const rowOf = ({ row }: Opened): number => row;
const askedOf = ({ asked }: Change): number => asked;

function ceilingOf({ ceiling, idle }: PageReport['frames']): number {
  return Math.max(rateOf(ceiling).median, rateOf(idle).median);
}

/** Frames in each whole second, and the longest between two, in milliseconds. */
function rateOf({ times }: DrawnFrames): {
  readonly median: number;
  readonly lowest: number;
  readonly longest: number;
} {
  const seconds = new Array<number>(Math.max(1, Math.floor((times.at(-1) ?? 0) / 1000))).fill(0);
  for (const time of times) {
    const second = Math.floor(time / 1000);
    if (second < seconds.length) seconds[second] = (seconds[second] ?? 0) + 1;
  }
  const gaps = times.map((time, at) => time - (times[at - 1] ?? 0));
  return { median: median(seconds), lowest: Math.min(...seconds), longest: Math.max(...gaps) };
}

function rangeText(times: readonly number[]): string {
  return `${text(Math.min(...times))}–${text(Math.max(...times))}`;
}
