import assert from 'node:assert/strict';
import { closureOf, type Import, importsOf } from './imports';
import { filesUnder } from './project';

/** From the innermost ring outwards. What stands in one line does not know each other. */
const ORDER: readonly (readonly string[])[] = [
  ['mailgun'],
  ['core'],
  ['ids'],
  ['ui'],
  ['accounts', 'views'],
  ['tree'],
  ['commands'],
  ['services'],
  ['window'],
  ['extension'],
];

/** All that is loaded to activate the extension: it only registers. */
const STARTED_WITH = [
  'src/commands/registerCommands.ts',
  'src/core/lazy.ts',
  'src/extension.ts',
  'src/ids.ts',
  'src/tree/openTree.ts',
  'src/views/openDocuments.ts',
];

/** Stand beside the order and have rules of their own. */
const ASIDE = ['sample', 'webview'];

/** `src/core/pool.ts` → `core`, `src/ids.ts` → `ids`, `media/webview/lib/icons.ts` → `webview`. */
function areaOf(file: string): string {
  return file.split('/')[1]?.replace(/\.ts$/, '') ?? '';
}

function rankOf(area: string): number {
  return ORDER.findIndex((line) => line.includes(area));
}

function show({ from, to }: Import): string {
  return `${from} → ${to}`;
}

/** The files that are in a bundle from the start. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { to, inside, kind } of importsOf(file)) if (inside && kind === 'static') loadedWith(to, seen);
  return seen;
}

describe('rings', () => {
  const files = filesUnder(['src', 'media'], ['.ts']);
  const all = files.flatMap(importsOf);
  const crossings = all.filter(({ from, to, inside }) => inside && areaOf(from) !== areaOf(to));
  const from = (area: string): Import[] => crossings.filter((found) => areaOf(found.from) === area);

  it('know every part of the source, and see its imports', () => {
    const areas = [...new Set(files.map(areaOf))];
    assert.deepEqual(areas.sort(), [...ORDER.flat(), ...ASIDE].sort());
    assert.ok(all.length > files.length);
    for (const kind of ['static', 'dynamic', 'type'])
      assert.ok(
        all.some((found) => found.kind === kind),
        kind,
      );
  });

  it('are imported from outside only, types included', () => {
    const wrong = crossings.filter((found) => {
      const [importer, imported] = [areaOf(found.from), areaOf(found.to)];
      if (ASIDE.includes(importer) || ASIDE.includes(imported)) return false;
      return rankOf(imported) >= rankOf(importer);
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('have no circle of files that need each other to load', () => {
    const needed = all.filter(({ inside, kind }) => inside && kind === 'static');
    const next = (file: string): string[] => needed.filter((found) => found.from === file).map(({ to }) => to);
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (path.includes(file) || done.has(file)) return;
      for (const to of next(file)) follow(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) follow(file, []);
    assert.deepEqual(circles, []);
  });

  it('keep VS Code out of the Mailgun client, the core, the sample and the webviews', () => {
    const inner = files.filter((file) => ['mailgun', 'core', 'ids', 'sample', 'webview'].includes(areaOf(file)));
    const wrong = inner.filter((file) => closureOf(file).has('vscode'));
    assert.deepEqual(wrong, []);
  });

  it('leave the sample alone: it knows the names of the lists, and only the sample account knows it', () => {
    const out = from('sample').filter(({ to }) => to !== 'src/mailgun/lists.ts');
    assert.deepEqual(out.map(show), []);
    const into = crossings.filter(({ to }) => areaOf(to) === 'sample');
    assert.deepEqual([...new Set(into.map((found) => found.from))], ['src/accounts/sampleAccount.ts']);
  });

  it('load what is a bundle of its own only when it is asked for', () => {
    const apart = (file: string): boolean =>
      /^src\/(sample|core\/(transfer|table|matrix)|commands\/(bulk|inspect))\//.test(file);
    assert.deepEqual([...loadedWith('src/window.ts')].filter(apart), []);
    assert.deepEqual([...loadedWith('src/extension.ts')].sort(), STARTED_WITH);
    const late = all.filter(({ kind }) => kind === 'dynamic');
    assert.deepEqual(late.map(show).sort(), [
      'src/accounts/sampleAccount.ts → src/sample/server.ts',
      'src/commands/late.ts → src/commands/bulk/index.ts',
      'src/commands/late.ts → src/commands/inspect/index.ts',
      'src/extension.ts → src/window.ts',
    ]);
  });

  it('share with the webviews messages and models only, and nothing with webviews', () => {
    const wrong = from('webview').filter(({ to }) => areaOf(to) !== 'views');
    assert.deepEqual(wrong.map(show), []);
    const into = crossings.filter(({ to }) => areaOf(to) === 'webview');
    assert.deepEqual(into.map(show), []);
  });

  it('give the webviews nothing that a browser lacks', () => {
    const pages = files.filter((file) => areaOf(file) === 'webview');
    const needed = new Set(pages.flatMap((file) => [...closureOf(file)]));
    assert.deepEqual(
      [...needed].filter((name) => name.startsWith('node:')),
      [],
    );
  });
});
