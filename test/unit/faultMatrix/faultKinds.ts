/** Everything that can go wrong between a client and Mailgun, each with what must come of it. */
import type { MailgunErrorReason } from '../../../src/mailgun/errors';
import type { FaultKind } from '../../../src/sample/server';
import type { Deed } from './operations';

/** What must come of a call that meets a fault: it is done, or it fails for a reason; `short`: a list ends early, as null items say. */
export type Outcome = 'done' | 'short' | 'notFound' | MailgunErrorReason;

export interface Fault {
  readonly name: string;
  /** What the server is told; the others are the harness's: the network is gone, or the clock jumps. */
  readonly kind: FaultKind | ((now: number) => FaultKind) | 'refused' | 'clockBack' | 'clockAhead';
  /** When it happens to one request and then no more. */
  readonly once: (deed: Deed, index: number) => Outcome;
  /** When it happens to every attempt of the call. */
  readonly always: (deed: Deed, index: number) => Outcome;
  /** Whether the operation takes effect though the answer is bad. */
  readonly takesEffect?: boolean;
  /** Milliseconds that the client must have waited before it tries again. */
  readonly waits?: number;
}

const always = (outcome: Outcome) => (): Outcome => outcome;
const reads = (deed: Deed): boolean => ['walk', 'find', 'domain', 'domains'].includes(deed);

/** Passes with the next attempt; fails for a reason when it stays. */
function passing(name: string, kind: Fault['kind'], reason: MailgunErrorReason, more: Partial<Fault> = {}): Fault {
  return { name, kind, once: always('done'), always: always(reason), ...more };
}

/** Is not tried again. */
function final(name: string, kind: Fault['kind'], outcome: Outcome | Fault['once']): Fault {
  const of = typeof outcome === 'function' ? outcome : always(outcome);
  return { name, kind, once: of, always: of };
}

/** Resets are told by the server's clock, which is that of its Date header. */
function limited(headers: (now: number) => Record<string, string>, body: string | object = 'Too Many Requests') {
  return (now: number): FaultKind => {
    return { status: 429, body, headers: { Date: new Date(now).toUTCString(), ...headers(now) } };
  };
}

const missing = (message: string): FaultKind => ({ status: 404, body: { message } });

/** An entry that is not there: nothing to find, nothing to clear; to everybody else it is news. */
function notListed(deed: Deed): Outcome {
  if (deed === 'find') return 'notFound';
  if (deed === 'clear') return 'done';
  if (deed === 'domain') return 'noSuchDomain';
  return deed === 'domains' ? 'badResponse' : 'notListed';
}

export const FAULTS: readonly Fault[] = [
  passing(
    '429 with Retry-After',
    limited(() => ({ 'Retry-After': '7' })),
    'rateLimited',
    { waits: 7000 },
  ),
  passing(
    '429 with X-Request-Reset',
    limited((now) => ({
      'X-Request-Limit': '100',
      'X-Request-Remaining': '0',
      'X-Request-Reset': String(now + 9000),
    })),
    'rateLimited',
    { waits: 9000 },
  ),
  passing(
    '429 with X-RateLimit-Reset',
    limited((now) => ({
      'X-RateLimit-Limit': '100',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(Math.ceil(now / 1000) + 9),
    })),
    'rateLimited',
    { waits: 9000 },
  ),
  passing(
    '429 with retry-seconds',
    limited(() => ({}), { 'retry-seconds': 5 }),
    'rateLimited',
    { waits: 5000 },
  ),
  passing(
    '429 that says nothing',
    limited(() => ({})),
    'rateLimited',
  ),
  passing('500', 500, 'badResponse'),
  passing('502', 502, 'badResponse'),
  passing('502 as HTML', '502html', 'badResponse'),
  passing('503 with Retry-After', { status: 503, body: '', headers: { 'Retry-After': '3' } }, 'badResponse', {
    waits: 3000,
  }),
  passing('504', 504, 'badResponse'),
  passing('connection refused', 'refused', 'network'),
  passing('reset before the answer', 'reset', 'network'),
  passing('reset in the middle of the answer', 'resetMidBody', 'network', { takesEffect: true }),
  // What the client has given up may still arrive.
  passing('silent until the timeout', 'hang', 'network', { takesEffect: true }),
  passing('truncated', 'truncated', 'network', { takesEffect: true }),
  passing('garbled', 'garbled', 'badResponse'),
  passing('empty', 'empty', 'badResponse'),
  { ...final('gigantic', 'gigantic', 'tooLarge') },
  { ...final('wrong content type', 'wrongContentType', 'done'), takesEffect: true },
  {
    ...final('a number for an address', 'wrongType', (deed) => (reads(deed) ? 'badResponse' : 'done')),
    takesEffect: true,
  },
  {
    ...final('items null', 'itemsNull', (deed) => (deed === 'walk' ? 'short' : deed === 'domains' ? 'short' : 'done')),
    takesEffect: true,
  },
  final('404: no such record', missing('Address not found in bounces table'), notListed),
  final('404: no such domain', missing('Domain not found: mg.example.com'), 'noSuchDomain'),
  final('404 as text', { status: 404, body: '404 page not found' }, 'badResponse'),
  final('401 as text', 401, 'unauthorized'),
  final('403', 403, 'forbidden'),
  final('400', 400, 'invalid'),
  final('413', 413, 'tooLarge'),
  final('redirect to another host', 'redirect', 'badResponse'),
  { ...final('paging link to another host', 'foreignPaging', 'done'), takesEffect: true },
  {
    ...final('cursor that repeats', 'repeatCursor', (deed, index) =>
      deed === 'walk' && index > 0 ? 'badResponse' : 'done',
    ),
    always: (deed) => (deed === 'walk' ? 'badResponse' : 'done'),
    takesEffect: true,
  },
  { ...final('the clock jumps back a day', 'clockBack', 'done'), takesEffect: true },
  { ...final('the clock jumps ahead a day', 'clockAhead', 'done'), takesEffect: true },
];
