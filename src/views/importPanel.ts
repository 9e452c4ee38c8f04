/** The import panel: the preview of a file, the import as it runs, and its report. Brought back by a reload. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { IMPORT_VIEW } from '../ids';
import { Cancelled, isCancelled } from '../ui/ask';
import { errorText } from '../ui/report';
import { ImportDriver } from './importDriver';
import type { ImportHostSide, ImportPageSide } from './importMessages';
import type { ImportQuestion, ImportSession } from './importSession';
import type { ImportEvent, ImportState } from './importState';
import { begin, beginJob, merge } from './importState';
import type { ImportReport, Mapping } from './importTypes';
import type { Handlers } from './messages';
import type { PanelLog, PanelOptions } from './panel';
import { PanelHost } from './panel';
import { readKept } from './storedImport';

/** How long events are collected before the page hears of them, in milliseconds. */
const TICK = 100;

export interface ImportPanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly log: PanelLog;
  readonly session: ImportSession;
}

/** One import in one panel; there may be several. The state lives here; the page gets a copy and what happens to it. */
export class ImportPanel implements vscode.Disposable {
  /**
   * The report of the first run that ends, be it done, cancelled or failed. Rejects as `Cancelled` when the panel is closed, or Cancel
   * pressed, before anything was sent. Closing the panel of a running import cancels it: the report says so.
   */
  readonly result: Promise<ImportReport>;
  private readonly driver: ImportDriver;
  private host: PanelHost<ImportHostSide, ImportPageSide> | undefined;
  private settle: { resolve(report: ImportReport): void; reject(error: Error): void } | undefined;
  private pending: ImportEvent[] = [];
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly deps: ImportPanelDeps,
    state: ImportState,
    options: { readonly mapping?: Mapping | undefined; readonly panel?: vscode.WebviewPanel | undefined },
  ) {
    this.result = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    // Whoever opened the panel may not care how it ends.
    this.result.catch(() => undefined);
    this.driver = new ImportDriver(
      {
        session: deps.session,
        onEvent: (event) => this.push(event),
        explain: (error) => this.explain(error),
        onReport: (report) => this.settle?.resolve(report),
        onGivenUp: () => this.host?.dispose(),
        now: Date.now,
      },
      state,
      options.mapping,
    );
    this.host = this.show(options.panel);
  }

  /** Opens the preview of a file. Nothing is sent before the user presses Import. */
  static open(question: ImportQuestion, deps: ImportPanelDeps): ImportPanel {
    const panel = new ImportPanel(deps, begin(question), { mapping: question.mapping });
    void panel.driver.inspect();
    return panel;
  }

  /** Goes on with an interrupted import at once. */
  static resume(jobId: string, deps: ImportPanelDeps): ImportPanel {
    const panel = new ImportPanel(deps, beginJob(jobId), {});
    void panel.driver.resume();
    return panel;
  }

  /**
   * Takes over a panel that VS Code brought back: a preview is read again, a report is shown again, and an import that was running
   * waits as interrupted for somebody to resume or discard it.
   */
  static restore(panel: vscode.WebviewPanel, stored: unknown, deps: ImportPanelDeps): ImportPanel {
    const kept = readKept(stored);
    if (kept === undefined) {
      const message = vscode.l10n.t('What was shown here cannot be read any more. Import the file again.');
      return new ImportPanel(deps, { ...begin({ file: '' }), stage: 'over', message }, { panel });
    }
    const { mapping, report, jobId, stage, ...rest } = kept;
    const state = { ...begin({ ...rest, mapping }), ...rest, jobId };
    if (stage === 'report' && report !== undefined) {
      return new ImportPanel(deps, { ...state, stage, report }, { panel });
    }
    const interrupted = jobId !== undefined && stage !== 'preview';
    const restored = new ImportPanel(
      deps,
      { ...state, stage: interrupted ? 'interrupted' : 'preview' },
      { panel, mapping },
    );
    void (interrupted ? restored.driver.showInterrupted() : restored.driver.inspect());
    return restored;
  }

  /** Whether it is still there to be shown. */
  get isOpen(): boolean {
    return this.host !== undefined;
  }

  /** Whether it can be seen. */
  get visible(): boolean {
    return this.host?.visible === true;
  }

  /** Brings the panel to the front. */
  reveal(): void {
    this.host?.reveal();
  }

  dispose(): void {
    this.host?.dispose();
  }

  private show(panel: vscode.WebviewPanel | undefined): PanelHost<ImportHostSide, ImportPageSide> {
    const options: PanelOptions<ImportHostSide> = {
      extensionUri: this.deps.extensionUri,
      viewType: IMPORT_VIEW,
      page: 'importPreview',
      handlers: this.handlers(),
      onClosed: () => void this.closed(),
    };
    if (panel === undefined) return PanelHost.create(this.title(), options);
    panel.title = this.title();
    return PanelHost.adopt(panel, options);
  }

  private title(): string {
    const { file } = this.driver.state;
    return file === '' ? vscode.l10n.t('Import') : vscode.l10n.t('Import: {0}', basename(file));
  }

  private handlers(): Handlers<ImportHostSide> {
    const { driver } = this;
    return {
      requests: {
        ready: () => {
          this.flush();
          return driver.state;
        },
        chooseTarget: () => driver.chooseTarget(),
        openFile: (which) => this.openFile(which),
      },
      events: {
        change: (change) => void driver.change(change),
        compare: () => void driver.compare(),
        stopComparing: () => driver.stopComparing(),
        import: () => void driver.import(),
        cancel: () => driver.cancel(),
        resume: () => void driver.resume(),
        discard: () => void driver.discard(),
        again: () => void driver.again(),
      },
    };
  }

  private async openFile(which: 'file' | 'rejected'): Promise<void> {
    const { file, report } = this.driver.state;
    const path = which === 'file' ? file : report?.rejectedFile;
    if (path === undefined || path === '') return;
    try {
      await this.deps.session.openFile(path);
    } catch (error) {
      throw new Error(this.explain(error) ?? vscode.l10n.t('The file was not opened.'), { cause: error });
    }
  }

  /** What went wrong, for people; the log has it too. */
  private explain(error: unknown): string | undefined {
    if (isCancelled(error)) return undefined;
    this.deps.log.error('Import:', error);
    return fileErrorText(error) ?? errorText(error);
  }

  private push(event: ImportEvent): void {
    this.pending.push(event);
    const often = event.type === 'analysed' || event.type === 'progress' || event.type === 'waiting';
    if (often) this.timer ??= setTimeout(() => this.flush(), TICK);
    else this.flush();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const events = merge(this.pending);
    this.pending = [];
    if (events.length === 0 || this.host === undefined) return;
    this.host.title = this.title();
    void this.host.channel.emit('happened', events);
  }

  private async closed(): Promise<void> {
    clearTimeout(this.timer);
    this.host = undefined;
    await this.driver.close();
    this.settle?.reject(new Cancelled());
  }
}

/** What is wrong with a file. The reader's errors are sentences already; by name, since it may be part of another bundle. */
function fileErrorText(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && error.code === 'ENOENT') return vscode.l10n.t('The file is not there any more.');
  if ('code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))
    return vscode.l10n.t('The file may not be read. Look at its permissions.');
  if (error.name !== 'ReadError') return undefined;
  return 'nextStep' in error && typeof error.nextStep === 'string'
    ? `${error.message} ${error.nextStep}`
    : error.message;
}

/** Brings a panel back after a reload. */
export function restoreImportPanel(panel: vscode.WebviewPanel, stored: unknown, deps: ImportPanelDeps): ImportPanel {
  return ImportPanel.restore(panel, stored, deps);
}
