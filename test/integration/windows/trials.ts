/** Every command of the manifest while something is wrong, and again when all is well. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CommandName } from '../../../src/ids';
import { startSample, type SampleServer } from '../../../src/sample/server';
import type { Machine } from './machine';
import { isForPeople, outcomeOf, type Outcome } from './outcome';
import { ACCOUNT, DOMAIN, OTHER, Place } from './place';

/** Something that goes wrong, and ends. */
export interface Trouble {
  /** What the user reads of it. */
  readonly words: RegExp;
  /** Whether the account was looked at before. */
  readonly looked: boolean;
  begin(place: Place): Promise<void> | void;
  end(place: Place): Promise<void> | void;
}

/** What a command does when all is well. */
interface Twin {
  readonly outcome: Outcome;
  readonly lists: string;
  readonly local: string;
  readonly calls: Readonly<Machine['calls']>;
  readonly requests: number;
}

const extension = vscode.extensions.getExtension('mailgun-suppressions.mailgun-suppressions');

/** What the manifest says. */
export const manifest = extension?.packageJSON as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
  };
};

/** All commands, without the namespace. */
export const COMMANDS = manifest.contributes.commands.map(({ command }) => nameOf(command));

export function nameOf(command: string): CommandName {
  return command.slice(command.indexOf('.') + 1) as CommandName;
}

/** The server of the trials, and what they find. */
export class Trials {
  readonly #twins = new Map<string, Promise<Twin>>();
  readonly #unhandled: unknown[] = [];
  readonly #note = (error: unknown): void => void this.#unhandled.push(error);

  private constructor(
    readonly server: SampleServer,
    private readonly storage: string,
  ) {
    process.on('unhandledRejection', this.#note);
  }

  /** Starts a server, and leaves a change to undo and a copy to resume for every window to come. */
  static async start(): Promise<Trials> {
    const server = await startSample({ data: 'empty', rateLimit: { limit: 1e9, windowMs: 15_000 } });
    const storage = await mkdtemp(join(tmpdir(), 'storage-'));
    const place = await Place.open(server);
    const at = { accountId: ACCOUNT, domain: DOMAIN, list: 'bounces' };
    server.faults.failNext(1, 403, { method: 'POST' });
    await place.window.run('copyEntries', { from: at, to: [{ accountId: ACCOUNT, domain: OTHER }] });
    server.faults.clear();
    await place.window.run('addAddresses', { ...at, entries: [{ address: 'undo@example.com' }] });
    place.window.close();
    await cp(join(place.machine.folder, 'storage'), storage, { recursive: true });
    await place.close();
    return new Trials(server, storage);
  }

  async end(): Promise<void> {
    process.off('unhandledRejection', this.#note);
    await rm(this.storage, { recursive: true });
    await this.server.close();
  }

  open(): Promise<Place> {
    return Place.open(this.server, this.storage);
  }

  /** Rejections that nobody took care of since this was asked last. */
  unhandled(): string[] {
    return this.#unhandled.splice(0).map((error) => `unhandled: ${String(error)}`);
  }

  /** What a command does when all is well. */
  twin(name: CommandName, looked: boolean): Promise<Twin> {
    const id = `${name} ${looked}`;
    const twin = this.#twins.get(id) ?? this.#twin(name, looked);
    this.#twins.set(id, twin);
    return twin;
  }

  /**
   * Runs a command in trouble and again after it. The law: either it is done as if nothing were wrong, or it says what is wrong and
   * has changed nothing; and then it works. Returns what speaks against it.
   */
  async problems(name: CommandName, trouble: Trouble): Promise<string[]> {
    const good = await this.twin(name, trouble.looked);
    const place = await this.open();
    if (trouble.looked) await place.look();
    const before = await seen(place);
    await trouble.begin(place);
    const bad = await outcomeOf(place, name, place.argument);
    const after = await seen(place);
    await trouble.end(place);
    const problems = this.unhandled();
    if (bad.text !== good.outcome.text || after !== `${good.lists}${good.local}`) {
      if (after !== before) problems.push(`it changed\n${before}\nto\n${after}`);
      if (bad.error !== undefined && !isForPeople(bad.error)) problems.push(`it says: ${bad.text}`);
      if (!trouble.words.test(bad.words)) problems.push(`it does not say so: ${bad.words}`);
      const again = await outcomeOf(place, name, place.argument);
      if (again.text !== good.outcome.text) problems.push(`it does not work again: ${again.text}`);
      if ((await seen(place)) !== `${good.lists}${good.local}`) problems.push(`it comes to\n${await seen(place)}`);
    }
    problems.push(...place.orphans().map((id) => `key and account have lost each other: ${id}`));
    await place.close();
    return [...problems, ...this.unhandled()].map((problem) => `${name}: ${problem}`);
  }

  async #twin(name: CommandName, looked: boolean): Promise<Twin> {
    const place = await this.open();
    if (looked) await place.look();
    this.server.requests.clear();
    const outcome = await outcomeOf(place, name, place.argument);
    const requests = this.server.requests.total;
    const { calls } = place.machine;
    const twin = { outcome, lists: place.lists(), local: await place.local(), calls, requests };
    await place.close();
    return twin;
  }
}

/** All that can be seen from outside. */
export async function seen(place: Place): Promise<string> {
  return `${place.lists()}${await place.local()}`;
}
