/** What stands on the lists that a file goes to, as far as it is needed to compare. */
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import type { ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { addressKey } from '../../addressSyntax';
import { entryContent, Fingerprints, type FingerprintTables, type Seen } from '../fingerprints';
import type { PlainRow } from '../read';
import { readEntries } from '../walkers/readEntries';

/** How lists are read to compare with. */
export interface StandingOptions extends CallOptions {
  /** Whether dates count: not for a source without any. */
  readonly dates: boolean;
  /** Told how many entries of the list have been read. */
  readonly onProgress?: ((entries: number) => void) | undefined;
}

/** A list as plain data. */
export interface StandingData {
  readonly tables: FingerprintTables;
  readonly dates: boolean;
}

/** One list as it was when it was read, in less than 16 MB for a million entries. */
export class StandingList {
  private constructor(
    private readonly prints: Fingerprints,
    private readonly dates: boolean,
  ) {}

  /** Throws MailgunError. */
  static async read(
    api: MailgunApi,
    ref: { readonly domain: string; readonly list: ListName },
    options: StandingOptions,
  ): Promise<StandingList> {
    const standing = new StandingList(new Fingerprints(), options.dates);
    const { signal, onWait, onProgress } = options;
    await readEntries(api, ref, { signal, onWait, onProgress }, (entries) => {
      for (const entry of entries) standing.prints.add(addressKey(entry.address), standing.#content(entry));
    });
    return standing;
  }

  /** Whether an entry is `new` on the list, the `same` as there, or `differs` from it. */
  compare(entry: Entry): Seen {
    return this.prints.compare(addressKey(entry.address), this.#content(entry));
  }

  has(entry: Entry): boolean {
    return this.prints.has(addressKey(entry.address));
  }

  hasPlain(row: PlainRow): boolean {
    return this.prints.compareAscii(row.bytes, row.addressFrom, row.addressTo) !== 'new';
  }

  /** All of it as plain data, to be handed to another thread together with its buffers. */
  get data(): StandingData {
    return { tables: this.prints.tables(), dates: this.dates };
  }

  static of({ tables, dates }: StandingData): StandingList {
    return new StandingList(Fingerprints.of(tables), dates);
  }

  #content(entry: Entry): string {
    return entryContent(entry, { dates: this.dates });
  }
}
