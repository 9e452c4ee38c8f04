/** Bytes that two threads see. */

/** Holds a page of 1000 records as they usually are. */
const ROOM = 1 << 19;

/** An answer on its way in. */
export class SharedBytes {
  #room: Uint8Array;
  #length = 0;

  constructor(room = ROOM) {
    this.#room = new Uint8Array(new SharedArrayBuffer(room));
  }

  /** What has been added. */
  get bytes(): Uint8Array {
    return this.#room.subarray(0, this.#length);
  }

  /** Whether it is as large as it was made. */
  get isSmall(): boolean {
    return this.#room.length === ROOM;
  }

  clear(): void {
    this.#length = 0;
  }

  add(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#room.length) {
      const larger = new Uint8Array(new SharedArrayBuffer(length * 2));
      larger.set(this.bytes);
      this.#room = larger;
    }
    this.#room.set(bytes, this.#length);
    this.#length = length;
  }
}

/** The bytes as text, as a response's `text()` would have it. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
