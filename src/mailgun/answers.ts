/** From a response to its JSON, or to a failure that says whether another attempt may do better. */
import type { Clock } from './clock';
import { AttemptFailed, type Incoming } from './exchange';
import { garbledAnswer, limitReached, statusError, type About, type Answer } from './httpErrors';
import type { Failure } from './networkErrors';
import { MAX_WAIT, type Pace } from './pace';
import { readRetryAfter } from './rateHeaders';
import { parseJson, plainLine } from './serverText';

/** What is known where a response arrives. */
export interface Context {
  readonly about: About;
  readonly method: string;
  readonly pace: Pace;
  readonly clock: Clock;
  /** What to wait before the next attempt where the server does not say, in milliseconds. */
  readonly backOff: number;
  /** Takes the key out of a text. */
  readonly redact: (text: string) => string;
}

/** The JSON of a 2xx, undefined for an empty 204; throws AttemptFailed for everything else. */
export function readAnswer(incoming: Incoming, context: Context): unknown {
  const { status, headers, body } = incoming;
  const ok = isOk(incoming);
  if (ok) {
    const json = parseJson(body);
    if (json !== undefined || (status === 204 && context.method !== 'GET')) return json;
  }
  const header = (name: string) => {
    const value = headers.get(name);
    return value === null ? undefined : plainLine(context.redact(value));
  };
  const answer: Answer = {
    status,
    body: context.redact(body),
    requestId: header('x-request-id') ?? header('x-mailgun-request-id'),
    keyId: header('x-mailgun-key-id'),
  };
  if (ok) throw new AttemptFailed(garbled(answer));
  throw new AttemptFailed(status === 429 ? limited(answer, incoming, context) : refused(answer, incoming, context));
}

/** Whether the request was done. */
export function isOk({ status }: Incoming): boolean {
  return status >= 200 && status < 300;
}

function garbled(answer: Answer): Failure {
  const frontDoor = /mailgun magnificent api/i.test(answer.body);
  return { error: garbledAnswer(answer), retry: !frontDoor, lost: true };
}

/** A used-up limit holds every request of its kind, not this one alone. Where it does not say until when, that is guessed. */
function limited(answer: Answer, { headers }: Incoming, { pace, clock, backOff }: Context): Failure {
  const told = readRetryAfter(headers, answer.body, clock.now()) ?? pace.resetIn();
  const retryAfter = told === undefined || told <= 0 ? backOff : told;
  pace.hold(retryAfter);
  return { error: limitReached(retryAfter, answer), retry: retryAfter <= MAX_WAIT, lost: false };
}

function refused(answer: Answer, { headers }: Incoming, { about, clock }: Context): Failure {
  const retryAfter = readRetryAfter(headers, '', clock.now());
  const mayPass = answer.status === 408 || answer.status >= 500;
  const retry = mayPass && (retryAfter ?? 0) <= MAX_WAIT;
  return { error: statusError({ ...answer, retryAfter }, about), retry, lost: mayPass, retryAfter };
}
