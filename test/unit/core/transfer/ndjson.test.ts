import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { readNdjson, writeNdjson } from '../../../../src/core/transfer';
import { exportWriter } from '../../../../src/core/transfer/files/exportFormat';
import { MailgunError } from '../../../../src/mailgun/errors';
import type { Entry } from '../../../../src/mailgun/records';

const text = fc.string({ unit: 'binary', maxLength: 30 });
const address = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
const createdAt = fc.option(fc.integer({ min: Date.parse('0002-01-01'), max: Date.parse('9999-12-31') }), {
  nil: undefined,
});
const dated = <T extends object>(entry: T, at: number | undefined): T =>
  at === undefined ? entry : { ...entry, createdAt: at };
const entriesOf = {
  bounces: fc
    .tuple(address, text, text, createdAt)
    .map(([a, code, error, at]): Entry => dated({ list: 'bounces', address: a, code, error }, at)),
  complaints: fc.tuple(address, createdAt).map(([a, at]): Entry => dated({ list: 'complaints', address: a }, at)),
  unsubscribes: fc
    .tuple(address, fc.array(text, { maxLength: 3 }), createdAt)
    .map(([a, tags, at]): Entry => dated({ list: 'unsubscribes', address: a, tags }, at)),
  allowlist: fc
    .tuple(address, fc.constantFrom('address', 'domain'), text, createdAt)
    .map(([a, kind, reason, at]): Entry => dated({ list: 'allowlist', address: a, kind, reason }, at)),
} as const;
const LISTS = ['bounces', 'complaints', 'unsubscribes', 'allowlist'] as const;

describe('NDJSON files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mailgun-ndjson-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const readAll = async (file: string, list: (typeof LISTS)[number]): Promise<Entry[]> => {
    const all: Entry[] = [];
    for await (const chunk of readNdjson(file, list)) all.push(...chunk);
    return all;
  };

  for (const list of LISTS) {
    it(`give back what was written, of the ${list}`, async () => {
      const file = path.join(folder, 'x.ndjson');
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(entriesOf[list], { maxLength: 5 }), { maxLength: 5 }), async (chunks) => {
          assert.deepEqual(await writeNdjson(file, chunks), { records: chunks.flat().length });
          assert.deepEqual(await readAll(file, list), chunks.flat());
          assert.deepEqual(await readdir(folder), ['x.ndjson']);
        }),
        { numRuns: 40 },
      );
    });

    it(`hold what JSON.parse understands, and so do JSON arrays, of the ${list}`, () => {
      fc.assert(
        fc.property(
          fc.array(entriesOf[list], { maxLength: 4 }),
          fc.array(entriesOf[list], { maxLength: 4 }),
          (a, b) => {
            const json = exportWriter('json', list);
            const whole = JSON.parse(
              json.head + json.rows(a, true) + json.rows(b, a.length === 0) + json.tail,
            ) as object[];
            const lines = exportWriter('ndjson', list)
              .rows([...a, ...b], true)
              .split('\n')
              .slice(0, -1);
            assert.deepEqual(
              whole,
              lines.map((line) => JSON.parse(line) as object),
            );
            assert.deepEqual(
              whole.map((record) => ('value' in record ? record.value : 'address' in record && record.address)),
              [...a, ...b].map((entry) => entry.address),
            );
          },
        ),
      );
    });
  }

  it('come in chunks of a thousand', async () => {
    const file = path.join(folder, 'x.ndjson');
    const entry: Entry = { list: 'complaints', address: 'a@x.example' };
    await writeNdjson(file, [Array.from({ length: 2500 }, () => entry)]);
    const sizes: number[] = [];
    for await (const chunk of readNdjson(file, 'complaints')) sizes.push(chunk.length);
    assert.deepEqual(sizes, [1000, 1000, 500]);
  });

  it('are refused with the number of the line that is damaged', async () => {
    const file = path.join(folder, 'x.ndjson');
    for (const [bad, line] of [
      ['{"address":"a@x.example"}\n{"address":', 2],
      ['{"address":"a@x.example"}\n\n', 2],
      ['{"value":"a@x.example"}\n', 1],
      ['[]\n', 1],
    ] as const) {
      await writeFile(file, bad);
      await assert.rejects(readAll(file, 'complaints'), {
        message: new RegExp(`^Line ${line} of x\\.ndjson is not an entry`),
      });
    }
    await assert.rejects(readAll(path.join(folder, 'none'), 'complaints'), { code: 'ENOENT' });
  });

  it('stop when told to', async () => {
    const file = path.join(folder, 'x.ndjson');
    await writeNdjson(file, [
      Array.from({ length: 2500 }, (): Entry => ({ list: 'complaints', address: 'a@x.example' })),
    ]);
    const controller = new AbortController();
    const chunks = readNdjson(file, 'complaints', { signal: controller.signal });
    await chunks.next();
    controller.abort();
    await assert.rejects(chunks.next(), (error) => MailgunError.is(error, 'cancelled'));
  });

  it('are not there when their source fails', async () => {
    const failing = function* (): Generator<Entry[]> {
      yield [{ list: 'complaints', address: 'a@x.example' }];
      throw new Error('No more.');
    };
    await assert.rejects(writeNdjson(path.join(folder, 'x.ndjson'), failing()), { message: 'No more.' });
    assert.deepEqual(await readdir(folder), []);
  });
});
