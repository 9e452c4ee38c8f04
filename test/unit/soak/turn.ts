/** One operation: alone on its lists, it meets its trouble, and what came of it is held against the model. */
import assert from 'node:assert/strict';
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { CallOptions } from '../../../src/mailgun/api';
import { MailgunError } from '../../../src/mailgun/errors';
import type { Entry } from '../../../src/mailgun/records';
import { walkList } from '../../../src/mailgun/walk';
import type { FaultKind } from '../../../src/sample/server';
import { isExactly, keyOf, placeKey, type Place, type Standing } from './model';
import type { Random } from './random';
import type { Meeting, Scene } from './scene';
import type { Account } from './stage';
import { CALM, planOf, type Plan } from './troubles';

/** What came of a call. */
export type Result<T> = { readonly value: T; readonly error?: undefined } | { readonly error: unknown };

/** Attempts that a client makes: with fewer strikes a passing trouble is got over. */
const ATTEMPTS = 5;

/** Up to so many are read back one by one. */
const FEW = 8;

/** An entry with all that it may be: first what it is if nothing was done. */
export interface Possible {
  readonly address: string;
  readonly allowed: readonly Standing[];
}

export class Turn implements Meeting {
  /** Of the last call. */
  #plan: Plan = CALM;
  /** Whether that is under way. */
  #isArmed = false;
  #user = new AbortController();
  #requests = 0;
  #strikes = 0;
  #open = 0;
  /** Whether any request may have got lost: the server was off the network, or answers were given little time. */
  #wasCut = false;
  /** When the last call began. */
  #since = 0;

  private constructor(
    readonly scene: Scene,
    readonly random: Random,
    private readonly accounts: readonly Account[],
  ) {}

  /** Runs an operation with its lists, and what else it asks of which accounts, to itself. */
  static async take(
    scene: Scene,
    random: Random,
    places: readonly Place[],
    more: readonly string[],
    run: (turn: Turn) => Promise<void>,
  ): Promise<void> {
    const keys = [...new Set([...places.map(placeKey), ...more])];
    const ids = new Set(keys.map((key) => key.split(' ')[0] ?? ''));
    const turn = new Turn(
      scene,
      random,
      [...ids].map((id) => scene.stage.account(id)),
    );
    await scene.locks.take(keys);
    for (const key of keys) scene.meetings.set(key, turn);
    try {
      await run(turn);
    } finally {
      await turn.#settle(true);
      for (const key of keys) scene.meetings.delete(key);
      scene.locks.release(keys);
    }
  }

