import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { MissingKeyError } from '../../src/accounts/clients';
import { NAMESPACE } from '../../src/ids';
import { MailgunError } from '../../src/mailgun/errors';
import { Cancelled, WentBack, type InputOptions } from '../../src/ui/ask';
import { errorText, report } from '../../src/ui/report';
import { SettingsReader } from '../../src/ui/settings';
import { UserError } from '../../src/ui/userError';
import { VscodeAsk } from '../../src/ui/vscodeAsk';
import { logInto } from './accountStorage';
import { until } from './extension';
import { ScriptedAsk } from './scriptedAsk';

const KEY = 'key-of-the-report-tests';

describe('report', () => {
  function reported(error: unknown, accountId?: string) {
    const lines: string[] = [];
    const log = logInto(lines);
    log.addSecret(KEY);
    const ask = new ScriptedAsk();
    report(error, ask, log, { accountId });
    const [notification] = ask.notifications;
    return {
      lines,
      count: ask.notifications.length,
      message: notification?.message ?? '',
      labels: notification?.actions?.map(({ label }) => label),
    };
  }

  it('says what happened and what to do, with the details in the log', () => {
    const error = new MailgunError('invalid', 'Mailgun refused the request', {
      nextStep: 'Correct it',
      requestId: 'r-1',
    });
    const { message, labels, lines } = reported(error);
    assert.equal(message, 'Mailgun refused the request. Correct it.');
    assert.deepEqual(labels, ['Show Log']);
    assert.match(lines.join('\n'), /requestId=r-1/);
  });

  it('offers to replace a key that was refused or is missing', () => {
    const refused = new MailgunError('unauthorized', 'No.');
    assert.deepEqual(reported(refused, 'some-account').labels, ['Replace API Key…', 'Show Log']);
    assert.deepEqual(reported(refused).labels, ['Show Log']);
    assert.deepEqual(reported(new MissingKeyError('some-account', 'Work')).labels, ['Replace API Key…', 'Show Log']);
  });

  it('offers the proxy settings when the network failed, but not for this machine', () => {
    const away = new MailgunError('network', 'api.mailgun.net could not be reached.');
    const here = new MailgunError('network', '127.0.0.1:8080 could not be reached.');
    assert.deepEqual(reported(away).labels, ['Open Proxy Settings', 'Show Log']);
    assert.deepEqual(reported(here).labels, ['Show Log']);
  });

  it('is silent about a cancel', () => {
    for (const error of [new Cancelled(), new WentBack(), new MailgunError('cancelled', 'x')]) {
      const { count, lines } = reported(error);
      assert.deepEqual([count, lines], [0, []]);
    }
  });

  it('shows no stack, no key and no more than a few lines of the unexpected', () => {
    const { message, lines } = reported(
      new TypeError(`x is not a function ${KEY}\n    at file.ts:1:1 ${'y'.repeat(5000)}`),
    );
    assert.match(message, /^Something unexpected went wrong: x is not a function \[redacted\]/);
    assert.ok(!message.includes('\n') && message.length < 500, message);
    assert.ok(!lines.join('\n').includes(KEY));
    assert.match(errorText('text'), /went wrong: text\. The log/);
    assert.equal(errorText(new UserError('Done already.')), 'Done already.');
  });
});

describe('Settings', () => {
  const settings = new SettingsReader();
  const keep = (key: string, value: unknown) =>
    vscode.workspace.getConfiguration(NAMESPACE).update(key, value, vscode.ConfigurationTarget.Global);

  after(async () => {
    for (const key of ['pageSize', 'concurrency', 'confirmDelete']) await keep(key, undefined);
    settings.dispose();
  });

  it('have the defaults of the manifest', () => {
    const { pageSize, loadAllLimit, concurrency, requestTimeout, confirmDelete } = settings;
    assert.deepEqual(
      { pageSize, loadAllLimit, concurrency, requestTimeout, confirmDelete },
      { pageSize: 100, loadAllLimit: 5000, concurrency: 16, requestTimeout: 30, confirmDelete: true },
    );
  });

  it('stay within their bounds whatever stands in settings.json', async () => {
    for (const [value, read] of [
      [5, 10],
      [5000, 1000],
      [50.4, 50],
      ['many', 100],
    ] as const) {
      await keep('pageSize', value);
      await until(`${value} is read as ${read}`, () => settings.pageSize === read);
    }
  });

  it('tell which of them changed', async () => {
    const heard: string[] = [];
    const subscription = settings.onDidChange((keys) => heard.push(...keys));
    await settings.update('confirmDelete', false);
    await until('the change was heard of', () => heard.length > 0);
    subscription.dispose();
    assert.deepEqual(heard, ['confirmDelete']);
    assert.equal(settings.confirmDelete, false);
  });
});

