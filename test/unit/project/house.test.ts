import assert from 'node:assert/strict';
import ts from 'typescript';
import { parse, walk } from './imports';
import { filesUnder, manifest, sizeOf, textOf } from './project';

const KB = 1024;

describe('house', () => {
  const shipped = filesUnder(['src', 'media'], ['.ts', '.css']);
  const written = [...shipped, ...filesUnder(['test'], ['.ts', '.js'])];

  it('has no file over 300 lines', () => {
    const long = shipped.filter((file) => textOf(file).split('\n').length - 1 > 300);
    assert.deepEqual(long, []);
  });

  it('leaves no note for later', () => {
    // In brackets, so that this line is not one.
    const note = /\b(?:TO[D]O|FIX[M]E|X[X]X)\b/;
    assert.deepEqual(
      written.filter((file) => note.test(textOf(file))),
      [],
    );
  });

  it('does not talk the compiler out of its checks', () => {
    assert.deepEqual(
      written.filter((file) => /@ts-(?:ignore|nocheck|expect-error)/.test(textOf(file))),
      [],
    );
    const unchecked: string[] = [];
    for (const file of written.filter((name) => name.endsWith('.ts'))) {
      walk(parse(file), (node) => {
        if (node.kind === ts.SyntaxKind.AnyKeyword) unchecked.push(file);
      });
    }
    assert.deepEqual(unchecked, []);
  });

  it('keeps bundles within their budgets', () => {
    for (const file of ['dist/extension.js', 'dist/window.js']) assert.ok(sizeOf(file) <= 200 * KB, file);
    const webviews = filesUnder(['dist/webview'], ['.js']);
    assert.ok(webviews.length > 0);
    for (const file of webviews) assert.ok(sizeOf(file) <= 250 * KB, file);
  });

  it('locks versions, not the registry they came from', () => {
    assert.doesNotMatch(textOf('package-lock.json'), /"resolved"/);
    assert.match(textOf('.npmrc'), /^omit-lockfile-registry-resolved=true$/m);
  });

  it('runs the same test line in continuous integration as the README shows', () => {
    assert.match(textOf('.ci/run'), /^npm ci && npm test$/m);
    assert.match(textOf('README.md'), /^npm ci && npm test$/m);
  });

  it('is tested with the oldest VS Code it promises to run in', () => {
    const { engines, devDependencies } = manifest();
    const oldest = engines.vscode.replace(/^\^/, '');
    assert.match(oldest, /^\d+\.\d+\.\d+$/);
    assert.equal(devDependencies['@types/vscode'], oldest);
    assert.ok(textOf('.github/workflows/ci.yml').includes(`VSCODE_TEST_VERSION: '${oldest}'`));
  });
});