  strike(now: number, isOfList: boolean): FaultKind | undefined {
    if (isOfList) this.#open += 1;
    if (!this.#isArmed) return undefined;
    this.#requests += 1;
    const { trouble, skip, times, cancelAt, cancelEarly } = this.#plan;
    if (cancelEarly === true && cancelAt === this.#requests) this.#user.abort();
    if (trouble === undefined || this.#requests <= skip || this.#strikes >= times) return undefined;
    this.#strikes += 1;
    this.scene.faults.add(trouble.name);
    return typeof trouble.kind === 'function' ? trouble.kind(now) : trouble.kind;
  }

  answered(): void {
    this.#open -= 1;
    const { cancelAt, cancelEarly } = this.#plan;
    if (this.#isArmed && cancelEarly === false && cancelAt === this.#requests) this.#user.abort();
  }

  /** Makes a call that meets trouble, and lets everything settle. */
  async attempt<T>(call: (options: CallOptions) => Promise<T>, plan = planOf(this.random)): Promise<Result<T>> {
    const cuts = this.#cuts();
    const silences = plan.trouble?.kind === 'hang' ? 1 : 0;
    for (const account of this.accounts) {
      account.silences += silences;
      account.silenced += silences;
    }
    this.#wasCut = this.accounts.some(({ site, silences: now }) => !site.isOnline || now > 0);
    [this.#user, this.#requests, this.#strikes] = [new AbortController(), 0, 0];
    this.#since = this.scene.stage.clock.now();
    [this.#plan, this.#isArmed] = [plan, true];
    const { signal } = this.#user;
    if (plan.cancelAt === 0) setImmediate(() => this.#user.abort());
    let result: Result<T>;
    try {
      result = { value: await call({ signal }) };
    } catch (error) {
      result = { error };
    }
    const isWhole = !this.wasStruck && !this.#user.signal.aborted && this.#cuts() === cuts;
    await this.#settle(isWhole);
    this.#isArmed = false;
    for (const account of this.accounts) account.silences -= silences;
    this.#wasCut ||= this.#cuts() > cuts;
    this.#note(result);
    return result;
  }

  /** As `attempt` with no trouble but that of the network. */
  calmly<T>(call: (options: CallOptions) => Promise<T>): Promise<Result<T>> {
    return this.attempt(call, CALM);
  }

  /** Fails unless an error is one that the trouble explains, and tells a person enough. */
  judge(error: unknown): void {
    assert.ok(MailgunError.is(error), `Not an error of Mailgun's: ${String(error)}`);
    assert.ok(this.#excuses().includes(error.reason), `${error.reason} for ${this.met}: ${error.message}`);
    assert.ok(
      error.reason === 'cancelled' || (error.message && error.nextStep),
      `It says too little: ${error.message}`,
    );
  }

  /** Fails unless the last call made just so many requests to its lists, or met something that cost it more. */
  assertRequests(count: number): void {
    if (!this.wasStruck && !this.#user.signal.aborted)
      assert.equal(this.#requests, count, 'Requests of a call that met nothing');
  }

  /** Whether a request of the last call met its trouble, or may have got lost. */
  get wasStruck(): boolean {
    return this.#strikes > 0 || this.#wasCut;
  }

  /** Whether anything may have failed. */
  get mayFail(): boolean {
    return this.#excuses().length > 0;
  }

  /** Whether what failed may have been done all the same: where nothing but the wire could have told. */
  mayBeDone(error: unknown): boolean {
    const isOfUser = this.#user.signal.aborted && reasonOf(error) === 'cancelled';
    return isOfUser || this.#wasCut || (this.#plan.trouble?.isDone === true && this.#strikes > 0);
  }

  /** What a failed entry may be now: as it was, or perhaps as it was to become. */
  possible(error: unknown, before: Standing, after: Standing): Standing[] {
    return this.mayBeDone(error) ? [before, after] : [before];
  }

  /** Holds an entry against what it may be now; the model takes over what it is. Where there is more than one possibility, the client reads it first. */
  async check(place: Place, address: string, allowed: readonly Standing[]): Promise<void> {
    await this.checkAll(place, [{ address, allowed }]);
  }

  /** As `check`, for many entries of a list. */
  async checkAll(place: Place, entries: readonly Possible[]): Promise<void> {
    const { scene } = this;
    const unsure = entries.filter(({ allowed }) => allowed.length > 1);
    const read = unsure.length === 0 ? () => null : await this.#readBack(place, unsure);
    for (const { address, allowed } of entries) {
      const now = scene.standing(place, address);
      const isUnsure = allowed.length > 1;
      if (isUnsure && !isExactly(read(address), now))
        assert.fail(`Read ${show(read(address))} where there is ${show(now)}.`);
      const index = allowed.findIndex((each) => this.#fits(each, now));
      if (index < 0) assert.fail(`${placeKey(place)} ${address} after ${this.met}: ${show(now)} for ${show(allowed)}.`);
      if (isUnsure) scene.outcomes.add(index === 0 ? 'unsure, not done' : 'unsure, done');
      scene.model.put(place, address, now);
    }
  }

  /** What the client reads of some entries: one by one, or of the whole list. */
  async #readBack(
    { accountId, domain, list }: Place,
    entries: readonly Possible[],
  ): Promise<(address: string) => Standing> {
    const found = new Map<string, Entry>();
    const note = (entry: Entry | undefined): unknown => entry && found.set(keyOf(entry.address), entry);
    await this.scene.read(accountId, async (client) => {
      if (entries.length <= FEW) for (const { address } of entries) note(await client.find(domain, list, address));
      else for await (const page of walkList(client, domain, list, { limit: 1000 })) page.entries.forEach(note);
    });
    return (address) => found.get(keyOf(address)) ?? null;
  }

  #fits(allowed: Standing, now: Standing): boolean {
    if (!isExactly(allowed, now)) return false;
    if (allowed === null || now === null || allowed.createdAt !== undefined || now.list === 'allowlist') return true;
    const { createdAt = 0 } = now;
    return createdAt >= Math.floor(this.#since / 1000) * 1000 && createdAt <= this.scene.stage.clock.now();
  }

  /** What the last call may fail with. */
  #excuses(): string[] {
    const { trouble } = this.#plan;
    const isOver = trouble?.passes === true && this.#strikes < ATTEMPTS && !this.#wasCut;
    const ofTrouble = this.#strikes > 0 && !isOver ? (trouble?.reasons ?? []) : [];
    const cancelled = this.#user.signal.aborted ? ['cancelled'] : [];
    return [...ofTrouble, ...(this.#wasCut ? ['network'] : []), ...cancelled];
  }

  /** What the last call met, in words. */
  get met(): string {
    const struck = this.#strikes > 0 ? [`${this.#strikes} × ${this.#plan.trouble?.name ?? ''}`] : [];
    const cancelled = this.#user.signal.aborted ? ['cancelled'] : [];
    return [...struck, ...cancelled, ...(this.#wasCut ? ['an outage or a silence'] : [])].join(', ') || 'nothing';
  }

  #cuts(): number {
    return this.accounts.reduce((sum, { site, silenced }) => sum + site.cuts + silenced, 0);
  }

  /** Lets everything arrive that has left; what was answered has. */
  async #settle(isAnswered: boolean): Promise<void> {
    if (!isAnswered) await this.scene.wire.arrival();
    while (this.#open > 0) await turnOfLoop();
    for (const { site } of this.accounts) await site.server.idle();
  }

  #note(result: Result<unknown>): void {
    this.scene.outcomes.add('value' in result ? 'returned' : `failed: ${reasonOf(result.error)}`);
    if (this.#user.signal.aborted) this.scene.outcomes.add('cancelled by the user');
    if (this.#wasCut) this.scene.outcomes.add('during an outage or a silence');
  }
}

function reasonOf(error: unknown): string {
  return MailgunError.is(error) ? error.reason : 'unexpected';
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
