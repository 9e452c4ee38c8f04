/** Names of files and folders made from names that somebody else has chosen. */

/** Names that Windows keeps to itself, with any ending. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const MAX_LENGTH = 120;

/** A name that is one file or folder on every system, wherever the text came from. */
export function safeFileName(text: string): string {
  const name = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._@+() -]+/gu, '_')
    .slice(0, MAX_LENGTH)
    // Half of a surrogate pair is no character.
    .replace(/[\ud800-\udbff]$/, '')
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
