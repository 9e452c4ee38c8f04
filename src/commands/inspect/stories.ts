/** The text of the document of an entry: the entry as it stands now, and what is known of its address elsewhere. */
import { toJson } from '../../core/inspect/json';
import { storyOf, type Elsewhere } from '../../core/inspect/story';
import { checkAddresses } from '../../core/lookup';
import { readAllDomains } from '../../core/pagedDomains';
import type { EntryRef } from '../../core/refs';
import type { Entry } from '../../mailgun/records';
import type { EntryTexts } from '../../views/entryDocument';
import { failureText, missingText } from '../../views/entryText';
import type { CommandServices } from '../commandServices';

/** An entry whose document is open. */
interface Story {
  readonly entry: Entry;
  elsewhere: Elsewhere;
}

/** One reading of a document; a later one takes its place. */
interface Reading {
  readonly looking: AbortController;
  readonly story: Promise<Story | undefined>;
}

const WHOLE_DOMAIN = 'Not looked up: this entry is a whole domain.';

/** Tells the stories of entries, and looks up in the background what they lack. */
export class Stories implements EntryTexts {
  readonly #readings = new Map<string, Reading>();

  constructor(private readonly services: Pick<CommandServices, 'accounts' | 'clients' | 'settings' | 'log'>) {}

  async read(key: string, ref: EntryRef, again: () => void): Promise<string> {
    const account = this.services.accounts.get(ref.accountId)?.name ?? ref.accountId;
    try {
      const story = await this.#reading(key, ref, again).story;
      if (story === undefined) return missingText(account, ref);
      const accountName = (id: string) => this.services.accounts.get(id)?.name ?? id;
      return toJson(storyOf(story.entry, { ref, accountName, now: Date.now(), elsewhere: story.elsewhere }));
    } catch (error) {
      return failureText(account, ref, error);
    }
  }

  forget(key: string): void {
    this.#readings.get(key)?.looking.abort();
    this.#readings.delete(key);
  }

  #reading(key: string, ref: EntryRef, again: () => void): Reading {
    const known = this.#readings.get(key);
    if (known !== undefined) return known;
    const looking = new AbortController();
    const reading: Reading = { looking, story: this.#begin(ref, looking.signal, again) };
    this.#readings.set(key, reading);
    // What is not there, or could not be read, is asked for again the next time.
    const drop = () => this.#readings.get(key) === reading && this.#readings.delete(key);
    reading.story.then((story) => story ?? drop(), drop);
    return reading;
  }

  async #begin(ref: EntryRef, signal: AbortSignal, again: () => void): Promise<Story | undefined> {
    const api = await this.services.clients.get(ref.accountId);
    const entry = await api.find(ref.domain, ref.list, ref.address);
    if (entry === undefined) return undefined;
    if (entry.list === 'allowlist' && entry.kind === 'domain') {
      return { entry, elsewhere: { state: 'skipped', reason: WHOLE_DOMAIN } };
    }
    const story: Story = { entry, elsewhere: { state: 'asking' } };
    void this.#look(entry.address, signal).then((elsewhere) => {
      if (signal.aborted) return;
      story.elsewhere = elsewhere;
      again();
    });
    return story;
  }

  /** Asks every list of every domain of every account, as *Check Address…* does. Never rejects. */
  async #look(address: string, signal: AbortSignal): Promise<Elsewhere> {
    const { accounts, clients, settings } = this.services;
    const found = await checkAddresses(
      { addresses: [address], accountIds: accounts.list().map(({ id }) => id) },
      {
        api: (accountId) => clients.get(accountId),
        domains: async (accountId, call) =>
          (await readAllDomains(await clients.get(accountId), call)).map(({ name }) => name),
        concurrency: () => settings.concurrency,
      },
      { signal },
    );
    return { state: 'asked', findings: found, notAsked: found.notAsked };
  }
}
