/** Child processes that never outlive the process that started them. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

const running = new Set<ChildProcess>();
const cleanups = new Set<() => void>();
let watching = false;

/** Starts a process as the head of its own tree, which is ended when this process ends for whatever reason it can notice. */
export function startTree(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  watchForTheEnd();
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Ends a process and everything it started. */
export function killTree(child: ChildProcess): void {
  running.delete(child);
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group is gone already.
  }
}

/** Runs `work` (synchronous) when this process ends, after its children were ended. The result takes it back. */
export function onEnd(work: () => void): () => void {
  watchForTheEnd();
  cleanups.add(work);
  return () => cleanups.delete(work);
}

function watchForTheEnd(): void {
  if (watching) return;
  watching = true;
  process.once('exit', endAll);
  // A parent that was killed says nothing.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 1000).unref();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      endAll();
      process.exit(128 + constants.signals[signal]);
    });
  }
}

function endAll(): void {
  for (const child of [...running]) killTree(child);
  for (const work of [...cleanups]) work();
  cleanups.clear();
}

/** Runs a command to its end with its output shown on stderr; rejects when it fails, cannot be started or takes too long. */
export async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { timeoutMs?: number } = {},
): Promise<void> {
  const { timeoutMs = 300_000, ...rest } = options;
  // Standard output stays free for what the caller prints itself.
  const child = startTree(command, args, { stdio: ['ignore', 2, 2], ...rest });
  const line = [command, ...args].join(' ');
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      killTree(child);
      reject(new Error(`${line}: not finished after ${timeoutMs / 1000} s`));
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(`${line}: ended with ${code ?? signal ?? 'nothing'}`));
    });
  });
}

/** Runs npm, the one that runs this script where there is one. */
export async function npm(args: readonly string[], cwd: string): Promise<void> {
  // What an outer `npm run` says about its own project must not steer an install elsewhere.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_(local_prefix|prefix|omit|include)$/i.test(name)),
  );
  const cli = process.env['npm_execpath'];
  if (cli?.endsWith('.js') === true)
    await run(process.env['npm_node_execpath'] ?? process.execPath, [cli, ...args], { cwd, env });
  else await run('npm', args, { cwd, env, shell: process.platform === 'win32' });
}
