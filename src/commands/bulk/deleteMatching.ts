/** *Delete Matching…*: what is to be deleted, from arguments or by questions. */
import * as vscode from 'vscode';
import type { ListRef } from '../../core/refs';
import { addressesOfFile } from '../../core/transfer/files/addressFile';
import type { DeleteSelection } from '../../core/transfer/bulk/deletePlan';
import type { DeleteMatch } from '../../ids';
import type { ListName } from '../../mailgun/lists';
import type { Ask, PickItem } from '../../ui/ask';
import { UserError } from '../../ui/userError';
import type { CommandServices } from '../commandServices';
import type { Call } from '../run';
import { targetOf } from '../targets';
import { place } from './words';

/** A list and what of it is meant. */
export interface Matching {
  readonly ref: ListRef;
  readonly match: DeleteMatch;
}

const FIELDS: readonly (keyof DeleteMatch)[] = ['prefix', 'at', 'code', 'tag', 'file'];

/** Finds out from which list what is to be deleted. Throws UserError for a description that would mean everything or nothing. */
export async function askWhat(
  { args, nodes }: Call<'deleteMatching'>,
  { ask, model, targets }: CommandServices,
): Promise<Matching> {
  const [node] = nodes;
  const ref = await targets.list(vscode.l10n.t('Delete Matching'), { ...targetOf(node), ...args });
  const match = args.match ?? (await askMatch(ref, nodes.length > 0 ? model.term(ref) : '', ask));
  checkMatch(match, ref.list);
  return { ref, match };
}

/** As the core wants it. Reads nothing yet; the addresses of a file come while it is read. */
export function selectionOf({ ref, match }: Matching, signal: AbortSignal): DeleteSelection {
  const { prefix, at, code, tag, file } = match;
  if (file !== undefined) return { list: ref, addresses: addressesOfFile(file, ref.list, { signal }) };
  return { list: ref, filter: { term: prefix, recipientDomain: at, code, tag } };
}

/** What is meant, in words: `the addresses that start with “a”`. */
export function matchWords({ prefix, at, code, tag, file }: DeleteMatch): string {
  if (file !== undefined) return vscode.l10n.t('the addresses in {0}', file);
  const parts = [
    ...(code === undefined ? [] : [vscode.l10n.t('with code {0}', code)]),
    ...(tag === undefined ? [] : [vscode.l10n.t('with tag {0}', tag)]),
    ...(at === undefined ? [] : [vscode.l10n.t('at {0}', at.replace(/^@?/, '@'))]),
    ...(prefix === undefined ? [] : [vscode.l10n.t('starting with “{0}”', prefix)]),
  ];
  return parts.join(', ');
}

function checkMatch(match: DeleteMatch, list: ListName): void {
  const given = FIELDS.filter((field) => match[field] !== undefined);
  if (given.some((field) => typeof match[field] !== 'string' || match[field].trim() === '') || given.length === 0)
    throw new UserError(vscode.l10n.t('What is to be deleted is not said.'), {
      nextStep: vscode.l10n.t('Give one of: {0}. Clear List… deletes everything.', FIELDS.join(', ')),
    });
  if ((match.code !== undefined && list !== 'bounces') || (match.tag !== undefined && list !== 'unsubscribes'))
    throw new UserError(vscode.l10n.t('Only bounces have a code, and only unsubscribes have tags.'));
}

async function askMatch(ref: ListRef, term: string, ask: Ask): Promise<DeleteMatch> {
  const title = vscode.l10n.t('Delete from {0}', place(ref));
  const kind = await ask.pick({ title, placeholder: vscode.l10n.t('What to delete'), items: kinds(ref.list, term) });
  if (kind === 'term') return { prefix: term };
  if (kind === 'file') {
    const uri = await ask.openFile({ title, action: vscode.l10n.t('Delete Its Addresses') });
    return { file: uri.fsPath };
  }
  const text = await ask.input({
    title,
    ...QUESTIONS[kind](),
    validate: (typed) => (typed.trim() === '' ? vscode.l10n.t('Type something: nothing means everything.') : undefined),
  });
  return { [kind]: text.trim() };
}

type Kind = 'term' | keyof DeleteMatch;

function kinds(list: ListName, term: string): PickItem<Kind>[] {
  const all: (PickItem<Kind> | false)[] = [
    term !== '' && {
      label: vscode.l10n.t('What the filter shows: all addresses starting with “{0}”', term),
      value: 'term',
      icon: 'filter',
    },
    { label: vscode.l10n.t('All addresses that start with …'), value: 'prefix', icon: 'case-sensitive' },
    { label: vscode.l10n.t('All addresses at a domain …'), value: 'at', icon: 'globe' },
    list === 'bounces' && { label: vscode.l10n.t('All bounces with a code …'), value: 'code', icon: 'symbol-number' },
    list === 'unsubscribes' && { label: vscode.l10n.t('All unsubscribes with a tag …'), value: 'tag', icon: 'tag' },
    { label: vscode.l10n.t('The addresses in a file …'), value: 'file', icon: 'file' },
  ];
  return all.filter((item) => item !== false);
}

const QUESTIONS: Readonly<Record<Exclude<Kind, 'term' | 'file'>, () => { prompt: string; placeholder: string }>> = {
  prefix: () => ({
    prompt: vscode.l10n.t('Beginning of the addresses, without regard to case'),
    placeholder: vscode.l10n.t('such as test-'),
  }),
  at: () => ({
    prompt: vscode.l10n.t('Domain of the recipients; its subdomains are not meant'),
    placeholder: 'corp.example',
  }),
  code: () => ({ prompt: vscode.l10n.t('SMTP code of the bounces'), placeholder: '552' }),
  tag: () => ({
    prompt: vscode.l10n.t('Tag; entries that have others too go as a whole. * is all mail of the domain.'),
    placeholder: '*',
  }),
};
