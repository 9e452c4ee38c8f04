/** What is to be copied, and where to. */
import * as vscode from 'vscode';
import type { DomainRef, ListRef } from '../../core/refs';
import type { CopySource } from '../../core/transfer/bulk/copyPlan';
import { Cancelled, type PickItem } from '../../ui/ask';
import { UserError } from '../../ui/userError';
import type { Entry } from '../../mailgun/records';
import type { RowSet } from '../panelRows';
import { chunksOf } from '../rowChunks';
import type { Call } from '../run';
import { targetOf } from '../targets';
import type { BulkServices } from './bulkServices';
import { place } from './words';

/** The selected entries, the given addresses of a list, or a list as it is filtered. */
export async function sourceOf(call: Call<'copyEntries'>, { model, targets }: BulkServices): Promise<CopySource> {
  if (call.rows !== undefined) return rowSource(call.rows);
  const { args, nodes } = call;
  const title = vscode.l10n.t('Copy to Domains');
  const selected = nodes.filter((node) => node.kind === 'entry');
  const [first] = selected;
  if (first === undefined) {
    const list = await targets.list(title, { ...targetOf(nodes[0]), ...args.from });
    if (args.addresses !== undefined) return { list, addresses: args.addresses };
    const term = nodes.length > 0 ? model.term(list) : '';
    return term === '' ? { list } : { list, term };
  }
  const { accountId, domain, list } = first;
  const others = selected.some((node) => place(node) !== place(first) || node.accountId !== accountId);
  if (others) throw severalLists();
  return { list: { accountId, domain, list }, entries: selected.map(({ entry }) => entry) };
}

/** The selected rows of a panel. */
function rowSource(rows: RowSet): CopySource {
  const [list, ...others] = rows.lists;
  if (list === undefined || others.length > 0) throw severalLists();
  const chunks = async function* (): AsyncGenerator<readonly Entry[]> {
    for await (const nodes of chunksOf(rows.nodes())) yield nodes.map(({ entry }) => entry);
  };
  return { list, chunks: chunks() };
}

function severalLists(): UserError {
  return new UserError(vscode.l10n.t('The selected entries stand on more than one list.'), {
    nextStep: vscode.l10n.t('Select entries of one list, then copy.'),
  });
}

/** Asks for any number of domains, of all accounts, without the one that is copied from. */
export async function askForTargets(source: ListRef, services: BulkServices): Promise<readonly DomainRef[]> {
  const chosen = await services.ask.pickMany({
    title: vscode.l10n.t('Copy {0} to', place(source)),
    placeholder: vscode.l10n.t('Domains to copy to'),
    items: domainItems(source, services),
  });
  if (chosen.length === 0) throw new Cancelled();
  return chosen;
}

/** An account whose domains cannot be read does not keep the others from being chosen. */
async function domainItems(source: ListRef, { accounts, log, ports }: BulkServices): Promise<PickItem<DomainRef>[]> {
  const failures: unknown[] = [];
  const groups = await Promise.all(
    accounts.list().map(async ({ id, name }) => {
      try {
        const domains = await ports.domains(id, {});
        return domains.map((domain) => ({
          label: domain,
          group: name,
          icon: 'globe',
          value: { accountId: id, domain },
        }));
      } catch (error) {
        failures.push(error);
        log.warn(`The domains of “${name}” could not be read.`, error);
        return [];
      }
    }),
  );
  const items = groups
    .flat()
    .filter(({ value }) => value.accountId !== source.accountId || value.domain !== source.domain);
  if (items.length > 0) return items;
  if (failures.length > 0) throw failures[0];
  throw new UserError(vscode.l10n.t('There is no other domain to copy to.'), {
    nextStep: vscode.l10n.t('Add another account, or a domain at Mailgun.'),
  });
}
