/** The fields of entries, in columns. */
import type { ListName } from '../../mailgun/lists';
import type { Entry } from '../../mailgun/records';
import { domainOf } from '../addressSyntax';
import { Float64Column, Uint32Column, Uint8Column } from './columns';
import { Dictionary } from './dictionary';
import { stage } from './stagedText';
import { TagSets } from './tagSets';
import { TextArena } from './textArena';

const ALIVE = 1;
/** An allowlist entry that is a domain. */
const DOMAIN = 2;

/** Numbers for the fields of an entry but its address. */
interface Fields {
  readonly code: number;
  readonly tags: number;
  readonly text: number;
  readonly createdAt: number;
  readonly isDomain: boolean;
}

/** Entries by row. Numbers in columns are those of the dictionaries; 0 where an entry has no such field. */
export class EntryColumns {
  /** By row. */
  readonly addresses = new TextArena();
  readonly codes = new Dictionary();
  /** Errors of bounces and reasons of the allowlist. */
  readonly texts = new Dictionary();
  /** Domains of recipients. */
  readonly domains = new Dictionary();
  readonly tagSets = new TagSets();
  readonly list = new Uint32Column();
  readonly code = new Uint32Column();
  readonly tags = new Uint32Column();
  readonly text = new Uint32Column();
  readonly at = new Uint32Column();
  /** Milliseconds since the epoch; NaN where there is none. */
  readonly createdAt = new Float64Column();
  readonly #flags = new Uint8Column();

  /** Rows that there are, with those that went. */
  get rows(): number {
    return this.addresses.size;
  }

  get bytes(): number {
    const { addresses, codes, texts, domains, tagSets, list, code, tags, text, at, createdAt } = this;
    const parts = [addresses, codes, texts, domains, tagSets, list, code, tags, text, at, createdAt, this.#flags];
    return parts.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  isAlive(row: number): boolean {
    return (this.#flags.get(row) & ALIVE) !== 0;
  }

  /** 1 for each row of a chunk that is there; other bits are to be ignored. */
  aliveChunk(index: number): Uint8Array {
    return this.#flags.chunk(index);
  }

  /** Takes a new entry, and returns its row. `key`: its address in lower case. */
  add(list: number, entry: Entry, key: string): number {
    const row = this.addresses.add(entry.address);
    this.list.set(row, list);
    this.at.set(row, this.domains.intern(domainOf(key)));
    this.#write(row, this.#fieldsOf(entry));
    return row;
  }

  /** Takes a newer version of an entry, or one that comes back. Returns whether anything is different. */
  update(row: number, entry: Entry): boolean {
    const fields = this.#fieldsOf(entry);
    const isSpelled = this.addresses.is(row, stage(entry.address));
    if (this.isAlive(row) && isSpelled && this.#has(row, fields)) return false;
    if (!isSpelled) this.addresses.respell(row, entry.address);
    if (this.isAlive(row)) this.#use(row, -1);
    this.#write(row, fields);
    return true;
  }

  /** Marks an entry as gone; it can still be read. */
  remove(row: number): void {
    this.#use(row, -1);
    this.#flags.set(row, this.#flags.get(row) & ~ALIVE);
  }

  /** The entry of a row, which is in a list of that name. */
  entry(row: number, list: ListName): Entry {
    const createdAt = this.createdAt.get(row);
    const common = { address: this.addresses.get(row), ...(Number.isNaN(createdAt) ? {} : { createdAt }) };
    switch (list) {
      case 'bounces':
        return { list, ...common, code: this.codes.get(this.code.get(row)), error: this.texts.get(this.text.get(row)) };
      case 'complaints':
        return { list, ...common };
      case 'unsubscribes':
        return { list, ...common, tags: this.tagSets.get(this.tags.get(row)) };
      case 'allowlist': {
        const kind = (this.#flags.get(row) & DOMAIN) === 0 ? 'address' : 'domain';
        return { list, ...common, kind, reason: this.texts.get(this.text.get(row)) };
      }
    }
  }

  #fieldsOf(entry: Entry): Fields {
    return {
      code: entry.list === 'bounces' ? this.codes.intern(entry.code) : 0,
      tags: entry.list === 'unsubscribes' ? this.tagSets.intern(entry.tags) : 0,
      text:
        entry.list === 'bounces'
          ? this.texts.intern(entry.error)
          : entry.list === 'allowlist'
            ? this.texts.intern(entry.reason)
            : 0,
      createdAt: entry.createdAt ?? NaN,
      isDomain: entry.list === 'allowlist' && entry.kind === 'domain',
    };
  }

  #has(row: number, { code, tags, text, createdAt, isDomain }: Fields): boolean {
    return (
      this.code.get(row) === code &&
      this.tags.get(row) === tags &&
      this.text.get(row) === text &&
      Object.is(this.createdAt.get(row), createdAt) &&
      ((this.#flags.get(row) & DOMAIN) !== 0) === isDomain
    );
  }

  #write(row: number, { code, tags, text, createdAt, isDomain }: Fields): void {
    this.code.set(row, code);
    this.tags.set(row, tags);
    this.text.set(row, text);
    this.createdAt.set(row, createdAt);
    this.#flags.set(row, isDomain ? ALIVE | DOMAIN : ALIVE);
    this.#use(row, 1);
  }

  /** Counts how often what repeats is used. */
  #use(row: number, more: number): void {
    this.codes.use(this.code.get(row), more);
    this.domains.use(this.at.get(row), more);
    this.tagSets.use(this.tags.get(row), more);
  }
}
