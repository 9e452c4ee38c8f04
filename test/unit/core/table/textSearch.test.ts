import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inSlices } from '../../../../src/core/table/slices';
import { TextArena } from '../../../../src/core/table/textArena';
import { bytesOf } from '../../../../src/core/table/textBytes';
import { searchTexts } from '../../../../src/core/table/textSearch';

async function found(texts: readonly string[], needle: string, [from, to]: readonly [number, number]) {
  const arena = new TextArena();
  for (const text of texts) arena.add(text);
  const bytes = new Uint8Array(texts.length);
  const hits = await inSlices(searchTexts(arena, bytesOf(needle), [from, to], { bytes, base: 0 }));
  const marked = texts.flatMap((_text, at) => (bytes[at] === 1 ? [at] : []));
  return { hits, marked };
}

async function check(texts: readonly string[], needle: string, from = 0, to = texts.length): Promise<void> {
  const expected = texts.flatMap((text, at) => (at >= from && at < to && text.includes(needle) ? [at] : []));
  assert.deepEqual(await found(texts, needle, [from, to]), { hits: expected.length, marked: expected });
}

/** Few letters, so that hits are frequent, begin in one another and stand at the ends of texts. */
const word = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom('a', 'b', 'é', '…'), minLength, maxLength });

describe('the search for a text', () => {
  it('finds the texts that hold it, however many there are', async () => {
    const texts = fc.array(word(0, 12), { minLength: 1, maxLength: 600, size: 'max' });
    const ends = fc.tuple(fc.nat(20), fc.nat(20));
    await fc.assert(
      fc.asyncProperty(texts, word(1, 4), ends, async (texts, needle, [before, after]) => {
        const from = Math.min(before, texts.length - 1);
        await check(texts, needle, from, Math.max(from + 1, texts.length - after));
      }),
      { numRuns: 300 },
    );
  });

  it('goes on from chunk to chunk, and over a text that has one to itself', async () => {
    const few = Array.from({ length: 9000 }, (_text, at) => `${'x'.repeat(at % 90)}user${at}`);
    const long = `${'u'.repeat(300_001)}ser`;
    await check([...few, long, `${long}7`, ...few], 'user');
    await check([...few, long, `${long}7`, ...few], 'user89');
    await check([...few, long, `${long}7`, ...few], 'r7');
  });
});
