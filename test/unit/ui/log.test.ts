import assert from 'node:assert/strict';
import { MailgunError } from '../../../src/mailgun/errors';
import { describeError, Log, type LogChannel } from '../../../src/ui/log';

const KEY = 'a-very-secret-key';

function recorder() {
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const channel: LogChannel = {
    trace: write('trace'),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: (message: string | Error) => void lines.push(`error ${String(message)}`),
    show: () => void lines.push('shown'),
    dispose: () => undefined,
  };
  return { lines, log: new Log(channel) };
}

describe('Log', () => {
  it('redacts every line on every level', () => {
    const { lines, log } = recorder();
    log.addSecret(KEY);
    log.trace(KEY);
    log.debug(KEY);
    log.info(KEY);
    log.warn(KEY, new Error(KEY));
    log.error(KEY, new Error('outer', { cause: new Error(KEY) }));
    log.request({ method: 'GET', path: `/v3/${KEY}`, status: 200, ms: 3, attempt: 1 });
    assert.equal(lines.length, 6);
    assert.ok(!lines.join('\n').includes(KEY));
  });

  it('logs a request with its outcome, failed ones as warnings', () => {
    const { lines, log } = recorder();
    log.request({ method: 'GET', path: '/v4/domains', status: 200, ms: 12.4, attempt: 1 });
    log.request({ method: 'DELETE', path: '/v3/a.example/bounces/x', ms: 30, attempt: 2, error: 'network' });
    assert.deepEqual(lines, [
      'debug GET /v4/domains → 200 (12 ms)',
      'warn DELETE /v3/a.example/bounces/x → network (30 ms, attempt 2)',
    ]);
  });

  it('describes an error with its facts and causes', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const text = describeError(new MailgunError('network', 'No answer.', { requestId: 'r1', status: 502, cause }));
    assert.match(text, /MailgunError: No answer\./);
    assert.match(text, /reason=network, status=502, requestId=r1/);
    assert.match(text, /caused by Error: refused/);
    assert.match(text, /code=ECONNREFUSED/);
  });

  it('survives an error that is its own cause', () => {
    const error = new Error('loop');
    error.cause = error;
    assert.match(describeError(error), /loop/);
  });
});
