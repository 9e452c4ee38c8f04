/** What a check of addresses brings back. */
import type { ListName } from '../mailgun/lists';
import type { Entry } from '../mailgun/records';
import type { EntryRef } from './refs';

/** An address found on a list. */
export interface Finding extends EntryRef {
  /** What stands there. `entry.address` differs from the asked `address` when the allowlist holds its domain. */
  readonly entry: Entry;
}

/** A question that could not be answered. Never to be read as "not suppressed". */
export interface NotAsked {
  readonly accountId: string;
  /** Absent when the account's domains could not be read. */
  readonly domain?: string | undefined;
  readonly list?: ListName | undefined;
  readonly address?: string | undefined;
  /** What went wrong, one sentence for a person. */
  readonly reason: string;
  readonly nextStep?: string | undefined;
}

/** What a check found, with what could not be asked beside it. */
export type CheckResult = readonly Finding[] & { readonly notAsked: readonly NotAsked[] };
