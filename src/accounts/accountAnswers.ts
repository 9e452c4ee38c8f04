/** What is asked for an account, and what came of it. */
import type { AddAccountArgs } from '../ids';
import type { Region } from '../mailgun/regions';
import type { Ask } from '../ui/ask';
import type { AccountFields } from './accounts';
import type { Log } from '../ui/log';

/** What asking for an account needs. */
export interface AccountPrompts {
  readonly ask: Ask;
  /** Names that are taken. */
  readonly names: readonly string[];
  /** Base URLs of the regions; Mailgun's own unless given. */
  readonly regions?: Readonly<Record<Region, string>> | undefined;
  readonly log: Log;
}

/** Answers in advance. */
export type AccountAnswers = { readonly [K in keyof AddAccountArgs]: AddAccountArgs[K] | undefined };

/** What was answered. */
export interface NewAccount {
  readonly fields: AccountFields;
  readonly apiKey: string;
}
