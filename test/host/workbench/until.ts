/** Waiting for a condition. */
import { setTimeout as delay } from 'node:timers/promises';

/** How long a wait goes on before it is a failure. Generous, for busy machines: a test that passes never waits that long. */
export const TIMEOUT_MS = 90_000;
/** The same for a window to come up. */
export const START_MS = 120_000;

/** Asks again and again until the answer is neither undefined nor false; throws with the description and the last answer's error otherwise. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let problem: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      problem = undefined;
    } catch (error) {
      // What is looked at may be redrawn at this very moment.
      problem = error;
    }
    await delay(50);
  } while (performance.now() < end);
  throw new Error(`Not so after ${timeoutMs / 1000} s: ${what}`, { cause: problem });
}

/** Makes an assertion again and again until it holds, since a page is drawn in its own time; throws its last failure otherwise. */
export async function holds(assertion: () => Promise<void>, timeoutMs = TIMEOUT_MS): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= end) throw error;
      await delay(50);
    }
  }
}

/** Whether text is what is looked for: equal to a string, or matched by a pattern. */
export function matches(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text === wanted : wanted.test(text);
}

/** Matches exactly this text as a browser has it, spaces of other kinds included. */
export function exactly(text: string): RegExp {
  const letters = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s');
  return new RegExp(`^\\s*${letters}\\s*$`);
}

/** Text as people read it: VS Code draws some spaces as non-breaking ones. */
export function plain(text: string | null): string {
  return (text ?? '').replaceAll('\u00a0', ' ').trim();
}
