/** Where Mailgun lives: its two regions, and endpoints of one's own. */
import { MailgunError } from './errors';

export type Region = 'us' | 'eu';

/** Base URLs by region. Lists are bound to a region; keys and domain names are not (Mailgun's documentation, "Regions"). */
export const REGIONS: Readonly<Record<Region, string>> = {
  us: 'https://api.mailgun.net',
  eu: 'https://api.eu.mailgun.net',
};

/** A region with its base URL. */
export interface RegionChoice {
  readonly region: Region;
  readonly baseUrl: string;
}

/** The region a base URL belongs to, if it is one of the given ones. */
export function regionOf(baseUrl: string, regions: Readonly<Record<Region, string>> = REGIONS): Region | undefined {
  if (baseUrl === regions.us) return 'us';
  return baseUrl === regions.eu ? 'eu' : undefined;
}

/** The other region of an account on one of the two; undefined for an endpoint that is neither. */
export function otherRegion(
  baseUrl: string,
  regions: Readonly<Record<Region, string>> = REGIONS,
): RegionChoice | undefined {
  const own = regionOf(baseUrl, regions);
  if (!own) return undefined;
  const region = own === 'us' ? 'eu' : 'us';
  return { region, baseUrl: regions[region] };
}

/**
 * An endpoint as typed, made into the base URL to keep: scheme and host, a path prefix if it has one, no slash at the end.
 * A missing scheme means https; a trailing `/v3` or `/v4` is dropped, since every path starts with one.
 * Throws `invalid` unless it is https, or http on loopback, without credentials, query and fragment.
 */
export function normalizeBaseUrl(text: string): string {
  const trimmed = text.trim();
  const url = parseUrl(/^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (!url?.hostname) throw refused('is not a web address', 'Write it like https://api.mailgun.net.');
  if (url.username || url.password) {
    throw refused('holds a user name or password', 'Leave it out: the key is asked for separately.');
  }
  if (url.search || url.hash || /[?#]/.test(trimmed)) {
    throw refused('holds a query or fragment', 'Leave out everything from the ? or # on.');
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw refused('is not protected by https', 'Use https; plain http is only for a server on this machine.');
  }
  const prefix = url.pathname.replace(/\/+$/, '').replace(/\/v[34]$/, '');
  return url.origin + prefix.replace(/\/+$/, '');
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function refused(what: string, nextStep: string): MailgunError {
  return new MailgunError('invalid', `The endpoint ${what}.`, { nextStep });
}
