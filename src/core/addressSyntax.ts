/** What an e-mail address and a domain are, and what is wrong with what is not one. */
import { domainToASCII } from 'node:url';
import emailAddresses from 'email-addresses';
import { once } from '../mailgun/once';

/** Longest address that is looked at, in UTF-16 units; flanker, Mailgun's own open-source address parser, has the same limit. */
export const MAX_ADDRESS_LENGTH = 512;
/** Longest domain name, in ASCII form (RFC 1035). */
export const MAX_DOMAIN_LENGTH = 253;

const ATOM = String.raw`(?:[A-Za-z0-9!#$%&'*+/=?^_\x60{|}~-]|[^\x00-\x7F\p{Z}\p{C}])+`;
// Made when they are needed: the classes of Unicode are what takes long when this file is loaded.
const dotAtom = once(() => new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, 'u'));
const label = once(() => /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_-]{0,61}[\p{L}\p{M}\p{N}_])?$/u);
const unprintable = once(() => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);

/** Whether a text is one bare address, such as `jane+news@example.com` or `"jane doe"@example.com`: no name, no brackets. */
export function isAddress(text: string): boolean {
  if (text.length > MAX_ADDRESS_LENGTH) return false;
  const at = text.lastIndexOf('@');
  return at > 0 && isLocalPart(text.slice(0, at)) && isDomain(text.slice(at + 1));
}

/** Whether a text is the name of an Internet domain with at least two labels; not a bare host, not an IP address. */
export function isDomain(text: string): boolean {
  const labels = text.split('.');
  const top = labels.at(-1) ?? '';
  return labels.length > 1 && top.length > 1 && /[^\d-]/.test(top) && isHost(text);
}

/** Whether a text could name a host: `isDomain`, or a single label such as `localhost`. */
export function isHost(text: string): boolean {
  if (text.length > MAX_DOMAIN_LENGTH || !text.split('.').every((part) => label().test(part))) return false;
  if (/^[\x20-\x7e]*$/.test(text)) return true;
  const ascii = domainToASCII(text);
  return ascii !== '' && ascii.length <= MAX_DOMAIN_LENGTH;
}

/** Whether a text can stand before the `@`: a dot-atom or a quoted string (RFC 5322, with the characters of RFC 6532). */
export function isLocalPart(text: string): boolean {
  if (dotAtom().test(text)) return true;
  return text.startsWith('"') && text.endsWith('"') && parseMailbox(`${text}@example.com`)?.name === null;
}

/** The part after the last `@`, lower-cased; the whole text when it has none. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** What two spellings of one address have in common: Mailgun does not tell addresses apart by case. */
export function addressKey(address: string): string {
  return address.toLowerCase();
}

/** Whether two texts are the same address (or the same domain) apart from case. */
export function sameAddress(a: string, b: string): boolean {
  return addressKey(a) === addressKey(b);
}

/** The address with its domain in lower case; the local part is kept as it is. */
export function normalizeAddress(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  return address.slice(0, at) + address.slice(at).toLowerCase();
}

/** Reads one address, bare or as `Name <address>`. A problem is a sentence for the person who typed it. */
export function parseAddress(text: string): { address: string } | { problem: string } {
  const trimmed = text.trim().replace(/^mailto:/i, '');
  if (trimmed === '') return { problem: 'The address is empty.' };
  if (trimmed.length > MAX_ADDRESS_LENGTH) return { problem: 'The address is too long.' };
  if (isAddress(trimmed)) return { address: normalizeAddress(trimmed) };
  const bare = /^<([^<>]*)>$/.exec(trimmed)?.[1] ?? mailboxAddress(trimmed);
  if (bare !== undefined && isAddress(bare)) return { address: normalizeAddress(bare) };
  return { problem: describeProblem(bare ?? trimmed) };
}

function mailboxAddress(text: string): string | undefined {
  const mailbox = unprintable().test(text) ? undefined : parseMailbox(text);
  if (mailbox !== undefined) return mailbox.parts.local.tokens.trim() + '@' + mailbox.domain;
  // Names that RFC 5322 wants quoted, such as `Doe, Jane`, are common all the same.
  return /^[^<>@]*<([^<>]*)>$/.exec(text)?.[1];
}

function parseMailbox(input: string): emailAddresses.ParsedMailbox | undefined {
  if (input.length > MAX_ADDRESS_LENGTH || unprintable().test(input)) return undefined;
  // The types describe the list form; with `oneResult` the library answers with a single mailbox or group.
  const parsed: unknown = emailAddresses({ input, oneResult: true, rfc6532: true });
  return isMailbox(parsed) ? parsed : undefined;
}

function isMailbox(parsed: unknown): parsed is emailAddresses.ParsedMailbox {
  return typeof parsed === 'object' && parsed !== null && 'type' in parsed && parsed.type === 'mailbox';
}

function describeProblem(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 0) return 'An address needs an “@”, as in name@example.com.';
  if (unprintable().test(text)) return 'The address contains a line break or another invisible character.';
  const domain = text.slice(at + 1);
  if (text.indexOf('@') !== at && !text.startsWith('"')) return 'There is more than one “@” here; write one address.';
  if (at === 0) return 'The part before the “@” is missing.';
  if (domain === '') return 'The domain after the “@” is missing.';
  if (/\s/.test(text)) return 'An address cannot contain spaces.';
  if (isHost(domain) && !domain.includes('.')) return `The domain “${domain}” has no ending such as “.com”.`;
  if (!isDomain(domain)) return `“${domain}” is not a domain name.`;
  return `“${text.slice(0, at)}” cannot stand before the “@”.`;
}