describe('Prompts of VS Code', () => {
  const errors: unknown[] = [];
  const ask = new VscodeAsk((error) => errors.push(error));
  const accept = () => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  const close = () => vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  const input = (more: Partial<InputOptions> = {}) => ask.input({ title: 'Title', prompt: 'Prompt', ...more });

  /** Does something to the prompt again and again until the prompt is gone: it is not known when it is on the screen. */
  async function pressing<T>(prompt: Promise<T>, press: () => Thenable<unknown>): Promise<T> {
    let over = false;
    const end = () => void (over = true);
    prompt.then(end, end);
    await until('the prompt was answered', async () => {
      if (!over) await press();
      return over;
    });
    return prompt;
  }

  it('take a text that is valid', async () => {
    assert.equal(await pressing(input({ value: 'typed', validate: async () => undefined }), accept), 'typed');
  });

  it('do not take a text that is not', async () => {
    let tried = 0;
    const refused = input({ value: 'typed', validate: () => (++tried > 2 ? undefined : 'Not yet.') });
    assert.equal(await pressing(refused, accept), 'typed');
    assert.ok(tried >= 3);
  });

  it('are cancelled by closing them', async () => {
    await assert.rejects(
      pressing(input(), close),
      (error) => error instanceof Cancelled && !(error instanceof WentBack),
    );
    const pick = ask.pick({ title: 'Title', items: [{ label: 'a', value: 1 }] });
    await assert.rejects(pressing(pick, close), Cancelled);
  });

  it('go back with what was typed', async () => {
    const back = () => vscode.commands.executeCommand('workbench.action.quickInputBack');
    await assert.rejects(pressing(input({ value: 'typed', back: true, step: 2, totalSteps: 3 }), back), (error) => {
      assert.ok(error instanceof WentBack);
      assert.equal(error.typed, 'typed');
      return true;
    });
  });

  it('stay while VS Code gives the focus back to where it was, and close when it goes elsewhere later', async () => {
    const leave = () => vscode.commands.executeCommand('workbench.action.focusSideBar');
    const items = [{ label: 'One', value: 1 }];
    const early = ask.pick({ title: 'Title', items });
    await leave();
    assert.equal(await pressing(early, accept), 1);
    const late = ask.pick({ title: 'Title', items });
    const comeAndGo = async () => {
      await vscode.commands.executeCommand('workbench.action.focusQuickOpen');
      await leave();
    };
    await assert.rejects(pressing(late, comeAndGo), Cancelled);
  });

  it('pick from items that come later', async () => {
    const items = Promise.resolve([
      { label: '$(trash) not an icon', value: 1, group: 'First' },
      { label: 'b', value: 2, group: 'Second' },
    ]);
    assert.equal(await pressing(ask.pick({ title: 'Title', items }), accept), 1);
    const failed = ask.pick({ title: 'Title', items: Promise.reject(new Error('offline')) });
    await assert.rejects(failed, /offline/);
  });

  it('pick the many that were chosen from the start', async () => {
    const items = ['a', 'b', 'c'].map((label) => ({ label, value: label, picked: label !== 'b' }));
    assert.deepEqual(await pressing(ask.pickMany({ title: 'Title', items }), accept), ['a', 'c']);
  });

  it('show progress without getting in the way of the result', async () => {
    for (const options of [{ delay: 1000 }, { delay: 1 }, {}, { location: 'window' }, { location: 'view' }] as const) {
      const result = await ask.progress({ title: 'Working', ...options }, async ({ report: say, signal }) => {
        say({ message: 'half', increment: 50 });
        await new Promise((resolve) => setTimeout(resolve, 5));
        say({ increment: 50 });
        return signal.aborted;
      });
      assert.equal(result, false);
      const failing = ask.progress({ title: 'Failing', ...options }, () => Promise.reject(new Cancelled()));
      await assert.rejects(failing, Cancelled);
    }
  });
});
