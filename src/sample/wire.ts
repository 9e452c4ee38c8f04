/** Records, pages and domains in the exact shapes of the wire. Source: recorded traffic of mailgun-ruby. */
import type { ListRules } from './lists';
import type { SampleRecord } from './records';
import type { SampleDomain } from './store';

/** What a list request asked for, after clamping. */
export interface PageRequest {
  readonly limit: number;
  readonly term: string;
}

/** A page of a list with its four links; `base` is the list's absolute URL. An empty page links only to the first. */
export function pageToWire(
  rules: ListRules,
  records: readonly SampleRecord[],
  base: string,
  request: PageRequest,
): object {
  const tail = `limit=${request.limit}&term=${escapeQuery(request.term)}`;
  const first = `${base}?${tail}`;
  const head = records[0];
  const foot = records.at(-1);
  const items = records.map((record) => rules.toWire(record));
  if (head === undefined || foot === undefined) {
    return { items, paging: { first, last: first, next: first, previous: first } };
  }
  return {
    items,
    paging: {
      first,
      last: `${base}?page=last&${tail}`,
      next: `${base}?page=next&address=${escapeQuery(foot.address)}&${tail}`,
      previous: `${base}?page=previous&address=${escapeQuery(head.address)}&${tail}`,
    },
  };
}

/** Query escaping as Go does it, which is what the recorded links show: `%40`, `%2B`, a space as `+`. Lone surrogates are replaced. */
export function escapeQuery(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** A domain as `/v4/domains` shows it; its dates say `GMT`. */
export function domainToWire(domain: SampleDomain): object {
  return {
    created_at: new Date(domain.createdAt).toUTCString(),
    ...(domain.disabled === undefined ? {} : { disabled: domain.disabled }),
    encrypt_incoming_message: false,
    id: domainId(domain.name),
    is_disabled: domain.state === 'disabled',
    message_ttl: 259200,
    name: domain.name,
    require_tls: false,
    skip_verification: false,
    smtp_login: `postmaster@${domain.name}`,
    spam_action: 'disabled',
    state: domain.state,
    type: domain.type,
    use_automatic_sender_security: domain.type === 'custom',
    web_prefix: 'email',
    web_scheme: 'https',
    wildcard: false,
  };
}

/** The answer for one domain: itself and the DNS records it wants. */
export function domainDetailsToWire(domain: SampleDomain): object {
  const valid = domain.state === 'unverified' ? 'unknown' : 'valid';
  const record = (type: string, name: string, value: string) => ({
    cached: [],
    is_active: valid === 'valid',
    name,
    record_type: type,
    valid,
    value,
  });
  const mx = (host: string) => ({
    cached: [],
    is_active: valid === 'valid',
    priority: '10',
    record_type: 'MX',
    valid,
    value: host,
  });
  return {
    domain: domainToWire(domain),
    receiving_dns_records: [mx('mxa.mailgun.org'), mx('mxb.mailgun.org')],
    sending_dns_records: [
      record('TXT', domain.name, 'v=spf1 include:mailgun.org ~all'),
      record('TXT', `pic._domainkey.${domain.name}`, 'k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDsample'),
      record('CNAME', `email.${domain.name}`, 'mailgun.org'),
    ],
  };
}

/** 24 hex digits that depend on nothing but the name. */
function domainId(name: string): string {
  let hash = 0n;
  for (const char of name) {
    hash =
      (hash * 0x100000001b3n + BigInt(char.codePointAt(0) ?? 0) + 0xcbf29ce484222325n) & 0xffffffffffffffffffffffffn;
  }
  return hash.toString(16).padStart(24, '0');
}
