import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { curlCommand, shellQuote, type CurlTarget } from '../../../src/core/inspect/curl';
import { MailgunError } from '../../../src/mailgun/errors';
import { LIST_NAMES, LISTS } from '../../../src/mailgun/lists';
import { REGIONS } from '../../../src/mailgun/regions';
import { CORPUS, counter, isSound, SENT } from './corpus';

const run = promisify(execFile);
const SHELLS = ['/bin/sh', '/bin/bash'].filter((shell) => existsSync(shell));
/** Parts the calls of a script, of which a shell runs many: starting one for each would take minutes. */
const END = '-- end --';

describe('hostile texts in calls for curl', () => {
  const cases = counter('curl');
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'curl-'));
    // What is called instead of curl says with which words, each ended by a zero byte; as a builtin it takes no process.
    await writeFile(join(folder, 'prelude'), `curl() { printf '%s\\0' "$@" '${END}'; }\n`);
    await writeFile(join(folder, 'curl'), '#!/bin/sh\nexit 99\n');
    await chmod(join(folder, 'curl'), 0o755);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** The words with which each command of a script calls curl in a real shell. Nothing else may have happened. */
  async function calls(shell: string, commands: readonly string[]): Promise<string[][]> {
    const script = join(folder, 'script');
    await writeFile(script, `. '${join(folder, 'prelude')}'\n${commands.join('\n')}\n`);
    const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: '/nowhere', MAILGUN_API_KEY: 'the key' };
    const { stdout, stderr } = await run(shell, [script], { env, cwd: folder, maxBuffer: 1 << 26 });
    assert.equal(stderr, '');
    assert.deepEqual((await readdir(folder)).sort(), ['curl', 'prelude', 'script'], 'Something was executed.');
    return stdout
      .split(`${END}\0`)
      .slice(0, -1)
      .map((words) => words.split('\0').slice(0, -1));
  }

  for (const shell of SHELLS) {
    it(`any text is one word of ${shell}: nothing is expanded, nothing executed`, async () => {
      // A word of a shell holds no zero byte, and a script is UTF-8.
      const texts = CORPUS.filter((text) => isSound(text) && !text.includes('\0'));
      const got = await calls(
        shell,
        texts.map((text) => `curl ${shellQuote(text)}`),
      );
      assert.deepEqual(
        got,
        texts.map((text) => [text]),
      );
      cases.add(texts.length);
    });

    it(`a call for curl reaches it in ${shell} as it is meant, or is refused`, async () => {
      const commands: string[] = [];
      const expected: string[][] = [];
      const add = (target: CurlTarget, url: string, ...options: string[]): void => {
        cases.add();
        try {
          commands.push(curlCommand({ baseUrl: REGIONS.eu, subaccountId: 'sub' }, target));
          expected.push([...options, url]);
        } catch (error) {
          assert.ok(MailgunError.is(error, 'invalid'));
        }
      };
      const base = REGIONS.eu;
      for (const [index, text] of SENT.entries()) {
        const list = LIST_NAMES[index % 4] ?? 'bounces';
        const { segment } = LISTS[list];
        const sound = encodeURIComponent(Buffer.from(text).toString());
        add({ kind: 'entry', domain: 'mg.x.y', list, address: text }, `${base}/v3/mg.x.y/${segment}/${sound}`);
        add({ kind: 'list', domain: text, list }, `${base}/v3/${sound}/${segment}?limit=100`);
        add({ kind: 'domain', domain: text }, `${base}/v4/domains/${sound}`);
        const term = new URLSearchParams({ limit: '100', ...(text === '' ? {} : { term: text }) });
        add({ kind: 'list', domain: 'mg.x.y', list, term: text }, `${base}/v3/mg.x.y/${segment}?${term.toString()}`);
        const query = { recipient: text, begin: 0, end: 1e9 };
        add({ kind: 'events', domain: 'mg.x.y', query }, `${base}/v1/analytics/logs`, JSON.stringify(text));
      }
      const got = await calls(shell, commands);
      assert.equal(got.length, expected.length);
      for (const [index, words] of got.entries()) {
        const [recipient, url] = expected[index]?.length === 2 ? expected[index] : [undefined, expected[index]?.[0]];
        const rest = words.filter((word) => word !== '--globoff');
        assert.deepEqual(rest.slice(0, 4), ['--user', 'api:the key', '--header', 'X-Mailgun-On-Behalf-Of: sub']);
        // A single quote is the same encoded or not.
        assert.equal(new URL(rest.at(-1) ?? '').href, new URL(url ?? '').href);
        if (recipient === undefined) assert.equal(rest.length, 5);
        else {
          assert.deepEqual(rest.slice(4, 7), ['--header', 'Content-Type: application/json', '--data']);
          assert.ok(rest[7]?.startsWith('{') && rest[7].includes(`"value":${recipient}`), rest[7]);
          assert.equal(rest.length, 9);
        }
      }
    });
  }
});
