import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { distinctFileNames, safeFileName } from '../../../src/core/fileNames';
import { exportWriter } from '../../../src/core/transfer/files/exportFormat';
import { inspectFile } from '../../../src/core/transfer/read';
import { rowWriter } from '../../../src/core/transfer/selection/rowFormat';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import type { Entry } from '../../../src/mailgun/records';
import { csv } from '../../../src/views/insightWords';
import { allRows } from '../core/transfer/read/files';
import { CORPUS, counter, hostileText, isSound } from './corpus';

/** What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"), full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
/** What Windows keeps to itself (Microsoft, "Naming Files, Paths, and Namespaces"), with any ending. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)/i;
const REF = { accountId: 'a', domain: 'mg.example.com' };

/** A text as a file has it: half a surrogate pair is none. */
function asUtf8(text: string): string {
  return Buffer.from(text).toString();
}

describe('hostile texts in files', () => {
  const cases = counter('files');
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hostile-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function assertFileName(name: string): void {
    cases.add();
    assert.equal(path.posix.basename(name), name);
    assert.equal(path.win32.basename(name), name);
    assert.equal(path.posix.dirname(path.posix.join('/folder', name)), '/folder');
    // eslint-disable-next-line no-control-regex -- these are what must not get in
    assert.doesNotMatch(name, /[\0-\x1f\x7f-\x9f<>:"/\\|?*]|[. ]$|^\.+$|\p{Bidi_Control}|\p{Surrogate}/u);
    assert.doesNotMatch(name, RESERVED);
    // File systems take 255 bytes, and something is put before and behind a name.
    assert.ok(Buffer.byteLength(name) <= 190, `${Buffer.byteLength(name)} bytes: ${name}`);
  }

  it('a file name made of any text is one file in its folder, on Windows too', async () => {
    const place = path.join(folder, 'names');
    await mkdir(place);
    for (const text of CORPUS) {
      const name = safeFileName(text);
      assertFileName(name);
      await writeFile(path.join(place, `${name}-bounces.csv`), '');
    }
    const names = new Set(CORPUS.map((text) => `${safeFileName(text)}-bounces.csv`));
    assert.deepEqual((await readdir(place)).sort(), [...names].sort());
    assert.deepEqual(await readdir(folder), ['names']);
    fc.assert(
      fc.property(hostileText, (text) => assertFileName(safeFileName(text))),
      { numRuns: 1000 },
    );
  });

  it('the file names of several texts are as many files', () => {
    const names = distinctFileNames(CORPUS);
    for (const name of names) assertFileName(name);
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, CORPUS.length);
  });

  /** An entry of each list with the text in each of its fields. */
  function entries(text: string): Entry[] {
    return [
      { list: 'bounces', address: text, code: text, error: text },
      { list: 'complaints', address: text },
      { list: 'unsubscribes', address: text, tags: [text] },
      { list: 'allowlist', kind: 'address', address: text, reason: text },
    ];
  }

  const cellsOf = (text: string): string[][] => parse(text, { relax_column_count: true });

  /** All cells that files make of an entry, by list and of several lists, and the cells that hold the text. */
  function written(entry: Entry, guardFormulas: boolean): { all: string[]; own: (string | undefined)[] } {
    const one = exportWriter('csv', entry.list, { guardFormulas });
    const lists = LIST_NAMES.map((list) => ({ ...REF, list }));
    const many = rowWriter('csv', lists, { guardFormulas });
    const [, single = []] = cellsOf(one.head + one.rows([entry], true));
    const [, row = []] = cellsOf(many.head + many.rows([{ domain: REF.domain, entry }], true));
    const own = entry.list === 'bounces' ? [...single.slice(0, 3), ...row.slice(1, 4)] : [single[0], row[1]];
    return { all: [...single, ...row], own };
  }

  it('a cell of a CSV holds a text as it is', () => {
    for (const text of CORPUS) {
      for (const entry of entries(text)) {
        cases.add();
        for (const cell of written(entry, false).own) assert.equal(cell, asUtf8(text));
      }
    }
  });

  it('with the guard no cell of a CSV begins as a formula, and without its apostrophe it is the text again', () => {
    for (const text of CORPUS) {
      for (const entry of entries(text)) {
        cases.add();
        const { all, own } = written(entry, true);
        for (const cell of all) assert.doesNotMatch(cell, FORMULA);
        for (const cell of own)
          assert.equal(/^'*[=+\-@\t\r\n＝＋－＠]/u.test(text) ? cell?.replace(/^'/, '') : cell, asUtf8(text));
      }
      const bar = { label: text, detail: text, count: 1, filter: {} };
      const picture = { id: 'tags' as const, bars: [bar], others: { bars: 0, count: 0 }, without: 0 };
      for (const cell of cellsOf(csv(picture)).flat()) assert.doesNotMatch(cell, FORMULA);
    }
  });

  it('a CSV that was guarded is read as what it was made of', async () => {
    const texts = CORPUS.filter((text) => isSound(text) && text.trim() === text && text.length < 1000);
    // Line ends are those of the file, and controls no text.
    const plain = texts.filter((text) => !/[\p{Cc}\u2028\u2029\ufeff]/u.test(text));
    const list = plain.map((error, at): Entry => ({
      list: 'bounces',
      address: `n${at}@x.example`,
      code: '550',
      error,
    }));
    for (const guardFormulas of [false, true]) {
      const writer = exportWriter('csv', 'bounces', { guardFormulas });
      const file = path.join(folder, `round-${guardFormulas}.csv`);
      await writeFile(file, writer.head + writer.rows(list, true));
      const { plan } = await inspectFile(file, { list: 'bounces', guarded: guardFormulas });
      const rows = await allRows(file, plan);
      const read = rows.map(({ entry }) => (entry?.list === 'bounces' ? entry.error : undefined));
      cases.add(rows.length);
      assert.deepEqual(read, plain);
    }
  });

  it('a record is one line of NDJSON and one item of JSON, and reads as it was', () => {
    for (const text of CORPUS) {
      for (const entry of entries(text)) {
        cases.add();
        const line = exportWriter('ndjson', entry.list).rows([entry], true);
        assert.match(line, /^[^\n\r]+\n$/);
        const json = exportWriter('json', entry.list);
        const whole = json.head + json.rows([entry], true) + json.tail;
        const [item, ...more] = JSON.parse(whole) as Record<string, unknown>[];
        assert.equal(more.length, 0);
        assert.deepEqual(JSON.parse(line), item);
        const { type, value, ...rest } = item ?? {};
        const named = entry.list === 'allowlist' ? { address: value, kind: type } : {};
        assert.deepEqual({ list: entry.list, ...rest, ...named }, entry);
      }
    }
  });
});
