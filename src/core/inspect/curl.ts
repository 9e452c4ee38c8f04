/** Calls to Mailgun as command lines for curl in a POSIX shell. The key is a variable of the shell: its value is nowhere in them. */
import { logsBody, type EventQuery } from '../../mailgun/mailEvents';
import type { ListName } from '../../mailgun/lists';
import { buildUrl, domainsPath, listPath, logsPath, recordPath } from '../../mailgun/paths';

/** Where the calls go, and for whom. */
export interface CurlAccount {
  readonly baseUrl: string;
  readonly subaccountId?: string | undefined;
}

/** What a call is about. */
export type CurlTarget =
  | { readonly kind: 'domains' }
  | { readonly kind: 'domain'; readonly domain: string }
  | { readonly kind: 'list'; readonly domain: string; readonly list: ListName; readonly term?: string | undefined }
  | { readonly kind: 'entry'; readonly domain: string; readonly list: ListName; readonly address: string }
  | { readonly kind: 'events'; readonly domain: string; readonly query: EventQuery };

/** The variable that is to hold the key. */
export const KEY_VARIABLE = 'MAILGUN_API_KEY';

/**
 * The command line of a call. Only an entry can be deleted; everything else is read. Throws MailgunError `invalid` for what cannot be
 * put into a URL.
 */
export function curlCommand(account: CurlAccount, target: CurlTarget, method: 'GET' | 'DELETE' = 'GET'): string {
  const url = urlOf(account.baseUrl, target).href;
  const parts = [`curl --user "api:$${KEY_VARIABLE}"`];
  if (method === 'DELETE' && target.kind === 'entry') parts.push('--request DELETE');
  // To curl, brackets and braces mean many URLs.
  if (/[[\]{}]/.test(url)) parts.push('--globoff');
  if (account.subaccountId !== undefined && account.subaccountId !== '') {
    parts.push(`--header ${shellQuote(`X-Mailgun-On-Behalf-Of: ${account.subaccountId}`)}`);
  }
  if (target.kind === 'events') {
    parts.push(`--header ${shellQuote('Content-Type: application/json')}`);
    // Without a line break, which curl would take out, and not to be taken for the name of a file: it begins with a brace.
    parts.push(`--data ${shellQuote(JSON.stringify(logsBody(target.domain, target.query)))}`);
  }
  return [...parts, shellQuote(url)].join(' \\\n  ');
}

/** A text as one word of a POSIX shell: nothing inside single quotes means anything. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function urlOf(baseUrl: string, target: CurlTarget): URL {
  switch (target.kind) {
    case 'domains':
      return buildUrl(baseUrl, domainsPath(), { sort: 'name', limit: 100 });
    case 'domain':
      return buildUrl(baseUrl, domainsPath(target.domain));
    case 'list':
      return buildUrl(baseUrl, listPath(target.domain, target.list), { limit: 100, term: target.term || undefined });
    case 'entry':
      return buildUrl(baseUrl, recordPath(target.domain, target.list, target.address));
    case 'events':
      return buildUrl(baseUrl, logsPath());
  }
}
