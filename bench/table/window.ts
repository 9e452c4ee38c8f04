/** A window of VS Code with the benchmark's account, its tables, and what they take. */
import type { CDPSession, Frame } from 'playwright-core';
import { openWorkbench, until, type Workbench } from '../../test/host/workbench';
import { ACCOUNT, addAccount } from '../../test/workbench/account';
import type { Target } from '../orders';
import { type Frames, Probe } from './probe';
import { residents, total } from './resident';

/** When something of a table showed, in milliseconds since the command. */
export interface Opened {
  /** The page with its headings and a count. */
  readonly page: number;
  /** The first row; in an empty list what tells of that. */
  readonly row: number;
}

/** Memory in MB of a million bytes; NaN where it cannot be told. */
export interface Memory {
  /** Objects of the scripts of the window, its webviews included when they share a process, after garbage collection. */
  readonly heap: number;
  /** Resident, all processes that draw pages. */
  readonly renderers: number;
  /** Resident, the extension host; `hostPeak` since it began. */
  readonly host: number;
  readonly hostPeak: number;
}

/** Frames, and the processor time of the page's thread for one, in milliseconds: all of it, and what parts of it took. */
export interface DrawnFrames extends Frames {
  readonly work: Readonly<Record<'all' | 'script' | 'style' | 'layout', number>>;
}

/** What the probe is called in the page, and what notes the click in the window. */
interface Globals {
  readonly tableProbe: Probe;
  clickedAt: number;
}
interface ClickListening {
  addEventListener(type: 'mouseup', listener: () => void, capture: true): void;
}

export class TableWindow {
  private frame: Frame | undefined;

  private constructor(
    readonly workbench: Workbench,
    private readonly cdp: CDPSession,
  ) {}

  /** Opens a window with the account, and the domains unfolded. */
  static async open(target: Target, domains: readonly string[]): Promise<TableWindow> {
    const workbench = await openWorkbench();
    const { page, tree } = workbench;
    // A webview's own document is written into a frame that begins empty, and keeps its window.
    const isWebview = "location.href === 'about:blank' || location.pathname.endsWith('/fake.html')";
    await page.addInitScript({ content: `if (${isWebview}) globalThis.tableProbe = new (${String(Probe)})();` });
    await page.evaluate(() => {
      const scope = globalThis as unknown as Globals & ClickListening;
      scope.addEventListener('mouseup', () => (scope.clickedAt = Date.now()), true);
    });
    await workbench.openSidebar();
    await addAccount(workbench, { accounts: [target] });
    await tree.row(ACCOUNT).expand();
    for (const domain of domains) await tree.row(ACCOUNT, domain).expand();
    const cdp = await page.context().newCDPSession(page);
    // Of the thread, so that it matters little what else the machine does.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new TableWindow(workbench, cdp);
  }

  /** Opens the table of a bounce list by the button on its row, and waits for its first rows. */
  async openTable(domain: string): Promise<Opened> {
    await this.workbench.tree.row(ACCOUNT, domain, 'Bounces').inlineAction('Open as Table');
    const { frame, seen } = await until('a table with rows', () => this.shown());
    if (!(await frame.title()).includes(domain)) throw new Error(`This is not the table of ${domain}.`);
    this.frame = frame;
    const clicked = await this.clicked();
    return { page: (seen.count ?? NaN) - clicked, row: (seen.row ?? seen.all ?? NaN) - clicked };
  }

  /** Waits until the list of the table is read; milliseconds since the command. */
  async read(): Promise<number> {
    const all = await this.probe((probe) => probe.read());
    return all - (await this.clicked());
  }

  /** Does something in the page of the table. The work is sent there as text: it must stand on its own. */
  async probe<A, T>(work: (probe: Probe, argument: A) => T | Promise<T>, argument?: A): Promise<T> {
    if (this.frame === undefined) throw new Error('No table is open.');
    const probe = await this.frame.evaluateHandle(() => (globalThis as unknown as Globals).tableProbe);
    return probe.evaluate(work as (probe: Probe, argument: unknown) => T | Promise<T>, argument);
  }

  /** Scrolls, or rests, for a while. */
  async frames(kind: Parameters<Probe['frames']>[0], ms: number): Promise<DrawnFrames> {
    const before = await this.metrics();
    const frames = await this.probe((probe, { kind, ms }) => probe.frames(kind, ms), { kind, ms });
    const after = await this.metrics();
    const part = (name: string): number =>
      (((after.get(name) ?? NaN) - (before.get(name) ?? NaN)) * 1000) / frames.times.length;
    return {
      ...frames,
      work: {
        all: part('TaskDuration'),
        script: part('ScriptDuration'),
        style: part('RecalcStyleDuration'),
        layout: part('LayoutDuration'),
      },
    };
  }

  async closeTable(): Promise<void> {
    this.frame = undefined;
    for (const tab of await this.workbench.editor.tabs()) await this.workbench.editor.close(tab);
    await until('no table', async () => this.webviews().length === 0);
  }

  async memory(): Promise<Memory> {
    await this.cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.cdp.send('Runtime.getHeapUsage');
    const host = residents('--type=extensionHost');
    const peaks = [...host.values()].map(({ peak }) => peak);
    return {
      heap: usedSize / 1e6,
      renderers: total(residents('--type=renderer')),
      host: total(host),
      hostPeak: peaks.length === 0 ? NaN : Math.max(...peaks) / 1e6,
    };
  }

  async close(): Promise<void> {
    await this.workbench.close();
  }

  /** Seconds by name. */
  private async metrics(): Promise<ReadonlyMap<string, number>> {
    const { metrics } = await this.cdp.send('Performance.getMetrics');
    return new Map(metrics.map(({ name, value }) => [name, value]));
  }

  /** The frames that may be webviews. */
  private webviews(): readonly Frame[] {
    return this.workbench.page.frames().filter((frame) => Boolean(frame.parentFrame()?.parentFrame()));
  }

  /** The table once it shows something, asked for in a way that costs the page next to nothing. */
  private async shown(): Promise<{ readonly frame: Frame; readonly seen: Probe['seen'] } | undefined> {
    for (const frame of this.webviews()) {
      const seen = await frame.evaluate(() => (globalThis as unknown as Partial<Globals>).tableProbe?.seen);
      if (seen?.row !== undefined || seen?.all !== undefined) return { frame, seen };
    }
    return undefined;
  }

  /** When the command was given, by `Date.now`. */
  private clicked(): Promise<number> {
    return this.workbench.page.evaluate(() => (globalThis as unknown as Globals).clickedAt);
  }
}
