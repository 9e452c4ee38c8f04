/** Numbers for texts (FNV-1a): they take less memory, and can be made of bytes before there is a text. */

const FIRST = 0x811c9dc5;
const PRIME = 0x01000193;

/** The number of a text. */
export function print(text: string): number {
  let hash = FIRST;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash >>> 0;
}

/** The number of the text that bytes of ASCII are. */
export function printOfAscii(bytes: Uint8Array, from: number, to: number): number {
  let hash = FIRST;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), PRIME);
  return hash >>> 0;
}
