/** Which list is meant by a word that a service writes for the kind of suppression. */
import type { ListName } from '../../../mailgun/lists';

const WORDS: Readonly<Record<ListName, readonly string[]>> = {
  bounces: [
    'bounce',
    'bounced',
    'bounces',
    'bouncerule',
    'hardbounce',
    'hardbounced',
    'hardbounces',
    'softbounce',
    'permanentbounce',
    'hard',
    'soft',
    'permanent',
    'invalid',
    'invalidemail',
    'invalidrecipient',
    'cleaned',
    'undelivered',
    'undeliverable',
  ],
  complaints: [
    'complaint',
    'complaints',
    'complained',
    'spam',
    'spamcomplaint',
    'spamcomplaints',
    'spamreport',
    'spamreports',
    'abuse',
    'abusereport',
    'feedbackloop',
    'fbl',
  ],
  unsubscribes: [
    'unsubscribe',
    'unsubscribes',
    'unsubscribed',
    'unsubscription',
    'unsub',
    'unsubs',
    'listunsubscribe',
    'unsubscribelink',
    'groupunsubscribe',
    'globalunsubscribe',
    'optout',
    'optedout',
    'manual',
    'manuallyadded',
    'manualsuppression',
    'custom',
    'compliance',
    'nontransactional',
    'transactional',
  ],
  allowlist: ['allowlist', 'allowlisted', 'allow', 'allowed', 'whitelist', 'whitelists', 'whitelisted'],
};

const BY_WORD: ReadonlyMap<string, ListName> = new Map(
  (Object.entries(WORDS) as [ListName, readonly string[]][]).flatMap(([list, words]) =>
    words.map((word): [string, ListName] => [word, list]),
  ),
);

const BY_CELL = new Map<string, ListName | undefined>();
const CELLS_KEPT = 200;

/** The list that a cell names: `HardBounce`, `BOUNCE`, `hard-bounce`, `Spam Complaint` …; undefined when it names none. */
export function listOfWord(cell: string): ListName | undefined {
  if (BY_CELL.has(cell)) return BY_CELL.get(cell);
  const list = cell.length > 40 ? undefined : BY_WORD.get(cell.toLowerCase().replace(/[^a-z]/g, ''));
  if (BY_CELL.size < CELLS_KEPT) BY_CELL.set(cell, list);
  return list;
}

/** The list that a file's name speaks of. */
export function listOfFileName(name: string): ListName | undefined {
  const lower = name.toLowerCase();
  if (/allow-?_?list|white-?_?list/.test(lower)) return 'allowlist';
  if (/complain|spam|abuse/.test(lower)) return 'complaints';
  if (/unsub|opt-?_?(?:ed)?-?_?out/.test(lower)) return 'unsubscribes';
  return /bounce|invalid|cleaned|undeliver/.test(lower) ? 'bounces' : undefined;
}
