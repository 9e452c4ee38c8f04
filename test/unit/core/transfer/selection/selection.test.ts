/** Selected entries as text and into files. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { ListRef } from '../../../../../src/core/refs';
import { exportRows } from '../../../../../src/core/transfer/selection/exportRows';
import { rowWriter, type PlacedEntry } from '../../../../../src/core/transfer/selection/rowFormat';
import { MailgunError } from '../../../../../src/mailgun/errors';
import type { ListName } from '../../../../../src/mailgun/lists';

const AT = Date.UTC(2024, 4, 31, 12);
const A = 'a.example';
const B = 'b.example';

const ref = (domain: string, list: ListName): ListRef => ({ accountId: 'x', domain, list });

/** One entry of each list, with what strangers write. */
const ROWS: readonly PlacedEntry[] = [
  {
    domain: A,
    entry: { list: 'bounces', address: 'j@x.example', code: '550', error: 'no, "never"\n=1+1', createdAt: AT },
  },
  { domain: A, entry: { list: 'complaints', address: '=cmd@x.example' } },
  { domain: B, entry: { list: 'unsubscribes', address: 'u@x.example', tags: ['a,b', '*'], createdAt: AT } },
  { domain: B, entry: { list: 'allowlist', kind: 'domain', address: 'x.example', reason: 'ours\u2028' } },
];
const LISTS = [ref(A, 'bounces'), ref(A, 'complaints'), ref(B, 'unsubscribes'), ref(B, 'allowlist')];

function written(writer: ReturnType<typeof rowWriter>, rows = ROWS): string {
  return writer.head + rows.map((row, at) => writer.rows([row], at === 0)).join('') + writer.tail;
}

describe('selected entries', () => {
  it('of one list are an export of that list', () => {
    const [row] = ROWS;
    assert.ok(row);
    assert.equal(
      written(rowWriter('csv', [ref(A, 'bounces')]), [row]),
      'address,code,error,created_at\nj@x.example,550,"no, ""never""\n=1+1","Fri, 31 May 2024 12:00:00 +0000"\n',
    );
    assert.deepEqual(JSON.parse(written(rowWriter('json', [ref(A, 'bounces')]), [row, row])), [
      ...Array.from({ length: 2 }, () => ({
        address: 'j@x.example',
        code: '550',
        error: 'no, "never"\n=1+1',
        created_at: '2024-05-31T12:00:00.000Z',
      })),
    ]);
  });

  it('of several lists say on which they stand, and of several domains on which of these', () => {
    const rows = parse<Record<string, string>>(written(rowWriter('csv', LISTS)), { columns: true });
    assert.deepEqual(
      rows.map(({ sending_domain, list, address }) => [sending_domain, list, address]),
      ROWS.map(({ domain, entry }) => [domain, entry.list, entry.address]),
    );
    assert.deepEqual(
      [rows[0]?.['error'], rows[2]?.['tags'], rows[3]?.['reason']],
      ['no, "never"\n=1+1', '["a,b","*"]', 'ours\u2028'],
    );
    const one = parse<object>(written(rowWriter('csv', LISTS.slice(0, 2)), ROWS.slice(0, 2)), { columns: true });
    assert.deepEqual(Object.keys(one[0] ?? {}), ['list', 'address', 'code', 'error', 'tags', 'reason', 'created_at']);
    const guarded = written(rowWriter('csv', LISTS, { guardFormulas: true }));
    assert.match(guarded, /,'=cmd@x\.example,/);
  });

  it('are JSON with the same fields, as one array or line by line', () => {
    const array = JSON.parse(written(rowWriter('json', LISTS))) as unknown[];
    const lines = written(rowWriter('ndjson', LISTS)).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      array,
    );
    assert.deepEqual(array[3], {
      sending_domain: B,
      list: 'allowlist',
      type: 'domain',
      value: 'x.example',
      reason: 'ours\u2028',
    });
    assert.equal(written(rowWriter('json', LISTS), []), '[\n]\n');
  });

  describe('in a file', () => {
    let folder: string;
    beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'selection-'))));
    afterEach(() => rm(folder, { recursive: true, force: true }));
    const chunks = [ROWS.slice(0, 2), ROWS.slice(2)];

    it('are written whole', async () => {
      const file = path.join(folder, 'rows.csv');
      const done: number[] = [];
      const writer = rowWriter('csv', LISTS);
      const result = await exportRows(file, writer, chunks, { onProgress: (rows) => done.push(rows) });
      assert.deepEqual([result, done], [{ records: 4 }, [2, 4]]);
      assert.equal(await readFile(file, 'utf8'), written(writer));
      assert.deepEqual(await readdir(folder), ['rows.csv']);
    });

    it('leave what stood there when they are cancelled, and nothing beside it', async () => {
      const file = path.join(folder, 'rows.json');
      await writeFile(file, 'before');
      const control = new AbortController();
      const onProgress = (): void => control.abort();
      const work = exportRows(file, rowWriter('json', LISTS), chunks, { signal: control.signal, onProgress });
      await assert.rejects(work, (error) => MailgunError.is(error, 'cancelled'));
      assert.deepEqual([await readdir(folder), await readFile(file, 'utf8')], [['rows.json'], 'before']);
    });
  });
});
