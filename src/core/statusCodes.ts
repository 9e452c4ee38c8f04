/** SMTP reply codes and enhanced status codes in words. Sources: RFC 5321, RFC 3463, RFC 7504 and IANA's registry of enhanced status codes. */

/** What a code says, and what a developer can do about it. */
export interface CodeText {
  readonly meaning: string;
  readonly advice: string;
}

const WRONG_ADDRESS = 'Ask for a correct address. Delete the entry only once the mailbox is known to exist.';
const MAILBOX_BACK = 'Delete the entry once the recipient confirms that the mailbox works again.';
const TRANSIENT = 'Such failures usually pass. Delete the entry to let mail try again.';
const CONTENT = 'The address itself may be fine. Change what was refused, then delete the entry and send again.';
const REPUTATION =
  'The address itself is probably fine. Check SPF, DKIM, DMARC and the reputation of the sending IP, then delete the entry and send again.';
const SENDER_DNS = 'The address itself is fine. Correct the DNS records of the sending domain, then delete the entry.';
const THEIR_SIDE = 'The recipient’s mail administrator has to put this right. Delete the entry afterwards.';
const THEIR_DNS =
  'Look for a typing error in the domain. If it is right, its owner has to repair its DNS; delete the entry afterwards.';

/** By enhanced status code; `x` stands where the class does not matter. */
export const ENHANCED: Readonly<Record<string, CodeText>> = {
  'x.1.0': { meaning: 'Something is wrong with the recipient’s address.', advice: WRONG_ADDRESS },
  'x.1.1': { meaning: 'The mailbox does not exist: nobody has this address at that domain.', advice: WRONG_ADDRESS },
  'x.1.2': { meaning: 'The part after the “@” is not a system that can take mail.', advice: THEIR_DNS },
  'x.1.3': { meaning: 'The address is not written in a way the receiving server accepts.', advice: WRONG_ADDRESS },
  'x.1.4': { meaning: 'The address is ambiguous: it matches more than one recipient.', advice: WRONG_ADDRESS },
  'x.1.6': { meaning: 'The mailbox has moved and left no forwarding address.', advice: WRONG_ADDRESS },
  'x.1.7': { meaning: 'The sender’s address was refused for its syntax.', advice: CONTENT },
  'x.1.8': { meaning: 'The sender’s domain does not exist or cannot receive mail.', advice: SENDER_DNS },
  'x.1.9': { meaning: 'The message was relayed to a mailer that does not report delivery.', advice: TRANSIENT },
  'x.1.10': {
    meaning: 'The recipient’s domain declares with a “null MX” record that it accepts no mail at all.',
    advice: WRONG_ADDRESS,
  },
  'x.2.0': { meaning: 'The mailbox exists, but something is wrong with it.', advice: MAILBOX_BACK },
  'x.2.1': { meaning: 'The mailbox exists but is disabled and accepts no messages.', advice: MAILBOX_BACK },
  'x.2.2': { meaning: 'The mailbox is full.', advice: MAILBOX_BACK },
  'x.2.3': { meaning: 'The message is longer than this mailbox allows.', advice: CONTENT },
  'x.2.4': { meaning: 'The address is a mailing list that could not be expanded.', advice: THEIR_SIDE },
  'x.3.0': { meaning: 'The receiving mail system has a problem.', advice: TRANSIENT },
  'x.3.1': { meaning: 'The receiving mail system has no storage left.', advice: TRANSIENT },
  'x.3.2': { meaning: 'The receiving system is not accepting messages at present.', advice: TRANSIENT },
  'x.3.3': { meaning: 'The receiving system lacks a feature that the message needs.', advice: CONTENT },
  'x.3.4': { meaning: 'The message is too big for the receiving system.', advice: CONTENT },
  'x.3.5': { meaning: 'The receiving system is configured wrongly.', advice: THEIR_SIDE },
  'x.4.0': { meaning: 'The network or the routing to the recipient’s system failed.', advice: TRANSIENT },
  'x.4.1': { meaning: 'The recipient’s mail server did not answer.', advice: TRANSIENT },
  'x.4.2': { meaning: 'The connection to the recipient’s mail server broke.', advice: TRANSIENT },
  'x.4.3': { meaning: 'A directory or name server that was needed did not answer.', advice: TRANSIENT },
  'x.4.4': {
    meaning: 'No route to the recipient’s mail server was found, often because its DNS is wrong.',
    advice: THEIR_DNS,
  },
  'x.4.5': { meaning: 'The recipient’s mail system is overloaded.', advice: TRANSIENT },
  'x.4.6': { meaning: 'The message went round in a loop between mail servers.', advice: THEIR_SIDE },
  'x.4.7': { meaning: 'The message could not be delivered in time and expired.', advice: TRANSIENT },
  'x.5.0': { meaning: 'The mail servers did not understand each other.', advice: TRANSIENT },
  'x.5.1': { meaning: 'The receiving server refused a command.', advice: TRANSIENT },
  'x.5.2': { meaning: 'The receiving server found a syntax error in what it was told.', advice: TRANSIENT },
  'x.5.3': { meaning: 'The message had more recipients than the receiving server takes.', advice: TRANSIENT },
  'x.5.4': { meaning: 'A command had arguments that the receiving server refused.', advice: TRANSIENT },
  'x.5.5': { meaning: 'The mail servers speak different versions of the protocol.', advice: THEIR_SIDE },
  'x.6.0': { meaning: 'The content of the message was refused.', advice: CONTENT },
  'x.6.1': { meaning: 'A media type in the message is not supported there.', advice: CONTENT },
  'x.6.2': { meaning: 'The message needed a conversion that is prohibited.', advice: CONTENT },
  'x.6.3': { meaning: 'The message needed a conversion that the receiving server cannot do.', advice: CONTENT },
  'x.6.7': { meaning: 'The receiving server does not support addresses beyond ASCII.', advice: WRONG_ADDRESS },
  'x.7.0': { meaning: 'The message was refused for reasons of security or policy.', advice: REPUTATION },
  'x.7.1': {
    meaning: 'The receiving server does not accept this message from this sender: a policy or spam rule refused it.',
    advice: REPUTATION,
  },
  'x.7.2': { meaning: 'The sender may not post to this mailing list.', advice: THEIR_SIDE },
  'x.7.5': { meaning: 'The message could not be decrypted or verified there.', advice: CONTENT },
  'x.7.7': { meaning: 'The message was damaged or changed on its way.', advice: CONTENT },
  'x.7.13': { meaning: 'The recipient’s user account is disabled.', advice: MAILBOX_BACK },
  'x.7.17': { meaning: 'The mailbox has changed its owner since the date the sender named.', advice: WRONG_ADDRESS },
  'x.7.18': { meaning: 'The domain has changed its owner since the date the sender named.', advice: WRONG_ADDRESS },
  'x.7.20': {
    meaning: 'The message has no valid DKIM signature, and the receiving server insists on one.',
    advice: SENDER_DNS,
  },
  'x.7.21': { meaning: 'No DKIM signature of the message is acceptable to the receiving server.', advice: SENDER_DNS },
  'x.7.22': { meaning: 'No valid DKIM signature matches the sender’s address.', advice: SENDER_DNS },
  'x.7.23': { meaning: 'SPF failed: the sending server is not among those the domain names.', advice: SENDER_DNS },
  'x.7.24': { meaning: 'The SPF record of the sending domain could not be evaluated.', advice: SENDER_DNS },
  'x.7.25': { meaning: 'The sending IP address has no matching reverse DNS entry.', advice: SENDER_DNS },
  'x.7.26': {
    meaning: 'The message failed authentication: neither SPF nor DKIM passed for the sending domain.',
    advice: SENDER_DNS,
  },
  'x.7.27': {
    meaning: 'The sender’s domain declares with a “null MX” record that it accepts no mail, so its mail is refused.',
    advice: SENDER_DNS,
  },
  'x.7.28': { meaning: 'The receiving server saw too much mail of this kind from the sender.', advice: REPUTATION },
  'x.7.29': { meaning: 'The ARC signatures of a forwarded message did not verify.', advice: THEIR_SIDE },
  'x.7.30': { meaning: 'The receiving server insists on an encrypted connection that was not made.', advice: CONTENT },
};

