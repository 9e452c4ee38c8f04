import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noProgress } from '../../../src/core/matrix/checkMatrix';
import { Matrix } from '../../../src/core/matrix/matrix';
import { errorText } from '../../../src/core/errorText';
import { toJson } from '../../../src/core/inspect/json';
import { storyOf, type Elsewhere } from '../../../src/core/inspect/story';
import { explainEntry } from '../../../src/core/reasons';
import { decodeEvents } from '../../../src/mailgun/decodeEvents';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import { MailgunError } from '../../../src/mailgun/errors';
import type { Entry } from '../../../src/mailgun/records';
import { accountName } from '../../../src/views/checkModel';
import { entryRow } from '../../../src/views/entryRow';
import { failureText, missingText } from '../../../src/views/entryText';
import { entryLocation, entryOfQuery } from '../../../src/views/entryUri';
import { name, rows, summary } from '../../../src/views/insightWords';
import { listInfos, matrixRow, problemInfos } from '../../../src/views/matrixModel';
import { MatrixSelection } from '../../../src/views/matrixSelection';
import { shownEvent } from '../../../src/views/shownEvent';
import { checkOf, found } from '../views/fixtures';
import { CORPUS, counter, hostileText, SENT } from './corpus';

/** Characters that must never reach the screen as they are: controls, and what turns text round. */
const DECEPTIVE = /[^\P{Cc}\n\t]|\p{Bidi_Control}/u;

/** An entry of each list with the text in each of its fields. */
function entries(text: string): Entry[] {
  return [
    { list: 'bounces', address: text, code: text, error: text },
    { list: 'complaints', address: text },
    { list: 'unsubscribes', address: text, tags: [text, text] },
    { list: 'allowlist', kind: 'address', address: text, reason: text },
    { list: 'allowlist', kind: 'domain', address: text, reason: text },
  ];
}

/** Every text in a value, at whatever depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe('hostile texts in words, models and documents', () => {
  const cases = counter('words and documents');

  function assertPlain(value: unknown, longest = Number.POSITIVE_INFINITY): void {
    cases.add();
    for (const text of textsIn(value)) {
      assert.doesNotMatch(text, DECEPTIVE);
      assert.ok(text.length <= longest, `${text.length} characters`);
    }
  }

  it('what is said of an entry hides nothing, turns nothing round and has an end', () => {
    for (const text of CORPUS) {
      for (const entry of entries(text)) {
        assertPlain(explainEntry(entry), 2000);
        const row = entryRow(entry, { id: 1, domain: 'mg.example.com', selected: false });
        // Spelled out, a character is up to eight times as long.
        assertPlain(row, 320 * 8);
      }
    }
  });

  it('what is said of a failure is plain, whatever the server, the file or the system said', () => {
    const check = (text: string): void => {
      assertPlain(errorText(new MailgunError('invalid', text, { nextStep: text })), 500);
      assertPlain(errorText(new Error(text)), 500);
      assertPlain(errorText(text), 500);
    };
    CORPUS.forEach(check);
    fc.assert(fc.property(hostileText, check), { numRuns: 300 });
  });

  it('a bar of a picture is plain', () => {
    for (const text of CORPUS) {
      const bar = { label: text, detail: text, count: 3, filter: { tag: text } };
      const picture = { id: 'tags' as const, bars: [bar], others: { bars: 0, count: 0 }, without: 0 };
      assertPlain([name(bar), summary(picture)], 4000);
      assert.equal(rows(picture).rows.length, 1);
    }
  });

  it('a matrix is plain', () => {
    const matrix = new Matrix(SENT);
    const place = matrix.addPlace({ accountId: 'a', domain: 'mg\u202e.example\n.com', list: 'bounces' });
    for (const [row, text] of SENT.entries()) {
      if (row % 2 === 0) matrix.found(place, row, { list: 'bounces', address: text, code: text, error: text });
      else matrix.failed(place, row, errorText(new Error(text)));
    }
    const source = { matrix, progress: noProgress(), running: false, accountName: (id: string) => `${id}\u202e\n` };
    const selection = new MatrixSelection(matrix);
    const columns = (['bounces', place] as const).map((id) => ({ id, places: [place] }));
    SENT.forEach((_, row) => assertPlain(matrixRow(source, selection, row, columns)));
    assertPlain(listInfos(source));
    assertPlain(problemInfos(source));
  });

  it('an event is made of texts that have an end, and of no other field than is known', () => {
    for (const text of CORPUS) {
      cases.add();
      const status = { code: text, message: text, description: text, 'mx-host': text, 'enhanced-code': text };
      const item = {
        event: text,
        timestamp: 1e9,
        severity: text,
        reason: text,
        'delivery-status': status,
        tags: [text],
        [text]: 1,
      };
      for (const kind of [text, 'failed']) {
        const [event] = decodeEvents('events', { items: [{ ...item, event: kind }] }).events;
        if (event === undefined) assert.equal(kind, '');
        else {
          const { title, meaning } = shownEvent(event, '0');
          assertPlain([title, meaning], 1000);
          for (const said of textsIn(shownEvent(event, '0'))) assert.ok(said.length <= 20_001);
        }
      }
    }
    assert.equal(Object.keys(Object.prototype).length, 0);
  });

  it('the document of an entry is JSON with the entry as it is, in which every hidden character is spelled', () => {
    const other = found('ann@x.example', 'mg.example.com', 'bounces');
    for (const text of CORPUS) {
      const elsewhere: Elsewhere = {
        state: 'asked',
        findings: [{ ...other, domain: text }],
        notAsked: [{ accountId: text, domain: text, reason: text, nextStep: text }],
      };
      const ref = { accountId: text, domain: text, list: 'bounces' as const };
      for (const entry of entries(text)) {
        const json = toJson(storyOf(entry, { ref, accountName: (id) => id, now: 1e12, elsewhere }));
        assertPlain(json);
        const { list, ...fields } = entry;
        const { account, domain, since, ...record } = (JSON.parse(json) as { entry: Record<string, unknown> }).entry;
        assert.deepEqual([account, domain, since, record], [text, text, null, { list, ...fields }]);
      }
      const missing = [
        missingText(text, { ...ref, address: text }),
        failureText(text, { ...ref, address: text }, new Error(text)),
      ];
      for (const json of missing) {
        assertPlain(json);
        const { account, domain, address } = JSON.parse(json) as Record<string, unknown>;
        assert.deepEqual([account, domain, address], [text, text, text]);
      }
    }
  });

  it('the address of a document means its entry and no other, and stays in its folder', () => {
    const check = (text: string, account: string): void => {
      cases.add();
      for (const list of LIST_NAMES) {
        const ref = { accountId: account, domain: text, list, address: text };
        const { path, query } = entryLocation(ref, account);
        assert.deepEqual(entryOfQuery(query), text === '' || account === '' ? undefined : ref);
        // What VS Code does with it; half a surrogate pair makes it throw.
        assert.equal(decodeURIComponent(encodeURIComponent(path)), path);
        const parts = path.split('/').slice(1);
        assert.equal(parts.length, 4);
        for (const part of parts) assert.ok(!['', '.', '..'].includes(part) && !/[\\\p{Cc}]/u.test(part));
      }
    };
    for (const text of CORPUS) check(text, text);
    fc.assert(fc.property(hostileText, hostileText, check), { numRuns: 500 });
  });

  it('the name of an account is its own, and nothing that every object has', () => {
    const state = checkOf(['ann@x.example'], () => undefined);
    for (const text of CORPUS.filter((some) => some !== 'a' && some !== 'b')) {
      cases.add();
      assert.equal(accountName(state, text), text);
    }
  });
});
