/** The matrix page as a person sees it. */
import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { holds, until, type Workbench } from '../host/workbench';
import type { PageElement } from '../host/workbench/pageElement';
import { THEMES } from '../host/workbench/settings';

export class MatrixPage {
  private constructor(
    private readonly workbench: Workbench,
    readonly frame: Frame,
  ) {}

  /** The page whose heading says so many addresses, once it shows. */
  static async find(workbench: Workbench, heading: string | RegExp): Promise<MatrixPage> {
    return new MatrixPage(workbench, await workbench.webviews.find(heading));
  }

  get grid(): Locator {
    return this.frame.locator('[role=grid]');
  }

  /** Everything it says, the rows in sight included. */
  async text(): Promise<string> {
    return this.frame.locator('main').innerText();
  }

  /** Waits until it says this; the result is what it then says in all. */
  async waitForText(wanted: RegExp): Promise<string> {
    return until(`a matrix that says ${String(wanted)}`, async () => {
      const text = await this.text();
      return wanted.test(text) && text;
    });
  }

  /** Waits until the check has ended. */
  async waitForEnd(): Promise<string> {
    await this.frame.locator('[role=grid][aria-busy=false]').waitFor();
    return this.text();
  }

  async press(label: string | RegExp): Promise<void> {
    await this.frame.getByRole('button', { name: label }).first().click();
  }

  /** Chooses in one of the fields above the grid. */
  async choose(label: string, option: string): Promise<void> {
    await this.frame.getByLabel(label, { exact: false }).first().selectOption({ label: option });
  }

  async type(text: string): Promise<void> {
    await this.frame.getByLabel('Filter').fill(text);
  }

  /** The row of an address, in sight. */
  row(address: string): Locator {
    return this.frame.locator('.body .row').filter({ has: this.frame.locator('.address', { hasText: address }) });
  }

  /** A cell of a row by its place, from 0: the address, the verdict, the lists. */
  cell(address: string, column: number): Locator {
    return this.row(address).locator('.cell').nth(column);
  }

  /** The texts of a row's cells. */
  async cells(address: string): Promise<string[]> {
    const texts = await this.row(address).locator('.cell').allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, ' ').trim());
  }

  /** Waits until the cells of a row say this, from one by its place on. */
  async waitForCells(address: string, from: number, wanted: readonly string[]): Promise<void> {
    await holds(async () =>
      assert.deepEqual((await this.cells(address)).slice(from, from + wanted.length), wanted, address),
    );
  }

  /** Waits until the first addresses that are drawn are these. */
  async waitForFirst(...wanted: readonly string[]): Promise<void> {
    await holds(async () => assert.deepEqual((await this.addresses()).slice(0, wanted.length), wanted));
  }

  /** Which column the cell with the focus is in, counted from 1; undefined where that is not drawn. */
  async activeColumn(): Promise<string | null | undefined> {
    const id = await this.grid.getAttribute('aria-activedescendant');
    return id === null ? undefined : this.frame.locator(`#${id}`).getAttribute('aria-colindex');
  }

  /** The address of the row with the focus; undefined where that is not drawn. */
  async activeAddress(): Promise<string | undefined> {
    const id = await this.grid.getAttribute('aria-activedescendant');
    const row = this.frame.locator('.body .row', { has: this.frame.locator(`[id="${id ?? ''}"]`) });
    return (await row.count()) === 1 ? (await row.locator('.address').innerText()).trim() : undefined;
  }

  /** The selected cells that are drawn, as their address and column, counted from 1. */
  async selected(): Promise<string[]> {
    return this.frame.locator('.body').evaluate((body) =>
      [...(body as unknown as PageElement).querySelectorAll('.row')]
        .flatMap((row) =>
          [...row.querySelectorAll('.cell[aria-selected=true]')].map((cell) => ({
            index: Number(row.getAttribute('aria-rowindex')) * 1000 + Number(cell.getAttribute('aria-colindex')),
            text: `${(row.querySelector('.address')?.innerText ?? '').trim()} ${cell.getAttribute('aria-colindex') ?? ''}`,
          })),
        )
        .sort((a, b) => a.index - b.index)
        .map(({ text }) => text),
    );
  }

  /** Whether something of the grid, the first that has this text, is not below the addresses nor beyond the edges. */
  async isInSight(selector: string, text = ''): Promise<boolean> {
    const [grid, address, box] = await Promise.all([
      this.grid.boundingBox(),
      this.frame.locator('.head .address').boundingBox(),
      this.frame.locator(selector, { hasText: text }).first().boundingBox(),
    ]);
    if (grid === null || address === null || box === null) return false;
    return box.x >= address.x + address.width - 2 && box.x + Math.min(box.width, 40) <= grid.x + grid.width + 2;
  }

  /** The addresses of the rows that are drawn, from the top, all read at one moment. */
  async addresses(): Promise<string[]> {
    return this.frame.locator('.body').evaluate((body) =>
      [...(body as unknown as PageElement).querySelectorAll('.row')]
        .map((row) => ({
          index: Number(row.getAttribute('aria-rowindex')),
          address: (row.querySelector('.address')?.innerText ?? '').trim(),
        }))
        .sort((a, b) => a.index - b.index)
        .map(({ address }) => address),
    );
  }

  /** Pictures of the window in every kind of theme; it is dark again afterwards. */
  async pictures(name: string): Promise<void> {
    await this.workbench.pictures(name, ['dark', 'light', 'highContrast'], (theme) =>
      this.frame.locator(`body.${THEMES[theme].body}`).waitFor(),
    );
  }
}
