/** Made-up files and a session without a server, for the tests of the import panel. */
import type {
  Estimates,
  ImportDraft,
  ImportQuestion,
  ImportSession,
  InterruptedImport,
  RunWatch,
} from '../../../src/views/importSession';
import { begin, type ImportEvent, type ImportState, reduce } from '../../../src/views/importState';
import type { Analysis, Hints, ImportReport, Inspection, ReadPlan } from '../../../src/views/importTypes';
import { START } from './fixtures';

export const TARGET = { accountId: 'a', accountName: 'Main', domain: 'mg.example.com' };
export const QUESTION: ImportQuestion = { file: '/home/jane/bounces.csv', target: TARGET };

export function planOf(parts: Partial<ReadPlan> = {}): ReadPlan {
  return {
    ...{ format: 'csv', encoding: 'utf-8', delimiter: ',', header: true, skip: 1, guarded: false, now: START },
    ...{ columns: ['email', 'type', 'created'], mapping: { address: 0, created_at: 2 }, list: 'bounces' },
    ...parts,
  };
}

export function inspectionOf(plan: ReadPlan = planOf()): Inspection {
  return { plan, provider: undefined, warnings: [], bytes: 1000, sample: [['a@x.com', 'HardBounce', '1']], lists: [] };
}

export function analysisOf(parts: Partial<Analysis> = {}): Analysis {
  return {
    ...{ rows: 10, valid: 7, duplicates: 2, invalid: 1, byList: { bounces: 7 }, problems: [], warnings: 0 },
    ...{ firstWarnings: [], preview: [], requests: 1, uploads: 1, bytesRead: 1000, complete: true },
    ...parts,
  };
}

export function reportOf(parts: Partial<ImportReport> = {}): ImportReport {
  return {
    ...{ state: 'done', rows: 10, added: 7, updated: 0, duplicates: 2, rejected: 1, notSent: 0, compared: false },
    ...{ byList: { bounces: 7 }, firstRejected: [], ms: 1500 },
    ...parts,
  };
}

export const ESTIMATES: Estimates = { batches: { requests: 1, seconds: 1 }, upload: { requests: 1, parts: 1 } };

export function jobOf(parts: Partial<InterruptedImport> = {}): InterruptedImport {
  return {
    jobId: 'job',
    file: '/home/jane/bounces.csv',
    target: TARGET,
    method: 'batches',
    done: 3,
    total: 10,
    ...parts,
  };
}

/** The state after some events, from a fresh preview. */
export function after(...events: readonly ImportEvent[]): ImportState {
  return events.reduce(reduce, begin(QUESTION));
}

/** A preview whose file has been read. */
export function previewed(parts: Partial<Analysis> = {}, plan: ReadPlan = planOf()): ImportState {
  return after(
    { type: 'reading', what: 'file' },
    { type: 'inspected', inspection: inspectionOf(plan), plan },
    { type: 'analysed', analysis: analysisOf(parts) },
    { type: 'estimated', estimates: ESTIMATES },
  );
}

/** A session that answers at once and notes what it was asked; every answer can be replaced. */
export class FakeSession implements ImportSession {
  readonly asked: string[] = [];
  readonly drafts: ImportDraft[] = [];
  readonly plans: ReadPlan[] = [];
  recognised: (hints: Hints) => ReadPlan = ({ list }) => planOf(list === undefined ? {} : { list });
  analysis: ImportSession['analyse'] = ({ compareWith }) =>
    Promise.resolve(analysisOf(compareWith && { compared: { fresh: 5, same: 1, differs: 1 } }));
  run: (watch: RunWatch) => Promise<ImportReport> = () => Promise.resolve(reportOf());
  job: InterruptedImport | undefined;
  target: typeof TARGET | undefined;

  inspect(file: string, hints: Hints): Promise<Inspection> {
    this.asked.push(`inspect ${file} ${JSON.stringify(hints)}`);
    return Promise.resolve(inspectionOf(this.recognised(hints)));
  }

  analyse(...[question, watch]: Parameters<ImportSession['analyse']>): Promise<Analysis> {
    this.asked.push(question.compareWith ? 'compare' : 'analyse');
    this.plans.push(question.read);
    return this.analysis(question, watch);
  }

  estimate(): Promise<Estimates> {
    return Promise.resolve(ESTIMATES);
  }

  chooseTarget(): Promise<typeof TARGET | undefined> {
    return Promise.resolve(this.target);
  }

  start(draft: ImportDraft, watch: RunWatch): Promise<ImportReport> {
    this.asked.push('start');
    this.drafts.push(draft);
    return this.run(watch);
  }

  resume(jobId: string, watch: RunWatch): Promise<ImportReport> {
    this.asked.push(`resume ${jobId}`);
    return this.run(watch);
  }

  interrupted(): Promise<InterruptedImport | undefined> {
    return Promise.resolve(this.job);
  }

  discard(jobId: string): Promise<void> {
    this.asked.push(`discard ${jobId}`);
    return Promise.resolve();
  }

  openFile(): Promise<void> {
    return Promise.resolve();
  }
}
