/** The composition root: makes every object and hands each what it needs. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Accounts } from './accounts/accounts';
import { Clients } from './accounts/clients';
import { SampleAccount } from './accounts/sampleAccount';
import { Changes } from './commands/changes';
import { check } from './commands/check';
import type { CommandServices } from './commands/commandServices';
import { PanelRows } from './commands/panelRows';
import { Targets } from './commands/targets';
import { FileChangeStore } from './core/changeStore';
import type { EntryRef } from './core/refs';
import { commandId, type ContextKeys, type DeleteResult } from './ids';
import { REGIONS } from './mailgun/regions';
import { FileDrop } from './tree/dropFiles';
import { Explorer } from './tree/explorer';
import { TreeModel } from './tree/model';
import type { OpenTree } from './tree/openTree';
import { TreeProvider } from './tree/provider';
import { Log, LOG_NAME } from './ui/log';
import { withoutIcons } from './ui/markup';
import { report } from './ui/report';
import { SettingsReader } from './ui/settings';
import { VscodeAsk } from './ui/vscodeAsk';
import { CheckResultPanel } from './views/checkResult';
import { EntryDocuments } from './views/entryDocument';
import type { DocumentChanges } from './views/openDocuments';

/** How often the accounts are looked at for what another window changed, in milliseconds. */
const REREAD = 3000;

/** What was registered before there was anything behind it. */
export interface Registered {
  readonly tree: Pick<OpenTree, 'view' | 'changes'>;
  readonly documents: { readonly changes: DocumentChanges };
}

/** Everything there is, for the commands and, in test mode, for the tests. */
export interface Services extends CommandServices, vscode.Disposable {
  readonly provider: TreeProvider;
  readonly drop: FileDrop;
  /** Base URLs of the regions. A test may point them at a server of its own. */
  readonly regions: { us: string; eu: string };
}

/** Makes the services. Asks no network and awaits nothing. */
export function createServices(context: vscode.ExtensionContext, { tree, documents }: Registered): Services {
  const log = new Log(vscode.window.createOutputChannel(LOG_NAME, { log: true }));
  const settings = new SettingsReader();
  const ask: VscodeAsk = new VscodeAsk((error) => report(error, ask, log));
  const { globalState, secrets } = context;
  // Told while the services are being made.
  const onUnread = (count: number) => void Promise.resolve().then(() => tellUnread(count, services));
  const accounts = new Accounts({ globalState, secrets, log, onUnread });
  const sample = new SampleAccount({ accounts, log });
  const clients = new Clients({ accounts, sample, settings, log });
  const api = (accountId: string) => clients.get(accountId);
  const model = new TreeModel({
    accountIds: () => accounts.list().map(({ id }) => id),
    api,
    pageSize: () => settings.pageSize,
  });
  const itemContext = { model, account: (id: string) => accounts.get(id), now: Date.now };
  // Any command of the window's own would do; this one says what it knows already.
  const roundTrip = () => vscode.commands.executeCommand('setContext', 'mailgunSuppressions.ready', true);
  const provider = new TreeProvider(model, itemContext, roundTrip);
  const storage = context.globalStorageUri.fsPath;
  const drop = new FileDrop({
    ask,
    folder: join(storage, 'dropped'),
    importFiles: (node, files) => vscode.commands.executeCommand(commandId('importCsv'), node, [node], files),
  });
  const explorer = new Explorer(model, provider, api, tree.view);
  const changeStore = new FileChangeStore(join(storage, 'changes'));
  const checkResult = new CheckResultPanel({
    extensionUri: context.extensionUri,
    log,
    actions: checkActions(() => services),
  });
  const find = async (ref: EntryRef) => (await api(ref.accountId)).find(ref.domain, ref.list, ref.address);
  const entryDocuments = new EntryDocuments({ accountName: (id) => accounts.get(id)?.name });
  const updateCanUndo = async () => {
    const canUndo = (await changeStore.list()).length > 0;
    setContext('mailgunSuppressions.canUndo', canUndo);
    return canUndo;
  };
  const changes = new Changes({ model, explorer, checkResult, entryDocuments, find }, ask, updateCanUndo);
  const targets = new Targets(ask, accounts, model);
  const panelRows = new PanelRows();
  const owned: vscode.Disposable[] = [
    settings,
    accounts,
    sample,
    clients,
    model,
    provider,
    checkResult,
    entryDocuments,
    provider.onDidChangeTreeData((nodes) => tree.changes.fire(nodes)),
    entryDocuments.onDidChangeFile((events) => documents.changes.fire(events)),
  ];
  const services: Services = {
    ...{ accounts, ask, changes, changeStore, checkResult, clients, entryDocuments, explorer, log, model },
    ...{
      drop,
      panelRows,
      provider,
      sample,
      settings,
      storage,
      targets,
      regions: { ...REGIONS },
      extensionUri: context.extensionUri,
    },
    say: (message) => void vscode.window.setStatusBarMessage(withoutIcons(message), 4000),
    dispose: () => {
      for (const object of owned) object.dispose();
    },
  };
  followAccounts(services, owned);
  void changes.refreshUndo().catch((error: unknown) => log.warn('The list of changes could not be read.', error));
  return services;
}

