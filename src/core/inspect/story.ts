/** What is to be told of an entry, as an object whose JSON reads well: what a developer wants to know first stands first. */
import type { ListName } from '../../mailgun/lists';
import type { Entry } from '../../mailgun/records';
import { addressKey } from '../addressSyntax';
import { age, dateText } from '../age';
import type { Finding, NotAsked } from '../findings';
import { bounceCodes, deletingMeans, explainEntry } from '../reasons';
import type { ListRef } from '../refs';
import { plainText } from '../text';
import { blockListIn, receiverOf } from './receivers';

/** What is known of the address on other lists, domains and accounts. */
export type Elsewhere =
  | { readonly state: 'asking' }
  /** It is no address, or nobody is to be asked. */
  | { readonly state: 'skipped'; readonly reason: string }
  | { readonly state: 'asked'; readonly findings: readonly Finding[]; readonly notAsked: readonly NotAsked[] };

/** What stands round an entry. */
export interface StoryContext {
  readonly ref: ListRef;
  readonly accountName: (accountId: string) => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly elsewhere: Elsewhere;
}

/** The names of the lists. */
export const LIST_TITLES: Readonly<Record<ListName, string>> = {
  bounces: 'Bounces',
  complaints: 'Complaints',
  unsubscribes: 'Unsubscribes',
  allowlist: 'Allowlist',
};

/** A text on a line of JSON is no longer than this, so that it can be read beside a sidebar without scrolling sideways. */
const WIDTH = 68;
/** How much of a server's text is quoted; all of it is a field of the entry. */
const QUOTED = 600;

/** The story of an entry. Strangers' words in it are quoted, and are text. */
export function storyOf(entry: Entry, context: StoryContext): object {
  const { meaning, advice } = explainEntry(entry);
  return {
    address: entry.address,
    summary: lines(summary(entry, context)),
    since: since(entry, context),
    meaning: lines(meaning),
    ...particulars(entry),
    advice: lines(advice),
    ifDeleted: lines(deletingMeans(entry.list)),
    elsewhere: elsewhereOf(entry, context),
    entry: record(entry, context),
  };
}

function since({ createdAt }: Entry, { now }: StoryContext): string {
  const date = createdAt === undefined ? '' : dateText(createdAt);
  return date === '' ? 'Not known: the server gave no date.' : `${date}, ${age(createdAt ?? now, now)}`;
}

function summary(entry: Entry, { ref, accountName }: StoryContext): string {
  const { title } = explainEntry(entry);
  return `${title}: on ${LIST_TITLES[entry.list]} of ${ref.domain} (${plainText(accountName(ref.accountId), 80)}).`;
}

/** What only entries of one list have. */
function particulars(entry: Entry): object {
  if (entry.list !== 'bounces') return {};
  const codes = bounceCodes(entry.code, entry.error).map(({ code, meaning }) => [code, lines(meaning)]);
  const said = plainText(entry.error, QUOTED);
  const receiver = receiverOf(entry.address, entry.error);
  const blockList = blockListIn(entry.error);
  const by = { text: 'by what its server said', server: 'by its server', address: 'by the address' };
  return {
    ...(codes.length > 0 && { codes: Object.fromEntries(codes) as object }),
    ...(said !== '' && { theServerSaid: lines(said) }),
    ...(receiver && { receiver: `${receiver.name}, ${by[receiver.by]}` }),
    ...(blockList !== undefined && { blockList: `${blockList} is named in the text: the sending IP is listed there` }),
  };
}

/** The fields of the entry as the server keeps them, after where it stands. */
function record(entry: Entry, { ref, accountName }: StoryContext): object {
  const { list, address, createdAt, ...fields } = entry;
  return {
    account: accountName(ref.accountId),
    domain: ref.domain,
    list,
    address,
    since: isoDate(createdAt),
    ...fields,
  };
}

function elsewhereOf(entry: Entry, context: StoryContext): unknown {
  const { elsewhere, ref } = context;
  if (elsewhere.state === 'asking') return 'Being looked up on the other lists, domains and accounts…';
  if (elsewhere.state === 'skipped') return elsewhere.reason;
  const isThis = (finding: Finding) =>
    finding.accountId === ref.accountId &&
    finding.domain === ref.domain &&
    finding.list === entry.list &&
    addressKey(finding.entry.address) === addressKey(entry.address);
  const others = elsewhere.findings.filter((finding) => !isThis(finding));
  const gaps = elsewhere.notAsked;
  const none = gaps.length > 0 ? 'On no other list of those that could be asked.' : 'On no other list of any domain.';
  if (others.length === 0 && gaps.length === 0) return none;
  return {
    standsOn: others.length === 0 ? none : byPlace(others, (finding) => findingText(finding, context), context),
    ...(gaps.length > 0 && { couldNotBeAsked: byPlace(gaps, gapText, context) }),
  };
}

/** Texts by the place that they are about, such as `Unsubscribes of mg.example.com (Main)`. */
function byPlace<T extends Finding | NotAsked>(
  items: readonly T[],
  tell: (item: T) => string,
  context: StoryContext,
): object {
  const texts = new Map<string, string>();
  for (const item of items) {
    const place = placeText(item, context);
    texts.set(place, [texts.get(place) ?? [], tell(item)].flat().join(' '));
  }
  return Object.fromEntries(
    [...texts].map(([place, text]) => {
      const told = lines(text);
      // What does not fit beside its place stands below it.
      return [place, typeof told === 'string' && place.length + told.length > WIDTH + 16 ? [told] : told];
    }),
  );
}

function placeText({ accountId, domain, list }: Finding | NotAsked, context: StoryContext): string {
  const account = plainText(context.accountName(accountId), 80);
  if (domain === undefined) return account;
  return `${list === undefined ? '' : `${LIST_TITLES[list]} of `}${domain} (${account})`;
}

function findingText({ entry }: Finding, { now }: StoryContext): string {
  const when = entry.createdAt === undefined ? '' : `, ${age(entry.createdAt, now)}`;
  return `${explainEntry(entry).title}${when}`;
}

function gapText({ reason, nextStep }: NotAsked): string {
  return nextStep === undefined ? reason : `${reason} ${nextStep}`;
}

/** ISO 8601; null when the server gave no date or one that is none. */
export function isoDate(ms: number | undefined): string | null {
  const date = new Date(ms ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A text that fits a line, or its lines, broken between words. */
export function lines(text: string): string | string[] {
  const all: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      all.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  all.push(line);
  return all.length === 1 ? line : all;
}
