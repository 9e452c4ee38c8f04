/** Runs one import from its preview to its report: what the buttons of the page do, one thing at a time. Knows no VS Code. */
import type { Change } from './importModel';
import { blocker } from './importModel';
import { ImportPreparation } from './importPreparation';
import type { RunWatch } from './importSession';
import type { ImportState } from './importState';
import { begin } from './importState';
import type { ImportReport, Mapping } from './importTypes';
import { type ImportPorts, ImportWork } from './importWork';

const GONE = 'There is nothing left to resume: the import was finished, discarded, or goes on in another window.';
const DISCARDED = 'The import was discarded. What had been sent before is still on the list.';

/** One import. Its methods never reject: what fails is part of the state. */
export class ImportDriver {
  private readonly work: ImportWork;
  private readonly preparation: ImportPreparation;
  private running: Promise<void> | undefined;

  /** @param mapping to begin a preview with, instead of what is recognised */
  constructor(
    private readonly ports: ImportPorts,
    state: ImportState,
    mapping?: Mapping,
  ) {
    this.work = new ImportWork(ports, state);
    this.preparation = new ImportPreparation(this.work, mapping);
  }

  get state(): ImportState {
    return this.work.state;
  }

  /** Looks at the file and reads it. */
  inspect(): Promise<void> {
    return this.preparation.inspect();
  }

  /** Does what was chosen on the page. */
  async change(change: Change): Promise<void> {
    if (this.state.stage === 'preview') await this.preparation.change(change);
  }

  /** Asks for another domain. */
  async chooseTarget(): Promise<void> {
    try {
      const target = await this.ports.session.chooseTarget(this.state.target);
      if (target !== undefined && this.state.stage === 'preview') await this.preparation.setTarget(target);
    } catch (error) {
      const problem = this.ports.explain(error);
      if (problem !== undefined && this.state.stage === 'preview') this.work.apply({ type: 'stopped', problem });
    }
  }

  /** Compares with the lists. */
  async compare(): Promise<void> {
    if (this.state.stage === 'preview') await this.preparation.compare();
  }

  /** Imports what is previewed. */
  async import(): Promise<void> {
    const draft = this.preparation.draft();
    if (draft === undefined || this.state.stage !== 'preview' || blocker(this.state) !== undefined) return;
    await this.run((watch) => this.ports.session.start(draft, watch));
  }

  /** Gives a comparison up: what was counted before stays. */
  stopComparing(): void {
    if (this.state.stage !== 'preview' || this.state.reading !== 'lists') return;
    this.work.restart();
    this.work.apply({ type: 'stopped' });
  }

  /** Stops a run; before that there is nothing to stop, and the preview is given up. */
  cancel(): void {
    if (this.state.stage !== 'running') return this.ports.onGivenUp();
    if (!this.state.stopping) this.work.apply({ type: 'stopping' });
    this.work.stop();
  }

  /** Shows an interrupted import, for somebody to decide. */
  async showInterrupted(): Promise<void> {
    const { jobId } = this.state;
    try {
      const job = jobId === undefined ? undefined : await this.ports.session.interrupted(jobId);
      this.work.apply(job === undefined ? { type: 'over', message: GONE } : { type: 'interrupted', job });
    } catch (error) {
      this.work.apply({ type: 'over', message: this.ports.explain(error) ?? GONE });
    }
  }

  /** Goes on where an import stopped. */
  async resume(): Promise<void> {
    const { jobId } = this.state;
    if (jobId === undefined || this.running !== undefined) return;
    await this.showInterrupted();
    if (this.state.stage !== 'interrupted' || this.state.interrupted?.obstacle !== undefined) return;
    await this.run((watch) => this.ports.session.resume(jobId, watch));
  }

  /** Gives an interrupted import up. */
  async discard(): Promise<void> {
    const { jobId } = this.state;
    if (jobId === undefined || this.running !== undefined) return;
    try {
      await this.ports.session.discard(jobId);
      this.work.apply({ type: 'over', message: DISCARDED });
    } catch (error) {
      await this.failed(error);
    }
  }

  /** Begins anew with the preview of the same file. */
  async again(): Promise<void> {
    const { file, target, method, hints } = this.state;
    if (file === '' || this.running !== undefined) return;
    this.work.apply({ type: 'begun', state: { ...begin({ file, target, method }), hints } });
    await this.inspect();
  }

  /** Stops whatever is under way; resolves when a run has ended. */
  async close(): Promise<void> {
    this.work.stop();
    await this.running;
  }

  private run(send: (watch: RunWatch) => Promise<ImportReport>): Promise<void> {
    const signal = this.work.restart();
    this.work.apply({ type: 'started', at: this.ports.now() });
    const running = this.settle(send, signal).finally(() => (this.running = undefined));
    this.running = running;
    return running;
  }

  private async settle(send: (watch: RunWatch) => Promise<ImportReport>, signal: AbortSignal): Promise<void> {
    try {
      const report = await send({
        signal,
        onJob: (jobId) => this.work.apply({ type: 'job', jobId }),
        onProgress: (progress) => this.work.apply({ type: 'progress', progress }),
        onWait: (wait) => this.work.wait(signal, wait),
      });
      this.work.apply({ type: 'reported', report });
      this.ports.onReport(report);
    } catch (error) {
      await this.failed(error);
    }
  }

  /** What could not even begin: back to where it was begun, or to what is left of it. */
  private async failed(error: unknown): Promise<void> {
    const problem = this.ports.explain(error);
    const { jobId } = this.state;
    if (jobId === undefined) return this.work.apply({ type: 'stopped', problem });
    const job = await this.ports.session.interrupted(jobId).catch(() => undefined);
    if (job === undefined) this.work.apply({ type: 'over', message: problem ?? GONE });
    else this.work.apply({ type: 'interrupted', job, problem });
  }
}
