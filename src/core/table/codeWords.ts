/** What a bounce's code means in a few words, for labels; `explainBounce` says it in full. Sources as in ../statusCodes. */

const WORDS: Readonly<Record<string, string>> = {
  '421': 'Server not available',
  '450': 'Mailbox busy or delayed',
  '451': 'Server had an error',
  '452': 'Server out of storage',
  '454': 'Encryption or login failed',
  '498': 'Not deliverable for the moment',
  '500': 'Command not understood',
  '501': 'Syntax refused',
  '502': 'Command not known',
  '503': 'Commands out of order',
  '521': 'Server accepts no mail',
  '523': 'Message too large',
  '530': 'Login or encryption required',
  '541': 'Refused as spam',
  '550': 'Mailbox not available',
  '551': 'Recipient not local',
  '552': 'Mailbox full',
  '553': 'Mailbox name not allowed',
  '554': 'Transaction failed',
  '555': 'Parameter not recognised',
  '556': 'Domain accepts no mail',
  '571': 'Blocked by a rule',
  '605': 'Had bounced before',
  '606': 'Had unsubscribed',
  '607': 'Had complained',
};

const BY_CLASS: Readonly<Record<string, string>> = {
  '2': 'Success',
  '4': 'Failure that may pass',
  '5': 'Refused for good',
  '6': 'Decided by Mailgun',
};

/** A code in a few words. */
export function codeWords(code: string): string {
  const reply = /^\s*(\d{3})(?!\d)/.exec(code)?.[1] ?? '';
  return WORDS[reply] ?? BY_CLASS[reply.slice(0, 1)] ?? 'Not an SMTP code';
}
