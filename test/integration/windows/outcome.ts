/** What came of a command: its result or what it threw, and all that was shown meanwhile. */
import assert from 'node:assert/strict';
import { IMPORT_VIEW, type CommandName } from '../../../src/ids';
import { normal, type Place } from './place';

/** Nothing that ends takes longer, in milliseconds; a test that waits so long has failed. */
const FOREVER = 30_000;

export interface Outcome {
  /** Result or error as text, without what is different each time. */
  readonly text: string;
  readonly error: unknown;
  /** Result, error and whatever was shown or asked. */
  readonly words: string;
}

/** Runs a command to its end. Panels that it waits for are closed. */
export async function outcomeOf(place: Place, name: CommandName, ...args: readonly unknown[]): Promise<Outcome> {
  const { window } = place;
  const { events } = window;
  events.patience = 12;
  for (const heard of [events.messages, events.said]) heard.length = 0;
  for (const panel of events.panels.splice(0)) panel.dispose();
  let timer: NodeJS.Timeout | undefined;
  const closing = setInterval(() => closePanels(place), 150);
  const never = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `${name} does not end` })), FOREVER);
  });
  const run = window.run(name, ...args).then(
    (value): { value: unknown; error?: unknown } => ({ value }),
    (error: unknown) => ({ value: undefined, error }),
  );
  const { value, error } = await Promise.race([run, never]).finally(() => {
    clearTimeout(timer);
    clearInterval(closing);
  });
  const text = normal(error === undefined ? JSON.stringify(value ?? null) : describe(error), place);
  return { text, error, words: [text, window.words].join('\n') };
}

/** Nobody is there to press a button of a page that waits for one. */
function closePanels({ window }: Place): void {
  for (const panel of window.events.panels) if (panel.viewType === IMPORT_VIEW) panel.dispose();
}

function describe(error: unknown): string {
  const { name, message, nextStep } = error as Error & { nextStep?: string };
  return `${name}: ${message} ${nextStep ?? ''}`;
}

/** Whether an error says in words for people what happened and what to do. */
export function isForPeople(error: unknown): boolean {
  const { message, nextStep, name } = error as Error & { nextStep?: unknown };
  const told = typeof nextStep === 'string' && /^[A-Z].*\w/.test(nextStep);
  return /^[A-Z“\d].*\w/s.test(message) && (told || name === 'Cancelled');
}
