/** `/v4/domains` (and its elder twin under `/v3`), and the one thing a sending key may do: post a message. */
import { randomBytes } from 'node:crypto';
import { readForm } from './drafts';
import { ok, refusal, type Answer, type SampleRequest } from './http';
import { readLimit } from './routes';
import type { SampleDomain } from './store';
import { domainDetailsToWire, domainToWire } from './wire';

/** One page of domains; offset paging, newest first unless sorted by name. */
export function listDomains(request: SampleRequest, domains: readonly SampleDomain[]): Answer {
  const { query } = request;
  const search = (query.get('search') ?? '').toLowerCase();
  const state = query.get('state') ?? '';
  const matching = domains
    .filter((domain) => domain.name.toLowerCase().includes(search) && (state === '' || domain.state === state))
    .sort(sorting(query.get('sort') ?? ''));
  const skip = Math.max(0, Math.trunc(Number(query.get('skip') ?? '0')) || 0);
  const items = matching.slice(skip, skip + readLimit(query.get('limit'))).map(domainToWire);
  return ok({ total_count: matching.length, items });
}

/** One domain with its DNS records. */
export function getDomain(domain: SampleDomain | undefined): Answer {
  return domain === undefined ? refusal(404, 'Domain not found') : ok(domainDetailsToWire(domain));
}

/** Takes a message and sends nothing. */
export async function postMessage(request: SampleRequest, domain: SampleDomain): Promise<Answer> {
  await readForm(request);
  const id = `<${new Date().toISOString().replace(/\D/g, '')}.${randomBytes(8).toString('hex')}@${domain.name}>`;
  return ok({ id, message: 'Queued. Thank you.' });
}

function sorting(sort: string): (a: SampleDomain, b: SampleDomain) => number {
  const byName = (a: SampleDomain, b: SampleDomain): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  if (sort === 'name' || sort === 'name:asc') {
    return byName;
  }
  if (sort === 'name:desc') {
    return (a, b) => byName(b, a);
  }
  return (a, b) => b.createdAt - a.createdAt || byName(a, b);
}
