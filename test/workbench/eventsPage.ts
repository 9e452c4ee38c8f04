/** The page of recent events as a person sees it: what it says, in which order, what can be pressed. */
import type { Frame } from 'playwright-core';
import { until, type Workbench } from '../host/workbench';
import type { PageElement } from '../host/workbench/pageElement';

/** Reloads the window by its own command, which keeps first which editors are open, however lately they were opened. */
export async function reloadWindow(workbench: Workbench): Promise<void> {
  const loaded = workbench.page.waitForEvent('load');
  await workbench.palette('Developer: Reload Window');
  await loaded;
  await workbench.ready();
}

/** A row of the timeline. */
export interface Row {
  readonly title: string;
  readonly when: string;
  readonly day: string;
}

export class EventsPage {
  private constructor(readonly frame: Frame) {}

  /** The page about an address, once it shows. */
  static async find(workbench: Workbench, address: string): Promise<EventsPage> {
    const frame = await workbench.webviews.find(new RegExp(`^Events: ${address.replace(/[.+]/g, String.raw`\$&`)}\n`));
    return new EventsPage(frame);
  }

  /** Waits until it says this; the result is what it then says in all. */
  async waitFor(wanted: RegExp): Promise<string> {
    return until(`a page of events that says ${String(wanted)}`, async () => {
      const text = await this.frame.locator('body').innerText();
      return wanted.test(text) && text;
    });
  }

  /** The rows from the newest on, all read at one moment. */
  async rows(): Promise<Row[]> {
    return this.frame.locator('body').evaluate((body) => {
      const textOf = (part: PageElement, selector: string): string => part.querySelector(selector)?.innerText ?? '';
      return [...(body as unknown as PageElement).querySelectorAll('section.day li.row')].map((row) => ({
        title: textOf(row, 'h3'),
        when: textOf(row, '.what .since'),
        day: textOf(row.closest('section.day') ?? row, 'h2'),
      }));
    });
  }

  /** The kinds that can be chosen, with their counts. */
  async kinds(): Promise<string[]> {
    return (await this.frame.locator('.filter button').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  }

  /** Chooses a kind, or takes the choice back. */
  async choose(kind: string): Promise<void> {
    await this.frame.locator('.filter button', { hasText: kind }).click();
  }

  /** Presses a button, once it can be pressed. */
  async press(label: string | RegExp): Promise<void> {
    await this.frame.getByRole('button', { name: label }).first().click();
  }

  /** Opens the particulars of the first row with this title; the result is what they say. */
  async particulars(title: string | RegExp): Promise<string> {
    const row = this.frame.locator('li.row', { has: this.frame.getByRole('heading', { name: title }) }).first();
    await row.locator('summary').click();
    const facts = row.locator('dl');
    await facts.waitFor();
    return facts.innerText();
  }
}
