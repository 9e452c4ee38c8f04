/** Entries as people and callers write them, read strictly into what the lists hold. */
import { parseDate } from '../mailgun/dates';
import type { ListName } from '../mailgun/lists';
import type { Entry } from '../mailgun/records';
import { addressKey, isDomain, parseAddress } from './addressSyntax';

/** An entry as a caller of *Add Addresses…* writes it: `address` or, for the allowlist, `domain`. */
export interface EntryInput {
  readonly address?: string;
  readonly domain?: string;
  readonly code?: string | number;
  readonly error?: string;
  readonly tags?: readonly string[];
  readonly reason?: string;
  /** RFC 2822 or ISO 8601; now if absent. */
  readonly created_at?: string;
}

/** What cannot be read: one sentence for a person. */
export interface Problem {
  readonly problem: string;
}

/** Code that Mailgun gives a bounce that is added without one. */
export const DEFAULT_CODE = '550';
/** The tag that stands for all mail of the domain. */
export const ALL_TAGS = '*';

/** Something pasted, line by line: what could be read, and what not. */
export interface ReadLines {
  readonly entries: readonly Entry[];
  /** `line` counts from 1; `text` is the piece of the line that is meant. */
  readonly problems: readonly { readonly line: number; readonly text: string; readonly problem: string }[];
}

/**
 * Reads one entry strictly. Fields that the list does not have are ignored, as the server does; the allowlist takes the address when
 * there are both, and keeps no date.
 */
export function readEntry(list: ListName, input: EntryInput): Entry | Problem {
  if (list === 'allowlist') return readAllowlistEntry(input);
  if (input.address === undefined) {
    return {
      problem: input.domain === undefined ? 'The address is missing.' : 'Only the allowlist takes whole domains.',
    };
  }
  const parsed = parseAddress(input.address);
  if ('problem' in parsed) return parsed;
  const createdAt = input.created_at === undefined ? undefined : parseDate(input.created_at);
  if (input.created_at !== undefined && createdAt === undefined) {
    return {
      problem: 'The date cannot be read; write it like 2024-05-31T12:00:00Z or Fri, 31 May 2024 12:00:00 +0000.',
    };
  }
  const base = { address: parsed.address, ...(createdAt !== undefined && { createdAt }) };
  if (list === 'complaints') return { list, ...base };
  return list === 'bounces' ? readBounce(base, input) : readUnsubscribe(base, input);
}

type Base = Pick<Entry, 'address' | 'createdAt'>;

function readBounce(base: Base, { code = DEFAULT_CODE, error = '' }: EntryInput): Entry | Problem {
  const text = String(code).trim();
  if (!/^\d{3}$/.test(text)) return { problem: 'The code must be three digits, such as 550.' };
  return { list: 'bounces', ...base, code: text, error };
}

function readUnsubscribe(base: Base, { tags = [ALL_TAGS] }: EntryInput): Entry | Problem {
  const trimmed = tags.map((tag) => tag.trim());
  if (trimmed.length === 0) return { problem: 'There is no tag; “*” stands for all mail of the domain.' };
  if (trimmed.includes('')) return { problem: 'A tag is empty; “*” stands for all mail of the domain.' };
  // No source says whether Mailgun splits at commas; a tag that no message carries would not hold mail back.
  if (trimmed.some((tag) => tag.includes(','))) return { problem: 'A tag contains a comma; give each tag separately.' };
  // eslint-disable-next-line no-control-regex -- these are what must not get in
  if (trimmed.some((tag) => /[\u0000-\u001f\u007f]/.test(tag)))
    return { problem: 'A tag contains a line break or another control character.' };
  return { list: 'unsubscribes', ...base, tags: [...new Set(trimmed)] };
}

function readAllowlistEntry({ address, domain, reason = '' }: EntryInput): Entry | Problem {
  if (address !== undefined) {
    const parsed = parseAddress(address);
    return 'problem' in parsed ? parsed : { list: 'allowlist', kind: 'address', address: parsed.address, reason };
  }
  if (domain === undefined) return { problem: 'An address or a domain is needed.' };
  const name = domain.trim().toLowerCase();
  if (!isDomain(name)) return { problem: `“${domain.trim()}” is not a domain name.` };
  return { list: 'allowlist', kind: 'domain', address: name, reason };
}

/**
 * Reads pasted text: an address a line, bare or as `Name <address>`, or several separated by commas or semicolons; on the
 * allowlist domains too. `common` gives all of them the same code, tags and so on. Repetitions are taken once.
 */
export function readLines(
  list: ListName,
  text: string,
  common: Omit<EntryInput, 'address' | 'domain'> = {},
): ReadLines {
  const entries = new Map<string, Entry>();
  const problems: { line: number; text: string; problem: string }[] = [];
  for (const [index, line] of text.split(/\r\n|[\n\r\u2028\u2029]/).entries()) {
    for (const piece of splitLine(line)) {
      const isBareDomain = list === 'allowlist' && !piece.includes('@');
      const entry = readEntry(list, { ...common, ...(isBareDomain ? { domain: piece } : { address: piece }) });
      if ('problem' in entry) problems.push({ line: index + 1, text: piece, problem: entry.problem });
      else if (!entries.has(addressKey(entry.address))) entries.set(addressKey(entry.address), entry);
    }
  }
  return { entries: [...entries.values()], problems };
}

/** Cuts a line at semicolons, then at commas that do not belong to a name: `Doe, Jane <j@example.com>` is one piece. */
export function splitLine(line: string): string[] {
  return splitOutsideQuotes(line, ';').flatMap((part) => {
    const isOneNamed = /^[^<>@]*<[^<>]*>$/.test(part);
    return isOneNamed ? [part] : splitOutsideQuotes(part, ',');
  });
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const pieces: string[] = [];
  let begin = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text[index];
    if (unit === '\\' && quoted) index += 1;
    else if (unit === '"') quoted = !quoted && text.includes('"', index + 1);
    else if (unit === separator && !quoted) {
      pieces.push(text.slice(begin, index));
      begin = index + 1;
    }
  }
  pieces.push(text.slice(begin));
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}
