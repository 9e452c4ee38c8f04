/** What is watched inside VS Code's window: from a click to the frame in which a tree shows what was wanted. */

/** What is waited for: so many rows unfolded, one of a depth in sight, and a label among those in sight. */
export interface Wanted {
  readonly rows?: number;
  readonly level?: number;
  readonly label?: string;
}

interface PageElement {
  readonly style: { readonly height: string };
  readonly offsetHeight: number;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}
interface Globals {
  benchWatch?: Promise<number>;
}
declare const document: { querySelector(selector: string): PageElement | null };
declare function addEventListener(type: string, listener: () => void, options: object): void;
declare function requestAnimationFrame(callback: () => void): void;

/** Begins to watch; sent to the page as text, so it stands on its own. The milliseconds count from the next mouse button that is let go. */
export function beginWatch({ rows = 0, level, label }: Wanted): void {
  const patience = 120_000;
  const begun = performance.now();
  let clicked: number | undefined;
  addEventListener('mouseup', () => (clicked ??= performance.now()), { capture: true, once: true });
  const isShown = (): boolean => {
    const list = document.querySelector('.part.sidebar .customview-tree .monaco-list-rows');
    const drawn = list === null ? [] : [...list.querySelectorAll('.monaco-list-row')];
    const [first] = drawn;
    if (list === null || first === undefined || parseFloat(list.style.height) / first.offsetHeight < rows) return false;
    const text = (row: PageElement): string => row.querySelector('.label-name')?.textContent ?? '';
    if (label !== undefined && !drawn.some((row) => text(row) === label)) return false;
    return (
      level === undefined || drawn.some((row) => row.getAttribute('aria-level') === String(level) && text(row) !== '')
    );
  };
  (globalThis as Globals).benchWatch = new Promise((resolve, reject) => {
    const look = (): void => {
      if (clicked !== undefined && isShown()) resolve(performance.now() - clicked);
      else if (performance.now() - begun > patience) reject(new Error('What was waited for did not come.'));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Milliseconds from the click until it was shown. Rejects after two minutes. */
export function endWatch(): Promise<number> {
  return (globalThis as Globals).benchWatch ?? Promise.reject(new Error('Nothing is watched.'));
}
