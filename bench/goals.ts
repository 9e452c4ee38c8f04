/** What was set out to be reached, held against what was measured. */
import { median } from './table';

/** What was measured, as a table, and what the goals say. */
export interface Compared {
  readonly table: string;
  readonly goals: readonly string[];
}

/** What a way of doing a task took, each time; the unit is the same for all ways of the task. */
export interface Taken {
  readonly name: string;
  readonly times: readonly number[];
}

/** A goal in a line: whether it was reached, and what was measured. */
export function goal(said: string, isReached: boolean): string {
  return `${isReached ? 'reached' : 'MISSED '}  ${said}`;
}

/** Whether the first of the ways, ours, is as fast as the best of the others. What is within the spread of our own runs is not faster. */
export function againstPeers(task: string, [ours, ...peers]: readonly Taken[]): string[] {
  const best = peers.toSorted((a, b) => median(a.times) - median(b.times))[0];
  if (ours === undefined || best === undefined) return [];
  const peer = median(best.times);
  const own = median(ours.times);
  const isReached = peer >= Math.min(...ours.times);
  const said = `${task}: the best peer, ${best.name}, takes ${(peer / own).toFixed(2)} times as long as ours`;
  if (!isReached) return [goal(`${said}: it is FASTER`, false)];
  return [goal(peer < own ? `${said}, which is within the spread of our runs` : said, true)];
}
