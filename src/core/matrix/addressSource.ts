/** Where addresses to check come from: any text, a CSV, JSON; each once, with a count of what was not used. */
import { addressKey, isAddress, normalizeAddress } from '../addressSyntax';
import { extractAddresses } from '../extractAddresses';
import { addressesOfFile } from '../transfer/files/addressFile';
import { inspectFile, readText } from '../transfer/read';

/** Most addresses that are checked at once. */
export const MAX_ADDRESSES = 50_000;

/** Addresses, with what was left out. */
export interface AddressSet {
  /** Each once, in the order and spelling in which it came first. */
  readonly addresses: readonly string[];
  /** Repetitions. */
  readonly repeated: number;
  /** Lines or rows without an address. */
  readonly without: number;
  /** Addresses beyond `MAX_ADDRESSES`. */
  readonly beyond: number;
}

/** Collects addresses, each once. */
class Collector {
  readonly #found = new Map<string, string>();
  readonly #beyond = new Set<string>();
  repeated = 0;
  without = 0;

  add(address: string): void {
    const key = addressKey(address);
    if (this.#found.has(key) || this.#beyond.has(key)) this.repeated += 1;
    else if (this.#found.size >= MAX_ADDRESSES) this.#beyond.add(key);
    else this.#found.set(key, address);
  }

  addLine(line: string): void {
    const found = extractAddresses(line);
    if (found.length === 0 && line.trim() !== '') this.without += 1;
    for (const address of found) this.add(address);
  }

  get result(): AddressSet {
    const { repeated, without } = this;
    return { addresses: [...this.#found.values()], repeated, without, beyond: this.#beyond.size };
  }
}

/** The addresses of a text, line by line. */
export function addressesOfText(text: string): AddressSet {
  const collector = new Collector();
  for (const line of text.split(/\r\n?|\n/)) collector.addLine(line);
  return collector.result;
}

/** The addresses among texts that are meant to be addresses each; the others count as `without`. */
export function addressesAmong(texts: Iterable<string>): AddressSet {
  const collector = new Collector();
  for (const text of texts) {
    const trimmed = text.trim();
    if (isAddress(trimmed)) collector.add(normalizeAddress(trimmed));
    else collector.addLine(text === '' ? '?' : text);
  }
  return collector.result;
}

/**
 * The addresses in a file. Where it has a column of addresses that alone counts, else every line is searched; it is read piece by piece.
 * Throws ReadError for what is empty or no text, the file system's errors, and MailgunError `cancelled`.
 */
export async function addressesInFile(file: string, signal?: AbortSignal): Promise<AddressSet> {
  const collector = new Collector();
  const { plan } = await inspectFile(file, { list: 'bounces' });
  if (plan.format !== 'text' && plan.mapping.address === undefined) return searchFile(file, plan.encoding, signal);
  const chunks = addressesOfFile(file, 'bounces', { signal, onProblem: () => (collector.without += 1) });
  for await (const chunk of chunks) for (const address of chunk) collector.add(address);
  return collector.result;
}

/** Longest piece of a line that is held; addresses do not come that long. */
const LINE = 1_000_000;

async function searchFile(
  file: string,
  encoding: Parameters<typeof readText>[1],
  signal?: AbortSignal,
): Promise<AddressSet> {
  const collector = new Collector();
  let rest = '';
  for await (const { text } of readText(file, encoding, { signal })) {
    const lines = (rest + text).split(/\r\n?|\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) collector.addLine(line);
    if (rest.length < LINE) continue;
    const cut = Math.max(rest.lastIndexOf(' '), rest.lastIndexOf(',')) + 1 || rest.length;
    collector.addLine(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  collector.addLine(rest);
  return collector.result;
}
