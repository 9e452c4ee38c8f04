/** What changing entries needs from outside, and how many of them are worked through. */
import type { CallOptions, MailgunApi } from '../mailgun/api';
import type { ChangeStore } from './change';
import { runPool } from './pool';

export interface ChangePorts {
  /** The client of an account; may reject, for instance when its key is missing. */
  api(accountId: string): Promise<MailgunApi>;
  readonly store: ChangeStore;
  /** Milliseconds since the epoch; the system's clock if absent. */
  readonly now?: (() => number) | undefined;
  /** Requests at once; 16 if absent. */
  readonly concurrency?: (() => number) | undefined;
}

/** How a change is followed and cancelled. */
export interface ActionOptions extends CallOptions {
  /** Called with the number of entries that are done with, successfully or not. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The clients of a run; each account is asked for once. */
export function apis(ports: ChangePorts): (accountId: string) => Promise<MailgunApi> {
  const known = new Map<string, Promise<MailgunApi>>();
  return (accountId) => {
    const api = known.get(accountId) ?? ports.api(accountId);
    known.set(accountId, api);
    return api;
  };
}

/** Works through items, some at once, and returns those that were not begun because the signal came first. */
export async function forEach<T>(
  items: readonly T[],
  ports: Pick<ChangePorts, 'concurrency'>,
  { signal, onProgress }: ActionOptions,
  work: (item: T) => Promise<void>,
): Promise<T[]> {
  const begun = new Set<T>();
  let done = 0;
  const task = async (item: T): Promise<void> => {
    begun.add(item);
    await work(item);
    done += 1;
    onProgress?.(done, items.length);
  };
  await runPool(items, task, { concurrency: ports.concurrency?.() ?? 16, signal });
  return items.filter((item) => !begun.has(item));
}
