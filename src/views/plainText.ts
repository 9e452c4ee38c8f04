/** Text written by strangers, made safe to look at. It is still only ever set as text, never as markup. */

/** Control characters, and characters that change the direction of what surrounds them or are invisible. */
const DECEPTIVE = /[\p{Cc}\p{Bidi_Control}\u200B\u2060-\u2064\uFEFF]/gu;

/** A text of several lines in which nothing hides: deceptive characters are spelled out as `\u{…}`. Line breaks and tabs stay. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(DECEPTIVE, (char) => (char === '\n' || char === '\t' ? char : spell(char)));
}

/** The same for one line, such as an address: line breaks and tabs are spelled out too. */
export function visibleLine(text: string): string {
  return text.replace(DECEPTIVE, spell);
}

/** The beginning of a long text, at most `lines` lines and `characters` characters; undefined when the text is short enough as it is. */
export function beginning(text: string, lines: number, characters: number): string | undefined {
  const head = text.split('\n', lines).join('\n');
  const cut = head.length > characters ? head.slice(0, characters).replace(/[\uD800-\uDBFF]$/, '') : head;
  return cut.length < text.length ? cut : undefined;
}

function spell(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}}`;
}
