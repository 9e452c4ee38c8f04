import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { ROOT } from '../../host/paths';

const BUNDLE = path.join(ROOT, 'dist', 'extension.js');

/** Stands for everything of VS Code that is touched while a file is loaded. */
const ANYTHING: object = new Proxy(class {}, {
  get: (target, name): unknown => Reflect.get(target, name) ?? ANYTHING,
});

/** Loads the bundle as VS Code does, but with another `Intl`. */
function load(intl: object): Record<string, unknown> {
  const module = { exports: {} };
  const real = createRequire(BUNDLE);
  const require = (name: string): unknown => (name === 'vscode' ? ANYTHING : real(name));
  const run = vm.compileFunction(fs.readFileSync(BUNDLE, 'utf8'), ['require', 'module', 'Intl'], { filename: BUNDLE });
  Reflect.apply(run, undefined, [require, module, intl]);
  return module.exports;
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
    assert.equal(typeof load(intl)['activate'], 'function');
    assert.deepEqual(made, []);
  });

  it('takes the module of VS Code as it is, instead of copying its names for each file', () => {
    assert.doesNotMatch(fs.readFileSync(BUNDLE, 'utf8'), /\w\(require\("vscode"\)\)/);
  });
});
