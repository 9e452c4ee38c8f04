/** One event as the embedded Mailgun thinks of it, before either API writes it down. */
import type { SentMessage } from './messages';

export interface SampleEvent {
  readonly id: string;
  readonly kind: 'accepted' | 'delivered' | 'failed' | 'complained' | 'unsubscribed' | 'opened' | 'clicked';
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly message: SentMessage;
  readonly severity?: 'permanent' | 'temporary' | undefined;
  readonly reason?: string | undefined;
  readonly status?: SampleStatus | undefined;
  /** Whether a person did it: with an address, a place and a program. */
  readonly isPersonal?: boolean | undefined;
  readonly url?: string | undefined;
}

/** How an attempt to deliver ended. */
export interface SampleStatus {
  readonly code: number;
  readonly enhancedCode?: string | undefined;
  readonly message: string;
  readonly description: string;
  readonly attempt: number;
  readonly mx?: string | undefined;
  readonly retrySeconds?: number | undefined;
}
