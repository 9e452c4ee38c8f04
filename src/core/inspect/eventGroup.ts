/** How events are told apart where they are shown. */

/** Kinds of events as people tell them apart. */
export type EventGroup =
  | 'accepted'
  | 'delivered'
  | 'delayed'
  | 'bounced'
  | 'dropped'
  | 'rejected'
  | 'complained'
  | 'unsubscribed'
  | 'opened'
  | 'other';

/** Whether an event is good news. */
export type EventTone = 'good' | 'bad' | 'warning' | 'neutral';
