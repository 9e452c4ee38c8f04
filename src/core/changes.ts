/** Deleting, adding and removing tags so that it can be taken back. */
import { MailgunError } from '../mailgun/errors';
import type { Entry } from '../mailgun/records';
import { addMany, unite, withTags } from './batches';
import type { ChangedEntry, EntryChange } from './change';
import { changeId, entryKey } from './change';
import type { ActionOptions, ChangePorts } from './changePorts';
import { apis, forEach } from './changePorts';
import { cancelledError, errorText } from './errorText';
import type { DomainRef, EntryRef, ListRef } from './refs';

export type { Change, ChangedEntry, ChangeStore } from './change';
export type { ActionOptions, ChangePorts } from './changePorts';

/** An entry with what kept something from being done to it. */
export interface Failed {
  readonly ref: EntryRef;
  readonly error: unknown;
}

export interface DeleteOutcome {
  readonly deleted: readonly ChangedEntry[];
  /** What was gone already, which is success. */
  readonly missing: readonly EntryRef[];
  readonly failed: readonly Failed[];
  /** What can be undone; undefined when nothing was deleted. */
  readonly change: EntryChange | undefined;
}

export interface AddOutcome {
  readonly added: readonly ChangedEntry[];
  /** `reason` is a sentence for a person. */
  readonly rejected: readonly { readonly entry: Entry; readonly reason: string; readonly error: unknown }[];
  readonly change: EntryChange | undefined;
}

export interface RemoveTagOutcome {
  /** False when the entry or its tag was gone already. */
  readonly removed: boolean;
  /** What the entry was and became (`after: null` when it went with its last tag); undefined when nothing was removed. */
  readonly item: ChangedEntry | undefined;
  readonly change: EntryChange | undefined;
}

/** Deletes entries, of any lists, domains and accounts. Rejects only when the change cannot be recorded; then nothing is deleted. */
export async function deleteEntries(
  refs: readonly EntryRef[],
  ports: ChangePorts,
  options: ActionOptions = {},
): Promise<DeleteOutcome> {
  const distinct = [...new Map(refs.map((ref) => [entryKey(ref), ref])).values()];
  const { found, missing, failed } = await findAll(distinct, ports, options);
  const change = await record('delete', found, ports);
  const deleted: ChangedEntry[] = [];
  const unsure: ChangedEntry[] = [];
  const api = apis(ports);
  const left = await forEach(found, ports, options, async (item) => {
    try {
      await (await api(item.accountId)).delete(item.domain, item.list, item.address, options);
      deleted.push(item);
    } catch (error) {
      // It was there a moment ago: most likely a first attempt whose answer was lost has deleted it.
      if (MailgunError.is(error, 'notListed')) deleted.push(item);
      else failed.push({ ref: refOf(item), error });
      if (mayHaveHappened(error)) unsure.push(item);
    }
  });
  failed.push(...left.map((item) => ({ ref: refOf(item), error: cancelledError() })));
  return { deleted, missing, failed, change: await conclude(change, [...deleted, ...unsure], ports) };
}

/**
 * Adds entries of one list, or replaces what stands there; an unsubscribe keeps the tags it has. Rejects only when the change
 * cannot be recorded; then nothing is added.
 */
export async function addEntries(
  ref: ListRef,
  entries: readonly Entry[],
  ports: ChangePorts,
  options: ActionOptions = {},
): Promise<AddOutcome> {
  const { accountId, domain, list } = ref;
  const wanted = new Map(unite(entries).map((entry) => [entryKey({ ...ref, address: entry.address }), entry]));
  const refs = [...wanted.values()].map(({ address }) => ({ accountId, domain, list, address }));
  const before = await findAll(refs, ports, options);
  const items = [
    ...before.found,
    ...before.missing.map((absent) => ({ ...absent, before: null, after: null })),
  ].flatMap((item): ChangedEntry[] => {
    const entry = wanted.get(entryKey(item));
    return entry === undefined ? [] : [{ ...item, after: withTags(entry, item.before) }];
  });
  const rejected = before.failed.map(({ ref: { address }, error }) =>
    rejection(wanted.get(entryKey({ ...ref, address })), error),
  );
  if (items.length === 0) return { added: [], rejected: rejected.flat(), change: undefined };
  const change = await record('add', items, ports);
  const api = await ports.api(accountId);
  const sent = await addMany(
    api,
    ref,
    items.flatMap(({ after }) => after ?? []),
    { ...options, concurrency: ports.concurrency },
  );
  const errors = new Map(sent.rejected.map(({ entry, error }) => [entry, error]));
  const added = items.filter(({ after }) => after === null || !errors.has(after));
  const unsure = items.filter(({ after }) => after !== null && errors.has(after) && mayHaveHappened(errors.get(after)));
  rejected.push(...sent.rejected.map(({ entry, error }) => rejection(entry, error)));
  return { added, rejected: rejected.flat(), change: await conclude(change, [...added, ...unsure], ports) };
}

