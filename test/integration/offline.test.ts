import assert from 'node:assert/strict';
import type { TreeNode } from '../../src/tree/nodes';
import { outcomeOf } from './windows/outcome';
import { ACCOUNT, DOMAIN, type Place } from './windows/place';
import { COMMANDS, manifest, nameOf, seen, Trials, type Trouble } from './windows/trials';

const WORDS = 'could not be reached';
const OFFLINE: Trouble = {
  words: new RegExp(WORDS),
  looked: true,
  begin: ({ server }) => server.offline(),
  end: ({ server }) => server.online(),
};

const { commandPalette = [], ['view/item/context']: onRows = [] } = manifest.contributes.menus;
const HIDDEN = commandPalette.filter(({ when }) => when === 'false').map(({ command }) => nameOf(command));
const PALETTE = COMMANDS.filter((name) => !HIDDEN.includes(name));
/** Commands with a kind of row in whose menu they stand. */
const ON_ROWS = new Map(
  onRows.flatMap(({ command, when = '' }) => {
    const kind = /\\b(account|domain|list|entry)\\b/.exec(when)?.[1];
    return kind === undefined ? [] : [[`${nameOf(command)} ${kind}`, { name: nameOf(command), kind }] as const];
  }),
);

describe('without a network', () => {
  let trials: Trials;

  before(async () => {
    trials = await Trials.start();
  });

  after(() => trials.end());

  it(`each of ${COMMANDS.length} commands ends: done, or with words and nothing changed; back online it works`, async () => {
    const problems: string[] = [];
    for (const name of COMMANDS) problems.push(...(await trials.problems(name, OFFLINE)));
    assert.deepEqual(problems, []);
  });

  it(`so do ${PALETTE.length} commands of the palette and ${ON_ROWS.size} of the rows’ menus, with a message to people`, async () => {
    const problems: string[] = [];
    const calls = [...PALETTE.map((name) => ({ name, kind: undefined })), ...ON_ROWS.values()];
    let place: Place | undefined;
    for (const name of COMMANDS) await trials.twin(name, true);
    for (const { name, kind } of calls) {
      const { requests } = await trials.twin(name, true);
      place ??= await trials.open();
      await place.look();
      const before = await seen(place);
      const row = kind === undefined ? undefined : await rowOf(place, kind);
      await trials.server.offline();
      const outcome = await outcomeOf(place, name, ...(row === undefined ? [] : [row, [row]]));
      const words = outcome.words + (await treeWords(place));
      await trials.server.online();
      const problem = (text: string): unknown => problems.push(`${name} ${kind ?? ''}: ${text}`);
      if (outcome.error !== undefined) problem(`throws ${outcome.text}`);
      if (outcome.words.includes('unexpected')) problem(`says ${outcome.words}`);
      // A preview of a file needs no server; its Import button does.
      if (requests > 0 && !words.includes(WORDS) && !words.includes('"analysed"')) problem(`does not say so: ${words}`);
      for (const error of trials.unhandled()) problem(error);
      const after = await seen(place);
      if (requests > 0 && after !== before) problem(`changed\n${before}\nto\n${after}`);
      if (after === before) continue;
      await place.close();
      place = undefined;
    }
    await place?.close();
    assert.deepEqual(problems, []);
  });

  it('the tree shows a row that says so, and a click on it tries again', async () => {
    const place = await trials.open();
    const [account] = await place.window.rows();
    assert.ok(account);
    await trials.server.offline();
    const [failed] = await place.window.rows(account);
    assert.ok(failed);
    const { label, command } = place.window.extension.services.provider.getTreeItem(failed);
    assert.match(typeof label === 'string' ? label : '', new RegExp(WORDS));
    await trials.server.online();
    assert.equal(command?.command, 'mailgunSuppressions.loadMore');
    await place.window.run('loadMore', ...(command.arguments as unknown[]));
    assert.equal((await place.window.rows(account)).length, 2);
    await place.close();
  });
});

async function rowOf({ window }: Place, kind: string): Promise<TreeNode | undefined> {
  const { model } = window.extension.services;
  const account = model.node({ kind: 'account', accountId: ACCOUNT });
  if (kind === 'account') return account;
  const list = model.listNode({ accountId: ACCOUNT, domain: DOMAIN, list: 'unsubscribes' });
  if (kind === 'list') return list;
  return (await window.rows(kind === 'domain' ? account : list))[0];
}

/** What the rows say that were opened. */
async function treeWords({ window }: Place): Promise<string> {
  const { model, provider } = window.extension.services;
  const parents: TreeNode[] = [
    model.node({ kind: 'account', accountId: ACCOUNT }),
    ...(['bounces', 'unsubscribes'] as const).map((list) =>
      model.listNode({ accountId: ACCOUNT, domain: DOMAIN, list }),
    ),
  ];
  const rows = (await Promise.all(parents.map((parent) => window.rows(parent)))).flat();
  return rows.map((row) => JSON.stringify(provider.getTreeItem(row).label)).join('\n');
}
