/** Commands whose work is in a bundle of its own, read when the first of them runs. */
import type { WebviewPanel } from 'vscode';
import { Lazy } from '../core/lazy';
import type { EntryTexts } from '../views/entryDocument';
import type { CommandServices } from './commandServices';
import type { CommandName } from '../ids';
import type { Call, Handlers } from './run';

/** The commands of `dist/bulk.js`: what changes lists or moves them about. */
const BULK = {
  addAddresses: true,
  addToAllDomains: true,
  clearList: true,
  copyEntries: true,
  deleteEntries: true,
  deleteFromAllDomains: true,
  deleteMatching: true,
  exportList: true,
  importCsv: true,
  removeTag: true,
  resumeJob: true,
  undo: true,
} as const;

/** The commands of `dist/inspect.js`: what is for looking at entries. */
const INSPECT = {
  checkAddresses: true,
  copyAsCsv: true,
  copyAsCurl: true,
  copyAsJson: true,
  exportSelection: true,
  openInMailgun: true,
  openTable: true,
  showEvents: true,
} as const;

/** A command of the first bundle. */
export type LateCommand = keyof typeof BULK;
export type LateHandlers = Pick<Handlers, LateCommand>;

/** A command of the second bundle. */
export type InspectCommand = keyof typeof INSPECT;
export type InspectHandlers = Pick<Handlers, InspectCommand>;

/** What the first bundle makes. */
export interface Late {
  readonly handlers: LateHandlers;
  /** Takes over an import panel that VS Code has kept across a reload. */
  restoreImport(panel: WebviewPanel, stored: unknown): void;
  /** Asks what is to become of work that an earlier run of the editor has left unfinished. */
  offerResume(): Promise<void>;
}

/** What the second bundle makes. */
export interface Inspect {
  readonly handlers: InspectHandlers;
  /** Takes over a panel that VS Code has kept across a reload; its view type says which. */
  restore(panel: WebviewPanel, stored: unknown): void;
  /** The texts of the documents of entries. */
  readonly stories: EntryTexts;
}

/** Loads the first bundle when it is first needed. */
export function lateBundle(services: CommandServices): () => Promise<Late> {
  const bundle = new Lazy(async () => (await import('./bulk')).createLate(services));
  return () => bundle.get();
}

/** Loads the second bundle when it is first needed. */
export function inspectBundle(services: CommandServices): () => Promise<Inspect> {
  const bundle = new Lazy(async () => (await import('./inspect')).createInspect(services));
  return () => bundle.get();
}

/** Handlers that load the first bundle and hand their call on. */
export function lateCommands(load: () => Promise<Late>): LateHandlers {
  return handOn(BULK, load);
}

/** The same for the second. */
export function inspectCommands(load: () => Promise<Inspect>): InspectHandlers {
  return handOn(INSPECT, load);
}

function handOn<N extends CommandName>(
  names: Readonly<Record<N, true>>,
  load: () => Promise<{ readonly handlers: Pick<Handlers, N> }>,
): Pick<Handlers, N> {
  const handlers: Partial<Record<CommandName, unknown>> = {};
  for (const name of Object.keys(names) as N[])
    handlers[name] = async (call: Call<N>) => (await load()).handlers[name](call);
  return handlers as Pick<Handlers, N>;
}
