/** What the bytes of a text file mean. */
import { isAscii, isUtf8 } from 'node:buffer';
import { ReadError } from './readError';
import type { FileEncoding } from './readPlan';

const BOMS: readonly (readonly [FileEncoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** First bytes of files that are no text, and what such a file is called. */
const BINARIES: readonly (readonly [string, readonly number[]])[] = [
  ['a ZIP archive or an Excel workbook', [0x50, 0x4b, 0x03, 0x04]],
  ['a ZIP archive', [0x50, 0x4b, 0x05, 0x06]],
  ['an Excel workbook', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46]],
  ['a 7-Zip archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['a picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a picture', [0xff, 0xd8, 0xff]],
  ['a UTF-32 text', [0xff, 0xfe, 0x00, 0x00]],
  ['a UTF-32 text', [0x00, 0x00, 0xfe, 0xff]],
];

const LF = 10;

const startsWith = (bytes: Uint8Array, start: readonly number[]) => start.every((byte, index) => bytes[index] === byte);

/** Bytes of the byte order mark at the beginning that belongs to the encoding: 0, 2 or 3. */
export function bomLength(bytes: Uint8Array, encoding: FileEncoding): number {
  const bom = BOMS.find(([name]) => name === encoding)?.[1];
  return bom !== undefined && startsWith(bytes, bom) ? bom.length : 0;
}

/**
 * The encoding of a file by its first bytes: a byte order mark, UTF-16 told by its zeros, UTF-8 if most lines are that, else Windows-1252.
 * Throws ReadError for what is no text. `whole` says that these bytes are all.
 */
export function sniffEncoding(bytes: Buffer, whole: boolean): FileEncoding {
  const binary = BINARIES.find(([, start]) => startsWith(bytes, start))?.[0];
  if (binary !== undefined) throw notText(binary);
  const marked = BOMS.find(([, bom]) => startsWith(bytes, bom))?.[0];
  const found = marked ?? utf16WithoutBom(bytes) ?? (isMostlyUtf8(bytes, whole) ? 'utf-8' : 'windows-1252');
  if (!found.startsWith('utf-16') && isBinary(bytes)) throw notText('not a text file');
  return found;
}

function notText(what: string): ReadError {
  const message = what.startsWith('not') ? `This is ${what}.` : `This is ${what}, not a text file.`;
  return new ReadError(message, 'Unpack it, or save the table as CSV (UTF-8), and choose that file.');
}

/** Latin text in UTF-16 has a zero in every second byte. */
function utf16WithoutBom(bytes: Buffer): FileEncoding | undefined {
  const zeros = [0, 0];
  const end = Math.min(bytes.length, 4096) & ~1;
  for (let index = 0; index < end; index += 1) if (bytes[index] === 0) zeros[index & 1] = (zeros[index & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = end / 2;
  if (most < 2) return undefined;
  if (odd > most * 0.6 && even < most * 0.05) return 'utf-16le';
  return even > most * 0.6 && odd < most * 0.05 ? 'utf-16be' : undefined;
}

/** Whether of the lines that are more than ASCII most are UTF-8; a few that are not are read by themselves later. */
function isMostlyUtf8(bytes: Buffer, whole: boolean): boolean {
  if (isUtf8(bytes)) return true;
  let sound = 0;
  let others = 0;
  for (let begin = 0; begin < bytes.length;) {
    const end = bytes.indexOf(LF, begin) + 1 || bytes.length;
    const line = bytes.subarray(begin, end);
    // The last character may be cut in two.
    const isCut = end === bytes.length && !whole;
    if (isUtf8(line)) sound += isAscii(line) ? 0 : 1;
    else if (!isCut || begin === 0) others += isCut && isUtf8Start(line) ? 0 : 1;
    begin = end;
  }
  return sound >= others;
}

function isUtf8Start(bytes: Buffer): boolean {
  return [1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, -cut)));
}

function isBinary(bytes: Buffer): boolean {
  const end = Math.min(bytes.length, 65_536);
  let controls = 0;
  for (let index = 0; index < end; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < 32 && (byte < 9 || byte > 13)) controls += 1;
  }
  return controls > end * 0.1;
}

/** What Windows-1252 has where Latin-1 has C1 controls. Five bytes mean nothing and stay what they are (WHATWG Encoding Standard). */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Windows-1252 as text. */
export function decodeWindows1252(bytes: Buffer): string {
  // By a table: some releases of Node take Windows-1252 for Latin-1 in TextDecoder.
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (unit) => WINDOWS_1252[unit.charCodeAt(0) - 0x80] ?? unit);
}
