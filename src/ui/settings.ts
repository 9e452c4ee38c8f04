/** The user's settings, typed, with values outside their bounds brought back into them. */
import * as vscode from 'vscode';
import { NAMESPACE, SETTINGS, type Settings } from '../ids';

interface NumberBounds {
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
}

type NumberKey = { [K in keyof Settings]: Settings[K] extends number ? K : never }[keyof Settings];

/** Bounds of the numeric settings; the manifest states the same, but settings.json accepts anything. */
export const BOUNDS: Readonly<Record<NumberKey, NumberBounds>> = {
  pageSize: { min: 10, max: 1000, fallback: 100 },
  loadAllLimit: { min: 100, max: 50_000, fallback: 5000 },
  concurrency: { min: 1, max: 64, fallback: 16 },
  requestTimeout: { min: 1, max: 600, fallback: 30 },
};

/** Reads the settings at the moment they are asked for. */
export class SettingsReader {
  readonly #changed = new vscode.EventEmitter<readonly (keyof Settings)[]>();
  readonly #subscription: vscode.Disposable;
  /** Fires with the keys that may have changed. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      const keys = (Object.keys(SETTINGS) as (keyof Settings)[]).filter((key) =>
        event.affectsConfiguration(`${NAMESPACE}.${key}`),
      );
      if (keys.length > 0) this.#changed.fire(keys);
    });
  }

  /** Entries a page in the tree. */
  get pageSize(): number {
    return this.#number('pageSize');
  }

  /** Entries *Load All* puts into the tree at most. */
  get loadAllLimit(): number {
    return this.#number('loadAllLimit');
  }

  /** Requests at once for one account. */
  get concurrency(): number {
    return this.#number('concurrency');
  }

  /** Seconds to wait for one answer. */
  get requestTimeout(): number {
    return this.#number('requestTimeout');
  }

  /** Whether to ask before a single entry is deleted. */
  get confirmDelete(): boolean {
    return vscode.workspace.getConfiguration(NAMESPACE).get<unknown>('confirmDelete') !== false;
  }

  /** Whether a CSV export keeps cells from being read as formulas. */
  get exportGuardFormulas(): boolean {
    return vscode.workspace.getConfiguration(NAMESPACE).get<unknown>('exportGuardFormulas') === true;
  }

  /** Keeps a setting for this user, in all workspaces. */
  async update<K extends keyof Settings>(key: K, value: Settings[K]): Promise<void> {
    await vscode.workspace.getConfiguration(NAMESPACE).update(key, value, vscode.ConfigurationTarget.Global);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #number(key: NumberKey): number {
    const { min, max, fallback } = BOUNDS[key];
    const value = vscode.workspace.getConfiguration(NAMESPACE).get<unknown>(key);
    if (typeof value !== 'number' || !Number.isFinite(value)) return fallback;
    return Math.min(max, Math.max(min, Math.round(value)));
  }
}
