/** One embedded Mailgun, one client with a clock in the test's hands, and a run of three calls with one fault in it. */
import assert from 'node:assert/strict';
import { MailgunClient } from '../../../src/mailgun/client';
import { MailgunError } from '../../../src/mailgun/errors';
import { startSample, type LoggedRequest, type SampleServer } from '../../../src/sample/server';
import { TestClock } from '../mailgun/support';
import type { Fault } from './faultKinds';
import { CALLS, DOMAIN, prepare, snapshot, type Operation } from './operations';

const OWNER = 'Sample Account';
const DAY = 86_400_000;
/** For the request that is never answered, in milliseconds; every other has as long as it needs. */
const SILENCE = 15;
export const ATTEMPTS = 5;

/** What came of one call. */
export type Result = { readonly value: unknown } | { readonly error: unknown };

/** How the fault comes: to one request or to all of a call; `cancel`: the user cancels while the request that meets it is under way. */
export type Mode = 'once' | 'always' | 'cancel';

export interface Ran {
  readonly results: readonly Result[];
  readonly state: string;
  /** Milliseconds slept in the call with the fault. */
  readonly slept: number;
  /** Requests that came in during the call with the fault, and after the user cancelled. */
  readonly requests: number;
  readonly afterCancel: number;
  /** Requests that reached the listener of the other region. */
  readonly strayed: number;
}

class RunClock extends TestClock {
  onSleep: (() => Promise<void>) | undefined;

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await super.sleep(ms, signal);
    await this.onSleep?.();
  }
}

export class FaultBench {
  readonly #clock = new RunClock();
  #hanging = 0;
  #heard: ((request: LoggedRequest) => void) | undefined;

  private constructor(private readonly sample: SampleServer) {
    const { requests } = sample;
    const add = requests.add.bind(requests);
    requests.add = (request) => {
      add(request);
      if (request.status === 0 && this.#hanging > 0) this.#hanging--;
      this.#heard?.(request);
    };
  }

  static async start(): Promise<FaultBench> {
    const options = { rateLimit: { limit: 1e9, windowMs: 15_000 }, importDelayMs: 0 };
    return new FaultBench(await startSample({ data: 'empty', now: () => Date.UTC(2026, 2, 26), ...options }));
  }

  close(): Promise<void> {
    return this.sample.close();
  }

  /** What stands on the lists after these calls of a run without any fault, and what they return. */
  async clean(operation: Operation, calls: readonly number[]): Promise<{ values: readonly unknown[]; state: string }> {
    prepare(this.sample.store, OWNER);
    const client = this.#connect();
    const values: unknown[] = [];
    for (const index of calls) values[index] = await operation.call(client, index, {});
    await this.sample.idle();
    client.dispose();
    return { values, state: snapshot(this.sample.store) };
  }

  /** A run whose call (of a walk: whose page) `at` meets the fault. */
  async run(operation: Operation, fault: Fault, at: number, mode: Mode): Promise<Ran> {
    const { sample } = this;
    prepare(sample.store, OWNER);
    sample.requests.clear();
    const client = this.#connect();
    const user = new AbortController();
    const isWalk = operation.deed === 'walk';
    const results: Result[] = [];
    let [slept, requests, atCancel] = [0, 0, -1];
    const cancel = (): void => {
      if (mode !== 'cancel' || user.signal.aborted) return;
      atCancel = sample.requests.total;
      user.abort();
    };
    try {
      for (let index = 0; index < (isWalk ? 1 : CALLS); index++) {
        const meets = isWalk || index === at;
        const [before, sleptBefore] = [sample.requests.total, this.#slept()];
        if (meets) await this.#arm(fault, isWalk ? at : 0, mode, cancel);
        results.push(await settled(operation.call(client, index, { signal: user.signal })));
        if (!meets) continue;
        requests = sample.requests.total - before;
        slept = this.#slept() - sleptBefore;
        await this.#disarm();
      }
    } finally {
      await this.#disarm();
      client.dispose();
    }
    await sample.idle();
    const strayed = sample.requests.entries.filter(({ region }) => region === 'eu').length;
    const afterCancel = atCancel < 0 ? 0 : sample.requests.total - atCancel;
    return { results, state: snapshot(sample.store), slept, requests, afterCancel, strayed };
  }

  #connect(): MailgunClient {
    const account = this.sample.accounts[0] ?? assert.fail();
    const timeoutMs = (): number => (this.#hanging > 0 ? SILENCE : 60_000);
    const { baseUrl, apiKey } = account;
    const bounds = { timeoutMs, attempts: ATTEMPTS, maxResponseBytes: 1_000_000 };
    return new MailgunClient({ baseUrl, apiKey, clock: this.#clock, ...bounds });
  }

  #slept(): number {
    return this.#clock.slept.reduce((sum, ms) => sum + ms, 0);
  }

  /** Makes the request after `skip` others meet the fault. */
  async #arm(fault: Fault, skip: number, mode: Mode, cancel: () => void): Promise<void> {
    const { sample } = this;
    const times = mode === 'always' ? 1000 : 1;
    let left = skip;
    const strike = (): void => {
      if (fault.kind === 'clockBack' || fault.kind === 'clockAhead') {
        this.#heard = (): void => {
          this.#clock.time += fault.kind === 'clockBack' ? -DAY : DAY;
          this.#heard = undefined;
          cancel();
        };
        return;
      }
      if (fault.kind === 'refused') return;
      const kind = typeof fault.kind === 'function' ? fault.kind(this.#clock.now()) : fault.kind;
      if (kind === 'hang') this.#hanging = times;
      sample.faults.failNext(times, kind);
      this.#heard = cancel;
    };
    if (fault.kind === 'refused' && left === 0) return this.#cutOff(mode, cancel);
    if (left === 0) return strike();
    this.#heard = (): void => {
      left--;
      if (left > 0) return;
      this.#heard = undefined;
      if (fault.kind === 'refused') void this.#cutOff(mode, cancel);
      else strike();
    };
  }

  /** Takes the server off the network: until the client waits, or for as long as it tries. */
  async #cutOff(mode: Mode, cancel: () => void): Promise<void> {
    this.#clock.onSleep = async () => {
      cancel();
      if (mode !== 'always') {
        this.#clock.onSleep = undefined;
        await this.sample.online();
      }
    };
    await this.sample.offline();
  }

  async #disarm(): Promise<void> {
    this.#heard = undefined;
    this.#hanging = 0;
    this.#clock.onSleep = undefined;
    this.sample.faults.clear();
    await this.sample.online();
  }
}

async function settled(promise: Promise<unknown>): Promise<Result> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error };
  }
}

/** The error of a result. Fails where there is none, or one that tells a person too little. */
export function errorOf(result: Result | undefined): MailgunError {
  assert.ok(result !== undefined && 'error' in result, 'It should have failed.');
  const { error } = result;
  assert.ok(error instanceof MailgunError, String(error));
  if (error.reason !== 'cancelled') {
    assert.ok(error.message.length > 10 && !error.message.includes(DOMAIN + '/'), error.message);
    assert.ok(error.nextStep, `No next step: ${error.message}`);
  }
  return error;
}
