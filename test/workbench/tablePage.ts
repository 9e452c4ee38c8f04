/** The table page as a person sees it: rows, what is set of the filter, what is selected, what can be done. */
import type { Frame, Locator } from 'playwright-core';
import { until, type Workbench } from '../host/workbench';
import type { PageElement } from '../host/workbench/pageElement';
import { THEMES } from '../host/workbench/settings';
import { plain } from '../host/workbench/until';

type Modifier = 'Shift' | 'ControlOrMeta';

/** A row that is drawn. */
export interface ShownRow {
  /** Counted from 0 in what the filter leaves. */
  readonly index: number;
  readonly address: string;
  /** All that it says. */
  readonly text: string;
  readonly selected: boolean;
  readonly focused: boolean;
}

/** Reads the rows in one go, so that they belong together. Those drawn out of sight, ahead of scrolling, do not count. */
function readRows(grid: Locator): Promise<ShownRow[]> {
  return grid.evaluate((element) => {
    const outer = element as unknown as PageElement;
    const top = outer.querySelector('.head')?.getBoundingClientRect().bottom ?? 0;
    const { bottom } = outer.getBoundingClientRect();
    return [...outer.querySelectorAll('.body .row:not(.waiting):not([hidden])')]
      .filter((row) => row.getBoundingClientRect().bottom > top && row.getBoundingClientRect().top < bottom)
      .map((row) => ({
        index: Number(row.getAttribute('aria-rowindex')) - 2,
        address: (row.querySelector('[data-column=address]')?.textContent ?? '').trim(),
        text: row.innerText.replaceAll(/\s+/g, ' '),
        selected: row.getAttribute('aria-selected') === 'true',
        focused: row.className.split(' ').includes('focused'),
      }));
  });
}

export class TablePage {
  private constructor(
    private readonly workbench: Workbench,
    readonly frame: Frame,
  ) {}

  /** The page with this title, such as `Bounces of mg.example.com`, once it shows. */
  static async find(workbench: Workbench, title: string): Promise<TablePage> {
    const frame = await until(`a table ${title}`, async () => {
      const found = await workbench.webviews.find(title);
      return (await found.locator('h1', { hasText: title }).isVisible()) && found;
    });
    return new TablePage(workbench, frame);
  }

  /** The rows and their headings together. */
  get grid(): Locator {
    return this.frame.getByRole('grid');
  }

  /** A field of the filter by its label. */
  field(label: string): Locator {
    return this.frame.getByLabel(label, { exact: true });
  }

  /** Fills fields by their ids in one task of the page, between two of its frames. */
  async change(...values: readonly (readonly [id: string, value: string])[]): Promise<void> {
    await this.frame.evaluate(`for (const [id, value] of ${JSON.stringify(values)}) {
      const field = document.getElementById(id);
      field.value = value;
      for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
    }`);
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  /** How many there are, in words. */
  async count(): Promise<string> {
    return plain(await this.frame.locator('#counts .count').innerText());
  }

  /** Waits until the count says this. */
  async waitForCount(wanted: string | RegExp): Promise<void> {
    await until(`a count ${String(wanted)}`, async () => {
      const count = await this.count();
      return typeof wanted === 'string' ? count === wanted : wanted.test(count);
    });
  }

  /** The rows in sight, from the top down; those that are not there yet are left out. */
  async rows(): Promise<ShownRow[]> {
    return (await readRows(this.grid)).sort((a, b) => a.index - b.index);
  }

  /** The addresses in sight. */
  async addresses(): Promise<string[]> {
    return (await this.rows()).map(({ address }) => address);
  }

  /** Waits until the rows in sight are as they should be; the result is what they are. */
  async waitForRows(what: string, isSo: (rows: readonly ShownRow[]) => boolean): Promise<ShownRow[]> {
    return until(what, async () => {
      const rows = await this.rows();
      return isSo(rows) && rows;
    });
  }

  /** Waits until the first addresses in sight are these. */
  async waitForFirst(...addresses: readonly string[]): Promise<void> {
    await this.waitForRows(`rows that begin with ${addresses.join(', ')}`, (rows) =>
      addresses.every((address, index) => rows[index]?.address === address),
    );
  }

  /** A row in sight by its address. */
  row(address: string): Locator {
    return this.grid
      .locator('.body .row:not(.waiting):not([hidden])')
      .filter({ has: this.frame.locator('[data-column=address]').getByText(address, { exact: true }) })
      .first();
  }

  async click(address: string, ...modifiers: Modifier[]): Promise<void> {
    await this.row(address).click({ modifiers, position: { x: 12, y: 8 } });
  }

  /** Opens the context menu of a row. */
  async rightClick(address: string): Promise<void> {
    await this.row(address).click({ button: 'right', position: { x: 12, y: 8 } });
    await this.workbench.page.locator('.monaco-menu').first().waitFor();
  }

  /** A heading: a click on it sorts. */
  heading(label: string): Locator {
    return this.frame.getByRole('columnheader').getByRole('button', { name: label, exact: true });
  }

  /** How a column is ordered: `ascending`, `descending` or `none`. */
  async order(label: string): Promise<string | null> {
    const header = this.frame.getByRole('columnheader').filter({ has: this.button(label) });
    return header.getAttribute('aria-sort');
  }

  /** Gives the rows the focus. */
  async focus(): Promise<void> {
    await this.grid.focus();
  }

  /** Presses a key where the focus is. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.workbench.page.keyboard.press(key);
  }

  /** What is said of the selection. */
  async selection(): Promise<string> {
    return plain(await this.frame.locator('#actions .selected').innerText());
  }

  async waitForSelection(wanted: string): Promise<void> {
    await until(`a selection “${wanted}”`, async () => (await this.selection()) === wanted);
  }

  /** What is set of the filter. */
  async chips(): Promise<string[]> {
    const texts = await this.frame.locator('.chips .chip').allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
  }

  /** Keeps what the extension says from the page until `letAnswersIn`. */
  async holdAnswers(): Promise<void> {
    await this.frame.evaluate(HOLD_ANSWERS);
  }

  async letAnswersIn(): Promise<void> {
    await this.frame.evaluate('letAnswersIn()');
  }

  /** Places in sight whose rows are not there yet. */
  waiting(): Promise<number> {
    return this.grid.locator('.body .row.waiting:not([hidden])').count();
  }

  /** Does something with the selection by the bar above the rows. */
  async act(label: string): Promise<void> {
    await this.frame.getByRole('toolbar').getByRole('button', { name: label, exact: true }).click();
  }

  /** Pictures of the window in every kind of theme; it is dark again afterwards. */
  async pictures(name: string): Promise<void> {
    await this.workbench.pictures(name, ['dark', 'light', 'highContrast', 'highContrastLight'], (theme) =>
      this.frame.locator(`body.${THEMES[theme].body}`).waitFor(),
    );
  }
}

/** VS Code calls this function of the page's window with all that the extension says. */
const HOLD_ANSWERS = `(() => {
  const held = [];
  const post = window.postMessage;
  window.postMessage = (...message) => void held.push(message);
  window.letAnswersIn = () => {
    window.postMessage = post;
    for (const message of held) window.postMessage(...message);
  };
})()`;
