/** Commands whose work is a bundle of its own: what changes lists or moves them about, read when the first of them runs. */
import type { WebviewPanel } from 'vscode';
import type { CommandServices } from './commandServices';
import type { Handler, Handlers } from './run';

/** The commands of that bundle. */
export type LateCommand =
  | 'addAddresses'
  | 'addToAllDomains'
  | 'clearList'
  | 'copyEntries'
  | 'deleteEntries'
  | 'deleteFromAllDomains'
  | 'deleteMatching'
  | 'exportList'
  | 'importCsv'
  | 'removeTag'
  | 'resumeJob'
  | 'undo';

export type LateHandlers = Pick<Handlers, LateCommand>;

/** What the bundle makes. */
export interface Late {
  readonly handlers: LateHandlers;
  /** Takes over an import panel that VS Code has kept across a reload. */
  restoreImport(panel: WebviewPanel, stored: unknown): void;
  /** Asks what is to become of work that an earlier run of the editor has left unfinished. */
  offerResume(): Promise<void>;
}

/** Loads the bundle when it is first needed. */
export function lateBundle(services: CommandServices): () => Promise<Late> {
  let made: Promise<Late> | undefined;
  return () => {
    made ??= import('./bulk').then(({ createLate }) => createLate(services));
    // What could not be read is tried again the next time.
    made.catch(() => (made = undefined));
    return made;
  };
}

/** Handlers that load the bundle and hand their call on. */
export function lateCommands(load: () => Promise<Late>): LateHandlers {
  const late =
    <N extends LateCommand>(name: N): Handler<N> =>
    async (call) =>
      (await load()).handlers[name](call);
  return {
    addAddresses: late('addAddresses'),
    addToAllDomains: late('addToAllDomains'),
    clearList: late('clearList'),
    copyEntries: late('copyEntries'),
    deleteEntries: late('deleteEntries'),
    deleteFromAllDomains: late('deleteFromAllDomains'),
    deleteMatching: late('deleteMatching'),
    exportList: late('exportList'),
    importCsv: late('importCsv'),
    removeTag: late('removeTag'),
    resumeJob: late('resumeJob'),
    undo: late('undo'),
  };
}
