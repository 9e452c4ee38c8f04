import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MailgunError } from '../../../src/mailgun/errors';
import { Log, type LogChannel } from '../../../src/ui/log';
import { CORPUS, counter, hostileText } from './corpus';

const KEY = '0123456789abcdef0123456789abcdef-01234567-89abcdef';

describe('hostile texts in the log', () => {
  const cases = counter('log');
  const written: string[] = [];
  const write = (message: string | Error) => void written.push(String(message));
  const channel: LogChannel = {
    ...{ trace: write, debug: write, info: write, warn: write, error: write },
    show: () => undefined,
    dispose: () => undefined,
  };
  const log = new Log(channel);

  /** Writes a text in every way there is, and checks each entry that came of it. */
  function logs(text: string): void {
    written.length = 0;
    const error = new Error(text, { cause: new MailgunError('network', text, { requestId: text, keyId: text }) });
    log.trace(text);
    log.info(`Not deleted: ${text}`);
    log.debug(text);
    log.warn(text, text);
    log.error(text, error);
    log.request({ method: 'GET', path: text, ms: 1, attempt: 1, error: text });
    assert.equal(written.length, 6);
    for (const entry of written) {
      cases.add();
      const [first = '', ...rest] = entry.split('\n');
      for (const line of [first, ...rest]) assert.doesNotMatch(line, /[^\P{Cc}\t]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      for (const line of rest) assert.match(line, /^ {4}/);
    }
    const [trace = '', info = '', debug = '', , , request = ''] = written;
    assert.ok([trace, info, debug, request].every((entry) => !entry.includes('\n')));
  }

  it('an entry of the log begins one line: no text begins another, turns it round or speaks to a terminal', () => {
    for (const text of CORPUS) logs(text);
    fc.assert(fc.property(hostileText, logs), { numRuns: 1000 });
  });

  it('a key is masked in whatever stands around it', () => {
    log.addSecret(KEY);
    for (const text of CORPUS) {
      written.length = 0;
      log.info(`${text}${KEY}${text}`);
      log.error(text, new Error(`${text}${KEY}`, { cause: `${KEY}${text}` }));
      cases.add(2);
      assert.ok(!written.join('').includes(KEY), text);
    }
  });

  it('a long text is written without its length being felt more than once', () => {
    // With steps that grow as the square of the length, one of these would take minutes.
    for (const part of [
      'a',
      'a-',
      'a.',
      ':',
      '://',
      '@',
      'key-',
      'basic ',
      'authorization: ',
      '"',
      ' ',
      '\\',
      'api_key=',
      '0123456789abcdef',
    ])
      log.info(part.repeat(300_000 / part.length));
    cases.add(14);
  });
});
