import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const SOURCES = fs.globSync(['src/**/*.ts', 'media/webview/**/*.ts']).map(slashes).sort();

/** Rings from the inside out; a file may import from its own and from those before it. */
const RINGS: readonly (readonly RegExp[])[] = [
  [/^src\/mailgun\//],
  [/^src\/core\//, /^src\/ids\.ts$/],
  [/^src\/(accounts|ui|views|tree)\//],
  [/^src\/commands\//],
  [/^src\/services\.ts$/],
  [/^src\/extension\.ts$/],
];

/** Where no VS Code is to be had, or needed. */
const WITHOUT_VSCODE = [/^src\/mailgun\//, /^src\/core\//, /^src\/sample\//, /^media\/webview\//];

/** File → what it imports; the second without what is gone when it runs. */
const imports = new Map(SOURCES.map((file) => [file, readImports(file, fs.readFileSync(file, 'utf8'))]));
const importsAtRun = new Map(
  SOURCES.map((file) => [file, readImports(file, fs.readFileSync(file, 'utf8').replace(/^import type [^;]*;/gm, ''))]),
);

describe('imports', () => {
  it('are found', () => {
    assert.ok(SOURCES.length > 20);
    assert.ok([...imports.values()].flat().length > SOURCES.length);
  });

  it('never lead outwards', () => {
    const wrong = edges().filter(
      ([from, to]) => isIn(from, /^src\//) && isIn(to, /^src\//) && ringOf(to) > ringOf(from),
    );
    assert.deepEqual(wrong, []);
  });

  it('leave the sample server alone with the wire', () => {
    const out = edges().filter(
      ([from, to]) => isIn(from, /^src\/sample\//) && isIn(to, /^src\//) && !isIn(to, /^src\/(sample|mailgun)\//),
    );
    assert.deepEqual(out, []);
    const inner = edges().filter(([from, to]) => isIn(to, /^src\/sample\//) && isIn(from, /^src\/(mailgun|core)\//));
    assert.deepEqual(inner, []);
  });

  it('of an inner ring and of webviews never reach vscode', () => {
    const wrong = SOURCES.filter((file) => WITHOUT_VSCODE.some((pattern) => pattern.test(file))).flatMap((file) => {
      const way = wayToVscode(file);
      return way === undefined ? [] : [way.join(' → ')];
    });
    assert.deepEqual(wrong, []);
  });

  it('go round in no circle when they run', () => {
    assert.deepEqual(
      SOURCES.flatMap((file) => circle(file) ?? []),
      [],
    );
  });
});

describe('source files', () => {
  it('have at most 300 lines', () => {
    const long = SOURCES.filter((file) => fs.readFileSync(file, 'utf8').trimEnd().split('\n').length > 300);
    assert.deepEqual(long, []);
  });
});

/** What a file imports, types included: files of the project by their path, packages by their name. */
function readImports(file: string, text: string): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith('.')) return fileName;
    const base = slashes(path.join(path.dirname(file), fileName));
    const target = [`${base}.ts`, `${base}/index.ts`, base].find((candidate) => SOURCES.includes(candidate));
    return target ?? base;
  });
}

function edges(): [string, string][] {
  return [...imports].flatMap(([from, targets]) => targets.map((to): [string, string] => [from, to]));
}

function ringOf(file: string): number {
  const ring = RINGS.findIndex((patterns) => patterns.some((pattern) => pattern.test(file)));
  // The sample server stands beside the rings: see its own test.
  assert.ok(ring >= 0 || file.startsWith('src/sample/'), `${file} is in no ring`);
  return file.startsWith('src/sample/') ? 0 : ring;
}

function isIn(file: string, pattern: RegExp): boolean {
  return pattern.test(file);
}

function wayToVscode(file: string, seen = new Set<string>()): string[] | undefined {
  if (file === 'vscode') return [file];
  if (seen.has(file)) return undefined;
  seen.add(file);
  for (const target of imports.get(file) ?? []) {
    const way = wayToVscode(target, seen);
    if (way !== undefined) return [file, ...way];
  }
  return undefined;
}

/** A way from a file back to itself, told once: from the first of its files. */
function circle(start: string): string | undefined {
  const visit = (file: string, way: readonly string[]): string | undefined => {
    for (const target of importsAtRun.get(file) ?? []) {
      if (target === start) return [...way, target].join(' → ');
      if (target < start || way.includes(target) || !importsAtRun.has(target)) continue;
      const found = visit(target, [...way, target]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(start, [start]);
}

function slashes(file: string): string {
  return file.split(path.sep).join('/');
}
