import assert from 'node:assert/strict';
import { MailgunError } from '../../../src/mailgun/errors';
import { Cancelled, isCancelled, WentBack } from '../../../src/ui/ask';

describe('isCancelled', () => {
  it('knows every way of not going on', () => {
    assert.ok(isCancelled(new Cancelled()));
    assert.ok(isCancelled(new WentBack('typed')));
    assert.ok(isCancelled(new MailgunError('cancelled', 'The request was cancelled.')));
  });

  it('takes nothing else for one', () => {
    assert.ok(!isCancelled(new MailgunError('network', 'x')));
    assert.ok(!isCancelled(new Error('Cancelled')));
    assert.ok(!isCancelled(undefined));
  });
});
