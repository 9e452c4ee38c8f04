/** Events as the two APIs write them. Sources: recorded traffic of mailgun-ruby, types of mailgun.js. */
import { createHash } from 'node:crypto';
import { hostOf, providerOf } from './receivers';
import type { SampleEvent } from './sampleEvent';

const STORAGE = 'https://storage-us-east4.api.mailgun.net/v3/domains';

/** An item of `POST /v1/analytics/logs`: an ISO time, storage URLs as an array, user variables as a text. */
export function logsItem(event: SampleEvent): object {
  const { message } = event;
  return {
    id: event.id,
    event: event.kind,
    '@timestamp': new Date(event.at).toISOString(),
    account: { id: '5f0c1d2e3a4b5c6d7e8f9a0b' },
    domain: { name: message.domain },
    ...commonFields(event),
    'recipient-provider': providerOf(message.address),
    storage: { region: 'us-east4', env: 'production', key: storageKey(event), url: [storageUrl(event)] },
    'user-variables': '{}',
  };
}

/** An item of `GET /v3/{domain}/events`: seconds since the epoch with a fraction, one storage URL, user variables as an object. */
export function eventsItem(event: SampleEvent): object {
  return {
    id: event.id,
    event: event.kind,
    timestamp: event.at / 1000,
    ...commonFields(event),
    campaigns: [],
    storage: { key: storageKey(event), url: storageUrl(event) },
    'user-variables': {},
  };
}

function commonFields(event: SampleEvent): object {
  const { message } = event;
  return {
    recipient: message.address,
    'recipient-domain': hostOf(message.address),
    'log-level': logLevel(event),
    tags: message.tags,
    message: {
      headers: { to: message.address, 'message-id': message.id, from: message.from, subject: message.subject },
      attachments: [],
      size: message.size,
    },
    envelope: {
      sender: `bounce+sample@${message.domain}`,
      transport: 'smtp',
      targets: message.address,
      'sending-ip': '198.51.100.7',
    },
    flags: {
      'is-authenticated': true,
      'is-system-test': false,
      'is-routed': false,
      'is-test-mode': false,
      'is-delayed-bounce': false,
    },
    ...(event.kind === 'accepted' ? { method: 'HTTP', 'originating-ip': '203.0.113.20' } : {}),
    ...(event.severity === undefined ? {} : { severity: event.severity, reason: event.reason }),
    ...status(event),
    ...(event.isPersonal === true ? person() : {}),
    ...(event.url === undefined ? {} : { url: event.url }),
  };
}

function status({ status: told }: SampleEvent): object {
  if (told === undefined) return {};
  return {
    'delivery-status': {
      code: told.code,
      ...(told.enhancedCode === undefined ? {} : { 'enhanced-code': told.enhancedCode }),
      message: told.message,
      description: told.description,
      'attempt-no': told.attempt,
      ...(told.mx === undefined ? {} : { 'mx-host': told.mx, tls: true, 'certificate-verified': true, utf8: true }),
      'session-seconds': told.mx === undefined ? 0 : 0.412,
      ...(told.retrySeconds === undefined ? {} : { 'retry-seconds': told.retrySeconds }),
    },
  };
}

function person(): object {
  return {
    ip: '203.0.113.77',
    geolocation: { city: 'Cologne', country: 'DE', region: 'NW', timezone: 'Europe/Berlin' },
    'client-info': {
      'client-name': 'Firefox',
      'client-os': 'Linux',
      'client-type': 'browser',
      'device-type': 'desktop',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      bot: '',
    },
  };
}

function logLevel({ kind, severity }: SampleEvent): string {
  if (severity === 'permanent') return 'error';
  return severity === 'temporary' || kind === 'complained' || kind === 'unsubscribed' ? 'warn' : 'info';
}

/** One for each message. */
function storageKey({ message }: SampleEvent): string {
  return createHash('sha256').update(message.id).digest('base64url');
}

function storageUrl(event: SampleEvent): string {
  return `${STORAGE}/${event.message.domain}/messages/${storageKey(event)}`;
}
