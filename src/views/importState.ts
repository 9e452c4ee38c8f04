/** What is known of one import: plain data, changed by events alone. Kept by the host, shown by the page. */
import type { Estimates, ImportQuestion, ImportTarget, InterruptedImport } from './importSession';
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

/**
 * `interrupted`: the window went while it ran, and nobody goes on with it. `over`: there is nothing to go on with (`message` says why).
 */
export type Stage = 'preview' | 'running' | 'report' | 'interrupted' | 'over';

/** A request that is held back until a moment, in milliseconds since the epoch. */
export interface Notice {
  readonly reason: 'rateLimit' | 'retry';
  readonly until: number;
}

export interface ImportState {
  /** Changes when a stored state of an earlier release can no longer be read. */
  readonly version: 1;
  readonly stage: Stage;
  readonly file: string;
  readonly target?: ImportTarget | undefined;
  readonly method: ImportMethod;
  /** What somebody said of the file, over what was recognised. */
  readonly hints: Hints;
  readonly inspection?: Inspection | undefined;
  /** The column that was recognised as naming each row's list, whether or not it is used. */
  readonly listColumn?: number | undefined;
  /** The plan as it stands on the page. */
  readonly plan?: ReadPlan | undefined;
  /** Whether somebody changed the mapping by hand: then a choice of another list leaves it alone. */
  readonly mappedByHand: boolean;
  /** What goes on in the preview: the file is read, or also compared with the lists. */
  readonly reading?: 'file' | 'lists' | undefined;
  readonly analysis?: Analysis | undefined;
  readonly estimates?: Estimates | undefined;
  /** Why the last thing that was tried did not work. */
  readonly problem?: string | undefined;
  readonly notice?: Notice | undefined;
  /** The id under which the import can be resumed. */
  readonly jobId?: string | undefined;
  readonly startedAt?: number | undefined;
  readonly progress?: Progress | undefined;
  /** Cancel was pressed; what is under way still ends. */
  readonly stopping: boolean;
  readonly report?: ImportReport | undefined;
  readonly interrupted?: InterruptedImport | undefined;
  /** Why there is nothing to show (`over`). */
  readonly message?: string | undefined;
}

/** What can happen to an import. */
export type ImportEvent =
  /** Another beginning: all that was known is replaced. */
  | { readonly type: 'begun'; readonly state: ImportState }
  | {
      readonly type: 'inspected';
      readonly inspection: Inspection;
      readonly plan: ReadPlan;
      readonly listColumn?: number | undefined;
    }
  | { readonly type: 'chosen'; readonly change: Choice }
  | { readonly type: 'reading'; readonly what: 'file' | 'lists' }
  /** What is known so far; all of it when `complete`. */
  | { readonly type: 'analysed'; readonly analysis: Analysis }
  /** Something must be chosen before the file can be read. */
  | { readonly type: 'undecided' }
  | { readonly type: 'estimated'; readonly estimates: Estimates }
  /** What was going on in the preview has failed; without a message it was given up. */
  | { readonly type: 'stopped'; readonly problem?: string | undefined }
  | { readonly type: 'waiting'; readonly notice?: Notice | undefined }
  | { readonly type: 'started'; readonly at: number; readonly target?: ImportTarget | undefined }
  | { readonly type: 'job'; readonly jobId: string }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'stopping' }
  | { readonly type: 'reported'; readonly report: ImportReport }
  | { readonly type: 'interrupted'; readonly job: InterruptedImport; readonly problem?: string | undefined }
  | { readonly type: 'over'; readonly message: string };

/** What somebody can choose in the preview. */
export type Choice = Partial<Pick<ImportState, 'target' | 'method' | 'hints' | 'plan' | 'mappedByHand'>>;

/** A preview that has just been opened. */
export function begin({ file, target, list, method, mapping }: ImportQuestion): ImportState {
  return {
    version: 1,
    stage: 'preview',
    file,
    target,
    method: method ?? 'batches',
    hints: list === undefined ? {} : { list },
    mappedByHand: mapping !== undefined,
    stopping: false,
  };
}

/** An import that was interrupted, of which only the id is known yet. */
export function beginJob(jobId: string): ImportState {
  return { ...begin({ file: '' }), stage: 'interrupted', jobId };
}

