/** From a request that got no answer to a MailgunError that names the cause in words. */
import { MailgunError } from './errors';

/** A failed attempt: the error to show in the end, and what it means for another attempt. */
export interface Failure {
  readonly error: MailgunError;
  /** Whether another attempt may do better. */
  readonly retry: boolean;
  /** Whether the server may have done the work all the same. */
  readonly lost: boolean;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter?: number | undefined;
}

const PROXY = 'Behind a proxy, check the setting http.proxy.';
const REACH = `Check the network connection and the endpoint of the account. ${PROXY}`;

/** Nothing was sent yet when these happened. */
const NOT_SENT: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'the connection was refused',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
};
const BROKEN: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it did not answer in time',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was cut in the middle of the answer',
};
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$/;

/** The failure behind whatever node-fetch threw; `host` is the one asked. */
export function networkFailure(thrown: unknown, host: string): Failure {
  const code = errorCode(thrown);
  if (code === 'max-size') return tooLarge(host);
  const cause = plainCause(thrown, code);
  if (CERTIFICATE.test(code)) {
    const nextStep = `Check the endpoint of the account. If a proxy inspects https here, check the settings http.proxy and http.systemCertificates.`;
    const message = `The certificate of ${host} is not to be trusted (${code}).`;
    return { error: new MailgunError('network', message, { nextStep, cause }), retry: false, lost: false };
  }
  const lost = !Object.hasOwn(NOT_SENT, code);
  const why = NOT_SENT[code] ?? BROKEN[code] ?? 'the connection failed';
  const message = `${host} could not be reached: ${why}${code ? ` (${code})` : ''}.`;
  return { error: new MailgunError('network', message, { nextStep: REACH, cause }), retry: true, lost };
}

/** The failure of an attempt that took longer than allowed. */
export function timedOut(host: string, ms: number): Failure {
  const message = `${host} did not answer within ${Math.round(ms / 100) / 10} seconds.`;
  const nextStep = `Try again, or raise the setting mailgunSuppressions.requestTimeout. ${PROXY}`;
  return { error: new MailgunError('network', message, { nextStep }), retry: true, lost: true };
}

function tooLarge(host: string): Failure {
  const message = `The answer of ${host} is larger than any answer of Mailgun should be, so it was not read to the end.`;
  const error = new MailgunError('tooLarge', message, { nextStep: 'Ask for fewer entries, or check the endpoint.' });
  return { error, retry: false, lost: true };
}

function errorCode(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  const { code, type } = thrown as { code?: unknown; type?: unknown };
  if (type === 'max-size') return type;
  return typeof code === 'string' ? code : '';
}

/** A bare error in place of the one thrown, which may hold the request with its headers. */
function plainCause(thrown: unknown, code: string): Error {
  const name = thrown instanceof Error ? thrown.name : 'Error';
  return Object.assign(new Error(`${name}${code ? ` ${code}` : ''}`), code ? { code } : {});
}
