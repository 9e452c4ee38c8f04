/** What the page of recent events and its host say to each other. */
import type { ListName } from '../mailgun/lists';
import type { EventsState } from './eventsState';
import type { Call } from './messages';

/** What the page tells and asks the host. Events are named by their key: the page can only act on what it shows. */
export interface EventsHostSide {
  readonly requests: {
    /** The page is there; the answer is what it should show. */
    readonly ready: Call<undefined, EventsState>;
    readonly loadMore: Call<undefined, void>;
    readonly readAgain: Call<undefined, void>;
    /** Copies these events, in full, as JSON. */
    readonly copyJson: Call<readonly string[], void>;
    readonly copyCurl: Call<undefined, void>;
    /** Of the address on this list. */
    readonly showDetails: Call<ListName, void>;
    readonly checkAddress: Call<undefined, void>;
  };
  readonly events: object;
}

/** What the host tells the page. */
export interface EventsPageSide {
  readonly requests: object;
  readonly events: {
    readonly changed: EventsState;
  };
}
