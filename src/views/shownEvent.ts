/** From an event to what the page shows of it. */
import { explainEvent } from '../core/inspect/eventWords';
import { receiverOf } from '../core/inspect/receivers';
import type { MailEvent } from '../mailgun/mailEvents';
import type { Fact, ShownEvent } from './eventsState';

/** How much of a server's text goes to the page. */
const SAID = 4000;

export function shownEvent(event: MailEvent, key: string): ShownEvent {
  const { group, tone, title, meaning } = explainEvent(event);
  const failed = event.kind === 'failed';
  const said = failed ? event.message : undefined;
  return {
    ...{ key, at: event.at, group, tone, title, meaning, facts: facts(event) },
    ...(event.subject !== undefined && { subject: event.subject }),
    ...(said !== undefined && { said: said.length > SAID ? `${said.slice(0, SAID)}…` : said }),
  };
}

function facts(event: MailEvent): Fact[] {
  const failed = event.kind === 'failed';
  const receiver = event.mx === undefined ? undefined : receiverOf(event.recipient, event.message, event.mx)?.name;
  const known: readonly (readonly [name: string, value: string | undefined])[] = [
    ['Code', failed ? codes(event) : undefined],
    ['Severity', event.severity],
    ['Reason', event.reason],
    ['Mailgun said', event.description],
    ['Answer', failed ? undefined : event.message],
    ['Attempt', event.attempt === undefined ? undefined : String(event.attempt)],
    ['Next attempt', event.retrySeconds === undefined ? undefined : `after ${event.retrySeconds} s`],
    ['Server', event.mx],
    ['Receiver', event.provider ?? receiver],
    ['From', event.from],
    ['Message id', event.messageId],
    ['Tags', event.tags.length === 0 ? undefined : event.tags.join(', ')],
    ['Link', event.url],
    ['IP', event.ip],
    ['Program', event.client],
    ['Place', event.place],
  ];
  return known.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }]));
}

function codes({ code, enhancedCode }: MailEvent): string {
  return [code, enhancedCode].filter((part) => part !== undefined).join(' ');
}
