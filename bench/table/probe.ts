/** What is measured inside the table page. Sent to the page as text, so the class stands on its own. */

/** How many rows are in sight, and how many of them are placeholders. */
interface Drawn {
  readonly rows: number;
  readonly waiting: number;
}

/** A request of the page to the host; moments in milliseconds of the page's own clock. */
export interface Asked {
  readonly id: number;
  readonly name: string;
  readonly sent: number;
  answered?: number;
}

/** When frames began, in milliseconds since the first one, and how many rows and placeholders they drew in all. */
export interface Frames extends Drawn {
  readonly times: readonly number[];
  /** Milliseconds from the last frame until no placeholder was in sight any more. */
  readonly settled: number;
}

/** What a change of filter or order took, in milliseconds. */
export interface Change {
  /** From the key or click until the new count or rows were drawn. */
  readonly shown: number;
  /** From the message to the host until its answer. */
  readonly asked: number;
  readonly count: string;
}

/** The parts of the browser that are used; the project's scripts are compiled without its types. */
interface PageElement {
  scrollTop: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
  value: string;
  textContent: string | null;
  readonly className: string;
  readonly style: { readonly visibility: string };
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
  append(child: PageElement): void;
  remove(): void;
  click(): void;
  dispatchEvent(event: Event): void;
}
interface VsCodeApi {
  postMessage(message: Partial<Message>): void;
}
interface Message {
  readonly type: string;
  readonly id: number;
  readonly name: string;
}
declare const document: {
  readonly body: PageElement;
  createElement(name: string): PageElement;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
};
declare const window: {
  readonly frameElement: PageElement | null;
  addEventListener(type: 'message', listener: (event: { readonly data: Partial<Message> | null }) => void): void;
};
declare function requestAnimationFrame(callback: () => void): void;

export class Probe {
  /** When the page first showed a count, a row, and the final count, by `Date.now`. */
  readonly seen: { count?: number; row?: number; all?: number } = {};
  readonly asked: Asked[] = [];
  /** How many messages of the host were events. */
  told = 0;
  /** VS Code takes this away before the page begins. */
  private readonly frame = window.frameElement;

  constructor() {
    let acquire: () => VsCodeApi;
    Object.defineProperty(globalThis, 'acquireVsCodeApi', {
      configurable: true,
      get: () => () => this.tap(acquire()),
      set: (given: () => VsCodeApi) => (acquire = given),
    });
  }

  get count(): string {
    return document.querySelector('#counts .count')?.textContent?.trim() ?? '';
  }

