/** Why mail bounces: codes and texts in the manner of the big receivers. `{…}` is filled in; ids are invented. */
import type { Dice } from './dice';

interface Reason {
  readonly code: string;
  readonly text: string;
}

const GMAIL: readonly Reason[] = [
  {
    code: '550',
    text: "5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. For more information, go to https://support.google.com/mail/?p=NoSuchUser {id}si{n}qtb.{n} - gsmtp",
  },
  {
    code: '552',
    text: '5.2.2 The recipient’s inbox is out of storage space. Please direct the recipient to https://support.google.com/mail/?p=OverQuotaPerm {id}si{n}qtb.{n} - gsmtp',
  },
  {
    code: '550',
    text: '5.2.1 The email account that you tried to reach is inactive. For more information, go to https://support.google.com/mail/?p=DisabledUser {id}si{n}pgd.{n} - gsmtp',
  },
  {
    code: '550',
    text: '5.7.26 Unauthenticated email from acme-shop.example is not accepted due to domain’s DMARC policy. {id}si{n}qvb.{n} - gsmtp',
  },
];

const OUTLOOK: readonly Reason[] = [
  {
    code: '550',
    text: '5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [{HEX}.eurprd05.prod.outlook.com {stamp}]',
  },
  {
    code: '550',
    text: '5.4.1 Recipient address rejected: Access denied. AS(201806281) [{HEX}.namprd12.prod.outlook.com {stamp}]',
  },
  {
    code: '550',
    text: "5.7.1 Unfortunately, messages from [198.51.100.{n}] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).",
  },
  {
    code: '554',
    text: '5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded',
  },
];

const YAHOO: readonly Reason[] = [
  { code: '552', text: '1 Requested mail action aborted, mailbox not found' },
  { code: '554', text: '30 Sorry, your message to {address} cannot be delivered. This mailbox is disabled (554.30).' },
  {
    code: '554',
    text: '5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes',
  },
];

const GMX: readonly Reason[] = [
  { code: '550', text: 'Requested action not taken: mailbox unavailable' },
  {
    code: '552',
    text: 'Requested mail action aborted: exceeded storage allocation. Mailbox quota exceeded for {address}',
  },
  {
    code: '554',
    text: 'Transaction failed. Reject due to policy restrictions. For explanation visit https://postmaster.gmx.net/en/error-messages?ip=198.51.100.{n}',
  },
];

const OTHER: readonly Reason[] = [
  { code: '550', text: '5.1.1 <{address}>: Recipient address rejected: User unknown in virtual mailbox table' },
  { code: '550', text: '5.1.1 <{address}>: Recipient address rejected: User unknown in local recipient table' },
  { code: '554', text: '5.7.1 <{address}>: Relay access denied' },
  {
    code: '554',
    text: '5.7.1 Service unavailable; Client host [198.51.100.{n}] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/198.51.100.{n}',
  },
  { code: '550', text: '5.7.1 Message rejected as spam by Content Filtering.' },
  { code: '550', text: 'No such user here' },
  { code: '551', text: '5.1.6 User has moved; please try <postmaster@{host}>' },
  { code: '553', text: '5.1.2 We weren’t able to find the recipient domain. Please check for any spelling errors.' },
  {
    code: '450',
    text: '4.2.0 <{address}>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/{host}.html',
  },
  { code: '452', text: '4.2.2 Mailbox full' },
  { code: '498', text: 'No MX for {host}' },
  { code: '605', text: 'Not delivering to previously bounced address' },
  { code: '550', text: '' },
];

const BY_HOST: Readonly<Record<string, readonly Reason[]>> = {
  'gmail.com': GMAIL,
  'outlook.com': OUTLOOK,
  'hotmail.com': OUTLOOK,
  'yahoo.com': YAHOO,
  'aol.com': YAHOO,
  'gmx.de': GMX,
  'gmx.net': GMX,
  'web.de': GMX,
};

/** A bounce code and text that fit the receiver of an address; the first of a receiver's reasons is the commonest. */
export function pickBounce(dice: Dice, address: string): { code: string; error: string } {
  const host = address.slice(address.lastIndexOf('@') + 1);
  const reasons = BY_HOST[host] ?? OTHER;
  const reason = dice.next() < 0.5 ? (reasons[0] ?? dice.pick(reasons)) : dice.pick(reasons);
  const error = reason.text.replace(/\{(\w+)\}/g, (whole, name: string) => fill(name, dice, address, host) ?? whole);
  return { code: reason.code, error };
}

function fill(name: string, dice: Dice, address: string, host: string): string | undefined {
  switch (name) {
    case 'address':
      return address;
    case 'host':
      return host;
    case 'id':
      return `d${dice.hex(14)}-${dice.hex(6)}`;
    case 'n':
      return String(dice.below(254) + 1);
    case 'HEX':
      return `DB5EUR03FT${dice.hex(3).toUpperCase()}`;
    case 'stamp':
      return `08D${dice.hex(13).toUpperCase()}`;
    default:
      return undefined;
  }
}
