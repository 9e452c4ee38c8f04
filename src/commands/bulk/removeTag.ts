/** *Remove Tag…*: one tag of an unsubscribe. */
import * as vscode from 'vscode';
import { removeTag } from '../../core/changes';
import { deletingMeans, plainText } from '../../core/reasons';
import { UserError } from '../../ui/userError';
import type { CommandServices } from '../commandServices';
import type { Call, Handlers } from '../run';
import { targetOf } from '../targets';
import { changePorts } from './ports';

export function removeTagCommands(services: CommandServices): Pick<Handlers, 'removeTag'> {
  return { removeTag: (call) => removeTagOf(call, services) };
}

async function removeTagOf(
  { args, nodes }: Call<'removeTag'>,
  services: CommandServices,
): Promise<{ removed: boolean }> {
  const { changes, clients, targets } = services;
  const title = vscode.l10n.t('Remove Tag');
  const [node] = nodes;
  const known = { ...targetOf(node), ...args, list: 'unsubscribes' as const };
  const ref = await targets.list(title, known);
  const address = args.address ?? (node?.kind === 'entry' ? node.address : await askForAddress(title, services));
  const api = await clients.get(ref.accountId);
  const entry = await api.find(ref.domain, 'unsubscribes', address);
  const tags = entry?.list === 'unsubscribes' ? entry.tags : [];
  if (tags.length === 0)
    throw new UserError(vscode.l10n.t('{0} is not on Unsubscribes of {1}.', plainText(address, 120), ref.domain));
  const tag = args.tag ?? (await pickTag(title, tags, services));
  if (args.confirm !== true) await confirmTag(tag, tags, address, services);
  const ports = changePorts(services);
  const { removed, item, change } = await removeTag({ ...ref, address }, tag, ports);
  if (item !== undefined) await changes.show([item]);
  const words = [plainText(tag, 60), plainText(address, 120)] as const;
  changes.offerUndo(
    removed
      ? vscode.l10n.t('Removed the tag {0} from {1}.', ...words)
      : vscode.l10n.t('The tag {0} was no longer on {1}.', ...words),
    change,
  );
  return { removed };
}

async function askForAddress(title: string, { ask }: CommandServices): Promise<string> {
  const text = await ask.input({
    title,
    prompt: vscode.l10n.t('Address whose tag is to be removed'),
    validate: (typed) => (typed.trim() === '' ? vscode.l10n.t('Type an address.') : undefined),
  });
  return text.trim();
}

async function pickTag(title: string, tags: readonly string[], { ask }: CommandServices): Promise<string> {
  const items = tags.map((value) => ({
    label: value === '*' ? vscode.l10n.t('* (all mail of the domain)') : plainText(value, 120),
    value,
    icon: 'tag',
  }));
  return ask.pick({ title, placeholder: vscode.l10n.t('Tag to remove'), items });
}

async function confirmTag(
  tag: string,
  tags: readonly string[],
  address: string,
  { ask }: CommandServices,
): Promise<void> {
  const last = tags.length === 1 && tags[0] === tag;
  await ask.confirm({
    message: vscode.l10n.t('Remove the tag {0} from {1}?', plainText(tag, 60), plainText(address, 120)),
    detail: [
      last
        ? vscode.l10n.t('It is the last tag: the whole entry goes from the list.')
        : vscode.l10n.t('The other tags stay: {0}.', plainText(tags.filter((other) => other !== tag).join(', '), 300)),
      deletingMeans('unsubscribes'),
    ].join('\n\n'),
    action: last ? vscode.l10n.t('Remove Tag and Entry') : vscode.l10n.t('Remove Tag'),
  });
}
