/** Resident memory of the processes that this one has started, by what the system tells of them: on Linux only. */
import fs from 'node:fs';

/** In bytes; `peak` since the process began. */
export interface Resident {
  readonly now: number;
  readonly peak: number;
}

/** Of the processes below this one whose command line holds the text, by id. Empty where the system does not tell. */
export function residents(part: string): ReadonlyMap<number, Resident> {
  const found = new Map<number, Resident>();
  for (const pid of descendants()) {
    const memory = commandOf(pid).includes(part) ? residentOf(pid) : undefined;
    if (memory) found.set(pid, memory);
  }
  return found;
}

/** All of them together, in MB of a million bytes; NaN where the system does not tell. */
export function total(all: ReadonlyMap<number, Resident>): number {
  const bytes = [...all.values()].reduce((sum, { now }) => sum + now, 0);
  return bytes === 0 ? NaN : bytes / 1e6;
}

function descendants(): ReadonlySet<number> {
  const parents = new Map<number, number>();
  for (const pid of pids()) {
    // The command's name, in brackets, may hold anything.
    const parent = read(pid, 'stat').split(') ').at(-1)?.split(' ')[1];
    if (parent !== undefined) parents.set(pid, Number(parent));
  }
  const found = new Set([process.pid]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return found;
}

function pids(): number[] {
  return process.platform === 'linux' ? fs.readdirSync('/proc').map(Number).filter(Number.isInteger) : [];
}

function commandOf(pid: number): string {
  return read(pid, 'cmdline').replaceAll('\0', ' ');
}

function residentOf(pid: number): Resident | undefined {
  const status = read(pid, 'status');
  const bytes = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  const [now, peak] = [bytes('VmRSS'), bytes('VmHWM')];
  return Number.isNaN(now) ? undefined : { now, peak };
}

function read(pid: number, file: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
