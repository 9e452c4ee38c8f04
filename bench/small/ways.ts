/** How the clients of the small tasks are made and closed. */
import { globalAgent } from 'node:http';
import Mailgun from 'mailgun.js';
import { MailgunClient } from '../../src/mailgun/client';
import type { Target } from '../orders';
import { plainCaller, type PlainCaller } from '../plainCaller';

export type Official = ReturnType<InstanceType<typeof Mailgun>['client']>;

/** One way to do a task. */
export interface Way {
  readonly name: string;
  /** Requests at once. */
  readonly concurrency: number;
  /** Requests for all of the task, where there are so many that only a part of it can be measured. */
  readonly requests?: number | undefined;
  /** A new client: `work` is what is timed, for a share of the task from 0 to 1, and resolves to how much it found; `close` drops the connections. */
  open(target: Target): { work(share: number): Promise<number>; close(): void };
}

/** A task and the ways to do it; the first is ours. */
export interface Task {
  /** What `--only` calls it. */
  readonly name: string;
  readonly title: string;
  /** How much there is to find in a share of it. */
  found(share: number): number;
  readonly ways: readonly Way[];
  /** Most requests that ours may have open at once, and how often the limit it may take, where that is a goal. */
  readonly goals?: { readonly sockets: number; readonly limits: number } | undefined;
}

export function ours(concurrency: number, task: (client: MailgunClient, share: number) => Promise<number>): Way {
  const open: Way['open'] = (target) => {
    const client = new MailgunClient(target);
    return { work: (share) => task(client, share), close: () => client.dispose() };
  };
  return { name: 'ours', concurrency, open };
}

export function official(
  how: string,
  concurrency: number,
  task: (client: Official, atOnce: number, share: number) => Promise<number>,
  requests?: number,
): Way {
  const open: Way['open'] = ({ baseUrl, apiKey }) => {
    const client = new Mailgun(FormData).client({ username: 'api', key: apiKey, url: baseUrl });
    // It leaves its connections to Node's own agent.
    return { work: (share) => task(client, concurrency, share), close: () => globalAgent.destroy() };
  };
  return { name: `mailgun.js ${how}`.trim(), concurrency, requests, open };
}

/** Pages of a thousand by `node:http`, one request after the other. */
export function plain(task: (caller: PlainCaller) => Promise<number>): Way {
  const open: Way['open'] = (target) => {
    const caller = plainCaller(target, 1);
    return { work: () => task(caller), close: () => caller.close() };
  };
  return { name: 'plain sequential reader', concurrency: 1, open };
}

/** Whether an address or domain stands on a list, asked as its documentation shows. */
export async function isListed(
  { suppressions }: Official,
  domain: string,
  type: string,
  value: string,
): Promise<boolean> {
  try {
    await suppressions.get(domain, type, value);
    return true;
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) return false;
    throw error;
  }
}
