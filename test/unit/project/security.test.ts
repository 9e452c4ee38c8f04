import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../host/paths';
import { parse, walk } from './imports';
import { manifest, textOf } from './project';

/** What a workspace may set: how many rows are shown. */
const OF_WORKSPACES = ['loadAllLimit', 'pageSize'];

/** A file of tests and the titles that are said to be in it. */
interface Promised {
  readonly file: string;
  readonly titles: readonly string[];
}

/** The last cell of each row names files in backticks, each followed by titles in quotation marks. */
function promisedIn(markdown: string): Promised[] {
  const cells = markdown
    .split('\n')
    .filter((line) => /^\| (?!The law |---)/.test(line))
    .map((line) => line.split(' | ').at(-1) ?? '');
  return cells.flatMap((cell) => {
    const [before = '', ...parts] = cell.split(/`(test\/[^`]+)`/);
    assert.doesNotMatch(before, /“/, cell);
    assert.ok(parts.length > 0, `a law without a test: ${cell}`);
    return parts.flatMap((file, index) =>
      index % 2 === 0 ? [{ file, titles: titlesIn(parts[index + 1] ?? '') }] : [],
    );
  });
}

function titlesIn(text: string): string[] {
  return [...text.matchAll(/“([^”]+)”/g)].map(([, title]) => title ?? '');
}

/** The first arguments of all calls in a file; what a template puts in is “…”. */
function titlesOf(file: string): Set<string> {
  const titles = new Set<string>();
  walk(parse(file), (node) => {
    const title = ts.isCallExpression(node) ? node.arguments[0] : undefined;
    if (title === undefined) return;
    if (ts.isStringLiteralLike(title)) titles.add(title.text);
    if (ts.isTemplateExpression(title))
      titles.add([title.head.text, ...title.templateSpans.map(({ literal }) => literal.text)].join('…'));
  });
  return titles;
}

describe('SECURITY.md', () => {
  const security = textOf('SECURITY.md');

  it('names tests that there are', () => {
    const promised = promisedIn(security);
    assert.ok(promised.length > 20);
    for (const { file, titles } of promised) {
      assert.ok(fs.existsSync(path.join(ROOT, file)), file);
      assert.notDeepEqual(titles, [], file);
      const there = titlesOf(file);
      for (const title of titles) assert.ok(there.has(title), `${file}: “${title}”`);
    }
  });

  it('says how to report a flaw, and what is not protected', () => {
    for (const heading of ['Report a flaw', 'What is protected', 'What is not protected'])
      assert.ok(security.includes(`\n## ${heading}\n`), heading);
    for (const file of ['README.md', 'CONTRIBUTING.md'])
      assert.ok(textOf(file).includes('[SECURITY.md](SECURITY.md)'), file);
  });

  it('lets a workspace choose how much is loaded, and nothing else', () => {
    const { properties } = manifest().contributes.configuration;
    const others = Object.entries(properties).filter(([, { scope }]) => scope !== 'application');
    assert.deepEqual(others.map(([key]) => key.replace('mailgunSuppressions.', '')).sort(), OF_WORKSPACES);
    for (const key of Object.keys(properties)) assert.doesNotMatch(key, /key|url|endpoint|host|region/i);
  });
});
