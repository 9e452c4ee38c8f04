/** Reads a check result back that the page stored before the window was reloaded. */
import * as v from 'valibot';
import { LIST_NAMES } from '../mailgun/lists';
import { once } from '../mailgun/once';
import type { CheckState } from './checkState';

const state = once(() => {
  const text = v.string();
  const time = v.optional(v.number());
  const list = v.picklist(LIST_NAMES);
  const base = { address: text, createdAt: time };

  const entry = v.variant('list', [
    v.object({ ...base, list: v.literal('bounces'), code: text, error: text }),
    v.object({ ...base, list: v.literal('complaints') }),
    v.object({ ...base, list: v.literal('unsubscribes'), tags: v.array(text) }),
    v.object({ ...base, list: v.literal('allowlist'), kind: v.picklist(['address', 'domain']), reason: text }),
  ]);

  return v.object({
    version: v.literal(1),
    addresses: v.array(text),
    scope: text,
    accountNames: v.record(text, text),
    domains: v.optional(v.array(text)),
    startedAt: v.number(),
    finishedAt: time,
    outcome: v.picklist(['running', 'done', 'cancelled', 'failed', 'interrupted']),
    failure: v.optional(v.object({ message: text, nextStep: v.optional(text) })),
    done: v.number(),
    answered: v.optional(v.number()),
    total: v.optional(v.number()),
    notice: v.optional(text),
    findings: v.array(
      v.object({
        accountId: text,
        domain: text,
        list,
        address: text,
        entry,
        explanation: v.object({ title: text, meaning: text, advice: text }),
      }),
    ),
    gaps: v.array(
      v.object({
        accountId: text,
        domain: v.optional(text),
        list: v.optional(list),
        reason: text,
        nextStep: v.optional(text),
        addresses: v.union([v.literal('all'), v.array(text)]),
      }),
    ),
    deleted: v.array(text),
  });
});

/**
 * The check in what a page stored, undefined when there is none that can be read.
 * A check that was running when it was stored nobody continues: it reads as interrupted at `now` (milliseconds).
 */
export function readStored(stored: unknown, now: number): CheckState | undefined {
  const parsed = v.safeParse(v.object({ check: state() }), stored);
  if (!parsed.success) return undefined;
  const { check } = parsed.output;
  return check.outcome === 'running' ? { ...check, outcome: 'interrupted', finishedAt: now, notice: undefined } : check;
}
