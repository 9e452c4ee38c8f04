/** Making strangers' text fit to be shown as plain text. */
import { once } from '../mailgun/once';

/** Controls, invisible format characters and bidirectional overrides; line ends and tabs become spaces instead. */
const unsafe = once(() => /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu);
/** Joiners that emoji and several scripts need. */
const JOINERS = /^[\u200c\u200d]$/;

/**
 * A stranger's text as one line of plain text of at most `max` UTF-16 units (default 1000): control characters, bidirectional overrides and
 * other invisible characters are taken out, white space is folded, what is cut off is marked by an ellipsis. It is still text
 * to be escaped by whoever puts it into Markdown or HTML.
 */
export function plainText(text: string, max = 1000): string {
  const bounded = text.slice(0, Math.max(max, 0) * 4 + 64);
  const folded = bounded
    .replace(/[\s\u0085]+/g, ' ')
    .replace(unsafe(), (unit) => (JOINERS.test(unit) ? unit : ''))
    .trim();
  const complete = bounded.length === text.length;
  return complete && folded.length <= max ? folded : cut(folded, max);
}

/**
 * A text on one line, of which nothing is lost: line breaks, other controls and what turns text round are spelled out as `\u{…}`. Tabs stay.
 */
export function oneLine(text: string): string {
  return text.replace(/[^\P{Cc}\t]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (unit) => {
    return `\\u{${unit.charCodeAt(0).toString(16).padStart(4, '0')}}`;
  });
}

function cut(text: string, max: number): string {
  if (max < 1) return '';
  const head = text.slice(0, max - 1);
  // Half of a surrogate pair is no character.
  return head.replace(/[\ud800-\udbff]$/, '').trimEnd() + '…';
}
