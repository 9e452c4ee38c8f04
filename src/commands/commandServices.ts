/** What commands work with. The composition root makes it; each command takes what it needs. */
import type * as vscode from 'vscode';
import type { Accounts } from '../accounts/accounts';
import type { Clients } from '../accounts/clients';
import type { SampleAccount } from '../accounts/sampleAccount';
import type { ChangeStore } from '../core/change';
import type { Explorer } from '../tree/explorer';
import type { TreeModel } from '../tree/model';
import type { Ask } from '../ui/ask';
import type { Log } from '../ui/log';
import type { SettingsReader } from '../ui/settings';
import type { CheckResultPanel } from '../views/checkResult';
import type { EntryDocuments } from '../views/entryDocument';
import type { Changes } from './changes';
import type { PanelRows } from './panelRows';
import type { Targets } from './targets';

export interface CommandServices {
  readonly accounts: Accounts;
  readonly ask: Ask;
  readonly changes: Changes;
  readonly changeStore: ChangeStore;
  readonly checkResult: CheckResultPanel;
  readonly clients: Clients;
  readonly entryDocuments: EntryDocuments;
  readonly explorer: Explorer;
  /** Where the extension is installed. */
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly model: TreeModel;
  /** What is selected in the open panels. */
  readonly panelRows: PanelRows;
  readonly sample: SampleAccount;
  readonly settings: SettingsReader;
  /** The extension's own folder on this machine. */
  readonly storage: string;
  readonly targets: Targets;
  /** A short word in the status bar that goes by itself. */
  say(message: string): void;
}
