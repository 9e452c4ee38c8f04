/** Which account, domain or list a command is about: taken from its arguments or rows, else asked. */
import * as vscode from 'vscode';
import type { Accounts } from '../accounts/accounts';
import type { ListRef } from '../core/refs';
import { LIST_NAMES, isListName, type ListName } from '../mailgun/lists';
import type { Domain } from '../mailgun/records';
import type { TreeModel } from '../tree/model';
import { listIcon, listLabel } from '../tree/lists';
import type { TreeNode } from '../tree/nodes';
import { Cancelled, type Ask } from '../ui/ask';
import { UserError } from '../ui/userError';

/** What is known in advance. */
export interface KnownTarget {
  readonly accountId?: string | undefined;
  readonly domain?: string | undefined;
  readonly list?: ListName | undefined;
}

/** Finds out what a command is about. */
export class Targets {
  constructor(
    private readonly ask: Ask,
    private readonly accounts: Accounts,
    private readonly model: TreeModel,
  ) {}

  /** The account, asked for when there are several. Throws UserError when there is none or the given one is unknown. */
  async account(title: string, accountId?: string): Promise<string> {
    if (accountId !== undefined) {
      if (this.accounts.get(accountId) === undefined) throw new UserError(vscode.l10n.t('There is no such account.'));
      return accountId;
    }
    const all = this.accounts.list();
    const [only] = all;
    if (only === undefined) return this.#offerAccount();
    if (all.length === 1) return only.id;
    const items = all.map(({ id, name, region }) => ({
      label: name,
      value: id,
      icon: 'account',
      description: region.toUpperCase(),
    }));
    return this.ask.pick({ title, placeholder: vscode.l10n.t('Account'), items });
  }

  /** One list, asked for as far as it is not known. */
  async list(title: string, known: KnownTarget = {}): Promise<ListRef> {
    if (known.list !== undefined && !isListName(known.list))
      throw new UserError(vscode.l10n.t('“{0}” is not a list.', String(known.list)), {
        nextStep: vscode.l10n.t('The lists are: {0}.', LIST_NAMES.join(', ')),
      });
    const accountId = await this.account(title, known.accountId);
    const domain = known.domain ?? (await this.#domain(title, accountId));
    const list = known.list ?? (await this.#listName(title));
    return { accountId, domain, list };
  }

  async #domain(title: string, accountId: string): Promise<string> {
    const items = this.#allDomains(accountId).then((domains) =>
      domains.map(({ name }) => ({ label: name, value: name, icon: 'globe' })),
    );
    return this.ask.pick({ title, placeholder: vscode.l10n.t('Domain'), items });
  }

  async #allDomains(accountId: string): Promise<readonly Domain[]> {
    const domains = this.model.domains(accountId);
    await domains.loadAll();
    return domains.domains;
  }

  async #listName(title: string): Promise<ListName> {
    const items = LIST_NAMES.map((value) => ({ label: listLabel(value), value, icon: listIcon(value) }));
    return this.ask.pick({ title, placeholder: vscode.l10n.t('List'), items });
  }

  async #offerAccount(): Promise<never> {
    const add = vscode.l10n.t('Add Account…');
    const sample = vscode.l10n.t('Open Sample Account');
    const command = await this.ask.pick({
      title: vscode.l10n.t('There is no Mailgun account yet'),
      items: [
        { label: add, value: 'mailgunSuppressions.addAccount', icon: 'add' },
        { label: sample, value: 'mailgunSuppressions.openSampleAccount', icon: 'beaker' },
      ],
    });
    await vscode.commands.executeCommand(command);
    throw new Cancelled();
  }
}

/** The account, domain and list that a row stands for or stands in. */
export function targetOf(node: TreeNode | undefined): KnownTarget {
  if (node === undefined) return {};
  return 'parent' in node ? targetOf(node.parent) : node;
}
