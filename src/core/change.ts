/** A change this extension made, as it is kept to be taken back. */
import type { Entry } from '../mailgun/records';
import { addressKey } from './addressSyntax';
import type { EntryRef, ListRef } from './refs';

/** What one entry was and became; null is "not on the list". `after` without a date stands for any date. */
export interface ChangedEntry extends EntryRef {
  readonly before: Entry | null;
  readonly after: Entry | null;
}

interface ChangeBase {
  readonly id: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
}

/** A change that holds what it changed. */
export interface EntryChange extends ChangeBase {
  readonly kind: 'delete' | 'add' | 'removeTag';
  readonly items: readonly ChangedEntry[];
}

/** What a bulk change took from one list. */
export interface BulkPart extends ListRef {
  readonly records: number;
  /** Path of a file with the entries, one JSON record a line (`.ndjson`). */
  readonly backup: string;
}

/**
 * A change of too many entries to hold: they are in files. Those of a `clear` are the user's; those of a `bulkDelete` belong to the
 * change and go with it.
 */
export interface BulkChange extends ChangeBase {
  readonly kind: 'clear' | 'bulkDelete';
  readonly parts: readonly BulkPart[];
}

/** One step of this extension that can be taken back as a whole. */
export type Change = EntryChange | BulkChange;

/** Whether a change is kept in files, to be taken back by `restore` instead of `undo`. */
export function isBulk(change: Change): change is BulkChange {
  return 'parts' in change;
}

/** Where changes are kept. Every method may reject when the storage fails; none ever sees a key. */
export interface ChangeStore {
  /** Keeps a new change; the oldest go when there are too many. */
  add(change: Change): Promise<void>;
  /** Replaces a change that is still kept; one without items or parts goes. False, and nothing done, for one claimed or gone. */
  update(change: Change): Promise<boolean>;
  /** What is kept and not claimed, newest first. */
  list(): Promise<readonly Change[]>;
  /** Takes a change for undoing, so that nobody else can; undefined when it is not there any more. */
  claim(id: string): Promise<Change | undefined>;
  /** Ends a claim: puts back what is left of the change, or without it drops the change. */
  release(id: string, rest?: Change): Promise<void>;
  /** Whether a change was written through this object, and not by another window. */
  isOwn(id: string): boolean;
}

let last = 0;
let counter = 0;

/** A new id; ids sort in the order in which they were made, even should the clock be set back meanwhile. */
export function changeId(at: number): string {
  last = Math.max(last, Math.floor(at));
  counter = (counter + 1) % 1_000_000;
  const random = Math.floor(Math.random() * 0x1_0000_0000).toString(16);
  return [String(last).padStart(15, '0'), String(counter).padStart(6, '0'), random.padStart(8, '0')].join('-');
}

/** What is the same for two refs of one entry. */
export function entryKey({ accountId, domain, list, address }: EntryRef): string {
  return JSON.stringify([accountId, domain.toLowerCase(), list, addressKey(address)]);
}
