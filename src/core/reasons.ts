/** Why an address is on a list, in words; and what adding to and deleting from each list means. */
import type { ListName } from '../mailgun/lists';
import type { AllowlistEntry, Bounce, Entry, Unsubscribe } from '../mailgun/records';
import type { CodeText } from './statusCodes';
import { CLASSES, ENHANCED, SMTP, SUBJECTS } from './statusCodes';
import { plainText } from './text';

export { age } from './age';
export { plainText } from './text';

/** An explanation as plain text: never markup, though it may quote a stranger's words. */
export interface Explanation {
  /** A few words: `Bounced, 550 5.1.1`. */
  readonly title: string;
  /** What it means, in one or two sentences. */
  readonly meaning: string;
  /** What can be done about it. */
  readonly advice: string;
}

/** Server texts can be long; a status code stands near the beginning. */
const SEARCHED = 2000;
/** `5.1.1` alone or as `#5.1.1`, but not a part of an IP address or a version number. */
const ENHANCED_CODE = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d]|\.\d)/g;

/** What a bounce's code and the receiving server's text say. Nothing of the text is repeated but its status code. */
export function explainBounce(code: string, error: string): Explanation {
  const reply = /^\s*(\d{3})\b/.exec(code)?.[1];
  const enhanced = enhancedCode(code, error, reply);
  const { meaning, advice } = wordsFor(reply, enhanced);
  const codes = [plainText(code, 20), enhanced].filter(
    (part, index, all) => part !== undefined && part !== '' && all.indexOf(part) === index,
  );
  return { title: ['Bounced', codes.join(' ')].filter(Boolean).join(', '), meaning, advice };
}

/** The codes of a bounce, each with its own meaning: the reply code, and the enhanced code if the text has one that fits. */
export function bounceCodes(
  code: string,
  error: string,
): readonly { readonly code: string; readonly meaning: string }[] {
  const reply = /^\s*(\d{3})\b/.exec(code)?.[1];
  const enhanced = enhancedCode(code, error, reply);
  return [
    ...(reply === undefined ? [] : [{ code: reply, meaning: wordsFor(reply, undefined).meaning }]),
    ...(enhanced === undefined ? [] : [{ code: enhanced, meaning: wordsFor(undefined, enhanced).meaning }]),
  ];
}

/** What any entry means for mail to its address. */
export function explainEntry(entry: Entry): Explanation {
  switch (entry.list) {
    case 'bounces':
      return explainListedBounce(entry);
    case 'complaints':
      return {
        title: 'Reported as spam',
        meaning: 'The recipient marked a message as spam. Mailgun drops everything this domain sends to the address.',
        advice: 'Remove it only with the recipient’s consent; more complaints harm the delivery of all your mail.',
      };
    case 'unsubscribes':
      return explainUnsubscribe(entry);
    case 'allowlist':
      return explainAllowlist(entry);
  }
}

function explainListedBounce(entry: Bounce): Explanation {
  const words = explainBounce(entry.code, entry.error);
  return { ...words, meaning: `${words.meaning} Mailgun drops what this domain sends to the address.` };
}

function explainUnsubscribe({ tags }: Unsubscribe): Explanation {
  const advice = 'Remove it only with the recipient’s consent.';
  if (tags.includes('*')) {
    const meaning =
      'The recipient unsubscribed from all mail of this domain (tag “*”). Mailgun drops everything it sends to the address.';
    return { title: 'Unsubscribed from everything', meaning, advice };
  }
  if (tags.length === 0) {
    const meaning = 'The recipient unsubscribed, but the entry names no tag, so it does not say from what.';
    return { title: 'Unsubscribed', meaning, advice };
  }
  const names = tags.map((tag) => `“${plainText(tag, 80)}”`);
  const meaning = `Mailgun drops only messages tagged ${oneOf(names)}; other mail of this domain is delivered.`;
  return { title: `Unsubscribed from ${names.length === 1 ? oneOf(names) : `${names.length} tags`}`, meaning, advice };
}

function explainAllowlist({ kind, reason }: AllowlistEntry): Explanation {
  const whose = kind === 'domain' ? 'addresses of this domain are' : 'this address is';
  const note = plainText(reason, 300);
  return {
    title: kind === 'domain' ? 'Allowlisted domain' : 'Allowlisted address',
    meaning:
      `It only prevents new bounces: ${whose} not put on the bounce list. It does not cover complaints and unsubscribes, and is no reason to expect that bounces already listed go away.` +
      (note === '' ? '' : ` Reason given: ${note}`),
    advice: 'Delete an earlier bounce, complaint or unsubscribe separately.',
  };
}

function oneOf(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} or one of ${more} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} or ${shown.slice(-1).join('')}` : (shown[0] ?? '');
}

/** The first enhanced code whose class fits the reply code; servers quote others' codes after their own. */
function enhancedCode(code: string, error: string, reply: string | undefined): string | undefined {
  const classes = [reply?.[0], ...(reply !== undefined && /^[45]/.test(reply) ? [] : ['4', '5'])];
  for (const match of `${code.slice(0, 100)} ${error.slice(0, SEARCHED)}`.matchAll(ENHANCED_CODE)) {
    const [text, kind, subject] = match;
    if (classes.includes(kind) && Object.hasOwn(SUBJECTS, subject ?? '')) return text;
  }
  return undefined;
}

function wordsFor(reply: string | undefined, enhanced: string | undefined): CodeText {
  const [, subject = '', detail = ''] = enhanced?.split('.') ?? [];
  const exact = own(ENHANCED, `x.${Number(subject)}.${Number(detail)}`);
  if (exact !== undefined && detail !== '0') return withClass(exact, enhanced);
  // `5.7.0` and the like say less than most reply codes do.
  const known = own(SMTP, reply ?? '');
  if (known !== undefined && !(reply === '550' && subject !== '')) return known;
  const general = own(ENHANCED, own(SUBJECTS, subject) ?? '');
  if (general !== undefined) return withClass(general, enhanced);
  const byClass = own(CLASSES, reply?.[0] ?? '');
  return (
    byClass ?? {
      meaning: 'The code is not one that mail servers use.',
      advice: 'Read what the server said, if anything, before deleting the entry.',
    }
  );
}

function withClass(text: CodeText, enhanced: string | undefined): CodeText {
  if (enhanced?.startsWith('4') !== true) return text;
  return {
    meaning: `${text.meaning} The server called it temporary.`,
    advice: own(CLASSES, '4')?.advice ?? text.advice,
  };
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** What deleting entries of a list means: one sentence for the question before it. */
export function deletingMeans(list: ListName): string {
  return DELETING[list];
}

/** What adding entries to a list means: one sentence. */
export function addingMeans(list: ListName): string {
  return ADDING[list];
}

const DELETING: Readonly<Record<ListName, string>> = {
  bounces: 'Mailgun will try to deliver again; what still fails permanently comes back to the list.',
  complaints: 'A recipient who reported your mail as spam will get it again: delete only with their consent.',
  unsubscribes: 'A recipient who asked for no more mail will get it again: delete only with their consent.',
  allowlist: 'What fails permanently can be put on the bounce list again.',
};

const ADDING: Readonly<Record<ListName, string>> = {
  bounces: 'Mailgun will drop what this domain sends to these addresses, as if they had bounced.',
  complaints: 'Mailgun will drop what this domain sends to these addresses, as if they had reported spam.',
  unsubscribes:
    'Mailgun will drop what this domain sends to these addresses: everything for the tag “*”, else only messages with the given tags.',
  allowlist: 'These addresses or domains will not be put on the bounce list; complaints and unsubscribes still count.',
};
