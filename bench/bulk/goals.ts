/** What was set out to be reached with whole lists, held against what was measured. */
import { againstPeers, goal } from '../goals';
import { median } from '../table';
import type { Results } from './compare';
import type { BulkTask } from './tasks';
import type { WayId } from './ways';

/** Memory that may come on top of the idle process, in MB. */
const MEMORY = 64;
/** Entries from which on the goals for time hold: below, starting counts for too much. */
const MANY = 100_000;

/** A sentence for each goal of a task that was measured with so many entries. */
export function goals({ name, title }: BulkTask, count: number, results: Results): string[] {
  const task = title(count);
  const time = (id: WayId): number => median(runsOf(results, id).map(({ ms }) => ms));
  const memory = (id: WayId): string => {
    const most = Math.max(...runsOf(results, id).map(({ growth }) => growth));
    return goal(`${task}: memory grows by ${most.toFixed(1)} MB; the goal is below ${MEMORY}`, most < MEMORY);
  };
  const peers = [...results].filter(([{ isPeer }]) => isPeer !== false);
  const compared = againstPeers(
    task,
    peers.map(([way, runs]) => ({ name: way.name, times: runs.map(({ ms }) => ms) })),
  );
  if (name === 'export') {
    const times = time('exportPlain') / time('exportOurs');
    const said = `${task}: ${times.toFixed(2)} times as fast as the plain sequential reader; the goal is 6`;
    return [...(count < MANY ? [] : [goal(said, times >= 6)]), memory('exportOurs'), ...compared];
  }
  if (name === 'import') {
    const times = time('importOurs') / time('importPlain');
    const said = `${task}: ${times.toFixed(2)} times the server's own time for the batches; the goal is at most 1.3`;
    return [...(count < MANY ? [] : [goal(said, times <= 1.3)]), memory('importOurs'), ...compared];
  }
  return compared;
}

function runsOf(results: Results, id: WayId) {
  return [...results].find(([way]) => way.id === id)?.[1] ?? [];
}
