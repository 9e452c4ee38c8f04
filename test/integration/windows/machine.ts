/** One user's machine as the windows of VS Code share it: state, secrets, files; each of which can fail. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** How one call of the secret storage fails: with an error, never, or with something that it should not give. */
export type SecretFault = 'throws' | 'hangs' | { readonly gives: unknown };

/** How the secret storage fails, by call. */
export type SecretFaults = Partial<Record<'get' | 'store' | 'delete', SecretFault>>;

type Update = readonly [key: string, value: unknown];

/** What is kept, and what each window has heard of it. */
export class Machine {
  readonly secrets = new Map<string, string>();
  /** State by key, as it was written last. */
  readonly state = new Map<string, unknown>();
  secretFaults: SecretFaults = {};
  /** How often each was asked to change something. */
  readonly calls = { store: 0, delete: 0, update: 0 };
  /** Whether state can be written. */
  stateFails = false;
  /** Whether windows hear of each other only when told to by `deliver`. */
  holdsNews = false;
  readonly #windows = new Set<{ secret(key: string): void; state(update: Update): void; held: (() => void)[] }>();
  #processes = 5_000_000;
  readonly #running = new Set<number>();

  private constructor(readonly folder: string) {}

  static async start(): Promise<Machine> {
    return new Machine(await mkdtemp(join(tmpdir(), 'machine-')));
  }

  /** Removes the files. */
  async end(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A number for a process that runs from now on. */
  startProcess(): number {
    this.#running.add(++this.#processes);
    return this.#processes;
  }

  endProcess(id: number): void {
    this.#running.delete(id);
  }

  isRunning(id: number): boolean {
    return this.#running.has(id);
  }

  /** Lets every window hear the oldest so many things it has not heard yet; all without a number. */
  deliver(most = Infinity): void {
    for (const { held } of this.#windows) for (const news of held.splice(0, most)) news();
  }

  /** The storages of one window. */
  connect(): { globalState: vscode.Memento; secrets: vscode.SecretStorage; close: () => void } {
    const known = new Map(this.state);
    const changed = new vscode.EventEmitter<{ key: string }>();
    const window = {
      secret: (key: string) => changed.fire({ key }),
      state: ([key, value]: Update) => void known.set(key, value),
      held: [],
    };
    this.#windows.add(window);
    const globalState: vscode.Memento = {
      keys: () => [...known.keys()],
      get: <T>(key: string, fallback?: T): T | undefined => (known.has(key) ? (known.get(key) as T) : fallback),
      update: (key, value: unknown) => {
        this.calls.update++;
        if (this.stateFails) return Promise.reject(new Error('disk full'));
        // VS Code keeps JSON.
        const kept: unknown = JSON.parse(JSON.stringify(value));
        known.set(key, kept);
        this.state.set(key, kept);
        this.#tell((other) => other !== window && other.state([key, kept]));
        return Promise.resolve();
      },
    };
    const secrets = {
      get: (key: string) => this.#secret('get', () => this.secrets.get(key)),
      store: (key: string, value: string) => this.#secret('store', () => this.#put(key, value)),
      delete: (key: string) => this.#secret('delete', () => this.#put(key, undefined)),
      onDidChange: changed.event,
    } as vscode.SecretStorage;
    return { globalState, secrets, close: () => this.#windows.delete(window) };
  }

  #put(key: string, value: string | undefined): void {
    if (value === undefined) this.secrets.delete(key);
    else this.secrets.set(key, value);
    this.#tell((window) => window.secret(key));
  }

  #tell(how: (window: { secret(key: string): void; state(update: Update): void }) => unknown): void {
    for (const window of this.#windows)
      if (this.holdsNews) window.held.push(() => how(window));
      else how(window);
  }

  async #secret<T>(call: keyof SecretFaults, work: () => T): Promise<T> {
    const fault = this.secretFaults[call];
    if (call !== 'get') this.calls[call]++;
    await Promise.resolve();
    if (fault === undefined) return work();
    if (fault === 'throws') throw new Error('the keychain is locked');
    if (fault === 'hangs') return new Promise<T>(() => undefined);
    return fault.gives as T;
  }
}