/** By subject, the middle number, when the detail is unknown. */
export const SUBJECTS: Readonly<Record<string, string>> = {
  '1': 'x.1.0',
  '2': 'x.2.0',
  '3': 'x.3.0',
  '4': 'x.4.0',
  '5': 'x.5.0',
  '6': 'x.6.0',
  '7': 'x.7.0',
};

/** By SMTP reply code. 605 to 607 are Mailgun's own: it did not try to deliver. */
export const SMTP: Readonly<Record<string, CodeText>> = {
  '421': { meaning: 'The receiving server was not available.', advice: TRANSIENT },
  '450': {
    meaning: 'The mailbox was not available at that moment: busy, or delayed on purpose by greylisting.',
    advice: TRANSIENT,
  },
  '451': { meaning: 'The receiving server had an error while it handled the message.', advice: TRANSIENT },
  '452': { meaning: 'The receiving server, or the mailbox, had no storage left.', advice: TRANSIENT },
  '454': {
    meaning: 'The receiving server could not set up encryption or authentication just then.',
    advice: TRANSIENT,
  },
  '498': { meaning: 'Mailgun could not deliver the message for the moment.', advice: TRANSIENT },
  '500': { meaning: 'The receiving server did not understand a command.', advice: TRANSIENT },
  '501': { meaning: 'The receiving server refused a command or an address for its syntax.', advice: WRONG_ADDRESS },
  '502': { meaning: 'The receiving server does not know a command it was given.', advice: TRANSIENT },
  '503': { meaning: 'The receiving server got commands in an order it does not accept.', advice: TRANSIENT },
  '521': { meaning: 'The recipient’s server accepts no mail at all.', advice: WRONG_ADDRESS },
  '523': { meaning: 'The receiving server refuses messages of this size or to this mailbox.', advice: CONTENT },
  '530': { meaning: 'The receiving server wants the sender to log in or to use encryption first.', advice: THEIR_SIDE },
  '541': { meaning: 'The message was refused as spam or by a rule of the recipient.', advice: REPUTATION },
  '550': {
    meaning: 'The mailbox is not available: mostly it does not exist, sometimes the server refuses the sender.',
    advice: WRONG_ADDRESS,
  },
  '551': { meaning: 'The recipient is not local to that server, and it does not forward.', advice: WRONG_ADDRESS },
  '552': { meaning: 'The mailbox has no storage left for the message.', advice: MAILBOX_BACK },
  '553': { meaning: 'The receiving server does not allow this mailbox name.', advice: WRONG_ADDRESS },
  '554': {
    meaning: 'The transaction failed: the server refused the message or the sender, often by policy.',
    advice: REPUTATION,
  },
  '555': {
    meaning: 'The receiving server did not recognise a parameter of the sender or recipient.',
    advice: TRANSIENT,
  },
  '556': { meaning: 'The recipient’s domain accepts no mail.', advice: WRONG_ADDRESS },
  '571': { meaning: 'The message was blocked by a rule of the recipient.', advice: REPUTATION },
  '605': { meaning: 'Mailgun did not try: the address had bounced before.', advice: MAILBOX_BACK },
  '606': {
    meaning: 'Mailgun did not try: the recipient had unsubscribed.',
    advice: 'Look at the unsubscribes, and remove that entry only with the recipient’s consent.',
  },
  '607': {
    meaning: 'Mailgun did not try: the recipient had reported a message as spam.',
    advice: 'Look at the complaints, and remove that entry only with the recipient’s consent.',
  },
};

/** By the class of a code when nothing more is known. */
export const CLASSES: Readonly<Record<string, CodeText>> = {
  '2': {
    meaning: 'The code reports success, so it does not tell why the address was put here.',
    advice: 'Read what the server said, if anything, before deleting the entry.',
  },
  '4': { meaning: 'The receiving server reported a failure that may pass.', advice: TRANSIENT },
  '5': { meaning: 'The receiving server refused for good.', advice: WRONG_ADDRESS },
  '6': {
    meaning: 'Mailgun itself decided not to deliver.',
    advice: 'Look at the domain’s logs at Mailgun for the time of this entry.',
  },
};
