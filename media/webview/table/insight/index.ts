/** The pictures above the table: they follow what it shows, and a click on a bar filters it. */
import type { TemplateResult } from 'lit-html';
import { html, nothing, render } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Bar, Picture, PictureId, TableFilter, TableState } from '../../../../src/views/tableMessages';
import { icon } from '../../lib/icons';
import { copyCsv, copyImage } from './copy';
import { figure } from './figure';
import { barKey, clicked, isActive, widened } from '../../../../src/views/insightFilter';
import { onBarKey } from './keys';
import type { Seam } from './seam';
import type { Drawing } from './view';
import { counted, line, name } from '../../../../src/views/insightWords';

export type { FilterChange, Seam } from './seam';

/** What of the table's state the pictures follow. */
export type Followed = Pick<TableState, 'title' | 'view'>;

/** The least time between two readings of the numbers while rows come in, in milliseconds. */
const EVERY = 500;
/** How long it is said that something was copied. */
const REMARKED_FOR = 2500;

/** One remark at a time, below one picture. */
interface Remark {
  readonly id: PictureId;
  readonly text: string;
}

export class Insight {
  private state: Followed | undefined;
  private pictures: readonly Picture[] = [];
  private problem: string | undefined;
  /** Version of the view that was asked for last. */
  private asked: number | undefined;
  private loading = false;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private drawing = 0;
  private readonly tables = new Set<PictureId>();
  /** The bar of each picture where Tab comes in. */
  private readonly current = new Map<PictureId, string>();
  /** The bar that has the pointer or the focus. */
  private pointed: { readonly id: PictureId; readonly key: string } | undefined;
  private said: Remark | undefined;

  /** Draws into `root`, which nothing else draws into. */
  constructor(
    private readonly root: HTMLElement,
    private readonly seam: Seam,
    private open: boolean,
  ) {
    root.classList.add('insight');
  }

  /** Follows the table; cheap when nothing that matters here has changed. */
  show(state: Followed): void {
    this.state = state;
    void this.refresh();
    this.draw();
  }

  dispose(): void {
    clearTimeout(this.waiting);
    cancelAnimationFrame(this.drawing);
  }

  /** Asks for the numbers if those that are shown are old; never twice at once, and not again at once. */
  private async refresh(): Promise<void> {
    const { state } = this;
    if (!this.open || state === undefined || this.loading || this.waiting !== undefined) return;
    if (this.asked === state.view.version) return;
    this.asked = state.view.version;
    this.loading = true;
    try {
      this.pictures = (await this.seam.load()).pictures.filter(({ bars }) => bars.length > 0);
      this.problem = undefined;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.loading = false;
    this.draw();
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      void this.refresh();
    }, EVERY);
  }

  private draw(): void {
    if (this.drawing !== 0) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      const had = this.root.contains(document.activeElement) ? document.activeElement : null;
      const place = had?.closest('[data-picture]')?.getAttribute('data-picture');
      if (this.state) render(this.content(this.state), this.root);
      // A bar that had the focus and is gone hands it to one that is there.
      if (had === null || had.isConnected) return;
      const successor =
        this.root.querySelector<HTMLElement>(`[data-picture="${place ?? ''}"] [tabindex="0"]`) ??
        this.root.querySelector<HTMLElement>('button');
      successor?.focus();
    });
  }

  private content(state: Followed): TemplateResult {
    const { count, complete } = state.view;
    return html`<div class="insight-head">
        <h2>
          <button class="quiet insight-fold" aria-expanded=${this.open} @click=${() => this.toggle()}>
            ${icon('chevron-right', 'twistie')}<span>Insight</span>
          </button>
        </h2>
        ${this.open ? html`<span class="insight-count">${counted(count)}${complete ? '' : ' so far'}</span>` : nothing}
      </div>
      ${this.open ? this.body(state) : nothing}`;
  }

  private body(state: Followed): TemplateResult {
    if (this.problem !== undefined)
      return html`<p class="insight-note">
        The numbers could not be read. ${line(this.problem)}
        <button class="link" @click=${() => this.retry()}>Try again</button>
      </p>`;
    if (this.pictures.length === 0)
      return html`<p class="insight-note">
        ${this.asked === undefined || this.loading ? 'Counting…' : 'Nothing to draw.'}
      </p>`;
    return html`<div class="pictures">
      ${repeat(
        this.pictures,
        ({ id }) => id,
        (picture) => figure(this.drawingOf(picture, state.view.filter)),
      )}
    </div>`;
  }

  private drawingOf(picture: Picture, filter: TableFilter): Drawing {
    const { id } = picture;
    const pointed = this.pointed?.id === id ? picture.bars.find((bar) => barKey(bar) === this.pointed?.key) : undefined;
    const said = this.said?.id === id ? this.said.text : undefined;
    const entrance = this.entrance(picture, filter);
    return {
      picture,
      filter,
      asTable: this.tables.has(id),
      remark: pointed ? name(pointed) : said,
      isCurrent: (bar) => bar === entrance,
      point: (bar) => this.point(id, bar),
      choose: (bar) => this.choose(picture, bar),
      onKey: onBarKey,
      widen: () => this.seam.filter((now) => widened(picture, now)),
      toggleTable: () => {
        if (!this.tables.delete(id)) this.tables.add(id);
        this.draw();
      },
      copyImage: ({ currentTarget }) => this.copyImage(picture, currentTarget),
      copyCsv: () => void this.tell(id, copyCsv(this.seam, picture)),
    };
  }

  /** The bar that Tab comes to: where somebody was last, else the active one, else the first. */
  private entrance({ id, bars }: Picture, filter: TableFilter): Bar | undefined {
    const drawn = bars.filter(({ count }) => id !== 'time' || count > 0);
    const last = this.current.get(id);
    return drawn.find((bar) => barKey(bar) === last) ?? drawn.find((bar) => isActive(bar, filter)) ?? drawn[0];
  }

  private point(id: PictureId, bar: Bar | undefined): void {
    this.pointed = bar && { id, key: barKey(bar) };
    if (bar && this.root.contains(document.activeElement)) this.current.set(id, barKey(bar));
    this.draw();
  }

  private choose({ id }: Picture, bar: Bar): void {
    this.current.set(id, barKey(bar));
    this.seam.filter((filter) => clicked(bar, filter));
  }

  private copyImage(picture: Picture, button: EventTarget | null): void {
    const drawn = button instanceof Element ? button.closest('figure')?.querySelector('.painted') : undefined;
    if (drawn) void this.tell(picture.id, copyImage(this.seam, picture, drawn, line(this.state?.title ?? '')));
  }

  /** Says how something ended, for a moment. */
  private async tell(id: PictureId, work: Promise<string>): Promise<void> {
    const text = await work.catch(
      (error: unknown) => `That failed. ${error instanceof Error ? error.message : String(error)}`,
    );
    if (text === '') return;
    const said = { id, text: line(text) };
    this.said = said;
    this.seam.say(said.text);
    this.draw();
    setTimeout(() => {
      if (this.said === said) this.said = undefined;
      this.draw();
    }, REMARKED_FOR);
  }

  private toggle(): void {
    this.open = !this.open;
    this.seam.folded(this.open);
    void this.refresh();
    this.draw();
  }

  private retry(): void {
    this.problem = undefined;
    this.asked = undefined;
    void this.refresh();
    this.draw();
  }
}
