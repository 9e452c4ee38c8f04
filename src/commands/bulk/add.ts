/** *Add Addresses…*: one or many onto a list. */
import * as vscode from 'vscode';
import { addEntries, type ChangedEntry } from '../../core/changes';
import type { EntryInput } from '../../core/entryInput';
import { readEntry, readLines } from '../../core/entryInput';
import { addingMeans, plainText } from '../../core/reasons';
import type { ListRef } from '../../core/refs';
import type { AddResult } from '../../ids';
import type { ListName } from '../../mailgun/lists';
import type { Entry } from '../../mailgun/records';
import { listLabel } from '../../tree/lists';
import { errorText } from '../../ui/report';
import { UserError } from '../../ui/userError';
import { askForEntries } from './addPrompts';
import type { CommandServices } from '../commandServices';
import type { Call, Handlers } from '../run';
import { targetOf } from '../targets';
import { changePorts } from './ports';
import { place, sayWait } from './words';

export function addCommands(services: CommandServices): Pick<Handlers, 'addAddresses'> {
  return { addAddresses: (call) => addCommand(call, services) };
}

async function addCommand({ args, nodes }: Call<'addAddresses'>, services: CommandServices): Promise<AddResult> {
  const { targets, ask, changes } = services;
  const ref = await targets.list(vscode.l10n.t('Add Addresses'), { ...targetOf(nodes[0]), ...args });
  const read = args.entries === undefined ? await asked(ref, services) : readAll(ref.list, args.entries);
  const { entries, invalid, inputs } = read;
  if (entries.length === 0) return { added: 0, rejected: invalid };
  const title = vscode.l10n.t('Adding to {0} of {1}', listLabel(ref.list), ref.domain);
  const ports = changePorts(services);
  const outcome = await ask.progress({ title, delay: 500 }, ({ signal, report }) =>
    addEntries(ref, entries, ports, {
      signal,
      onProgress: (done, total) => report({ message: `${done} / ${total}` }),
      onWait: sayWait(report),
    }),
  );
  if (outcome.change !== undefined) await changes.showAdded(outcome.change.items);
  const refused = outcome.rejected.map(({ entry, error }) => ({
    entry: inputs.get(entry) ?? { address: entry.address },
    reason: errorText(error),
  }));
  const result = { added: outcome.added.length, rejected: [...invalid, ...refused] };
  changes.offerUndo(addedMessage(ref, outcome.added, result), outcome.change, refused.length > 0 ? 'warning' : 'info');
  return result;
}

interface ReadInputs {
  readonly entries: readonly Entry[];
  readonly invalid: AddResult['rejected'];
  /** What each entry was read from. */
  readonly inputs: ReadonlyMap<Entry, EntryInput>;
}

function readAll(list: ListName, given: readonly EntryInput[]): ReadInputs {
  const inputs = new Map<Entry, EntryInput>();
  const invalid: { entry: EntryInput; reason: string }[] = [];
  for (const input of given) {
    const entry = readEntry(list, input);
    if ('problem' in entry) invalid.push({ entry: input, reason: entry.problem });
    else inputs.set(entry, input);
  }
  return { entries: [...inputs.keys()], invalid, inputs };
}

/** Everything typed has been validated on the way, so that nothing invalid is left. */
async function asked(ref: ListRef, services: CommandServices): Promise<ReadInputs> {
  const { text, common } = await askForEntries(
    { title: vscode.l10n.t('Add to {0}', place(ref)), list: ref.list },
    services.ask,
  );
  const { entries, problems } = readLines(ref.list, text, common);
  const [problem] = problems;
  if (problem !== undefined) throw new UserError(problem.problem);
  return { entries, invalid: [], inputs: new Map() };
}

function addedMessage({ list, domain }: ListRef, added: readonly ChangedEntry[], { rejected }: AddResult): string {
  const [only] = added;
  const where = [listLabel(list), domain] as const;
  const parts = [
    added.length === 1 && only !== undefined
      ? vscode.l10n.t('Added {0} to {1} of {2}.', plainText(only.address, 120), ...where)
      : vscode.l10n.t('Added {0} addresses to {1} of {2}.', added.length.toLocaleString('en'), ...where),
  ];
  const [first] = rejected;
  if (first !== undefined)
    parts.push(
      vscode.l10n.t(
        'Refused: {0}, the first being {1}: {2}',
        rejected.length,
        plainText(first.entry.address ?? first.entry.domain ?? '', 80),
        first.reason,
      ),
    );
  else if (added.length === 1) parts.push(addingMeans(list));
  return parts.join(' ');
}
