/**
 * Text of users and files made into URLs. A path segment addresses one record and nothing else: whatever the text,
 * a single delete never becomes a clear, and one operation never another.
 */
import { MailgunError } from './errors';
import { LISTS, type ListName } from './lists';

// Control characters (C0, DEL, C1) and the two Unicode line breaks.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Throws `invalid` unless the text can name something: not blank, no line breaks or control characters, sound Unicode. */
export function checkText(text: string, what: string): void {
  if (text.trim() === '') throw refused(what, 'is empty');
  if (CONTROL.test(text)) throw refused(what, 'holds a line break or another control character');
  if (/\p{Surrogate}/u.test(text)) throw refused(what, 'holds broken Unicode');
}

/**
 * The one path segment that stands for a text, percent-encoded exactly once (`+` becomes `%2B`, a literal `%` becomes `%25`).
 * Throws `invalid` for text a server or a URL parser could read as no segment, another one or several.
 */
export function pathSegment(text: string, what = 'address'): string {
  checkText(text, what);
  if (/[/\\]/.test(text) || /^\.{1,2}$/.test(text)) {
    const unsafe = text.split(/[/\\]/).some((part) => part.trim() === '' || /^\.{1,2}$/.test(part.trim()));
    if (unsafe) throw refused(what, 'would point to another place');
  }
  return encodeURIComponent(text);
}

/**
 * The segment of a sending domain. It must have a dot and no slash: `/v3/domains`, `/v3/routes` and their like are
 * other resources of the same API.
 */
function domainSegment(domain: string): string {
  const segment = pathSegment(domain, 'domain');
  if (!domain.includes('.') || /[/\\]/.test(domain)) throw refused('domain', 'is not a domain name');
  return segment;
}

/** `/v3/{domain}/{list}`. */
export function listPath(domain: string, list: ListName): string {
  return `/v3/${domainSegment(domain)}/${LISTS[list].segment}`;
}

/** `/v3/{domain}/{list}/{address}`. */
export function recordPath(domain: string, list: ListName, address: string): string {
  return `${listPath(domain, list)}/${pathSegment(address)}`;
}

/** `/v3/{domain}/{list}/import`. */
export function importPath(domain: string, list: ListName): string {
  return `${listPath(domain, list)}/import`;
}

/** `/v3/{domain}/events`. */
export function eventsPath(domain: string): string {
  return `/v3/${domainSegment(domain)}/events`;
}

/** `/v1/analytics/logs`: of all domains, which are told apart by a filter. */
export function logsPath(): string {
  return '/v1/analytics/logs';
}

/** `/v4/domains`, or one of them. */
export function domainsPath(name?: string): string {
  return name === undefined ? '/v4/domains' : `/v4/domains/${domainSegment(name)}`;
}

/** Query parameters; those undefined are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * A URL on the account's own base URL. What the URL parser made of it is held against what was meant;
 * throws `invalid` should they ever differ.
 */
export function buildUrl(baseUrl: string, path: string, query: Query = {}): URL {
  const base = new URL(baseUrl);
  const url = new URL(baseUrl + path);
  const expected = base.pathname.replace(/\/$/, '') + path;
  if (url.origin !== base.origin || url.pathname !== expected || url.search || url.hash || url.username) {
    throw refused('address', 'would point to another place');
  }
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.append(name, String(value));
  }
  return url;
}

function refused(what: string, why: string): MailgunError {
  return new MailgunError('invalid', `The ${what} ${why}, so nothing was sent.`, {
    nextStep: `Check the ${what} and try again.`,
  });
}
