/**
 * Texts as bytes: each UTF-16 unit by itself in one to three bytes, as UTF-8 would write it. So lone surrogates survive, bytes compare as
 * JavaScript compares texts, and one text is in another exactly when its bytes are. The bytes 0xF0 to 0xFF never occur.
 */

/** Ends each text. */
export const END = 0xff;

/** Writes a text, and returns where it ends. There must be room. */
export function writeText(text: string, bytes: Buffer, from: number): number {
  let at = from;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes[at++] = unit;
    } else if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >>> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else {
      bytes[at++] = 0xe0 | (unit >>> 12);
      bytes[at++] = 0x80 | ((unit >>> 6) & 0x3f);
      bytes[at++] = 0x80 | (unit & 0x3f);
    }
  }
  return at;
}

/** How many bytes a unit takes. */
export function unitBytes(unit: number): number {
  return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
}

/** How many bytes a text takes, without an end. */
export function textBytes(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index++) sum += unitBytes(text.charCodeAt(index));
  return sum;
}

/** A text as bytes. */
export function bytesOf(text: string): Buffer {
  const bytes = Buffer.alloc(textBytes(text));
  writeText(text, bytes, 0);
  return bytes;
}

/** The one unit that is the upper case of a unit; -1 when there is no such. */
export function upperUnit(unit: number): number {
  if (unit < 0x80) return unit >= 97 && unit <= 122 ? unit - 32 : -1;
  const upper = String.fromCharCode(unit).toUpperCase();
  return upper.length === 1 ? upper.charCodeAt(0) : -1;
}

/** A bit for each byte of a chunk. */
export function hasBit(bits: Uint8Array, at: number): boolean {
  return (((bits[at >>> 3] ?? 0) >>> (at & 7)) & 1) === 1;
}

export function setBit(bits: Uint8Array, at: number): void {
  bits[at >>> 3] = (bits[at >>> 3] ?? 0) | (1 << (at & 7));
}

export function clearBit(bits: Uint8Array, at: number): void {
  bits[at >>> 3] = (bits[at >>> 3] ?? 0) & ~(1 << (at & 7));
}

const scratch = Buffer.alloc(4096);

/** Reads a text; where a bit marks the first byte of a unit, its upper case. */
export function readText(bytes: Buffer, from: number, to: number, upper: Uint8Array | undefined): string {
  const plain = to - from <= scratch.length ? scratch : Buffer.allocUnsafe(to - from);
  let all = 0;
  let length = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    all |= byte;
    plain[length++] = upper !== undefined && hasBit(upper, at) ? byte ^ 0x20 : byte;
  }
  return all < 0x80 ? plain.toString('latin1', 0, length) : readUnits(bytes, from, to, upper);
}

function readUnits(bytes: Buffer, from: number, to: number, upper: Uint8Array | undefined): string {
  const units = Buffer.allocUnsafe((to - from) * 2);
  let length = 0;
  for (let at = from; at < to;) {
    const first = bytes[at] ?? 0;
    const start = at;
    let unit = first;
    if (first < 0x80) at += 1;
    else if (first < 0xe0) {
      unit = ((first & 0x1f) << 6) | ((bytes[at + 1] ?? 0) & 0x3f);
      at += 2;
    } else {
      unit = ((first & 0x0f) << 12) | (((bytes[at + 1] ?? 0) & 0x3f) << 6) | ((bytes[at + 2] ?? 0) & 0x3f);
      at += 3;
    }
    if (upper !== undefined && hasBit(upper, start)) unit = upperUnit(unit);
    units[length++] = unit & 0xff;
    units[length++] = unit >>> 8;
  }
  return units.toString('utf16le', 0, length);
}
