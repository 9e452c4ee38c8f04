/** What the embedded Mailgun keeps: one flat record for all four lists; `lists.ts` knows which fields a list has. */
import type { ListName } from '../mailgun/lists';

/** One stored record. `address` is the key, on the allowlist possibly a domain. */
export interface SampleRecord {
  readonly address: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly createdAt: number;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly kind?: 'address' | 'domain' | undefined;
  readonly reason?: string | undefined;
}

/** A record as a test hands it in: without a date it is made now. The client's own `Entry` fits. */
export interface SampleEntry {
  readonly list?: ListName | undefined;
  readonly address: string;
  readonly createdAt?: number | undefined;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly kind?: 'address' | 'domain' | undefined;
  readonly reason?: string | undefined;
  /** Whether somebody added it, without a date: then no event tells how it came there. */
  readonly byHand?: boolean | undefined;
}

/** What a form, a JSON element or a CSV row said, before it is judged. All scalars as text, absent when not given. */
export interface Draft {
  address?: string | undefined;
  domain?: string | undefined;
  code?: string | undefined;
  error?: string | undefined;
  tags?: readonly string[] | undefined;
  reason?: string | undefined;
  created_at?: string | undefined;
}

/** A request the API answers with 400 and this message. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** How addresses compare and sort: without case. */
export function keyOf(address: string): string {
  return address.toLowerCase();
}

/** Cuts a time to whole seconds, the precision of the wire. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