  /** Waits until everything is read; when that was, by `Date.now`. */
  async read(): Promise<number> {
    while (this.seen.all === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    return this.seen.all;
  }

  /**
   * At rest; the scroll bar pulled from top to bottom; a fast wheel, 100 pixels a frame from where it stands; or that wheel over plain text that
   * covers the rows, which shows what scrolling anything costs on this machine.
   */
  async frames(kind: 'idle' | 'drag' | 'wheel' | 'plain', ms: number): Promise<Frames> {
    const cover = kind === 'plain' ? this.cover() : undefined;
    const scroller = cover ?? this.element('#grid');
    const range = scroller.scrollHeight - scroller.clientHeight;
    const times: number[] = [];
    const sum = { rows: 0, waiting: 0 };
    const begun = performance.now();
    for (let passed = 0; passed < ms;) {
      await this.nextFrame();
      passed = performance.now() - begun;
      times.push(passed);
      // After the frame: rows are counted as they were painted, and the page hears of the step before the next one.
      await new Promise((resolve) => setTimeout(resolve));
      const { rows, waiting } = this.drawn();
      sum.rows += rows;
      sum.waiting += waiting;
      if (kind === 'drag') scroller.scrollTop = range * Math.min(1, passed / ms);
      if (kind === 'wheel' || kind === 'plain') scroller.scrollTop += 100;
    }
    const ended = performance.now();
    await this.complete();
    cover?.remove();
    return { times, ...sum, settled: performance.now() - ended };
  }

  /** Goes to the middle and waits for its rows. */
  async halfway(): Promise<void> {
    const grid = this.element('#grid');
    grid.scrollTop = (grid.scrollHeight - grid.clientHeight) / 2;
    await this.complete();
  }

  /** Types into a field of the filter. */
  async type(field: string, text: string): Promise<Change> {
    const input = this.element(field);
    const before = this.count;
    const begun = performance.now();
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    do await this.nextFrame();
    while (this.count === before);
    return { shown: performance.now() - begun, asked: this.lastOf('filter'), count: this.count };
  }

  /** Clicks on a heading. */
  async sort(column: string): Promise<Change> {
    const first = this.asked.length;
    const begun = performance.now();
    this.element(`.head .heading[data-column=${column}]`).click();
    do await this.nextFrame();
    while (!this.isSorted(first));
    return { shown: performance.now() - begun, asked: this.lastOf('sort'), count: this.count };
  }

  /** Takes the filter off. */
  async clear(): Promise<void> {
    const before = this.count;
    this.element('.chips .link').click();
    do await this.nextFrame();
    while (this.count === before);
  }

  /** Waits for the pictures of the latest filter or order; milliseconds from their message to the answer. */
  async pictures(): Promise<number> {
    const isView = ({ name }: Asked): boolean => name === 'filter' || name === 'sort';
    const since = this.asked.findLast(isView)?.answered ?? 0;
    const isNew = ({ name, sent, answered }: Asked): boolean =>
      name === 'insight' && sent >= since && answered !== undefined;
    while (!this.asked.some(isNew)) await this.nextFrame();
    return this.lastOf('insight');
  }

  /** Milliseconds of the latest answered request of a name. */
  private lastOf(name: string): number {
    const last = this.asked.findLast((asked) => asked.name === name && asked.answered !== undefined);
    return (last?.answered ?? NaN) - (last?.sent ?? NaN);
  }

  /** The order has been answered, then rows in it; they are drawn with the frame that asks. */
  private isSorted(first: number): boolean {
    const later = this.asked.slice(first);
    const { answered = Infinity } = later.find(({ name }) => name === 'sort') ?? {};
    return later.some((asked) => asked.name === 'rows' && asked.sent >= answered && asked.answered !== undefined);
  }

  private element(selector: string): PageElement {
    const element = document.querySelector(selector);
    if (element === null) throw new Error(`The page has no ${selector}.`);
    return element;
  }

  /** What is in sight; rows are also drawn beyond the edges, and need not be there yet. */
  private drawn(): Drawn {
    const top = this.element('#grid .head').getBoundingClientRect().bottom;
    const { bottom } = this.element('#grid').getBoundingClientRect();
    const inSight = [...document.querySelectorAll('#grid .body .row:not([hidden])')].filter((row) => {
      const place = row.getBoundingClientRect();
      return place.bottom > top && place.top < bottom;
    });
    return { rows: inSight.length, waiting: inSight.filter((row) => row.className.includes('waiting')).length };
  }

  /** Waits until the last step is drawn and no placeholder is in sight. */
  private async complete(): Promise<void> {
    await this.nextFrame();
    do await this.nextFrame();
    while (this.drawn().rows === 0 || this.drawn().waiting > 0);
  }

  /** Plain lines over the rows. */
  private cover(): PageElement {
    const cover = document.createElement('pre');
    const { top, bottom } = this.element('#grid').getBoundingClientRect();
    const place = { position: 'fixed', inset: `${top}px 0 auto 0`, height: `${bottom - top}px`, margin: '0' };
    Object.assign(cover.style, place, { overflow: 'auto', zIndex: '9', background: 'Canvas', color: 'CanvasText' });
    cover.textContent =
      'user12345@mail5.example 550 5.1.1 The email account that you tried to reach does not exist\n'.repeat(9999);
    document.body.append(cover);
    return cover;
  }

  private nextFrame(): Promise<void> {
    return new Promise((resolve) => requestAnimationFrame(() => resolve()));
  }

  /** Looks at each frame until there are rows, then now and then until everything is read. */
  private watch(): void {
    const { seen, count } = this;
    if (this.frame?.style.visibility !== 'hidden' && count !== '') {
      seen.count ??= Date.now();
      if (document.querySelector('#grid .body .row:not(.waiting):not([hidden])')) seen.row ??= Date.now();
      if (!count.endsWith('so far')) seen.all ??= Date.now();
    }
    if (seen.all !== undefined) return;
    if (seen.row === undefined) requestAnimationFrame(() => this.watch());
    else setTimeout(() => this.watch(), 20);
  }

  /** The page's script begins: from now on notes what it shows, and what it and the host say to each other. */
  private tap(api: VsCodeApi): VsCodeApi {
    this.watch();
    window.addEventListener('message', ({ data }) => {
      if (data?.type === 'event') this.told += 1;
      const asked = data?.type === 'value' && this.asked.findLast(({ id }) => id === data.id);
      if (asked) asked.answered = performance.now();
    });
    const postMessage = (message: Partial<Message>): void => {
      const { type, id = 0, name = '' } = message;
      if (type === 'request') this.asked.push({ id, name, sent: performance.now() });
      api.postMessage(message);
    };
    return { ...api, postMessage };
  }
}
