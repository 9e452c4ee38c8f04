/** What came of one unit of a job, and how that is kept: a line of text for each, appended and never changed. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import { isMissing } from './files';

/** What came of one unit: numbers of entries, and those that were refused by their line. Kinds of jobs may add fields of their own. */
export interface Ack {
  readonly added?: number | undefined;
  readonly updated?: number | undefined;
  readonly deleted?: number | undefined;
  readonly missing?: number | undefined;
  readonly rejected?: readonly { readonly line: number; readonly reason: string }[] | undefined;
  readonly [more: string]: unknown;
}

/** The acknowledgements of a job, in memory and in a file. */
export class AckFile {
  #handle: number | undefined;

  private constructor(
    private readonly path: string,
    readonly acks: Map<number, Ack>,
  ) {}

  /** Reads what is there. A last line that was cut short by a crash is taken out of the file; other damage costs its line only. */
  static async open(path: string): Promise<AckFile> {
    const { acks, torn, bytes } = await readAcks(path);
    if (torn) await truncate(path, bytes);
    return new AckFile(path, acks);
  }

  /** Appends synchronously: once this returns, the end of the process loses nothing. Throws when the disk is full. */
  append(unit: number, ack: Ack): void {
    this.#handle ??= openSync(this.path, 'a', 0o600);
    writeSync(this.#handle, `${unit} ${JSON.stringify(ack)}\n`);
    this.acks.set(unit, ack);
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}

/** The acknowledgements in a file, and whether something follows the `bytes` of its whole lines. */
export async function readAcks(path: string): Promise<{ acks: Map<number, Ack>; torn: boolean; bytes: number }> {
  const text = await readFile(path).catch((error: unknown) => {
    if (isMissing(error)) return Buffer.alloc(0);
    throw error;
  });
  const bytes = text.lastIndexOf('\n') + 1;
  const acks = new Map<number, Ack>();
  // Most units end alike; one object serves them all.
  const known = new Map<string, Ack | undefined>();
  for (const line of text.toString('utf8', 0, bytes).split('\n')) {
    const space = line.indexOf(' ');
    const unit = Number(line.slice(0, Math.max(0, space)) || NaN);
    const json = line.slice(space + 1);
    if (!known.has(json)) known.set(json, parseAck(json));
    const ack = known.get(json);
    if (ack !== undefined && Number.isSafeInteger(unit)) acks.set(unit, ack);
  }
  return { acks, torn: bytes < text.length, bytes };
}

function parseAck(json: string): Ack | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Ack) : undefined;
  } catch {
    return undefined;
  }
}
