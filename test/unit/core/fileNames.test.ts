import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { distinctFileNames, safeFileName } from '../../../src/core/fileNames';

/** Any character; fast-check's own table of them takes seconds to make. */
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

describe('file names', () => {
  it('leaves the names of domains and files as they are', () => {
    for (const name of ['mail.example.com', 'müller.example', 'suppression_bounces (1).csv', 'a+b@example.com'])
      assert.equal(safeFileName(name), name);
  });

  it('makes one harmless name of any text', () => {
    const hostile = [
      '',
      '.',
      '..',
      '../../etc/passwd',
      'C:\\x',
      'con',
      'NUL.txt',
      'a\0b',
      'a/b',
      'x.',
      ' ',
      '\u202egpj.exe',
    ];
    const text = fc.oneof(fc.string({ unit, maxLength: 30 }), fc.constantFrom(...hostile));
    fc.assert(
      fc.property(text, (name) => {
        const safe = safeFileName(name);
        assert.equal(path.posix.basename(safe), safe);
        assert.equal(path.win32.basename(safe), safe);
        assert.ok(safe.length >= 1 && safe.length <= 130);
        // eslint-disable-next-line no-control-regex -- these are what must not get in
        assert.doesNotMatch(safe, /[\u0000-\u001f<>:"/\\|?*\u202e]|^\.+$|[. ]$|^(?:con|nul)(?:\.|$)/i);
      }),
    );
  });

  it('keeps several apart, also where case does not count', () => {
    assert.deepEqual(distinctFileNames(['a/b', 'a?b', 'A_B', 'c']), ['a_b', 'a_b-2', 'A_B-3', 'c']);
    fc.assert(
      fc.property(fc.array(fc.string({ unit, maxLength: 8 })), (names) => {
        const safe = distinctFileNames(names).map((name) => name.toLowerCase());
        assert.equal(new Set(safe).size, names.length);
      }),
    );
  });
});
