import assert from 'node:assert/strict';
import { COMMANDS, SETTINGS } from '../../../src/ids';
import { manifest, manifestTexts, textOf } from './project';

/** Called by a menu and by the check result, never by a person's own keybinding. */
const INTERNAL = ['checkSelection', 'revealEntry'];

/** The rows of the one table below a heading, cut into cells; `\|` in a cell is kept. */
function table(readme: string, heading: string): string[][] {
  const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  assert.ok(section, heading);
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('README', () => {
  const readme = textOf('README.md');

  it('shows how to start and how to test, each in one line', () => {
    for (const line of ['npm ci && npm start', 'npm ci && npm test'])
      assert.ok(readme.split('\n').includes(line), line);
  });

  it('names the file that is packaged', () => {
    const { name, version } = manifest();
    assert.ok(readme.includes(`\`${name}-${version}.vsix\``));
  });

  it('lists every command under its title', () => {
    const texts = manifestTexts();
    const listed = table(readme, 'Commands').flatMap(([cell = '']) =>
      cell.split(', ').map((part) => /^`(\w+)` (.+)$/.exec(part)?.slice(1) ?? [part]),
    );
    const expected = Object.keys(COMMANDS).filter((name) => !INTERNAL.includes(name));
    assert.deepEqual(listed.sort(), expected.map((name) => [name, texts[`command.${name}`]]).sort());
  });

  it('lists every setting with its default', () => {
    const { properties } = manifest().contributes.configuration;
    const listed = table(readme, 'Settings').map(([key = '', value]) => [key.replaceAll('`', ''), value]);
    assert.deepEqual(
      listed.sort(),
      Object.keys(SETTINGS)
        .map((key) => [key, String(properties[`mailgunSuppressions.${key}`]?.default)])
        .sort(),
    );
  });
});
