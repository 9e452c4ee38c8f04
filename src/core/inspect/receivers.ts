/** Whose mail server it was that refused: by what it said, by its name, or by the address. */
import { domainOf } from '../addressSyntax';

/** A receiver of mail, and what gave it away. */
export interface Receiver {
  readonly name: string;
  readonly by: 'text' | 'server' | 'address';
}

interface Marks {
  readonly name: string;
  /** What only its servers say. */
  readonly text?: RegExp;
  /** The end of its servers' names. */
  readonly server?: RegExp;
  /** Domains of its own mailboxes. */
  readonly domains?: RegExp;
}

/** How much of a server's text is looked at. */
const SEARCHED = 2000;

/** Sources: the receivers' postmaster pages, to which their own texts link. Filters that stand before others' mailboxes come first. */
const RECEIVERS: readonly Marks[] = [
  { name: 'Mimecast', text: /mimecast/i, server: /\.mimecast(?:-offshore)?\.(?:com|org)$/ },
  { name: 'Proofpoint', text: /proofpoint|pphosted|ppops\.net/i, server: /\.(?:pphosted|ppe-hosted)\.com$/ },
  { name: 'Barracuda', text: /barracuda/i, server: /\.(?:ess\.)?barracudanetworks\.com$/ },
  {
    name: 'Gmail (Google)',
    text: /\bgsmtp\b|support\.google\.com\/(?:a\/answer|mail)/i,
    server: /\.(?:google|googlemail)\.com$/,
    domains: /^(?:gmail|googlemail)\.com$/,
  },
  {
    name: 'Outlook (Microsoft)',
    text: /\.outlook\.com\b|\bSTOREDRV\b|\(S\d{10}\)|\bAS\(\d{9,10}\)|aka\.ms\/EXO/i,
    server: /\.outlook\.com$/,
    domains: /^(?:outlook|hotmail|live|msn)\.(?:com|[a-z]{2}|co\.[a-z]{2})$/,
  },
  {
    name: 'Yahoo',
    text: /yahooinc\.com|\byahoo\.com\b|\(554\.30\)/i,
    server: /\.yahoodns\.net$/,
    domains: /^(?:(?:yahoo|ymail|rocketmail)\.(?:com|[a-z]{2}|co\.[a-z]{2})|aol\.com)$/,
  },
  {
    name: 'iCloud (Apple)',
    text: /\bicloud\.com\b|support\.apple\.com/i,
    server: /\.icloud\.com$/,
    domains: /^(?:icloud|me|mac)\.com$/,
  },
  {
    name: 'GMX and WEB.DE',
    text: /postmaster\.(?:gmx|web)\./i,
    server: /\.(?:gmx\.net|web\.de)$/,
    domains: /^(?:gmx\.(?:de|net|com|at|ch)|web\.de)$/,
  },
  { name: 'T-Online', text: /t-online\.de/i, server: /\.t-online\.de$/, domains: /^t-online\.de$/ },
  { name: 'Proton Mail', server: /\.protonmail\.ch$/, domains: /^(?:proton\.me|protonmail\.com|pm\.me)$/ },
  { name: 'Zoho Mail', server: /\.zoho\.(?:com|eu|in)$/, domains: /^zohomail\.com$/ },
  { name: 'Amazon SES', text: /\bamazonses\b/i, server: /\.amazonaws\.com$/ },
];

/** The receiver behind a server's text, its name and an address, in this order; undefined when none of them tells. */
export function receiverOf(address: string, text = '', server = ''): Receiver | undefined {
  const said = text.slice(0, SEARCHED);
  const host = server.toLowerCase().replace(/\.$/, '');
  const domain = domainOf(address);
  const byText = RECEIVERS.find((marks) => marks.text?.test(said));
  if (byText) return { name: byText.name, by: 'text' };
  const byServer = RECEIVERS.find((marks) => marks.server?.test(host));
  if (byServer) return { name: byServer.name, by: 'server' };
  const byAddress = RECEIVERS.find((marks) => marks.domains?.test(domain));
  return byAddress && { name: byAddress.name, by: 'address' };
}

/** A public list of blocked senders that a server's text names. */
export function blockListIn(text: string): string | undefined {
  const found = BLOCK_LISTS.find(([, mark]) => mark.test(text.slice(0, SEARCHED)));
  return found?.[0];
}

const BLOCK_LISTS: readonly (readonly [name: string, mark: RegExp])[] = [
  ['Spamhaus', /spamhaus/i],
  ['SpamCop', /spamcop/i],
  ['Barracuda Reputation Block List', /b\.barracudacentral/i],
  ['SORBS', /sorbs\.net/i],
  ['UCEPROTECT', /uceprotect/i],
];
