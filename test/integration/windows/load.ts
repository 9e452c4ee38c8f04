/** Reads the extension's own bundles as a window of its own would: with classes, state, process and clock of its own. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as timers from 'node:timers/promises';
import { Script } from 'node:vm';

/** What a window puts in the place of what all windows would share. */
export interface World {
  /** What `require('vscode')` gives. */
  readonly vscode: object;
  readonly processId: number;
  readonly isRunning: (processId: number) => boolean;
  /** Timers of exactly so many milliseconds end at once, for waits that nobody wants to sit through. */
  readonly skipped: readonly number[];
  /** The bundles that have been read. */
  readonly bundles: Set<string>;
}

type Module = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: object },
  file: string,
  folder: string,
  own: NodeJS.Process,
  timeout: typeof setTimeout,
) => void;

const PARAMETERS = 'exports, require, module, __filename, __dirname, process, setTimeout';
const scripts = new Map<string, Script>();

/** Loads a bundle of `folder`, and with it what it loads itself. */
export function loadBundle(folder: string, name: string, world: World): unknown {
  const loaded = new Map<string, { exports: object }>();
  const load = (bundle: string): unknown => {
    const known = loaded.get(bundle);
    if (known !== undefined) return known.exports;
    const file = join(folder, bundle);
    const module = { exports: {} };
    loaded.set(bundle, module);
    world.bundles.add(bundle);
    const original = createRequire(file);
    const require = (wanted: string): unknown => {
      if (wanted === 'vscode') return world.vscode;
      if (wanted === 'node:timers/promises') return FAST_TIMERS;
      return wanted.startsWith('./') ? load(wanted.slice(2)) : original(wanted);
    };
    const run = scriptOf(file).runInThisContext() as Module;
    run(module.exports, require, module, file, folder, processOf(world), timeoutOf(world));
    return module.exports;
  };
  return load(name);
}

/** The pauses before another attempt are what takes long when nobody answers. */
const FAST_TIMERS = {
  ...timers,
  setTimeout: (ms: number, value?: unknown, options?: object) => timers.setTimeout(Math.min(ms, 5), value, options),
};

function scriptOf(file: string): Script {
  let script = scripts.get(file);
  if (script === undefined) {
    script = new Script(`(function (${PARAMETERS}) {${readFileSync(file, 'utf8')}\n})`, { filename: file });
    scripts.set(file, script);
  }
  return script;
}

function processOf({ processId, isRunning }: World): NodeJS.Process {
  const kill = (id: number): true => {
    if (isRunning(id)) return true;
    throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' });
  };
  const own: Readonly<Record<string | symbol, unknown>> = { pid: processId, kill };
  return new Proxy(process, {
    get: (target, name): unknown => {
      if (name in own) return own[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function timeoutOf({ skipped }: World): typeof setTimeout {
  const timeout = (callback: () => void, ms?: number): NodeJS.Timeout =>
    setTimeout(callback, ms !== undefined && skipped.includes(ms) ? 1 : ms);
  return timeout as typeof setTimeout;
}
