/** The one way in which every command runs: arguments made uniform, errors reported, start and end logged. */
import * as vscode from 'vscode';
import type { CommandName, CommandTypes } from '../ids';
import { isTreeNode, type TreeNode } from '../tree/nodes';
import { isCancelled, type Ask } from '../ui/ask';
import type { Log } from '../ui/log';
import { report } from '../ui/report';
import { isPanelContext, isRowSet, type PanelRows, type RowSet } from './panelRows';

type Argument<N extends CommandName> = NonNullable<CommandTypes[N]['argument']>;

/** What may be known in advance; the handler asks for the rest. Values from a keybinding are not checked yet. */
export type Given<N extends CommandName> = { readonly [K in keyof Argument<N>]?: Argument<N>[K] | undefined };

/** One call of a command. */
export interface Call<N extends CommandName> {
  /** The fields that were given; empty when the command was called from the palette or the tree. */
  readonly args: Given<N>;
  /** Whether an argument object was given at all. Such a caller gets errors thrown instead of shown. */
  readonly byArguments: boolean;
  /** The rows on which the command was called, of the tree (the clicked one first) or of a panel; empty when called otherwise. */
  readonly nodes: readonly TreeNode[];
  /** The rows of a panel on which the command was called. Where there may be very many, read these and leave `nodes` alone. */
  readonly rows?: RowSet | undefined;
  /** The files on which the command was called: from the explorer's menu, or dropped on a row. */
  readonly uris: readonly vscode.Uri[];
  /** Whether a key was pressed in the tree: VS Code does not tell which row had the focus, only which are selected. */
  readonly byKey: boolean;
}

/** What the pipeline needs. */
export interface CommandContext {
  readonly ask: Ask;
  readonly log: Log;
  /** The selected rows of the tree, for a keybinding whose `args` is `"selection"`. */
  readonly selection?: (() => readonly TreeNode[]) | undefined;
  /** The selected rows of panels, for their context menus. */
  readonly panelRows?: PanelRows | undefined;
}

/** Does the work of one command and returns its result. Throws Cancelled when the user does not want to go on. */
export type Handler<N extends CommandName> = (call: Call<N>) => Promise<CommandTypes[N]['result']>;

/** One handler for each command. */
export type Handlers = { readonly [N in CommandName]: Handler<N> };

/** Argument of a keybinding that means the selected rows of the tree. */
export const SELECTION = 'selection';

/** Runs a command with what VS Code hands to it. */
export type RunCommand = (name: CommandName, raw: readonly unknown[]) => Promise<unknown>;

/** What runs the commands of a window. */
export function commandRunner(handlers: Handlers, context: CommandContext): RunCommand {
  return <N extends CommandName>(name: N, raw: readonly unknown[]) =>
    run<N>(name, handlers[name], readCall<N>(raw, context.selection, context.panelRows), context);
}

/**
 * Runs a command. Cancelled it returns undefined. A failure is thrown to a caller who gave an argument object, and shown
 * to anybody else: a keybinding's failure is shown by VS Code itself.
 */
export async function run<N extends CommandName>(
  name: N,
  handler: Handler<N>,
  call: Call<N>,
  { ask, log }: CommandContext,
): Promise<CommandTypes[N]['result'] | undefined> {
  const start = performance.now();
  const took = () => `${Math.round(performance.now() - start)} ms`;
  log.debug(`${name}: started`);
  try {
    const result = await handler(call);
    log.debug(`${name}: done in ${took()}`);
    return result;
  } catch (error) {
    if (isCancelled(error)) {
      log.debug(`${name}: cancelled after ${took()}`);
      return undefined;
    }
    if (call.byArguments) {
      log.error(`${name}: failed after ${took()}`, error);
      throw error;
    }
    log.info(`${name}: failed after ${took()}`);
    report(error, ask, log, { accountId: accountOf(call) });
    return undefined;
  }
}

/** Makes what VS Code hands to a command uniform: rows of the tree or of a panel, an argument object, or nothing. */
export function readCall<N extends CommandName>(
  raw: readonly unknown[],
  selection: () => readonly TreeNode[] = () => [],
  panelRows?: PanelRows,
): Call<N> {
  const [first, second, third] = raw;
  const none = { args: {}, byArguments: false, nodes: [], uris: [], byKey: false };
  const rows = isRowSet(first) ? first : isPanelContext(first) ? panelRows?.of(first) : undefined;
  if (rows !== undefined) return new RowsCall<N>(rows);
  if (isPanelContext(first)) return none;
  if (isTreeNode(first)) return { ...none, nodes: selected(first, second), uris: filesIn(third) };
  if (first instanceof vscode.Uri) return { ...none, uris: clickedFirst(first, filesIn(second)) };
  if (Array.isArray(first) && first.every(isTreeNode)) return { ...none, nodes: first };
  if (first === SELECTION) return { ...none, nodes: selection(), byKey: true };
  if (isPlainObject(first)) return { ...none, args: first, byArguments: true };
  return none;
}

/** A call on rows of a panel; they are made into nodes only for a command that asks for these. */
class RowsCall<N extends CommandName> implements Call<N> {
  readonly args = {};
  readonly byArguments = false;
  readonly uris = [];
  readonly byKey = false;
  #nodes: readonly TreeNode[] | undefined;

  constructor(readonly rows: RowSet) {}

  get nodes(): readonly TreeNode[] {
    return (this.#nodes ??= [...this.rows.nodes()]);
  }
}

/** With a multi-selection VS Code hands over the clicked row and all selected ones; the clicked one may be outside. */
function selected(clicked: TreeNode, all: unknown): readonly TreeNode[] {
  if (!Array.isArray(all)) return [clicked];
  const nodes = all.filter(isTreeNode);
  return nodes.includes(clicked) ? [clicked, ...nodes.filter((node) => node !== clicked)] : [clicked];
}

/** As above, for the files that the explorer hands over. */
function clickedFirst(clicked: vscode.Uri, all: readonly vscode.Uri[]): readonly vscode.Uri[] {
  const same = (uri: vscode.Uri) => uri.toString() === clicked.toString();
  return all.some(same) ? [clicked, ...all.filter((uri) => !same(uri))] : [clicked];
}

function filesIn(value: unknown): readonly vscode.Uri[] {
  return Array.isArray(value) ? value.filter((item) => item instanceof vscode.Uri) : [];
}

/** The account that a call is about, if it is about one. */
export function accountOf(call: Pick<Call<CommandName>, 'args' | 'nodes' | 'rows'>): string | undefined {
  if (call.rows !== undefined) return call.rows.accountId;
  const given: Readonly<Record<string, unknown>> = { ...call.args };
  if (typeof given['accountId'] === 'string') return given['accountId'];
  const ids = new Set(call.nodes.map(accountOfNode));
  return ids.size === 1 ? [...ids][0] : undefined;
}

function accountOfNode(node: TreeNode): string {
  return 'parent' in node ? node.parent.accountId : node.accountId;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
