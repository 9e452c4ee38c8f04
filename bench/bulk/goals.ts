/** What was set out to be reached, held against what was measured. */
import { median } from '../table';
import type { Results } from './compare';
import type { WayId } from './ways';

/** Memory that may come on top of the idle process, in MB. */
const MEMORY = 64;

/** A sentence for each goal of a task. */
export function goals(task: string, results: Results): string[] {
  const time = (id: WayId): number => median(runsOf(results, id).map(({ ms }) => ms));
  const memory = (id: WayId): string => {
    const most = Math.max(...runsOf(results, id).map(({ growth }) => growth));
    return line(`${task}: memory grows by ${most.toFixed(1)} MB; the goal is below ${MEMORY}`, most < MEMORY);
  };
  switch (task) {
    case 'export': {
      const times = time('exportPlain') / time('exportOurs');
      const said = `export: ${times.toFixed(2)} times as fast as the plain sequential reader; the goal is 6`;
      return [line(said, times >= 6), memory('exportOurs')];
    }
    case 'import': {
      const times = time('importOurs') / time('importPlain');
      const said = `import: ${times.toFixed(2)} times the server's own time for the batches; the goal is at most 1.3`;
      return [line(said, times <= 1.3), memory('importOurs')];
    }
    default:
      return [];
  }
}

function runsOf(results: Results, id: WayId) {
  return [...results].find(([way]) => way.id === id)?.[1] ?? [];
}

function line(said: string, isReached: boolean): string {
  return `${isReached ? 'reached' : 'MISSED '}  ${said}`;
}
