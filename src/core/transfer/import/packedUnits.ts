/** The units of a file, packed by a thread that is only ever a few batches ahead. */
import type { Halt } from '../sending/halt';
import type { Unit } from '../sending/units';
import type { RunningTask } from '../worker';
import { startTask } from '../worker';
import { buffersOf } from '../fingerprints';
import { packTask } from './packTask';
import type { PackInput, PackMessage, PackOrder, Part, RowsRead } from './packTypes';

/** Who is told what else comes. */
export interface PackFollower {
  /** Rows read before the file is read for good. */
  onLooked(rows: number): void;
  onBegun(): void;
  onRows(read: RowsRead): void;
  /** Resolves when the file is not needed any more. */
  onPart(part: Part): Promise<void>;
}

/** How a file is packed. */
export interface PackOptions {
  /** Stops it. */
  readonly halt: Halt;
  /** Whether nothing need be known any more of what is not sent because of the halt. */
  readonly isCounted: boolean;
  /** The file of the worker; see `startTask`. */
  readonly worker?: string | undefined;
}

export class PackedUnits {
  #isLooking = true;

  private constructor(
    private readonly task: RunningTask<PackOrder, PackMessage, void>,
    private readonly follower: PackFollower,
    private readonly options: PackOptions,
  ) {
    const { signal } = options.halt;
    signal.addEventListener('abort', this.#onHalt, { once: true });
    if (signal.aborted) this.#onHalt();
  }

  /** Buffers of the input belong to the thread afterwards. */
  static async start(input: PackInput, follower: PackFollower, options: PackOptions): Promise<PackedUnits> {
    const tables = Object.values(input.standing ?? {}).flatMap((standing) => buffersOf(standing.tables));
    const transfer = [input.done.buffer, ...tables];
    return new PackedUnits(await startTask(packTask, input, { worker: options.worker, transfer }), follower, options);
  }

  /** The units in their order, while the follower is told the rest. Ends early after a halt. Throws what the thread throws. */
  async *units(): AsyncGenerator<Unit> {
    try {
      for await (const message of this.task.messages) {
        if (message.kind === 'unit') yield received(message.unit);
        else await this.#follow(message);
      }
    } catch (error) {
      if (!this.options.halt.stopped) throw error;
    }
  }

  /** Gives a buffer back; `isWhole`: nobody reads it any more. */
  settle({ content }: Unit, isWhole: boolean): void {
    if (!('json' in content)) return;
    const { buffer } = content.json;
    // Of a request that went wrong something may still be on its way out.
    if (isWhole) this.task.post({ kind: 'settled', buffer }, [buffer]);
    else this.task.post({ kind: 'settled' });
  }

  /** Resolves when no thread is left. */
  async stop(): Promise<void> {
    this.options.halt.signal.removeEventListener('abort', this.#onHalt);
    await this.task.stop();
  }

  readonly #onHalt = (): void => {
    if (this.#isLooking || this.options.isCounted) void this.task.stop();
    else this.task.post({ kind: 'halt' });
  };

  async #follow(message: Exclude<PackMessage, { kind: 'unit' }>): Promise<void> {
    switch (message.kind) {
      case 'looked':
        return this.follower.onLooked(message.rows);
      case 'begun':
        this.#isLooking = false;
        return this.follower.onBegun();
      case 'rows':
        return this.follower.onRows(message);
      case 'part': {
        const { buffer } = message.part.csv;
        await this.follower.onPart(message.part);
        this.task.post({ kind: 'uploaded', buffer }, [buffer]);
      }
    }
  }
}

/** Buffers arrive as arrays of bytes. */
function received(unit: Unit): Unit {
  const { content } = unit;
  if (!('json' in content)) return unit;
  const { buffer, byteOffset, byteLength } = content.json;
  return { ...unit, content: { ...content, json: Buffer.from(buffer, byteOffset, byteLength) } };
}