/** The state after an event. */
export function reduce(state: ImportState, event: ImportEvent): ImportState {
  switch (event.type) {
    case 'begun':
      return event.state;
    case 'inspected':
      return {
        ...{ ...state, inspection: event.inspection, plan: event.plan },
        ...{ listColumn: event.listColumn, problem: undefined },
      };
    case 'chosen':
      return { ...state, ...event.change };
    case 'reading':
      return reading(state, event.what);
    case 'analysed':
      return analysed(state, event.analysis);
    case 'estimated':
      return { ...state, estimates: event.estimates };
    case 'undecided':
      return { ...state, reading: undefined, analysis: undefined, estimates: undefined };
    case 'stopped':
      return { ...state, stage: 'preview', reading: undefined, notice: undefined, problem: event.problem };
    case 'waiting':
      return { ...state, notice: event.notice };
    default:
      return running(state, event);
  }
}

type Rest = Exclude<
  ImportEvent,
  {
    readonly type:
      'begun' | 'inspected' | 'chosen' | 'reading' | 'analysed' | 'undecided' | 'estimated' | 'stopped' | 'waiting';
  }
>;

function running(state: ImportState, event: Rest): ImportState {
  const still = { ...state, reading: undefined, notice: undefined, problem: undefined, stopping: false };
  switch (event.type) {
    case 'started':
      return {
        ...{ ...still, stage: 'running', startedAt: event.at, target: event.target ?? state.target },
        ...{ progress: undefined, report: undefined, interrupted: undefined },
      };
    case 'job':
      return { ...state, jobId: event.jobId };
    case 'progress':
      return progressed(state, event.progress);
    case 'stopping':
      return { ...state, stopping: true };
    case 'reported':
      return { ...still, stage: 'report', report: event.report, jobId: event.report.jobId };
    case 'interrupted': {
      const { jobId, file, target, method } = event.job;
      return {
        ...{ ...still, stage: 'interrupted', interrupted: event.job },
        ...{ jobId, file, target, method, problem: event.problem },
      };
    }
    case 'over':
      return { ...still, stage: 'over', message: event.message, jobId: undefined };
  }
}

/** Reading begins anew: what was counted stays to be seen until there is something better, but nobody may build on it. */
function reading(state: ImportState, what: 'file' | 'lists'): ImportState {
  const { analysis } = state;
  const stale = what === 'file' && analysis ? { ...analysis, complete: false, compared: undefined } : analysis;
  const estimates = what === 'file' ? undefined : state.estimates;
  return { ...state, reading: what, analysis: stale, estimates, problem: undefined, notice: undefined };
}

/** While lists are compared the file is read a second time: its counts are known already. */
function analysed(state: ImportState, analysis: Analysis): ImportState {
  if (analysis.complete) return { ...state, analysis, reading: undefined, notice: undefined };
  return state.reading === 'lists' ? state : { ...state, analysis };
}

/** Rows that were settled also end the waiting that a notice spoke of. */
function progressed(state: ImportState, progress: Progress): ImportState {
  const further = progress.done > (state.progress?.done ?? 0);
  return { ...state, progress, notice: further ? undefined : state.notice };
}

/** What a page keeps of an import for a reload: not what was read, but what it takes to read it again. */
export interface KeptImport extends Pick<ImportState, 'version' | 'stage' | 'file' | 'target' | 'method' | 'hints'> {
  /** What was mapped by hand. */
  readonly mapping?: Mapping | undefined;
  readonly jobId?: string | undefined;
  readonly report?: ImportReport | undefined;
}

/** What is to be kept of a state. */
export function kept({ version, stage, file, target, method, hints, ...state }: ImportState): KeptImport {
  const { jobId, report, plan, mappedByHand } = state;
  const mapping = mappedByHand ? plan?.mapping : undefined;
  return { version, stage, file, target, method, hints, mapping, jobId, report };
}

/** The same happening as fewer events: of what is told again and again only the last counts. */
export function merge(events: readonly ImportEvent[]): readonly ImportEvent[] {
  return events.filter((event, index) => {
    const next = events[index + 1];
    const repeats = event.type === 'analysed' || event.type === 'progress' || event.type === 'waiting';
    return !(repeats && next?.type === event.type);
  });
}
