/** A batch in the form in which it is sent: no object of an entry lives on while its batch is under way. */
import { decodeEntry } from './decode';
import { MailgunError } from './errors';
import { LISTS, type ListName } from './lists';
import type { Entry } from './records';
import { BATCH_SIZE, entryJson } from './wire';

/** Entries of one list as the JSON of one request. */
export interface PackedBatch {
  readonly list: ListName;
  readonly count: number;
  readonly json: Buffer;
}

/** Puts entries together to a batch. */
export class BatchPacker {
  #json = '';
  #count = 0;

  /** Throws `invalid` for the allowlist. */
  constructor(private readonly list: ListName) {
    if (!LISTS[list].batch) throw new MailgunError('invalid', 'The allowlist takes entries one at a time only.');
  }

  get isFull(): boolean {
    return this.#count >= BATCH_SIZE;
  }

  get count(): number {
    return this.#count;
  }

  /** Throws `invalid` for an entry that cannot be sent, and for one more than BATCH_SIZE; the batch stays as it was. */
  add(entry: Entry): void {
    if (this.isFull) throw new MailgunError('invalid', `One batch holds ${BATCH_SIZE} entries at most.`);
    const json = entryJson(this.list, entry);
    this.#json += this.#count === 0 ? json : `,${json}`;
    this.#count += 1;
  }

  /** The batch; the packer is empty afterwards. */
  pack(): PackedBatch {
    const batch = { list: this.list, count: this.#count, json: Buffer.from(`[${this.#json}]`) };
    this.#json = '';
    this.#count = 0;
    return batch;
  }
}

/** The entries of a batch, with dates to the second and whatever else they were sent with. */
export function unpackBatch({ list, json }: PackedBatch): Entry[] {
  return (JSON.parse(json.toString('utf8')) as unknown[]).map((entry) => decodeEntry(list, entry));
}
