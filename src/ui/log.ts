/** The extension's log: an output channel to which nothing gets unredacted. */
import type { LogOutputChannel } from 'vscode';
import { oneLine } from '../core/text';
import type { RequestEvent } from '../mailgun/client';
import { Redactor } from './redact';

/** Name of the output channel. */
export const LOG_NAME = 'Mailgun Suppressions';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** What the log needs of an output channel. */
export type LogChannel = Pick<LogOutputChannel, Level | 'show' | 'dispose'>;

/** Writes redacted lines to an output channel. */
export class Log {
  readonly #channel: LogChannel;
  readonly #redactor: Redactor;

  constructor(channel: LogChannel, redactor: Redactor = new Redactor()) {
    this.#channel = channel;
    this.#redactor = redactor;
  }

  /** Masks this key in all that is logged from now on. */
  addSecret(secret: string): void {
    this.#redactor.add(secret);
  }

  /** A text without secrets, for use outside the log. */
  redact(text: string): string {
    return this.#redactor.redact(text);
  }

  trace(message: string): void {
    this.#write('trace', message);
  }

  debug(message: string): void {
    this.#write('debug', message);
  }

  info(message: string): void {
    this.#write('info', message);
  }

  /** Logs a warning and, where given, the error with its causes and stack. */
  warn(message: string, error?: unknown): void {
    this.#write('warn', message, error);
  }

  /** Logs an error with its causes and stack. */
  error(message: string, error?: unknown): void {
    this.#write('error', message, error);
  }

  /** One attempt of one HTTP request: answered at debug, failed at warn. */
  request(event: RequestEvent): void {
    const outcome = event.error ?? event.status ?? 'no answer';
    const attempt = event.attempt > 1 ? `, attempt ${event.attempt}` : '';
    const line = `${event.method} ${event.path} → ${outcome} (${Math.round(event.ms)} ms${attempt})`;
    this.#write(event.error === undefined ? 'debug' : 'warn', line);
  }

  /** Brings the log to the user's eyes. */
  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }

  /** An entry begins with a line at the margin, and only there, whatever strangers' texts are in it: what is told of an error is indented. */
  #write(level: Level, message: string, error?: unknown): void {
    const details = error === undefined ? [] : this.redact(describeError(error)).split(/\r?\n/);
    const lines = details.map((line) => `\n    ${oneLine(line)}`);
    this.#channel[level](oneLine(this.redact(message)) + lines.join(''));
  }
}

/** An error, its fields that are known to be harmless, its stack and its causes, as text for the log. */
export function describeError(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return String(error);
  const facts = ['reason', 'code', 'status', 'requestId', 'keyId']
    .map((name) => [name, (error as unknown as Record<string, unknown>)[name]] as const)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name}=${String(value)}`);
  const head = error.stack ?? `${error.name}: ${error.message}`;
  const own = facts.length === 0 ? head : `${head}\n  (${facts.join(', ')})`;
  if (error.cause === undefined || depth >= 4) return own;
  return `${own}\ncaused by ${describeError(error.cause, depth + 1)}`;
}
