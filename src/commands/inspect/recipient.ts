/** The recipient that a command is about: of a row, of the document of an entry, or asked for. */
import * as vscode from 'vscode';
import type { EntryRef } from '../../core/refs';
import { DOCUMENT_SCHEME } from '../../ids';
import { UserError } from '../../ui/userError';
import { entryOfQuery } from '../../views/entryUri';
import type { EventsRef } from '../../views/eventsState';
import type { CommandServices } from '../commandServices';
import type { RowSet } from '../panelRows';
import type { Call } from '../run';
import { targetOf, type KnownTarget } from '../targets';

/** The entry that a call names by a row, a row of a panel, or the document of an entry. */
export function entryOf(call: {
  readonly nodes: Call<'showEvents'>['nodes'];
  readonly rows?: RowSet | undefined;
  readonly uris: readonly vscode.Uri[];
}): EntryRef | undefined {
  if (call.rows !== undefined) return firstOf(call.rows.refs());
  const [node] = call.nodes;
  if (node?.kind === 'entry') return node;
  const [uri] = call.uris;
  return uri?.scheme === DOCUMENT_SCHEME ? entryOfQuery(uri.query) : undefined;
}

/** The recipient of *Show Recent Events*; what is missing is asked for. Throws UserError for what is no address. */
export async function recipientOf(call: Call<'showEvents'>, { targets, ask }: CommandServices): Promise<EventsRef> {
  const title = vscode.l10n.t('Show Recent Events');
  const entry = entryOf(call);
  const known: KnownTarget = entry ?? targetOf(call.rows === undefined ? call.nodes[0] : undefined);
  const { accountId, domain } = await targets.domain(title, { ...known, ...call.args });
  const address =
    call.args.address ??
    entry?.address ??
    (await ask.input({
      title,
      prompt: vscode.l10n.t('Address whose recent events to show'),
      placeholder: 'jane@example.com',
      validate: (text) => (text.includes('@') ? undefined : vscode.l10n.t('This is not an e-mail address.')),
    }));
  if (!address.includes('@')) {
    throw new UserError(vscode.l10n.t('“{0}” is a whole domain, and events are about one address.', address), {
      nextStep: vscode.l10n.t('Choose an entry that is an address.'),
    });
  }
  return { accountId, domain, address: address.trim() };
}

function firstOf<T>(items: Iterable<T>): T | undefined {
  for (const item of items) return item;
  return undefined;
}
