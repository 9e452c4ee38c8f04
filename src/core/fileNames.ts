/** Names of files and folders made from names that somebody else has chosen. */

/** Names that Windows keeps to itself, with any ending. */
const RESERVED = /^(?:con|prn|aux|nul|(?:com|lpt)[\d¹²³]) *(?:\.|$)/i;
const MAX_LENGTH = 120;
/** File systems take 255 bytes, and something is put before and behind a name. */
const MAX_BYTES = 180;

/** A name that is one file or folder on every system, wherever the text came from. */
export function safeFileName(text: string): string {
  const plain = text.normalize('NFC').replace(/[^\p{L}\p{N}._@+() -]+/gu, '_');
  const name = Buffer.from(plain.slice(0, MAX_LENGTH))
    .subarray(0, MAX_BYTES)
    .toString()
    // What is left of a character that was cut.
    .replace(/\ufffd+$/, '')
    .replace(/^\.+|[. ]+$/g, '_')
    .trim();
  if (name === '') return '_';
  return RESERVED.test(name) ? `_${name}` : name;
}

/** The safe names of several texts, no two of which are the same on a system that does not mind case. */
export function distinctFileNames(texts: readonly string[]): string[] {
  const taken = new Set<string>();
  return texts.map((text) => {
    const name = safeFileName(text);
    let candidate = name;
    for (let n = 2; taken.has(candidate.toLowerCase()); n += 1) candidate = `${name}-${n}`;
    taken.add(candidate.toLowerCase());
    return candidate;
  });
}
