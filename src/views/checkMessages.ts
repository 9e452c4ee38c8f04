/** What the *Check result* page and its host say to each other. */
import type { CheckEvent, CheckState } from './checkState';
import type { Call } from './messages';

/** What the page tells and asks the host. Entries are named by the key of a finding: the page can only act on what it shows. */
export interface CheckHostSide {
  readonly requests: {
    /** The page is there; the answer is what it should show, undefined when nothing was checked yet. */
    readonly ready: Call<undefined, CheckState | undefined>;
    readonly openInTree: Call<string, void>;
    readonly copy: Call<string, void>;
    readonly showDetails: Call<string, void>;
    readonly showEvents: Call<string, void>;
    readonly copyCurl: Call<string, void>;
    /** Whether the entry is gone; false when the user thought better of it. */
    readonly delete: Call<string, boolean>;
    /** Of an address of the check: asks, and deletes it from every list of every domain. */
    readonly deleteEverywhere: Call<string, void>;
    /** Of an address of the check: asks for the list, and adds it to that list of every domain. */
    readonly addEverywhere: Call<string, void>;
    readonly checkAgain: Call<undefined, void>;
  };
  readonly events: {
    readonly cancel: undefined;
  };
}

/** What the host tells the page. */
export interface CheckPageSide {
  readonly requests: object;
  readonly events: {
    /** Another check: everything shown is replaced. */
    readonly replaced: CheckState;
    /** What happened since the last message, in order. */
    readonly happened: readonly CheckEvent[];
  };
}
