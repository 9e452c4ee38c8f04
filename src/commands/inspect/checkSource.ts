/** Which addresses are to be checked: those given, selected or in a file, else what the user points at. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import {
  addressesAmong,
  addressesInFile,
  addressesOfText,
  MAX_ADDRESSES,
  type AddressSet,
} from '../../core/matrix/addressSource';
import { clipboardText } from '../../ui/clipboard';
import { UserError } from '../../ui/userError';
import { localFile } from '../bulk/localFile';
import { count } from '../bulk/words';
import type { CommandServices } from '../commandServices';
import type { Call } from '../run';

/** Addresses with a word on where they come from. */
export interface CheckSource {
  readonly found: AddressSet;
  /** For people; empty where it goes without saying. */
  readonly source: string;
}

/** Longest text taken from the clipboard or an editor, in characters. */
const MAX_TEXT = 20_000_000;
const EXTENSIONS = ['csv', 'tsv', 'txt', 'json', 'ndjson', 'jsonl', 'log', 'eml'];

/** Throws UserError where there is no address at all, and ReadError and the file system's errors for a file. */
export async function sourceOf(call: Call<'checkAddresses'>, services: CommandServices): Promise<CheckSource> {
  const { args, rows, uris } = call;
  if (args.addresses !== undefined) return checked({ found: addressesAmong(args.addresses), source: '' });
  if (args.file !== undefined) return fromFiles([args.file], services);
  if (uris.length > 0) return fromFiles(await pathsOf(uris, services), services);
  if (rows !== undefined) return checked({ found: addressesAmong(addressesOf(rows)), source: selection() });
  const selected = call.nodes.flatMap((node) => (node.kind === 'entry' ? [node.address] : []));
  if (selected.length > 0) return checked({ found: addressesAmong(selected), source: selection() });
  return checked(await asked(services));
}

function* addressesOf(rows: NonNullable<Call<'checkAddresses'>['rows']>): Iterable<string> {
  for (const { address } of rows.refs()) yield address;
}

function selection(): string {
  return vscode.l10n.t('from the selection');
}

function pathsOf(uris: readonly vscode.Uri[], { storage }: CommandServices): Promise<string[]> {
  return Promise.all(uris.map((uri) => localFile(uri, storage)));
}

async function fromFiles(files: readonly string[], { ask }: CommandServices): Promise<CheckSource> {
  const names = files.map((file) => basename(file)).join(', ');
  const sets = await ask.progress({ title: vscode.l10n.t('Reading {0}', names), delay: 500 }, async ({ signal }) => {
    const read: AddressSet[] = [];
    for (const file of files) read.push(await addressesInFile(file, signal));
    return read;
  });
  return checked({ found: united(sets), source: vscode.l10n.t('from {0}', names) });
}

/** Several files as one. */
function united(sets: readonly AddressSet[]): AddressSet {
  const [only] = sets;
  if (sets.length === 1 && only !== undefined) return only;
  const all = addressesAmong(sets.flatMap(({ addresses }) => addresses));
  const sum = (of: (set: AddressSet) => number): number => sets.reduce((total, set) => total + of(set), 0);
  return {
    addresses: all.addresses,
    repeated: all.repeated + sum(({ repeated }) => repeated),
    without: sum(({ without }) => without),
    beyond: all.beyond + sum(({ beyond }) => beyond),
  };
}

type Way = 'selection' | 'document' | 'clipboard' | 'file' | 'type';

async function asked(services: CommandServices): Promise<CheckSource> {
  const { ask, storage } = services;
  const title = vscode.l10n.t('Check Addresses');
  const editor = vscode.window.activeTextEditor;
  const texts = {
    selection: selectedText(editor),
    document: (editor?.document.getText() ?? '').slice(0, MAX_TEXT),
    clipboard: await clipboardText(MAX_TEXT),
  };
  const way = await ask.pick<Way>({
    title,
    placeholder: vscode.l10n.t('Where the addresses are'),
    items: [
      ...offer('selection', vscode.l10n.t('Selection in the Editor'), 'selection', texts.selection),
      ...offer('document', vscode.l10n.t('Text in the Editor'), 'file', texts.document),
      ...offer('clipboard', vscode.l10n.t('Clipboard'), 'clippy', texts.clipboard),
      { label: vscode.l10n.t('File…'), value: 'file', icon: 'folder-opened', detail: anyFile() },
      { label: vscode.l10n.t('Type or Paste…'), value: 'type', icon: 'edit' },
    ],
  });
  switch (way) {
    case 'file': {
      const filters = { [vscode.l10n.t('Lists of addresses')]: EXTENSIONS, [vscode.l10n.t('All files')]: ['*'] };
      const uri = await ask.openFile({ title, action: vscode.l10n.t('Check'), filters });
      return fromFiles([await localFile(uri, storage)], services);
    }
    case 'type':
      return { found: addressesOfText(await typed(title, services)), source: '' };
    case 'clipboard':
      return { found: addressesOfText(texts.clipboard), source: vscode.l10n.t('from the clipboard') };
    default:
      return { found: addressesOfText(texts[way]), source: vscode.l10n.t('from the editor') };
  }
}

function anyFile(): string {
  return vscode.l10n.t('CSV, JSON, a log, any text that holds addresses');
}

/** A choice, unless its text holds no address. */
function offer(value: Way, label: string, icon: string, text: string) {
  const { length } = addressesOfText(text.slice(0, 1_000_000)).addresses;
  if (length === 0) return [];
  const number = text.length > 1_000_000 ? vscode.l10n.t('{0} or more', count(length)) : count(length);
  const description = length === 1 ? vscode.l10n.t('1 address') : vscode.l10n.t('{0} addresses', number);
  return [{ label, value, icon, description }];
}

function selectedText(editor: vscode.TextEditor | undefined): string {
  const ranges = editor?.selections.filter((range) => !range.isEmpty) ?? [];
  return ranges
    .map((range) => editor?.document.getText(range) ?? '')
    .join('\n')
    .slice(0, MAX_TEXT);
}

async function typed(title: string, { ask }: CommandServices): Promise<string> {
  return ask.input({
    title,
    prompt: vscode.l10n.t('Addresses, or any text that holds them: a list, headers, log lines.'),
    placeholder: 'jane@example.com, joe@example.com',
    validate: (text) =>
      addressesOfText(text).addresses.length === 0
        ? vscode.l10n.t('There is no e-mail address in this text.')
        : undefined,
  });
}

function checked(source: CheckSource): CheckSource {
  if (source.found.addresses.length > 0) return source;
  throw new UserError(vscode.l10n.t('There is no e-mail address here.'), {
    nextStep: vscode.l10n.t('Choose a file or a text that holds addresses.'),
  });
}

/** What was not used, in words; empty where that is nothing. */
export function ignoredWords({ repeated, without, beyond }: AddressSet): string {
  const parts = [
    ...(repeated > 0
      ? [repeated === 1 ? vscode.l10n.t('1 repetition') : vscode.l10n.t('{0} repetitions', count(repeated))]
      : []),
    ...(without > 0
      ? [
          without === 1
            ? vscode.l10n.t('1 line without an address')
            : vscode.l10n.t('{0} lines without an address', count(without)),
        ]
      : []),
    ...(beyond > 0 ? [vscode.l10n.t('{0} addresses beyond the first {1}', count(beyond), count(MAX_ADDRESSES))] : []),
  ];
  return parts.length === 0 ? '' : vscode.l10n.t('Left out: {0}', parts.join(', '));
}
