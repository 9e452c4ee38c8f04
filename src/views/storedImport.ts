/** Reads back what the import page kept before the window was reloaded. */
import * as v from 'valibot';
import { FIELDS } from '../core/transfer/read/readPlan';
import { LIST_NAMES } from '../mailgun/lists';
import type { KeptImport } from './importState';

const text = v.string();
const count = v.number();
const list = v.picklist(LIST_NAMES);
const column = v.pipe(v.number(), v.integer(), v.minValue(0));

const report = v.object({
  state: v.picklist(['done', 'cancelled', 'failed']),
  error: v.optional(v.object({ reason: text, nextStep: v.optional(text) })),
  ...{ rows: count, added: count, updated: count, duplicates: count, rejected: count, notSent: count },
  compared: v.boolean(),
  byList: v.record(list, count),
  firstRejected: v.array(v.object({ line: count, address: text, reason: text })),
  rejectedFile: v.optional(text),
  ms: count,
  jobId: v.optional(text),
  upload: v.optional(v.object({ parts: count, visible: v.boolean() })),
});

const kept = v.object({
  version: v.literal(1),
  stage: v.picklist(['preview', 'running', 'report', 'interrupted', 'over']),
  file: text,
  target: v.optional(v.object({ accountId: text, accountName: text, domain: text })),
  method: v.picklist(['batches', 'upload']),
  hints: v.object({
    list: v.optional(list),
    delimiter: v.optional(text),
    encoding: v.optional(v.picklist(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])),
    header: v.optional(v.boolean()),
    guarded: v.optional(v.boolean()),
  }),
  mapping: v.optional(v.record(v.picklist(FIELDS), column)),
  jobId: v.optional(text),
  report: v.optional(report),
});

/** The import in what a page kept, undefined when there is none that can be read. */
export function readKept(stored: unknown): KeptImport | undefined {
  const parsed = v.safeParse(v.object({ import: kept }), stored);
  return parsed.success ? parsed.output.import : undefined;
}
