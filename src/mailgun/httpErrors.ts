/** From a response that is no success to a MailgunError: what happened and what to do. The status decides, not its text. */
import { MailgunError, type MailgunErrorDetails, type MailgunErrorReason } from './errors';
import { LISTS, type ListName } from './lists';
import { otherRegion } from './regions';
import { parseJson, serverMessage } from './serverText';

/** What a request was about. */
export interface About {
  /** `record` addresses one entry, `list` a whole list, `domain` one domain, `domains` all of them, `events` the logs of a domain. */
  readonly kind: 'record' | 'list' | 'domain' | 'domains' | 'events';
  readonly baseUrl: string;
  readonly domain?: string | undefined;
  readonly list?: ListName | undefined;
}

/** A response with its body read. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly requestId?: string | undefined;
  readonly keyId?: string | undefined;
  /** How long the answer asks to wait, in milliseconds. */
  readonly retryAfter?: number | undefined;
}

/** How Mailgun says that one record is not there (OpenAPI, older documentation): with "Address/Domain" on the allowlist. */
const NO_RECORD = /\baddress(\/domain)?\b.*\bnot found\b|^no spam complaints found|unsubscribe event .*does not exist/i;
const NO_DOMAIN = /\bdomain\b.*\bnot found\b|\bdomain\b.*\bdoes not exist\b|\bno such domain\b/i;
const WRONG_ENDPOINT = 'Check the endpoint of the account: this address does not answer like the Mailgun API.';
const LATER = 'Try again later; Mailgun tells about outages on status.mailgun.com.';

/** The error for any status but 2xx and 429, for which there is `limitReached`. */
export function statusError(answer: Answer, about: About): MailgunError {
  const { status } = answer;
  if (status >= 300 && status < 400) return redirected(answer);
  if (status === 401) return unauthorized(answer, about);
  if (status === 403) return forbidden(answer, about);
  if (status === 404) return notFound(answer, about);
  if (status === 413) {
    return fail('tooLarge', answer, 'What was sent is larger than Mailgun accepts.', 'Send it in smaller parts.');
  }
  if (status === 405) {
    return fail('badResponse', answer, 'The server does not know this operation (status 405).', WRONG_ENDPOINT);
  }
  if (status === 407) {
    return fail(
      'network',
      answer,
      'The proxy asks for a sign-in.',
      'Check the setting http.proxy and its credentials.',
    );
  }
  if (status === 408) return fail('network', answer, 'The server gave up waiting for the request.', 'Try again.');
  if (status >= 500) {
    return fail('badResponse', answer, withReason(`Mailgun had an error of its own (status ${status})`, answer), LATER);
  }
  const what = status === 400 ? 'Mailgun refused the request' : `Mailgun refused the request (status ${status})`;
  return fail('invalid', answer, withReason(what, answer), 'Correct what was entered and try again.');
}

/** The error for a 2xx whose body is not what the API sends. */
export function garbledAnswer(answer: Answer): MailgunError {
  if (/mailgun magnificent api/i.test(answer.body)) {
    return fail(
      'badResponse',
      answer,
      'The endpoint is the front door of the Mailgun API, not the API itself.',
      'Check the endpoint of the account, such as https://api.mailgun.net.',
    );
  }
  const what = answer.body.trim() === '' ? 'was empty' : 'was cut short or is not JSON';
  return fail('badResponse', answer, `The answer to the request ${what}.`, `Try again. ${WRONG_ENDPOINT}`);
}

function redirected(answer: Answer): MailgunError {
  const message = `The endpoint wanted to redirect the request elsewhere (status ${answer.status}); the extension refused a redirect, to keep the key safe.`;
  return fail('badResponse', answer, message, 'Check the endpoint of the account.');
}

function unauthorized(answer: Answer, about: About): MailgunError {
  const elsewhere = about.domain === undefined ? '' : `, or that ${about.domain} belongs to this account`;
  const region = regionHint(about) ?? 'that the endpoint is the right one';
  const nextStep = `Check that the key is complete and not a domain sending key (those only send), and ${region}${elsewhere}.`;
  return fail('unauthorized', answer, 'Mailgun did not accept the API key.', nextStep);
}

function forbidden(answer: Answer, about: About): MailgunError {
  const isEvents = about.kind === 'events';
  const what = isEvents
    ? `the logs of ${about.domain ?? ''}`
    : about.list
      ? subject(about)
      : 'the domains of this account';
  const nextStep = isEvents
    ? 'Use an account API key: each of its roles may read logs, a domain sending key may not.'
    : 'Use a key whose role allows it (Admin, Developer or Support), or ask an administrator of the account.';
  return fail(
    'forbidden',
    answer,
    withReason(`The API key has no right to this operation on ${what}`, answer),
    nextStep,
  );
}

function notFound(answer: Answer, about: About): MailgunError {
  const json = parseJson(answer.body);
  if (typeof json !== 'object' || json === null) {
    return fail(
      'badResponse',
      answer,
      'The server does not know the address of the Mailgun API (status 404).',
      WRONG_ENDPOINT,
    );
  }
  const said = serverMessage(answer.body);
  if (about.list && NO_RECORD.test(said)) return notListed(answer, about);
  if (about.kind === 'domain' || about.kind === 'list' || NO_DOMAIN.test(said)) return noSuchDomain(answer, about);
  if (about.kind === 'record') return notListed(answer, about);
  const what = about.kind === 'events' ? 'logs' : 'domains';
  return fail(
    'badResponse',
    answer,
    withReason(`The server does not know its own ${what} (status 404)`, answer),
    WRONG_ENDPOINT,
  );
}

function notListed(answer: Answer, about: About): MailgunError {
  return fail('notListed', answer, `This is not on ${subject(about)}.`, 'Refresh the list to see what is there now.');
}

function noSuchDomain(answer: Answer, about: About): MailgunError {
  const name = about.domain === undefined ? 'this domain' : `the domain ${about.domain}`;
  const region = regionHint(about);
  const nextStep = `Check the name of the domain${region ? `, and ${region}` : ' and the endpoint of the account'}.`;
  return fail('noSuchDomain', answer, `Mailgun does not know ${name} in this account.`, nextStep);
}

/** `that the account is not in the other region (EU)`. */
function regionHint(about: About): string | undefined {
  const other = otherRegion(about.baseUrl)?.region;
  return other && `that it does not belong to the other region (${other.toUpperCase()})`;
}

function subject({ list, domain }: About): string {
  const name = list ? LISTS[list].name : 'list';
  return domain === undefined ? `the ${name}` : `the ${name} of ${domain}`;
}

function withReason(message: string, answer: Answer): string {
  const said = serverMessage(answer.body).replace(/[.\s]+$/, '');
  return said ? `${message}: ${said}.` : `${message}.`;
}

function fail(reason: MailgunErrorReason, answer: Answer, message: string, nextStep: string): MailgunError {
  const { status, requestId, keyId, retryAfter } = answer;
  const details: MailgunErrorDetails = { nextStep, status, requestId, keyId, retryAfter };
  return new MailgunError(reason, message, details);
}

/** The error for a used-up request limit, which ends so many milliseconds from now. */
export function limitReached(ms: number, answer?: Answer): MailgunError {
  const wait = describeWait(ms);
  return new MailgunError('rateLimited', `Mailgun's request limit is used up for another ${wait}.`, {
    nextStep: `Try again in ${wait}.`,
    status: answer?.status,
    requestId: answer?.requestId,
    keyId: answer?.keyId,
    retryAfter: Math.ceil(ms),
  });
}

/** A duration in words: `5 seconds`, `2 minutes`. */
function describeWait(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 120) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
