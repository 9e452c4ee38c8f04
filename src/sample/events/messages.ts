/** The messages that the sample shop sends to an address: when, about what, with which tags. */
import { Dice } from '../data/dice';
import { keyOf } from '../records';
import type { SampleDomain } from '../store';

/** One message to one address. */
export interface SentMessage {
  /** The message id, without brackets. */
  readonly id: string;
  readonly at: number;
  readonly domain: string;
  readonly address: string;
  readonly from: string;
  readonly subject: string;
  readonly tags: readonly string[];
  /** Bytes. */
  readonly size: number;
}

/** To whom, and by which luck. */
export interface Recipient {
  readonly seed: number;
  readonly domain: SampleDomain;
  readonly address: string;
}

/** In each stretch of so many milliseconds an address gets at most two messages. */
const STRETCH = 2.5 * 86_400_000;

const SUBJECTS: readonly (readonly [subject: string, tags: readonly string[]])[] = [
  ['Your order {n} has been shipped', ['order-status']],
  ['We have received your order {n}', ['order-status']],
  ['Reset your password', []],
  ['Your receipt for order {n}', ['order-status']],
  ['New this week at Acme Shop', ['newsletter']],
  ['20 % off garden furniture until Sunday', ['promotions']],
  ['What is new in your account', ['product-updates']],
  ['Your weekly digest', ['digest']],
  ['How was your order {n}?', ['surveys']],
];

/**
 * The messages from one moment to another, oldest first. With `one` there is exactly one, at the beginning, of that luck and with those
 * tags.
 */
export function sentMessages(
  to: Recipient,
  from: number,
  until: number,
  one?: { readonly dice: Dice; readonly tags?: readonly string[] | undefined },
): SentMessage[] {
  if (one !== undefined) return [message(to, from, one.dice, one.tags)];
  const sent: SentMessage[] = [];
  for (let stretch = Math.floor(from / STRETCH); stretch * STRETCH < until; stretch++) {
    const dice = new Dice(`${to.seed}/${to.domain.name}/${keyOf(to.address)}/${stretch}`);
    const count = dice.pick([0, 1, 1, 1, 2]);
    const times = Array.from({ length: count }, () => Math.floor((stretch + dice.next()) * STRETCH)).sort(
      (a, b) => a - b,
    );
    for (const at of times) if (at >= from && at < until) sent.push(message(to, at, dice));
  }
  return sent;
}

function message(to: Recipient, at: number, dice: Dice, tags?: readonly string[]): SentMessage {
  const [subject, usual] = dice.pick(
    SUBJECTS.filter(([, own]) => tags === undefined || own.some((tag) => tags.includes(tag))).concat(
      SUBJECTS.slice(4, 5),
    ),
  );
  const { name } = to.domain;
  const stamp = new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);
  return {
    id: `${stamp}.${dice.hex(16)}@${name}`,
    at,
    domain: name,
    address: to.address,
    from: `Acme Shop <hello@${name}>`,
    subject: subject.replace('{n}', String(10_000 + dice.below(80_000))),
    tags: tags ?? usual,
    size: 9_000 + dice.below(40_000),
  };
}
