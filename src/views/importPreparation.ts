/** The preview of an import: looks at the file, reads it, compares it with the lists, and does what is changed on the page. Sends nothing. */
import type { Change } from './importModel';
import { isReadable, withColumn, withList } from './importModel';
import type { AnalyseQuestion, ImportDraft, ImportTarget, Watch } from './importSession';
import type { Choice } from './importState';
import type { Analysis, Inspection, Mapping, ReadPlan } from './importTypes';
import type { ImportWork } from './importWork';

/** What can be done before anything is sent. Nothing here rejects: what fails is part of the state. */
export class ImportPreparation {
  /** @param given a mapping to begin with instead of what is recognised */
  constructor(
    private readonly work: ImportWork,
    private readonly given?: Mapping,
  ) {}

  /** Looks at the file and reads it. */
  async inspect(): Promise<void> {
    const signal = this.work.restart();
    this.work.apply({ type: 'reading', what: 'file' });
    await this.attempt(signal, async () => {
      const { file, hints } = this.work.state;
      const { session } = this.work.ports;
      const inspection = await session.inspect(file, hints);
      // With a list given the file is not asked which rows go where; whether it could say is offered all the same.
      const free = hints.list === undefined ? inspection : await session.inspect(file, { ...hints, list: undefined });
      if (signal.aborted) return;
      const plan = this.planOf(inspection);
      this.work.apply({ type: 'inspected', inspection, plan, listColumn: free.plan.mapping.list });
      await this.read(signal);
    });
  }

  /** Does what was chosen on the page, and reads the file again where that makes a difference. */
  async change(change: Change): Promise<void> {
    const { plan, hints } = this.work.state;
    if (change.what === 'method') return this.choose({ method: change.method });
    if (change.what === 'format') {
      this.choose({ hints: { ...hints, ...change.hints } });
      return this.inspect();
    }
    if (plan === undefined) return;
    if (change.what === 'list') return this.changeList(plan, change.list);
    if (change.what === 'otherwise') return this.reread({ plan: { ...plan, list: change.list } });
    return this.reread({ plan: withColumn(plan, change.column, change.field), mappedByHand: true });
  }

  /** Another domain: a comparison with the old one no longer counts. */
  setTarget(target: ImportTarget): Promise<void> {
    return this.reread({ target });
  }

  /** Compares with the lists. What was counted before stays when this fails or is given up. */
  async compare(): Promise<void> {
    const { analysis, target, reading } = this.work.state;
    if (analysis?.complete !== true || target === undefined || reading !== undefined) return;
    const signal = this.work.restart();
    this.work.apply({ type: 'reading', what: 'lists' });
    await this.attempt(signal, () => this.analyse(signal, { compareWith: target }));
  }

  /** What would be imported; undefined while something is still to be chosen. */
  draft(): ImportDraft | undefined {
    const { file, plan, target, method, inspection, analysis } = this.work.state;
    if (plan === undefined || target === undefined || inspection === undefined) return undefined;
    const counts = analysis && {
      ...{ rows: analysis.rows, duplicates: analysis.duplicates, invalid: analysis.invalid },
    };
    const compare = analysis?.compared !== undefined;
    return { file, bytes: inspection.bytes, read: plan, target, method, compare, counts };
  }

  private async changeList(plan: ReadPlan, list: Extract<Change, { what: 'list' }>['list']): Promise<void> {
    const { hints, listColumn, mappedByHand } = this.work.state;
    const choice: Choice = {
      plan: withList(plan, list, listColumn),
      hints: { ...hints, list: list === 'byRow' ? undefined : list },
    };
    if (mappedByHand) return this.reread(choice);
    // Which column fills which field may depend on the list.
    this.choose(choice);
    return this.inspect();
  }

  private choose(change: Choice): void {
    this.work.apply({ type: 'chosen', change });
  }

  private async reread(change: Choice): Promise<void> {
    const signal = this.work.restart();
    this.choose(change);
    this.work.apply({ type: 'reading', what: 'file' });
    await this.attempt(signal, () => this.read(signal));
  }

  /** The recognised plan with what was chosen by hand put over it. */
  private planOf({ plan }: Inspection): ReadPlan {
    const { mappedByHand, hints, plan: before } = this.work.state;
    const mapping = before?.mapping ?? this.given;
    const mapped =
      mappedByHand && mapping !== undefined ? { ...plan, mapping: fitting(mapping, plan.columns.length) } : plan;
    return hints.list === undefined ? mapped : withList(mapped, hints.list);
  }

  private async read(signal: AbortSignal): Promise<void> {
    const { plan } = this.work.state;
    if (plan !== undefined && isReadable(plan)) await this.analyse(signal);
    else this.work.apply({ type: 'undecided' });
  }

  private async analyse(signal: AbortSignal, more: Pick<AnalyseQuestion, 'compareWith'> = {}): Promise<void> {
    const { session } = this.work.ports;
    const { file, plan } = this.work.state;
    if (plan === undefined) return;
    const watch: Watch<Analysis> = {
      signal,
      onProgress: (analysis) => {
        if (!signal.aborted && !analysis.complete) this.work.apply({ type: 'analysed', analysis });
      },
      onWait: (wait) => this.work.wait(signal, wait),
    };
    const analysis = await session.analyse({ file, read: plan, ...more }, watch);
    if (signal.aborted) return;
    this.work.apply({ type: 'analysed', analysis: { ...analysis, complete: true } });
    const draft = this.draft();
    if (draft === undefined) return;
    const estimates = await session.estimate(draft, analysis);
    if (!signal.aborted) this.work.apply({ type: 'estimated', estimates });
  }

  /** What fails is said on the page; what was given up is not. */
  private async attempt(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) this.work.apply({ type: 'stopped', problem: this.work.ports.explain(error) });
    }
  }
}

/** What is left of a mapping where the file is read into fewer columns than before. */
function fitting(mapping: Mapping, columns: number): Mapping {
  return Object.fromEntries(Object.entries(mapping).filter(([, column]) => column < columns));
}
