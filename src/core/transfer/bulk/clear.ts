/** Clearing a list: never without a backup that holds all of it. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CallOptions, MailgunApi } from '../../../mailgun/api';
import { MailgunError } from '../../../mailgun/errors';
import type { Entry } from '../../../mailgun/records';
import { addressKey } from '../../addressSyntax';
import { changeId, type BulkChange } from '../../change';
import type { ChangePorts } from '../../changePorts';
import { mayHaveHappened } from '../../changes';
import type { ListRef } from '../../refs';
import { exportList } from '../files/exportList';
import { entryContent } from '../fingerprints';
import { exists } from '../jobs/files';
import { readNdjson } from '../files/ndjson';

export interface ClearOptions extends CallOptions {
  readonly walkers?: number | undefined;
  /** Told how many entries are in the backup so far. */
  readonly onProgress?: ((records: number) => void) | undefined;
}

export interface ClearOutcome {
  /** Entries that were on the list; 0 when there was nothing to clear. */
  readonly deleted: number;
  /** The file with all of them; none is left of an empty list. */
  readonly backup: string | undefined;
  /** Whether the list is seen to be empty; a server may take its time. */
  readonly visible: 'empty' | 'notYet';
  /** What can be undone. */
  readonly change: BulkChange | undefined;
}

/** How often a backup is begun anew because the list had changed meanwhile. */
const ATTEMPTS = 3;

/** A free name for the backup of a list: `mg.example.com-bounces-2026-03-26T12-59-14.ndjson`. Nothing is written. */
export async function backupFile(folder: string, { domain, list }: ListRef, at: number): Promise<string> {
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');
  const name = `${domain.replace(/[^\p{L}\p{N}.-]/gu, '_')}-${list}-${time}`;
  for (let number = 1; ; number += 1) {
    const file = join(folder, `${name}${number === 1 ? '' : `-${number}`}.ndjson`);
    if (!(await exists(file))) return file;
  }
}

/**
 * Writes all entries of a list to `backup`, a new `.ndjson` file, makes sure that they are on the disk, records the change and clears the list.
 * Throws when any of that fails; unless it was the clearing itself whose answer got lost, nothing is cleared then.
 *
 * The API cannot clear on condition: what somebody adds between the last look at the list and its clearing goes without being in
 * the backup. That look, right before, is at the first thousand entries; where they are not those of the backup, it is begun anew.
 */
export async function clearList(
  ref: ListRef,
  backup: string,
  ports: ChangePorts,
  options: ClearOptions = {},
): Promise<ClearOutcome> {
  const api = await ports.api(ref.accountId);
  if (await exists(backup)) throw failed(`There is a file ${backup} already.`);
  const records = await writeBackup(ref, backup, api, options).catch((error: unknown) => drop(backup, error));
  if (records === 0) {
    await rm(backup, { force: true });
    return { deleted: 0, backup: undefined, visible: 'empty', change: undefined };
  }
  const at = (ports.now ?? Date.now)();
  const { accountId, domain, list } = ref;
  const part = { accountId, domain, list, records, backup };
  const change: BulkChange = { id: changeId(at), at, kind: 'clear', parts: [part] };
  await ports.store.add(change);
  try {
    await api.clear(domain, list, options);
  } catch (error) {
    if (mayHaveHappened(error)) throw error;
    await ports.store.update({ ...change, parts: [] });
    return drop(backup, error);
  }
  return { deleted: records, backup, visible: await look(ref, api, options), change };
}

async function writeBackup(
  ref: ListRef,
  backup: string,
  api: MailgunApi,
  { signal, onWait, walkers, onProgress }: ClearOptions,
): Promise<number> {
  await mkdir(dirname(backup), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const { records } = await exportList(api, ref, backup, 'ndjson', { signal, onWait, walkers, onProgress });
    const { entries } = await api.listPage(ref.domain, ref.list, { limit: 1000 }, { signal, onWait });
    const { counted, lacking } = await examine(ref, backup, entries);
    if (counted !== records) throw failed(`The backup ${backup} holds ${counted} entries instead of ${records}.`);
    if (!lacking) return records;
    if (attempt === ATTEMPTS)
      throw failed(`The ${ref.list} of ${ref.domain} change faster than they can be backed up.`);
  }
}

/** Reads a backup from its file, which `exportList` has brought to the disk: how many entries it has, and whether it lacks any of these as they are. */
async function examine(
  { list }: ListRef,
  backup: string,
  entries: readonly Entry[],
): Promise<{ counted: number; lacking: boolean }> {
  const wanted = new Map(entries.map((entry) => [addressKey(entry.address), entryContent(entry)]));
  let counted = 0;
  for await (const chunk of readNdjson(backup, list)) {
    counted += chunk.length;
    for (const entry of wanted.size > 0 ? chunk : []) {
      const key = addressKey(entry.address);
      if (wanted.get(key) === entryContent(entry)) wanted.delete(key);
    }
  }
  return { counted, lacking: wanted.size > 0 };
}

/** The backup of a list that was not cleared is of no use. */
async function drop(backup: string, error: unknown): Promise<never> {
  await rm(backup, { force: true }).catch(() => undefined);
  throw error;
}

async function look({ domain, list }: ListRef, api: MailgunApi, options: ClearOptions): Promise<'empty' | 'notYet'> {
  const { signal, onWait } = options;
  try {
    const { entries } = await api.listPage(domain, list, { limit: 1 }, { signal, onWait });
    return entries.length === 0 ? 'empty' : 'notYet';
  } catch {
    // It has been cleared all the same.
    return 'notYet';
  }
}

function failed(message: string): MailgunError {
  return new MailgunError('badResponse', `${message} Nothing was cleared.`, { nextStep: 'Try again.' });
}
