/** JSON for people to read, with strangers' texts in it. */

/** An object as JSON text, in which every character that hides or turns text round is spelled as an escape. */
export function toJson(value: object): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(value, undefined, 2).replace(DECEPTIVE, escaped)}\n`;
}

/** Beyond what JSON escapes itself; joiners stay, emoji and several scripts need them. */
const DECEPTIVE = /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
