import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { ROOT } from '../../host/paths';

const DIST = path.join(ROOT, 'dist');
/** What is read when the extension is activated, and what as soon as it is asked for something. */
const START = 'extension.js';
const WINDOW = 'window.js';
const BUNDLES = [START, WINDOW];

/** Stands for everything of VS Code that is touched while a file is loaded or the extension activated. */
const ANYTHING: object = new Proxy(class {}, {
  get: (target, name): unknown => Reflect.get(target, name) ?? CALLED,
});
/** As a function it is one of VS Code's that gives something to dispose of. */
const CALLED: object = new Proxy(class {}, {
  get: (target, name): unknown => Reflect.get(target, name) ?? CALLED,
  apply: () => ANYTHING,
});

/** Loads a bundle as VS Code does, but with another `Intl`. Each module that it asks for is noted. */
function load(bundle: string, { intl = Intl, needed = [] }: { intl?: object; needed?: string[] }): Loaded {
  const file = path.join(DIST, bundle);
  const module = { exports: {} };
  const real = createRequire(file);
  const require = (name: string): unknown => {
    needed.push(name);
    return name === 'vscode' ? ANYTHING : real(name);
  };
  const run = vm.compileFunction(fs.readFileSync(file, 'utf8'), ['require', 'module', 'Intl'], { filename: file });
  Reflect.apply(run, undefined, [require, module, intl]);
  return module.exports;
}

interface Loaded {
  readonly activate?: (context: object) => unknown;
  readonly loadWindow?: unknown;
}

describe('loading the extension', () => {
  it('makes no formatter: the first one takes longer than everything else', () => {
    const made: string[] = [];
    const intl = new Proxy(Intl, {
      get: (target, name) => {
        made.push(String(name));
        return Reflect.get(target, name) as unknown;
      },
    });
    assert.equal(typeof load(START, { intl }).activate, 'function');
    assert.equal(typeof load(WINDOW, { intl }).loadWindow, 'function');
    assert.deepEqual(made, []);
  });

  it('reads a small file to be activated, and nothing of Node or of its own beside it', async () => {
    const needed: string[] = [];
    const { activate } = load(START, { needed });
    const subscriptions: unknown[] = [];
    assert.equal(activate?.({ subscriptions, extensionMode: 1 }), undefined);
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(subscriptions.length > 0);
    assert.deepEqual(needed, ['vscode']);
    assert.ok(fs.statSync(path.join(DIST, START)).size <= 8 * 1024);
  });

  it('lets Node read next to nothing to learn what kind of file it runs, instead of the whole manifest', () => {
    const nearest = findPackageJSON(pathToFileURL(path.join(DIST, START)));
    assert.equal(nearest, path.join(DIST, 'package.json'));
    assert.deepEqual(JSON.parse(fs.readFileSync(nearest, 'utf8')), { type: 'commonjs' });
  });

  it('asks VS Code for its module once a bundle, not once a file', () => {
    for (const bundle of BUNDLES) {
      const needed: string[] = [];
      load(bundle, { needed });
      assert.equal(needed.filter((name) => name === 'vscode').length, 1, bundle);
    }
  });

  it('takes the module of VS Code as it is, instead of copying its names for each file', () => {
    for (const bundle of BUNDLES)
      assert.doesNotMatch(fs.readFileSync(path.join(DIST, bundle), 'utf8'), /\w\(require\("vscode"\)\)/);
  });
});
