/** The Mailgun HTTP API for suppression lists and domains: which request each operation is. */
import { FormData, File, type BodyInit } from 'node-fetch';
import type { CallOptions, DomainQuery, MailgunApi, PageQuery, PageReader, RateInfo } from './api';
import { decodeDomain, decodeDomains, decodeEntry } from './decode';
import { decodeEvents } from './decodeEvents';
import { MailgunError } from './errors';
import type { About } from './httpErrors';
import type { ListName } from './lists';
import { eventsRequest, logsBody, isNotThere, mayTryOlder, type EventPage, type EventQuery } from './mailEvents';
import { clampLimit, pageQuery, readPage } from './paging';
import { buildUrl, checkText, domainsPath, importPath, listPath, logsPath, recordPath, type Query } from './paths';
import type { PackedBatch } from './packedBatch';
import type { Domain, DomainPage, Entry, Page } from './records';
import { normalizeBaseUrl } from './regions';
import type { ClientOptions } from './options';
import { Transport, type Call } from './transport';
import { formBody, importBytes, jsonBody, needsJson } from './wire';

export type { ClientOptions, RequestEvent } from './options';

type Body = Pick<Call, 'body' | 'bodyBytes' | 'contentType' | 'reader'>;

/**
 * One account. Keeps connections open and shares one request budget between all its calls, so make one per account
 * and dispose it. The constructor throws `invalid` for an endpoint, key or subaccount id that cannot be used.
 */
export class MailgunClient implements MailgunApi {
  readonly #baseUrl: string;
  readonly #transport: Transport;
  /** What was asked last without a query: all batches for a list go to the same place. */
  #last: { readonly path: string; readonly url: URL } | undefined;

  constructor(options: ClientOptions) {
    checkText(options.apiKey, 'API key');
    if (options.subaccountId && !/^[\w.:-]+$/.test(options.subaccountId)) {
      throw new MailgunError('invalid', 'The subaccount id is not one.', {
        nextStep: 'Copy the id of the subaccount from the Mailgun control panel.',
      });
    }
    this.#baseUrl = normalizeBaseUrl(options.baseUrl);
    this.#transport = new Transport({ ...options, baseUrl: this.#baseUrl });
  }

  /** Cancels every call under way and closes the connections. */
  dispose(): void {
    this.#transport.dispose();
  }