/** Tells VS Code a fact that menus and welcome texts depend on. */
export function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  void vscode.commands.executeCommand('setContext', key, value);
}

/** An account that is not shown has not gone: its record and its key are where they were. */
function tellUnread(count: number, { accounts, ask, log }: Services): void {
  void ask.notify({
    level: 'warning',
    message:
      count === 1
        ? vscode.l10n.t('A stored account cannot be read and is not shown. It is kept as it is, with its API key.')
        : vscode.l10n.t(
            '{0} stored accounts cannot be read and are not shown. They are kept with their API keys.',
            count,
          ),
    actions: [
      { label: vscode.l10n.t('Show Log'), run: () => log.show() },
      { label: vscode.l10n.t('Delete with API Key'), run: () => accounts.forgetUnread() },
    ],
  });
}

/** The tree shows the accounts; what was loaded of one goes with it, or with its key. */
function followAccounts({ accounts, model, explorer }: Services, owned: vscode.Disposable[]): void {
  const showCount = () => setContext('mailgunSuppressions.hasAccounts', accounts.list().length > 0);
  accounts.onDidChange(({ removed, keyChanged }) => {
    for (const id of [...removed, ...keyChanged]) model.forget(id);
    model.touch();
    showCount();
  });
  owned.push(explorer.view.onDidChangeVisibility(({ visible }) => visible && void accounts.reload()));
  // Some hosts tell of another window's changes late or not at all. What is read here is in memory.
  const timer = setInterval(() => {
    if (explorer.view.visible) void accounts.reload();
  }, REREAD);
  owned.push({ dispose: () => clearInterval(timer) });
  showCount();
  setContext('mailgunSuppressions.ready', true);
}

/** What the buttons of the check result do. */
function checkActions(services: () => Services): ConstructorParameters<typeof CheckResultPanel>[0]['actions'] {
  return {
    // The command says so when the entry is not there any more.
    openInTree: (ref: EntryRef) => vscode.commands.executeCommand(commandId('revealEntry'), { ...ref }),
    copy: async (address: string) => {
      await vscode.env.clipboard.writeText(address);
      services().say(vscode.l10n.t('Copied {0}', address));
    },
    showDetails: (ref: EntryRef) => services().entryDocuments.show(ref),
    showEvents: async ({ accountId, domain, address }: EntryRef) => {
      // What cannot be read is said in the panel that opens.
      await vscode.commands
        .executeCommand(commandId('showEvents'), { accountId, domain, address })
        .then(undefined, () => undefined);
    },
    copyCurl: (ref: EntryRef) => vscode.commands.executeCommand(commandId('copyAsCurl'), { ...ref }),
    delete: async ({ address, ...ref }: EntryRef) => {
      const argument = { ...ref, addresses: [address] };
      const result = await vscode.commands.executeCommand<DeleteResult | undefined>(
        commandId('deleteEntries'),
        argument,
      );
      return result?.failed.length === 0;
    },
    // The commands ask where and whether; what they change is marked in the result.
    deleteEverywhere: (address) => vscode.commands.executeCommand(commandId('deleteFromAllDomains'), { address }),
    addEverywhere: (address) => vscode.commands.executeCommand(commandId('addToAllDomains'), { address }),
    checkAgain: (last) => {
      if (last === undefined) return vscode.commands.executeCommand(commandId('checkAddress'));
      const { addresses, accountNames, domains } = last;
      return check({ addresses, accountIds: Object.keys(accountNames), domains }, services());
    },
  };
}