/** Removes one tag of an unsubscribe; the last one takes the entry along. Rejects with what kept it from being done. */
export async function removeTag(
  ref: DomainRef & { readonly address: string },
  tag: string,
  ports: ChangePorts,
  options: ActionOptions = {},
): Promise<RemoveTagOutcome> {
  const nothing = { removed: false, item: undefined, change: undefined };
  const { accountId, domain, address } = ref;
  const api = await ports.api(accountId);
  const before = await api.find(domain, 'unsubscribes', address, options);
  if (before?.list !== 'unsubscribes' || !before.tags.includes(tag)) return nothing;
  const tags = before.tags.filter((other) => other !== tag);
  // What becomes of the date is not documented.
  const after: Entry | null = tags.length === 0 ? null : { list: 'unsubscribes', address: before.address, tags };
  const item: ChangedEntry = { accountId, domain, list: 'unsubscribes', address, before, after };
  const change = await record('removeTag', [item], ports);
  try {
    await api.deleteTag(domain, address, tag, options);
  } catch (error) {
    // As above, a tag that has gone meanwhile counts as removed.
    if (!MailgunError.is(error, 'notListed')) {
      await conclude(change, mayHaveHappened(error) ? [item] : [], ports);
      throw error;
    }
  }
  return { removed: true, item, change };
}

/** What stands there now of some refs. Never rejects. */
export async function findAll(
  refs: readonly EntryRef[],
  ports: ChangePorts,
  options: ActionOptions,
): Promise<{ found: ChangedEntry[]; missing: EntryRef[]; failed: Failed[] }> {
  const found: ChangedEntry[] = [];
  const missing: EntryRef[] = [];
  const failed: Failed[] = [];
  const api = apis(ports);
  const left = await forEach(refs, ports, { ...options, onProgress: undefined }, async (item) => {
    const ref = refOf(item);
    try {
      const before = await (await api(ref.accountId)).find(ref.domain, ref.list, ref.address, options);
      if (before === undefined) missing.push(ref);
      else found.push({ ...ref, before, after: null });
    } catch (error) {
      failed.push({ ref, error });
    }
  });
  failed.push(...left.map((ref) => ({ ref: refOf(ref), error: cancelledError() })));
  return { found, missing, failed };
}

/** Writes down what is about to be done: should the window go in the middle, what was done can still be undone. */
export async function record(
  kind: EntryChange['kind'],
  items: readonly ChangedEntry[],
  ports: ChangePorts,
): Promise<EntryChange | undefined> {
  if (items.length === 0) return undefined;
  const at = (ports.now ?? Date.now)();
  const change: EntryChange = { id: changeId(at), at, kind, items };
  await ports.store.add(change);
  return change;
}

/** Reduces a change to what was really done. */
export async function conclude(
  change: EntryChange | undefined,
  done: readonly ChangedEntry[],
  ports: ChangePorts,
): Promise<EntryChange | undefined> {
  if (change === undefined) return undefined;
  const real = { ...change, items: done };
  if (done.length < change.items.length) await ports.store.update(real);
  return done.length === 0 ? undefined : real;
}

/** Whether a failed call may have done its work all the same: its answer, or that of an earlier attempt, was lost or could not be read. */
export function mayHaveHappened(error: unknown): boolean {
  return MailgunError.is(error) && (error.wasLost || ['network', 'badResponse', 'cancelled'].includes(error.reason));
}

function rejection(entry: Entry | undefined, error: unknown): { entry: Entry; reason: string; error: unknown }[] {
  return entry === undefined ? [] : [{ entry, reason: errorText(error).reason, error }];
}

function refOf({ accountId, domain, list, address }: EntryRef): EntryRef {
  return { accountId, domain, list, address };
}
