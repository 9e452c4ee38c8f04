/** What goes wrong on purpose: the sample's faults, each with what a person may be told of it. */
import type { MailgunErrorReason } from '../../../src/mailgun/errors';
import type { FaultKind } from '../../../src/sample/server';
import type { Random } from './random';

export interface Trouble {
  readonly name: string;
  readonly kind: FaultKind | ((now: number) => FaultKind);
  /** What a call may fail with; none for what does no harm. */
  readonly reasons: readonly MailgunErrorReason[];
  /** Whether the next attempt may do better, so that four strikes are got over. */
  readonly passes?: boolean;
  /** Whether the server does the work and only its answer is lost: the wire does not tell. */
  readonly isDone?: boolean;
}

function limited(headers: (now: number) => Record<string, string>, body: string | object = 'Too Many Requests') {
  return (now: number): FaultKind => ({
    status: 429,
    body,
    headers: { Date: new Date(now).toUTCString(), ...headers(now) },
  });
}

const passing = (name: string, kind: Trouble['kind'], reason: MailgunErrorReason, isDone = false): Trouble => ({
  name,
  kind,
  reasons: [reason],
  passes: true,
  isDone,
});
const final = (name: string, kind: Trouble['kind'], reason: MailgunErrorReason): Trouble => ({
  name,
  kind,
  reasons: [reason],
});
const harmless = (name: string, kind: FaultKind): Trouble => ({ name, kind, reasons: [], isDone: true });

/** Those that no client can tell from the truth (an end of a list that is none, a record said to be missing) are left to the fault matrix. */
export const TROUBLES: readonly Trouble[] = [
  passing('429, Retry-After', limited(() => ({ 'Retry-After': '7' })), 'rateLimited'), // prettier-ignore
  passing('429, retry-seconds', limited(() => ({}), { 'retry-seconds': 5 }), 'rateLimited'), // prettier-ignore
  passing('429, X-Request-Reset', limited((now) => ({ 'X-Request-Limit': '100', 'X-Request-Remaining': '0', 'X-Request-Reset': String(now + 9000) })), 'rateLimited'), // prettier-ignore
  passing('429, X-RateLimit-Reset', limited((now) => ({ 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(Math.ceil(now / 1000) + 9) })), 'rateLimited'), // prettier-ignore
  passing('429, bare', limited(() => ({})), 'rateLimited'), // prettier-ignore
  passing('500', 500, 'badResponse'),
  passing('502', 502, 'badResponse'),
  passing('502 as HTML', '502html', 'badResponse'),
  passing('503, Retry-After', { status: 503, body: '', headers: { 'Retry-After': '3' } }, 'badResponse'),
  passing('504', 504, 'badResponse'),
  passing('reset', 'reset', 'network'),
  passing('reset in the answer', 'resetMidBody', 'network', true),
  passing('silence', 'hang', 'network'),
  passing('truncated', 'truncated', 'network', true),
  passing('garbled', 'garbled', 'badResponse'),
  passing('empty', 'empty', 'badResponse'),
  final('gigantic', 'gigantic', 'tooLarge'),
  final('400', 400, 'invalid'),
  final('401', 401, 'unauthorized'),
  final('403', 403, 'forbidden'),
  final('404, no such domain', { status: 404, body: { message: 'Domain not found: mg.example.com' } }, 'noSuchDomain'),
  final('404 as text', { status: 404, body: '404 page not found' }, 'badResponse'),
  final('413', 413, 'tooLarge'),
  final('redirect', 'redirect', 'badResponse'),
  harmless('wrong content type', 'wrongContentType'),
  harmless('paging link elsewhere', 'foreignPaging'),
  { name: 'number for an address', kind: 'wrongType', reasons: ['badResponse'], isDone: true },
  { name: 'cursor that repeats', kind: 'repeatCursor', reasons: ['badResponse'], isDone: true },
];

/** What is to happen to one call. */
export interface Plan {
  readonly trouble?: Trouble | undefined;
  /** Requests of the call before the first strike, and strikes. */
  readonly skip: number;
  readonly times: number;
  /** At which of its requests the user cancels; 0: at once. */
  readonly cancelAt?: number | undefined;
  /** Whether that is when the request comes in, or when it is answered. */
  readonly cancelEarly?: boolean | undefined;
}

/** What a call that nothing happens to meets. */
export const CALM: Plan = { skip: 0, times: 0 };

/** Trouble for one call in three or so. */
export function planOf(random: Random): Plan {
  const trouble = random.chance(0.28) ? random.pick(TROUBLES) : undefined;
  const cancels = random.chance(0.06);
  const skip = random.chance(0.6) ? 0 : random.between(1, 6);
  const isShort = trouble?.kind === 'hang' || random.chance(0.7);
  const times = isShort ? random.between(1, 4) : random.between(5, 40);
  if (!cancels) return { trouble, skip, times };
  return { trouble, skip, times, cancelAt: random.between(0, 4), cancelEarly: random.chance(0.5) };
}
