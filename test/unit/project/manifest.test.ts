import assert from 'node:assert/strict';
import { manifest, manifestTexts, type MenuItem, textOf } from './project';

const DELETE = 'mailgunSuppressions.deleteEntries';
/** What takes something away for good from the list or the sidebar. */
const DELETING = [
  DELETE,
  'mailgunSuppressions.removeAccount',
  'mailgunSuppressions.deleteMatching',
  'mailgunSuppressions.clearList',
  'mailgunSuppressions.deleteFromAllDomains',
];

describe('manifest', () => {
  const { menus, keybindings } = manifest().contributes;

  it('has a text for every key, and no text that nobody uses', () => {
    const used = [...textOf('package.json').matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(manifestTexts()).sort());
  });

  describe('context menus in the tree', () => {
    const items = menus['view/item/context'] ?? [];
    const inline = items.filter(({ group }) => group?.startsWith('inline'));
    const grouped = items.filter((item) => !inline.includes(item));
    const byGroup = (a: MenuItem, b: MenuItem): number => (a.group ?? '').localeCompare(b.group ?? '');

    it('have deletion last, in a group of its own that begins with 9_', () => {
      const deleting = grouped.filter(({ command }) => DELETING.includes(command));
      assert.deepEqual(
        DELETING.filter((command) => !deleting.some((item) => item.command === command)),
        [],
      );
      for (const { command, group = '' } of grouped)
        assert.equal(group.startsWith('9_'), DELETING.includes(command), `${command} in ${group}`);
      assert.deepEqual(
        grouped.filter(({ group = '' }) => group > '9_~'),
        [],
      );
    });

    it('show deletion after every other icon of a row', () => {
      for (const item of inline.filter(({ command }) => DELETING.includes(command))) {
        const row = inline.filter(({ when }) => when === item.when).sort(byGroup);
        assert.equal(row.at(-1), item);
      }
    });

    it('say for which rows of which view they are', () => {
      for (const { command, when } of items)
        assert.match(when ?? '', /^view == mailgunSuppressions\.explorer && viewItem =~ /, command);
    });
  });

  it('binds keys only while the tree has the focus and nobody types', () => {
    assert.ok(keybindings.some(({ command }) => command === DELETE));
    for (const { command, when = '' } of keybindings)
      for (const part of ['focusedView == mailgunSuppressions.explorer', 'listFocus', '!inputFocus'])
        assert.ok(when.split(' && ').includes(part), `${command}: ${part}`);
  });
});
