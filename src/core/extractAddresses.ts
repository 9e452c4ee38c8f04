/** Takes the addresses out of any text: mail headers, log lines, JSON, `mailto:` links, lists. */
import { once } from '../mailgun/once';
import { addressKey, isAddress, isDomain, isHost, isLocalPart, normalizeAddress } from './addressSyntax';

/** Farthest that is looked to either side of an `@`: what bounds the work on hostile text. */
const REACH = 256;
const ASCII_ATOM = /[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]/;
const unicodeAtom = once(() => /[^\p{Z}\p{C}\p{P}]/u);
const domainStart = once(() => /^[\p{L}\p{M}\p{N}_.-]+/u);
/** Keys that log lines and query strings put before an address: `to=`, `orig_to=`, `x-original-to=`, `userEmail=`. */
const KEY =
  /^(?:[a-z0-9]{1,20}_|(?:x|envelope|original|final|delivered|reply|orig|user)-){0,4}(?:to|from|cc|bcc|rcpt|recipients?|sender|e?-?mail|addr(?:ess)?|user(?:name)?|login|account|for|contact|value|key|id|q|[a-z]{1,20}(?:email|address|recipient))$/i;

/** One `@` of a text with what may be an address around it. */
interface Candidate {
  readonly local: string;
  readonly domain: string;
  /** The character before the local part; empty at the start of the text. */
  readonly before: string;
  /** Where the candidate begins and ends in the text. */
  readonly start: number;
  readonly end: number;
  /** Whether the text around it is percent-encoded. */
  readonly encoded: boolean;
}

/**
 * Every address in a text, in order and without repetition (compared without case). Domains come lower-cased, local parts
 * as written. A domain of one label (`root@localhost`) counts only in angle brackets or after `mailto:`. The work is linear
 * in the length of the text.
 */
export function extractAddresses(text: string): string[] {
  const whole = text.length <= REACH * 2 ? text.trim() : '';
  if (isAddress(whole)) return [normalizeAddress(whole)];
  const found = new Map<string, string>();
  const plain = unescapeJson(text);
  let from = 0;
  for (const match of plain.matchAll(/@|%40/g)) {
    if (match.index < from) continue;
    const candidate = candidateAt(plain, match.index, match[0].length, from);
    const address = candidate && readCandidate(plain, candidate);
    if (candidate === undefined || address === undefined) continue;
    from = candidate.end;
    const key = addressKey(address);
    if (!found.has(key)) found.set(key, address);
  }
  return [...found.values()];
}

/** JSON in logs writes `<` as `\u003c` and line ends as `\n`; left alone, those letters would join the address. */
function unescapeJson(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-f]{4})|[nrt])/gi, (_, hex?: string) =>
    hex === undefined ? ' ' : String.fromCharCode(parseInt(hex, 16)),
  );
}

function candidateAt(text: string, at: number, width: number, from: number): Candidate | undefined {
  const domain =
    domainStart()
      .exec(text.slice(at + width, at + width + REACH))?.[0]
      .replace(/[.-]+$/, '') ?? '';
  if (domain === '') return undefined;
  const end = at + width + domain.length;
  const quoted = text[at - 1] === '"' ? quotedStart(text, at - 1, from) : undefined;
  const start = quoted ?? atomStart(text, at, from);
  if (start === undefined || start === at) return undefined;
  const before = text[start - 1] ?? '';
  return { local: text.slice(start, at), domain, before, start, end, encoded: width > 1 };
}

/** Where the run of characters that may stand in a local part begins; undefined when it is longer than any address. */
function atomStart(text: string, at: number, from: number): number | undefined {
  const limit = Math.max(from, at - REACH);
  let start = at;
  while (start > limit) {
    const unit = text[start - 1] ?? '';
    if (unit <= '\x7f') {
      if (!ASCII_ATOM.test(unit)) return start;
      start -= 1;
      continue;
    }
    const isPair = /[\uDC00-\uDFFF]/.test(unit) && start - 2 >= limit;
    const character = isPair ? text.slice(start - 2, start) : unit;
    if (!unicodeAtom().test(character)) return start;
    start -= character.length;
  }
  return start === from ? start : undefined;
}

/** Where a quoted local part that ends at `close` begins, on the same line; undefined when there is none. */
function quotedStart(text: string, close: number, from: number): number | undefined {
  for (let index = close - 1; index >= Math.max(from, close - REACH); index -= 1) {
    const unit = text[index];
    if (unit === '\n' || unit === '\r') return undefined;
    if (unit === '"' && text[index - 1] !== '\\') return isLocalPart(text.slice(index, close + 1)) ? index : undefined;
  }
  return undefined;
}

function readCandidate(text: string, candidate: Candidate): string | undefined {
  const { domain, start, before } = candidate;
  const isMarkedByBracket = before === '<' && text[candidate.end] === '>';
  if (!domain.includes('.') && !isMarkedByBracket && before !== ':') return undefined;
  const context = text.slice(Math.max(0, start - REACH), start);
  // user@ and :password@ in a URL are credentials, not an address.
  if (/:\/\/[^\s/?#]*$/.test(context) || /^\/\/[^/?#]*$/.test(candidate.local)) return undefined;
  const isMailto = /\bmailto:$/i.test(context);
  const local = localOf(candidate, isMailto);
  const isMarked = isMailto || isMarkedByBracket;
  if (!(isMarked ? isHost(domain) : isDomain(domain)) || !isLocalPart(local)) return undefined;
  return normalizeAddress(`${local}@${domain}`);
}

/** The local part without what belongs to the text around it: a key, a path, quotes, brackets. */
function localOf({ local, before, encoded }: Candidate, isMailto: boolean): string {
  if (local.startsWith('"')) return local;
  const slashes = local.split('/').length - 1;
  const isUrl = before === ':' || local.startsWith('/') || slashes > 1 || /[?&][^=]*=/.test(local);
  let bare = isUrl && !isMailto ? local.slice(local.lastIndexOf('/') + 1) : local;
  const query = /^.*[?&][\w.-]*=/.exec(bare)?.[0];
  if (query !== undefined) bare = bare.slice(query.length);
  bare = bare.replace(/^[^A-Za-z0-9_+\-$~\x80-\uFFFF]+/, '');
  const equals = bare.indexOf('=');
  if (equals > 0 && KEY.test(bare.slice(0, equals))) bare = bare.slice(equals + 1).replace(/^['`]+/, '');
  return encoded || isMailto || isUrl ? decodePercent(bare) : bare;
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
