/** Tokens that say where a page begins: opaque to the client, readable here. */
import { BadRequest } from '../records';

/** A value as a token fit for a URL. */
export function toToken(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** What a token holds. Throws BadRequest for what is none of ours. */
export function fromToken(token: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // It says so below.
  }
  throw new BadRequest('Invalid page token');
}

/** A date in a request: RFC 2822, or seconds since the epoch. Throws BadRequest. */
export function readTime(text: string, name: string): number {
  const ms = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(ms)) throw new BadRequest(`Invalid ${name}: ${text}`);
  return ms;
}
