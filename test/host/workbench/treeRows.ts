/** Reads what the tree's list has drawn. */
import type { Locator } from 'playwright-core';
import { plain } from './until';

/** What a row shows. */
export interface RowInfo {
  /** Place among all unfolded rows, from 0. */
  readonly index: number;
  readonly label: string;
  readonly description: string;
  /** Depth, from 1. */
  readonly level: number;
  /** Undefined for a row without children. */
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
  /** What a screen reader says. */
  readonly ariaLabel: string;
  /** The icon's codicon without its prefix, such as `mail`; empty when it has another kind of icon or none. */
  readonly icon: string;
}

/** The parts of the DOM that are used here; the project's scripts are compiled without the browser's types. */
interface Element {
  readonly textContent: string | null;
  readonly className: string;
  readonly clientHeight: number;
  readonly offsetHeight: number;
  readonly style: { readonly top: string; readonly height: string };
  getAttribute(name: string): string | null;
  querySelector(selector: string): Element | null;
}

/** The rows in the document, ordered by place. Read in one go, so that they belong together. */
export async function readRows(list: Locator): Promise<RowInfo[]> {
  const raw = await list.locator('.monaco-list-rows > .monaco-list-row').evaluateAll((rows) =>
    (rows as unknown as Element[]).map((row) => ({
      index: row.getAttribute('data-index'),
      label: row.querySelector('.label-name')?.textContent ?? null,
      description: row.querySelector('.label-description')?.textContent ?? null,
      level: row.getAttribute('aria-level'),
      expanded: row.getAttribute('aria-expanded'),
      selected: row.getAttribute('aria-selected'),
      ariaLabel: row.getAttribute('aria-label'),
      icon: row.querySelector('.custom-view-tree-node-item-icon')?.className ?? '',
    })),
  );
  return raw
    .map((row) => ({
      index: Number(row.index),
      label: plain(row.label),
      description: plain(row.description),
      level: Number(row.level),
      expanded: row.expanded === null ? undefined : row.expanded === 'true',
      selected: row.selected === 'true',
      ariaLabel: plain(row.ariaLabel),
      icon: /codicon-(?!colored)([a-z-]+)/.exec(row.icon)?.[1] ?? '',
    }))
    .sort((a, b) => a.index - b.index);
}

/** Pixels: how far the list is scrolled, what is in sight, what there is, and the height of a row. */
export async function readScroll(
  list: Locator,
): Promise<{ top: number; viewport: number; height: number; rowHeight: number }> {
  return list.evaluate((element) => {
    const outer = element as unknown as Element;
    const inner = outer.querySelector('.monaco-list-rows');
    return {
      top: -parseFloat(inner?.style.top ?? '0') || 0,
      viewport: outer.clientHeight,
      height: parseFloat(inner?.style.height ?? '0') || 0,
      rowHeight: inner?.querySelector('.monaco-list-row')?.offsetHeight ?? 22,
    };
  });
}
