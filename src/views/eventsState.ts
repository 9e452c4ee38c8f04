/** What the page of recent events shows, as plain data that both sides share. */
import type { EventGroup, EventTone } from '../core/inspect/eventGroup';
import type { ListName } from '../mailgun/lists';

export type { EventGroup } from '../core/inspect/eventGroup';

/** One event, in words. Texts by strangers are bounded and still to be made visible. */
export interface ShownEvent {
  /** Its number on this page. */
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly group: EventGroup;
  readonly tone: EventTone;
  readonly title: string;
  readonly meaning: string;
  readonly subject?: string | undefined;
  readonly facts: readonly Fact[];
  /** What the receiving server said. */
  readonly said?: string | undefined;
}

/** One thing to know, by its name. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** An entry of the address on a list of the domain. */
export interface ShownEntry {
  readonly list: ListName;
  readonly createdAt?: number | undefined;
  readonly title: string;
}

export interface EventsState {
  readonly accountId: string;
  readonly account: string;
  readonly domain: string;
  readonly address: string;
  /** `more`: earlier events are on their way. */
  readonly stage: 'reading' | 'more' | 'ready' | 'failed';
  /** Newest first. */
  readonly events: readonly ShownEvent[];
  /** How many events could not be understood. */
  readonly unreadable: number;
  readonly hasMore: boolean;
  /** Whether there may be more that this page does not take. */
  readonly isFull: boolean;
  /** Whether the older of the two APIs answered. */
  readonly isOlderApi: boolean;
  /** The time that was asked for. */
  readonly begin?: number | undefined;
  readonly end?: number | undefined;
  readonly standing: readonly ShownEntry[];
  /** What is not known of where the address stands. */
  readonly gaps: readonly string[];
  readonly failure?: { readonly message: string; readonly nextStep?: string | undefined } | undefined;
  /** What is being waited for. */
  readonly notice?: string | undefined;
}

/** Of whom the page tells: what it stores. */
export interface EventsRef {
  readonly accountId: string;
  readonly domain: string;
  readonly address: string;
}

/** A page before anything has come. */
export function beginEvents(ref: EventsRef, account: string): EventsState {
  return {
    ...{ accountId: ref.accountId, account, domain: ref.domain, address: ref.address },
    stage: 'reading',
    events: [],
    unreadable: 0,
    hasMore: false,
    isFull: false,
    isOlderApi: false,
    standing: [],
    gaps: [],
  };
}
