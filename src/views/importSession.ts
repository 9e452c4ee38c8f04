/** What the import panel asks of the rest of the extension. It knows no HTTP, no accounts and no journal: everything goes through here. */
import type { ListName } from '../mailgun/lists';
import type {
  Analysis,
  Hints,
  ImportMethod,
  ImportReport,
  Inspection,
  Mapping,
  Progress,
  ReadPlan,
} from './importTypes';

/** The domain that entries go to, with what the account is called. */
export interface ImportTarget {
  readonly accountId: string;
  readonly accountName: string;
  readonly domain: string;
}

/** What opens a preview. What is absent is found out or asked on the page. */
export interface ImportQuestion {
  /** Absolute path. */
  readonly file: string;
  readonly target?: ImportTarget | undefined;
  readonly list?: ListName | undefined;
  readonly method?: ImportMethod | undefined;
  /** Field → column index, instead of what is recognised. */
  readonly mapping?: Mapping | undefined;
}

/** One reading of the whole file. */
export interface AnalyseQuestion {
  readonly file: string;
  readonly read: ReadPlan;
  /** The list to compare with; absent: only the file is read. */
  readonly compareWith?: ImportTarget | undefined;
}

/** What was decided on the page: all that an import needs to know. */
export interface ImportDraft {
  readonly file: string;
  /** Size that was previewed: a file that has changed since should be refused. */
  readonly bytes: number;
  readonly read: ReadPlan;
  readonly target: ImportTarget;
  readonly method: ImportMethod;
  /** Whether the list was compared with, and so added and updated are to be told apart. */
  readonly compare: boolean;
  /** What reading the file counted. */
  readonly counts?: Pick<Analysis, 'rows' | 'duplicates' | 'invalid'> | undefined;
}

/** What one way of sending would take. */
export interface Estimate {
  readonly requests: number;
  /** About how long, in seconds; undefined where nothing is known of it. */
  readonly seconds?: number | undefined;
  /** Files that would be uploaded. */
  readonly parts?: number | undefined;
  /** Why this way is not possible, as a sentence for people; absent where it is. */
  readonly unavailable?: string | undefined;
}

export type Estimates = Readonly<Record<ImportMethod, Estimate>>;

/** A job that nobody works on, as the page shows it. */
export interface InterruptedImport {
  readonly jobId: string;
  readonly file: string;
  readonly target: ImportTarget;
  readonly method: ImportMethod;
  /** When it began, milliseconds since the epoch. */
  readonly at?: number | undefined;
  /** Rows that were settled before it stopped. */
  readonly done: number;
  readonly total?: number | undefined;
  /** Why it cannot go on (the file has changed, the account is gone), as a sentence for people; absent where it can. */
  readonly obstacle?: string | undefined;
}

/** A request that is held back, as `CallOptions.onWait` tells of it. */
export interface Hold {
  readonly reason: 'rateLimit' | 'retry';
  /** How long, in milliseconds. */
  readonly ms: number;
}

/** How a long piece of work tells what it does and hears that it should stop. */
export interface Watch<P> {
  readonly signal: AbortSignal;
  /** May be called often: the panel collects. */
  readonly onProgress: (progress: P) => void;
  /** A request is held back. */
  readonly onWait: (wait: Hold) => void;
}

/** The watch of an import; `onJob` is told the id under which the import can be resumed, as soon as there is one. */
export interface RunWatch extends Watch<Progress> {
  readonly onJob: (jobId: string) => void;
}

/**
 * Made by the commands over core/transfer. Every promise may reject: with a cancelled error when `signal` was aborted, else with an
 * error whose message is for people.
 */
export interface ImportSession {
  /** Looks at the beginning of the file. Reads nothing but the file. */
  inspect(file: string, hints: Hints): Promise<Inspection>;
  /** Reads the whole file, with `compareWith` also the lists. Sends nothing. `onProgress` gets what is known so far. */
  analyse(question: AnalyseQuestion, watch: Watch<Analysis>): Promise<Analysis>;
  /** What importing what was analysed would take, either way. */
  estimate(draft: Omit<ImportDraft, 'method'>, analysis: Analysis): Promise<Estimates>;
  /** Asks for another account and domain; undefined when the user thought better of it. */
  chooseTarget(current: ImportTarget | undefined): Promise<ImportTarget | undefined>;
  /** Imports. Resolves also when cancelled or failed half way: then with a report that says so. */
  start(draft: ImportDraft, watch: RunWatch): Promise<ImportReport>;
  /** Goes on with an interrupted import. Resolves as `start` does. */
  resume(jobId: string, watch: RunWatch): Promise<ImportReport>;
  /** An interrupted import; undefined when it is done, discarded, or in the hands of another window. */
  interrupted(jobId: string): Promise<InterruptedImport | undefined>;
  /** Gives an interrupted import up. What was sent stays. */
  discard(jobId: string): Promise<void>;
  /** Opens a file in an editor. */
  openFile(path: string): Promise<void>;
}
