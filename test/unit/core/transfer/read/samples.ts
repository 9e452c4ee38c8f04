/** Files as services write them, and what must come of them. */
import assert from 'node:assert/strict';
import type { ListName } from '../../../../../src/mailgun/lists';
import { brief, fileFolder, read } from './files';

/** A file of a service. */
export interface Sample {
  readonly what: string;
  readonly name: string;
  readonly text: string;
  readonly provider?: string;
  readonly lists: readonly ListName[];
  readonly rows: readonly string[];
  readonly warnings?: readonly RegExp[];
}

/** Declares a test for each file. */
export function testSamples(samples: readonly Sample[]): void {
  const write = fileFolder();
  for (const { what, name, text, provider, lists, rows, warnings = [] } of samples) {
    it(`reads ${what}`, async () => {
      const { inspection, rows: found } = await read(write(name, text));
      assert.deepEqual(brief(found), rows);
      assert.equal(inspection.provider?.id, provider);
      assert.deepEqual(inspection.lists, lists);
      assert.equal(inspection.warnings.length, warnings.length, inspection.warnings.join('\n'));
      for (const [index, pattern] of warnings.entries()) assert.match(inspection.warnings[index] ?? '', pattern);
    });
  }
}
