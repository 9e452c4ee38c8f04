/** Which account, domain or list a command is about: taken from its arguments or rows, else asked. */
import * as vscode from 'vscode';
import type { Accounts } from '../accounts/accounts';
import type { DomainRef, ListRef } from '../core/refs';
import { LIST_NAMES, isListName, type ListName } from '../mailgun/lists';
import type { TreeModel } from '../tree/model';
import { listIcon, listLabel } from '../tree/lists';
import type { TreeNode } from '../tree/nodes';
import { Cancelled, type Ask, type PickItem, type PickOptions } from '../ui/ask';
import { UserError } from '../ui/userError';

/** What is known in advance. */
export interface KnownTarget {
  readonly accountId?: string | undefined;
  readonly domain?: string | undefined;
  readonly list?: ListName | undefined;
}

/** A list, a domain with all its lists, or an account with all its domains. */
export interface Scope {
  readonly accountId: string;
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
    checkListName(known.list);
    const { accountId, domain } = await this.domain(title, known);
    const list = known.list ?? (await this.#listName(title, listItems()));
    return { accountId, domain, list };
  }

  /** A list, all lists of a domain or all of an account: what is not known is asked, with "all" among the choices. */
  async scope(title: string, known: KnownTarget = {}): Promise<Scope> {
    const accountId = await this.account(title, known.accountId);
    checkListName(known.list);
    const allDomains: PickItem<string | undefined> = {
      label: vscode.l10n.t('All Domains'),
      value: undefined,
      icon: 'globe',
    };
    const domain = known.domain ?? (await this.#domain(title, this.#domainItems(accountId, [allDomains])));
    if (domain === undefined) return { accountId };
    const allLists: PickItem<ListName | undefined> = {
      label: vscode.l10n.t('All Four Lists'),
      value: undefined,
      icon: 'list-flat',
    };
    const list = known.list ?? (await this.#listName(title, [allLists, ...listItems()]));
    return { accountId, domain, list };
  }

  /** One domain, asked for as far as it is not known. */
  async domain(title: string, known: KnownTarget = {}): Promise<DomainRef> {
    const accountId = await this.account(title, known.accountId);
    const domain = known.domain ?? (await this.#domain(title, this.#domainItems<string>(accountId)));
    return { accountId, domain };
  }

  #domain<T>(title: string, items: PickOptions<T>['items']): Promise<T> {
    return this.ask.pick({ title, placeholder: vscode.l10n.t('Domain'), items });
  }

  async #domainItems<T>(
    accountId: string,
    more: readonly PickItem<T>[] = [],
  ): Promise<readonly PickItem<T | string>[]> {
    const domains = this.model.domains(accountId);
    await domains.loadAll();
    return [...more, ...domains.domains.map(({ name }) => ({ label: name, value: name, icon: 'globe' }))];
  }

  #listName<T>(title: string, items: readonly PickItem<T>[]): Promise<T> {
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

/** Throws UserError when a caller named a list that there is not. */
export function checkListName(list: unknown): void {
  if (list === undefined || isListName(list)) return;
  throw new UserError(vscode.l10n.t('“{0}” is not a list.', typeof list === 'string' ? list : JSON.stringify(list)), {
    nextStep: vscode.l10n.t('The lists are: {0}.', LIST_NAMES.join(', ')),
  });
}

/** The lists to choose from. */
export function listItems(): PickItem<ListName>[] {
  return LIST_NAMES.map((value) => ({ label: listLabel(value), value, icon: listIcon(value) }));
}

/** The account, domain and list that a row stands for or stands in. */
export function targetOf(node: TreeNode | undefined): KnownTarget {
  if (node === undefined) return {};
  return 'parent' in node ? targetOf(node.parent) : node;
}
