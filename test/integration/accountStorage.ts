/** Storage of windows that a test is in charge of, and a log to read. */
import type * as vscode from 'vscode';
import { Log } from '../../src/ui/log';

/** A log that writes into an array. */
export function logInto(lines: string[]): Log {
  const write = (line: string | Error): void => void lines.push(String(line));
  return new Log({
    trace: write,
    debug: write,
    info: write,
    warn: write,
    error: write,
    show: () => undefined,
    dispose: () => undefined,
  });
}

/** The memento of one window; what another window wrote arrives when it is received. */
export function memento(): vscode.Memento & { value: unknown; receive(value: unknown): void } {
  return {
    value: undefined,
    keys: () => [],
    get<T>(_key: string, fallback?: T): T | undefined {
      return (this.value as T | undefined) ?? fallback;
    },
    async update(_key: string, value: unknown): Promise<void> {
      this.value = JSON.parse(JSON.stringify(value));
    },
    receive(value: unknown): void {
      this.value = value;
    },
  };
}