  async listPage(domain: string, list: ListName, query: PageQuery = {}, call?: CallOptions): Promise<Page> {
    const json = await this.#request('GET', listPath(domain, list), { kind: 'list', domain, list }, call, {
      query: pageQuery(query),
    });
    return readPage(list, json, query);
  }

  async streamPage(
    domain: string,
    list: ListName,
    query: PageQuery,
    reader: PageReader,
    call?: CallOptions,
  ): Promise<void> {
    const about = { kind: 'list', domain, list } as const;
    await this.#request('GET', listPath(domain, list), about, call, { query: pageQuery(query), reader });
  }

  async find(domain: string, list: ListName, address: string, call?: CallOptions): Promise<Entry | undefined> {
    try {
      const json = await this.#request('GET', recordPath(domain, list, address), record(domain, list), call);
      return decodeEntry(list, json);
    } catch (error) {
      if (MailgunError.is(error, 'notListed')) return undefined;
      throw error;
    }
  }

  async add(domain: string, entry: Entry, call?: CallOptions): Promise<void> {
    if (needsJson(entry)) return this.addMany(domain, entry.list, [entry], call);
    const contentType = 'application/x-www-form-urlencoded';
    await this.#post(domain, entry.list, listPath(domain, entry.list), call, {
      ...text(formBody(entry).toString()),
      contentType,
    });
  }

  async addMany(
    domain: string,
    list: ListName,
    entries: readonly Entry[] | PackedBatch,
    call?: CallOptions,
  ): Promise<void> {
    const isPacked = 'json' in entries;
    const body = isPacked ? packed(list, entries) : text(jsonBody(list, entries));
    if ((isPacked ? entries.count : entries.length) === 0) return;
    // Exactly this type: with a charset behind it the array may be read as a form.
    await this.#post(domain, list, listPath(domain, list), call, { ...body, contentType: 'application/json' });
  }

  async importFile(
    domain: string,
    list: ListName,
    csv: Uint8Array | string,
    fileName: string,
    call?: CallOptions,
  ): Promise<void> {
    const bytes = importBytes(csv);
    const form = new FormData();
    form.set('file', new File([bytes], fileName || 'import.csv', { type: 'text/csv' }));
    await this.#post(domain, list, importPath(domain, list), call, { body: form, bodyBytes: bytes.byteLength });
  }

  async delete(domain: string, list: ListName, address: string, call?: CallOptions): Promise<void> {
    await this.#request('DELETE', recordPath(domain, list, address), record(domain, list), call);
  }

  async deleteTag(domain: string, address: string, tag: string, call?: CallOptions): Promise<void> {
    // Without its text the request would delete the whole entry.
    checkText(tag, 'tag');
    const path = recordPath(domain, 'unsubscribes', address);
    await this.#request('DELETE', path, record(domain, 'unsubscribes'), call, { query: { tag } });
  }

  async clear(domain: string, list: ListName, call?: CallOptions): Promise<void> {
    try {
      await this.#request('DELETE', listPath(domain, list), { kind: 'list', domain, list }, call);
    } catch (error) {
      // A list without entries is clear.
      if (!MailgunError.is(error, 'notListed')) throw error;
    }
  }

  async listDomains({ limit, skip = 0, search }: DomainQuery = {}, call?: CallOptions): Promise<DomainPage> {
    const query = { limit: clampLimit(limit), skip: skip || undefined, sort: 'name', search: search || undefined };
    const json = await this.#request('GET', domainsPath(), { kind: 'domains' }, call, { query });
    return decodeDomains(json, skip);
  }

  async getDomain(name: string, call?: CallOptions): Promise<Domain> {
    return decodeDomain(await this.#request('GET', domainsPath(name), { kind: 'domain', domain: name }, call));
  }

  async events(domain: string, query: EventQuery, call?: CallOptions): Promise<EventPage> {
    checkText(query.recipient, 'address');
    if (query.cursor !== undefined) return this.#eventsOf(query.cursor.source, domain, query, call);
    try {
      return await this.#eventsOf('logs', domain, query, call);
    } catch (error) {
      if (!mayTryOlder(error)) throw error;
      return await this.#eventsOf('events', domain, query, call).catch((older: unknown) => {
        throw isNotThere(older) ? error : older;
      });
    }
  }

  rate(): RateInfo | undefined {
    return this.#transport.rate();
  }

  #post(domain: string, list: ListName, path: string, call: CallOptions | undefined, body: Body): Promise<unknown> {
    return this.#request('POST', path, { kind: 'list', domain, list }, call, body);
  }

  async #eventsOf(
    source: EventPage['source'],
    domain: string,
    query: EventQuery,
    call: CallOptions | undefined,
  ): Promise<EventPage> {
    const about = { kind: 'events', domain } as const;
    if (source === 'events') {
      const { path, query: asked } = eventsRequest(domain, query);
      return decodeEvents(source, await this.#request('GET', path, about, call, { query: asked }));
    }
    const body = { ...text(JSON.stringify(logsBody(domain, query))), contentType: 'application/json' };
    return decodeEvents(source, await this.#request('POST', logsPath(), about, call, body));
  }

  #urlOf(path: string): URL {
    if (this.#last?.path !== path) this.#last = { path, url: buildUrl(this.#baseUrl, path) };
    return this.#last.url;
  }

  #request(
    method: Call['method'],
    path: string,
    about: Omit<About, 'baseUrl'>,
    call: CallOptions | undefined,
    { query, ...body }: Body & { query?: Query } = {},
  ): Promise<unknown> {
    const url = query === undefined ? this.#urlOf(path) : buildUrl(this.#baseUrl, path, query);
    return this.#transport.request({ method, url, about: { ...about, baseUrl: this.#baseUrl }, ...body }, call);
  }
}

function record(domain: string, list: ListName): Omit<About, 'baseUrl'> {
  return { kind: 'record', domain, list };
}

function text(body: string): { body: BodyInit; bodyBytes: number } {
  return { body, bodyBytes: Buffer.byteLength(body) };
}

function packed(list: ListName, batch: PackedBatch): { body: BodyInit; bodyBytes: number } {
  if (batch.list !== list) throw new MailgunError('invalid', 'The batch is for another list, so nothing was sent.');
  return { body: batch.json, bodyBytes: batch.json.byteLength };
}
