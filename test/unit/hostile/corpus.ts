/**
 * Everything that is tried in every place: the Big List of Naughty Strings (github.com/minimaxir/big-list-of-naughty-strings, MIT, from the
 * package of that name), what the workbench is shown, and what hurts in this extension's own places.
 */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { ADDRESSES, TEXTS } from './texts';

const PUBLIC = createRequire(__filename)('big-list-of-naughty-strings') as readonly string[];

/** What would name another place in a path or a URL. */
const PATHS = [
  '.', '..', '...', './', '../', '../..', '..\\..', '/', '//', '\\', '/etc/passwd', '../../v4/domains', '..%2f..%2fv4', '%2e', '%2e%2e',
  '%2E%2e%2F', '%252e%252e', '%2f', '%5c', '%00', '%', '%zz', 'a/', '/a', 'a//b', 'a/../b', 'a/ /b', 'import', 'bounces', 'whitelists',
  'a/import', '?', '?tag=x', 'a?page=next&address=b', '#', '#frag', ';v=1', 'a;b', '@', 'user:pass@trap.invalid', '//trap.invalid/x',
  'http://trap.invalid/', 'https:trap.invalid', 'file:///etc/passwd', 'C:\\Windows\\win.ini', '\\\\trap.invalid\\share', '＼', '／', '．．', '․․', '。',
]; // prettier-ignore

/** Control characters, line breaks, what turns text round or hides, halves of pairs. */
const UNSEEN = [
  '\0', 'a\0b', '\t', '\n', '\r', '\r\n', 'a\nb', 'a\rb', 'a\r\nX-Injected: 1', '\u000b', '\u000c', '\u0085', '\u2028', '\u2029', '\u0008\u0008', '\u007f',
  '\u009b31m', '\u001b[31mred\u001b[0m', '\u001b]0;title\u0007', '\u001b[2J', '\u001bc', '\u202eevil', '\u2066x\u2069', '\u200b', 'a\u200bb@x.example',
  '\ufeff', '\ufeffa', '\u00ad', '\u2060', '\u{e0041}\u{e007f}', '\ud800', '\udc00', 'a\ud83d', '\udca9b@x.example', '\ufffd', '\uffff', '\u00a0', ' ', '',
]; // prettier-ignore

/** What a spreadsheet, a shell, a template, a log or a prototype would take for more than text. */
const TAKEN = [
  "=cmd|' /C calc'!A0", '=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠SUM(1)', ' =1', "'=1", '"=1"', '=HYPERLINK("http://trap.invalid")', '=IMPORTXML("http://trap.invalid")',
  '$(touch PWNED)', '`touch PWNED`', "';touch PWNED;'", '";touch PWNED;"', '| touch PWNED', '&& touch PWNED', '\ntouch PWNED\n', '$PWD', '${HOME}', '~', '*', '!!', '!$', "'", "''", '"', '\\', "\\'", '-o', '--config=x', '@file', '<x', '>PWNED', '{a,b}', '[1-9]', '%PATH%', '^', '$IFS',
  '[x](command:workbench.action.quit)', '[x](https://trap.invalid)', '[x](file:///etc)', '[a][b](command:x)', '[a](command:x "t")', '![x](https://trap.invalid/x.png)', '<https://trap.invalid>', 'command:workbench.action.quit', 'vscode://x', 'https://trap.invalid', 'javascript:alert(1)', 'data:text/html,<script>1</script>',
  '$(trash)', '\\$(trash)', '$(sync~spin)', '$($(trash))', '${user.home}', '{0}', '{0}{1}', '%s %d %o', '$&', '$1', "$'", '$`', '<b>x</b>', '&lt;b&gt;', '&#60;', '--></script>', '</title><script>x</script>', '" onmouseover="x', 'bob@x.example\n2026-01-01 00:00:00.000 [info] forged',
  '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length', 'null', 'undefined', 'NaN', 'true', '[]', '{}', '["*"]', '[null]', '*,news', 'a;b', 'a|b',
]; // prettier-ignore

/** What some system does not take for the name of a file. */
const NAMES = [
  'con', 'CON', 'nul.txt', 'NUL .txt', 'aux', 'prn', 'com1', 'COM¹', 'lpt9.csv', 'LPT³', 'conin$', 'CONOUT$', 'a.', 'a ', ' a', '.hidden', '..a', 'a:b', 'a:stream', 'a*', 'a?', 'a<b>c', 'a|b', 'x.csv\0.png', '-rf', '~', '~root',
  '漢'.repeat(120), '😀'.repeat(70), 'é'.repeat(200), `${'a'.repeat(119)}😀`, `${'x'.repeat(300)}.csv`, 'e\u0301'.repeat(100),
]; // prettier-ignore

/** Addresses that are sound and hard to carry. */
const HARD = [
  `o'brien@x.example`, 'a+b@x.example', '100%25@x.example', '"two words"@x.example', '"a/b"@x.example', 'a/b@x.example', 'a?b#c@x.example', 'a&b=c@x.example', 'jürgen@bücher.example', 'раураl@x.example', '用户@例え.example', 'İ@x.example', 'ſ@x.example', 'ß@x.example', '_@x.example', 'a!b%c@x.example', `${'l'.repeat(64)}@${'d'.repeat(60)}.example`, '*@x.example', '$(id)@x.example', '`id`@x.example', '=a@x.example',
]; // prettier-ignore

const OWN = [...Object.values(TEXTS), ...ADDRESSES, ...PATHS, ...UNSEEN, ...TAKEN, ...NAMES, ...HARD];

/** Each text once. */
export const CORPUS: readonly string[] = [...new Set([...PUBLIC, ...OWN])];

/** The same for what takes a request each: a quarter of the public list, and no text that is too long for a URL. */
export const SENT: readonly string[] = [...new Set([...PUBLIC.filter((_, index) => index % 4 === 0), ...OWN])].filter(
  (text) => text.length <= 5000,
);

/** A character at random; fast-check's own table of them takes seconds to make. */
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

/** Texts of the corpus, pieces of it put together, and any characters at all. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...SENT),
  fc
    .array(fc.oneof(fc.constantFrom(...PATHS, ...UNSEEN, ...TAKEN), fc.string({ unit, maxLength: 4 })), {
      maxLength: 5,
    })
    .map((parts) => parts.join('')),
  fc.string({ unit, maxLength: 30 }),
);

/** What is between quotes must be all of Unicode that can be encoded. */
export function isSound(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Counts the cases of a file's tests and says at the end how many there were. */
export function counter(what: string): { add(cases?: number): void } {
  let count = 0;
  after(() => {
    console.log(`    ${what}: ${count.toLocaleString('en')} hostile cases`);
  });
  return { add: (cases = 1) => void (count += cases) };
}
