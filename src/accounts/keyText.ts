/** What people paste as an API key or type as a name, made into one. */

/** Mailgun's keys are shorter than a hundred characters; more than this is something else that was pasted. */
const MAX_KEY_LENGTH = 500;
/** As long a name as fits a row. */
const MAX_NAME_LENGTH = 80;

/**
 * The key in a pasted text: without white space and quotes around it, out of `Authorization: Basic …`, `api:…`,
 * `-u 'api:…'` or `MAILGUN_API_KEY=…`. A text with a line break or anything else comes back trimmed, for `keyProblem` to refuse.
 */
export function cleanKey(text: string): string {
  let key = unquote(text);
  key = unquote(key.replace(/^(?:-u|--user)\s+/i, ''));
  key = unquote(key.replace(/^authorization\s*[:=]\s*/i, ''));
  const basic = /^basic\s+([a-z0-9+/_-]+={0,2})$/i.exec(key)?.[1];
  if (basic !== undefined) key = passwordOf(basic) ?? key;
  key = unquote(
    key.replace(/^(?:export\s+)?[a-z][a-z0-9_. -]*\s*[:=]\s*(?=\S)/i, (name) =>
      /key|token|password|secret/i.test(name) ? '' : name,
    ),
  );
  return unquote(key.replace(/^api:(?=.)/i, ''));
}

/** What is wrong with a cleaned key, for people; undefined when it can be tried. */
export function keyProblem(key: string): string | undefined {
  if (key === '') return 'Enter the API key. It is shown once, when it is made, under API Security in Mailgun.';
  if (/[\r\n]/.test(key)) return 'This is more than one line. Paste only the API key.';
  if (/\s/.test(key)) return 'An API key has no spaces. Paste only the API key.';
  if (!/^[\x21-\x7e]+$/.test(key)) return 'This holds characters that no API key has. Copy the key again.';
  if (key.length > MAX_KEY_LENGTH) return 'This is too long for an API key. Paste only the API key.';
  return undefined;
}

/** What is wrong with an account's name, given the names of the other accounts. */
export function nameProblem(name: string, taken: readonly string[]): string | undefined {
  const trimmed = name.trim();
  if (trimmed === '') return 'Enter a name for the account.';
  if ([...trimmed].length > MAX_NAME_LENGTH) return `A name may have ${MAX_NAME_LENGTH} characters.`;
  if (/\p{Cc}/u.test(trimmed)) return 'A name is one line of text.';
  if (taken.some((other) => sameName(other, trimmed))) return `There is already an account named “${trimmed}”.`;
  return undefined;
}

/** A name that no other account has: the wanted one, or the wanted one with a number. */
export function freeName(wanted: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} ${number}`;
    if (!taken.some((other) => sameName(other, name))) return name;
  }
}

/** What an account is called until somebody says otherwise. */
export function defaultName(region: 'us' | 'eu' | 'custom', baseUrl: string): string {
  if (region === 'us') return 'Mailgun US';
  if (region === 'eu') return 'Mailgun EU';
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'Mailgun';
}

function sameName(a: string, b: string): boolean {
  return a.normalize().toLowerCase() === b.normalize().toLowerCase();
}

function unquote(text: string): string {
  const trimmed = text.trim();
  return /^(["'`])(.*)\1[,;]?$/.exec(trimmed)?.[2]?.trim() ?? trimmed;
}

/** The password in HTTP Basic credentials. */
function passwordOf(base64: string): string | undefined {
  const [, password] = /^[^:]*:(.+)$/.exec(Buffer.from(base64, 'base64').toString('utf8')) ?? [];
  return password;
}
