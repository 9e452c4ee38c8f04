/** Every place where a key could have been left: what VS Code was told, its pages and their storage, files. */
import fs from 'node:fs';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';

/** A place and what is there. */
export interface Place {
  readonly where: string;
  readonly bytes: Uint8Array | string;
}

/**
 * The calls in which a key belongs: an extension hands a secret to VS Code's SecretStorage, and puts back into a masked input box
 * what was typed there, to be corrected.
 */
const RIGHTFUL: readonly (readonly [name: Buffer, isSo: (argument: string) => boolean])[] = [
  [Buffer.from('$setPassword'), () => true],
  [Buffer.from('$createOrUpdate'), (argument) => argument.includes('"password":true')],
];

/**
 * What the page is told over its sockets: in the server host all that extensions say to VS Code, every log line, notification, row,
 * stored value, and the HTML of and messages to webviews. On the desktop there are none.
 */
export class Wire {
  readonly #sockets: Buffer[][] = [];

  readonly watch = (page: Page): void => {
    page.on('websocket', (socket) => {
      const received: Buffer[] = [];
      this.#sockets.push(received);
      socket.on('framereceived', ({ payload }) => void received.push(Buffer.from(payload as string)));
    });
  };

  /** What is new, without what it is right to tell; `secrets` is how often that was. */
  read(): { readonly places: Place[]; readonly secrets: number } {
    const streams = this.#sockets.map((received) => blanked(Buffer.concat(received.splice(0))));
    const places = streams.map(({ bytes }, index) => ({ where: `socket ${index}`, bytes }));
    return { places, secrets: streams.reduce((sum, { secrets }) => sum + secrets, 0) };
  }
}

/** Blanks the arguments of rightful calls: after a call's name their length in four bytes, then they themselves. */
function blanked(bytes: Buffer): { readonly bytes: Buffer; readonly secrets: number } {
  let secrets = 0;
  for (const [name, isSo] of RIGHTFUL) {
    for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) {
      const start = at + name.length + 4;
      const end = start + (start <= bytes.length ? bytes.readUInt32BE(start - 4) : 0);
      if (end > bytes.length || !isSo(bytes.toString('latin1', start, end))) continue;
      bytes.fill(0, start, end);
      secrets++;
    }
  }
  return { bytes, secrets };
}

/** What all frames of a page hold: their documents, and what they have stored. */
export async function framesOf(page: Page): Promise<Place[]> {
  const places = await Promise.all(page.frames().map((frame) => inFrame(frame).catch(() => [])));
  return places.flat();
}

/** What the origin of the window has stored: settings, mementos, secrets and logs of the server host. */
export async function storageOf(page: Page): Promise<Place[]> {
  const stored = await page.evaluate<Record<string, string>>(READ_STORAGE);
  return Object.entries(stored).map(([where, bytes]) => ({ where, bytes }));
}

/** The files below a folder, read one after the other. What a link leads to is not below it. */
export function* filesBelow(folder: string): Generator<Place> {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(file);
    else if (entry.isFile()) yield* read(file);
  }
}

function* read(file: string): Generator<Place> {
  try {
    yield { where: file, bytes: fs.readFileSync(file) };
  } catch (error) {
    // It was there for a moment only.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function inFrame(frame: Frame): Promise<Place[]> {
  return [{ where: `document ${frame.url().slice(0, 100)}`, bytes: await frame.content() }];
}

/** Bytes come as characters of the same number. */
const READ_STORAGE = `(async () => {
  const text = async (value) => {
    if (value instanceof Blob) value = await value.arrayBuffer();
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    if (ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value);
    return typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  };
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const items = (storage) => Array.from(storage, (_, index) => storage.key(index) + '\\n' + storage.getItem(storage.key(index))).join('\\n');
  const found = { 'local storage': items(localStorage), 'session storage': items(sessionStorage), cookies: document.cookie };
  for (const { name } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([answer(all.getAllKeys()), answer(all.getAll())]);
      const texts = await Promise.all(values.map(text));
      found['database ' + name + '/' + store] = keys.map((key, index) => String(key) + '\\n' + texts[index]).join('\\n');
    }
    database.close();
  }
  return found;
})()`;
