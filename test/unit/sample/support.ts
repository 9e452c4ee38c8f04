/** A running sample and a plain way to speak to it. */
import http from 'node:http';
import { startSample, type SampleOptions, type SampleServer } from '../../../src/sample/server';

export const DOMAIN = 'mail.test.example';
export const NOW = Date.UTC(2026, 2, 26, 12, 59, 15, 340);

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined where it is not JSON. */
  readonly json: unknown;
}

export interface CallOptions {
  readonly method?: string;
  readonly form?: Record<string, string> | readonly (readonly [string, string])[];
  readonly json?: unknown;
  readonly body?: FormData;
  readonly headers?: Record<string, string>;
  /** The key; the US account's unless given, none for null. */
  readonly key?: string | null;
  readonly baseUrl?: string;
}

/** Starts an empty sample at a fixed time, with one domain and a limit no test reaches by accident. */
export async function startEmpty(options: SampleOptions = {}): Promise<SampleServer> {
  const sample = await startSample({
    data: 'empty',
    now: () => NOW,
    rateLimit: { limit: 1_000_000, windowMs: 15_000 },
    importDelayMs: 60_000,
    ...options,
  });
  sample.store.addDomain('Sample Account', DOMAIN);
  return sample;
}

/** The key of the US or the EU account. */
export function keyOf(sample: SampleServer, region: 'us' | 'eu' = 'us'): string {
  return sample.accounts.find((account) => account.region === region)?.apiKey ?? '';
}

/** One request over HTTP, redirects not followed. */
export async function call(sample: SampleServer, path: string, options: CallOptions = {}): Promise<Reply> {
  const key = options.key === undefined ? keyOf(sample) : options.key;
  const headers: Record<string, string> = { ...options.headers };
  if (key !== null) {
    headers['Authorization'] = `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;
  }
  if (options.json !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  const body =
    options.json === undefined
      ? (options.body ?? (options.form && new URLSearchParams(options.form as Record<string, string>)))
      : JSON.stringify(options.json);
  const response = await fetch((options.baseUrl ?? sample.regions.us) + path, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: tryJson(text) };
}

/** A request that fetch would not make: any Host header, any path as it stands. */
export function rawCall(
  origin: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const { port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('error', reject).end();
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
