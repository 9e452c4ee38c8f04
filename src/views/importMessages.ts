/** What the import page and its host say to each other. */
import type { Change } from './importModel';
import type { ImportEvent, ImportState } from './importState';
import type { Call } from './messages';

/** What the page tells and asks the host. Files are named by what they are: the page cannot open another. */
export interface ImportHostSide {
  readonly requests: {
    /** The page is there; the answer is what it should show. */
    readonly ready: Call<undefined, ImportState>;
    readonly chooseTarget: Call<undefined, void>;
    readonly openFile: Call<'file' | 'rejected', void>;
  };
  readonly events: {
    readonly change: Change;
    readonly compare: undefined;
    readonly stopComparing: undefined;
    readonly import: undefined;
    /** Closes the preview, or stops a running import. */
    readonly cancel: undefined;
    readonly resume: undefined;
    readonly discard: undefined;
    /** Reads the file again: after it was changed, or after an import. */
    readonly again: undefined;
  };
}

/** What the host tells the page. */
export interface ImportPageSide {
  readonly requests: object;
  readonly events: {
    /** What happened since the last message, in order. */
    readonly happened: readonly ImportEvent[];
  };
}
