/** One address on all domains at once: deleted from them or added to them, as one change. */
import type { ListName } from '../../../mailgun/lists';
import type { Entry } from '../../../mailgun/records';
import { withTags } from '../../batches';
import { entryKey, type ChangedEntry, type EntryChange } from '../../change';
import { apis, forEach, type ActionOptions, type ChangePorts } from '../../changePorts';
import { conclude, deleteEntries, findAll, mayHaveHappened, record, type DeleteOutcome } from '../../changes';
import { sameEntry } from '../../equal';
import { cancelledError, errorText } from '../../errorText';
import type { CheckResult, NotAsked } from '../../findings';
import { checkAddresses, domainsOf, type CheckPorts } from '../../lookup';
import type { EntryRef } from '../../refs';

/** Where an address is to be deleted or added. */
export interface EverywhereScope {
  readonly accountIds: readonly string[];
  /** Only these sending domains; all of each account if absent. */
  readonly domains?: readonly string[] | undefined;
  /** Only these lists; all four if absent. */
  readonly lists?: readonly ListName[] | undefined;
}

export type EverywherePorts = ChangePorts & CheckPorts;

/** What adding to all domains came to. What one domain refused is in `rejected`, and stopped no other. */
export interface AddEverywhereOutcome {
  readonly added: readonly ChangedEntry[];
  /** Where the address stood already just so; nothing was sent there. */
  readonly same: readonly EntryRef[];
  /** `reason` is a sentence for a person. */
  readonly rejected: readonly { readonly ref: EntryRef; readonly reason: string; readonly error: unknown }[];
  /** Accounts whose domains could not be read. */
  readonly notAsked: readonly NotAsked[];
  readonly change: EntryChange | undefined;
}

/** Where an address itself stands, one question for each list and domain. Never rejects: see `notAsked`. */
export function findOnAllDomains(
  address: string,
  scope: EverywhereScope,
  ports: CheckPorts,
  options: ActionOptions = {},
): Promise<CheckResult> {
  const { signal, onWait } = options;
  return checkAddresses({ ...scope, addresses: [address], askAddressDomain: false }, ports, { signal, onWait });
}

/** Deletes an address wherever it stands. Rejects only when the change cannot be recorded; then nothing is deleted. */
export async function deleteFromAllDomains(
  address: string,
  scope: EverywhereScope,
  ports: EverywherePorts,
  options: ActionOptions = {},
): Promise<DeleteOutcome & { readonly notAsked: readonly NotAsked[] }> {
  const found = await findOnAllDomains(address, scope, ports, options);
  return { ...(await deleteEntries(found, ports, options)), notAsked: found.notAsked };
}

/**
 * Adds an entry to its list on every domain of the scope (`lists` does not count); an unsubscribe keeps the tags it has, and where the
 * entry stands already nothing is sent. Rejects only when the change cannot be recorded; then nothing is added.
 */
export async function addToAllDomains(
  entry: Entry,
  scope: EverywhereScope,
  ports: EverywherePorts,
  options: ActionOptions = {},
): Promise<AddEverywhereOutcome> {
  const { refs, notAsked } = await refsOf(entry, scope, ports, options);
  const { found, missing, failed } = await findAll(refs, ports, options);
  const before = [...found, ...missing.map((ref) => ({ ...ref, before: null, after: null }))];
  const all = before.map((item) => ({ ...item, after: withTags(entry, item.before) }));
  const items = all.filter((item) => !sameEntry(item.before, item.after));
  const same = all.filter((item) => sameEntry(item.before, item.after)).map(refOf);
  const change = await record('add', items, ports);
  const sent = await sendAll(items, ports, options);
  const rejected = [...failed, ...sent.failed].map(({ ref, error }) => ({
    ref,
    reason: errorText(error).reason,
    error,
  }));
  const concluded = await conclude(change, [...sent.added, ...sent.unsure], ports);
  return { added: sent.added, same, rejected, notAsked, change: concluded };
}

async function refsOf(
  { list, address }: Entry,
  scope: EverywhereScope,
  ports: EverywherePorts,
  { signal, onWait }: ActionOptions,
): Promise<{ refs: EntryRef[]; notAsked: NotAsked[] }> {
  const refs = new Map<string, EntryRef>();
  const notAsked: NotAsked[] = [];
  await Promise.all(
    [...new Set(scope.accountIds)].map(async (accountId) => {
      try {
        for (const domain of await domainsOf(accountId, scope, ports, { signal, onWait })) {
          const ref = { accountId, domain, list, address };
          refs.set(entryKey(ref), ref);
        }
      } catch (error) {
        notAsked.push({ accountId, ...errorText(error) });
      }
    }),
  );
  return { refs: [...refs.values()], notAsked };
}

async function sendAll(
  items: readonly (ChangedEntry & { readonly after: Entry })[],
  ports: ChangePorts,
  options: ActionOptions,
): Promise<{ added: ChangedEntry[]; unsure: ChangedEntry[]; failed: { ref: EntryRef; error: unknown }[] }> {
  const added: ChangedEntry[] = [];
  const unsure: ChangedEntry[] = [];
  const failed: { ref: EntryRef; error: unknown }[] = [];
  const api = apis(ports);
  const left = await forEach(items, ports, options, async (item) => {
    try {
      await (await api(item.accountId)).add(item.domain, item.after, options);
      added.push(item);
    } catch (error) {
      failed.push({ ref: refOf(item), error });
      if (mayHaveHappened(error)) unsure.push(item);
    }
  });
  failed.push(...left.map((item) => ({ ref: refOf(item), error: cancelledError() })));
  return { added, unsure, failed };
}

function refOf({ accountId, domain, list, address }: EntryRef): EntryRef {
  return { accountId, domain, list, address };
}
