/** Runs an accessibility engine inside the real frames of webviews. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import type { AxeResults, NodeResult, Result, RunOptions } from 'axe-core';
import type { Frame } from 'playwright-core';
import type { ThemeName, Workbench } from '../host/workbench';
import { THEMES } from '../host/workbench/settings';

/** Dark comes last, so that a window ends as it began. */
const ORDER = ['light', 'highContrast', 'highContrastLight', 'dark'] satisfies ThemeName[];

/** Every rule of the engine; what it calls best practices too. */
const OPTIONS: RunOptions = {
  resultTypes: ['violations'],
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};

const engine = fs.readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Fails with every violation that the engine finds in the frame, and where. The engine comes in through the browser's protocol: the
 * page's own policy is not touched and does not matter.
 */
export async function assertAccessible(frame: Frame, what = ''): Promise<void> {
  const { violations } = await check(frame);
  const places = violations.map(describeViolation).join('\n');
  assert.ok(violations.length === 0, `${what}: ${violations.length} kinds of violations\n${places}`);
}

/** Does something with a frame in each theme; the window is dark again afterwards. */
export async function inEachTheme(
  workbench: Workbench,
  frame: Frame,
  work: (theme: ThemeName) => Promise<void>,
): Promise<void> {
  for (const theme of ORDER) {
    await workbench.setTheme(theme);
    await frame.locator(`body.${THEMES[theme].body}`).waitFor();
    await work(theme);
  }
}

/** No violation in any theme. */
export async function assertAccessibleInEachTheme(workbench: Workbench, frame: Frame, what: string): Promise<void> {
  const problems: string[] = [];
  await inEachTheme(workbench, frame, async (theme) => {
    try {
      await assertAccessible(frame, `${what} in ${theme}`);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  });
  assert.ok(problems.length === 0, problems.join('\n'));
}

async function check(frame: Frame): Promise<AxeResults> {
  const run = `if (typeof axe === 'undefined') { ${engine} }; axe.run(document, ${JSON.stringify(OPTIONS)})`;
  return frame.evaluate(run);
}

function describeViolation({ id, impact, help, nodes }: Result): string {
  return `- ${id} (${impact ?? 'unknown'}): ${help}\n${nodes.slice(0, 5).map(describeNode).join('\n')}`;
}

function describeNode({ html, failureSummary }: NodeResult): string {
  return `    ${html.slice(0, 200)}\n      ${(failureSummary ?? '').replaceAll('\n', ' ').slice(0, 300)}`;
}
