import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MailgunError } from '../../../src/mailgun/errors';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import { buildUrl, listPath, pathSegment, recordPath } from '../../../src/mailgun/paths';
import { DOMAIN, json, withServer } from './support';

/** Text a test should not leave to chance: everything that ever meant something in a path. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '.',
        '..',
        '/',
        '\\',
        '%',
        '%2e',
        '%2E%2e',
        '%2f',
        '%5c',
        '%00',
        '?',
        '#',
        ';',
        ':',
        '@',
        '+',
        '&',
        '=',
      ),
      fc.constantFrom(
        ' ',
        '\t',
        '\n',
        '\r\n',
        '\0',
        '\u2028',
        '\ud800',
        '\udc00',
        '//evil.example',
        'import',
        '*',
        'bounces',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));
const anyText = fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.emailAddress());

describe('paths', () => {
  const encoded: [string, string][] = [
    ['bob+tag@example.com', 'bob%2Btag%40example.com'],
    ['100%25@example.com', '100%2525%40example.com'],
    ['%2e%2e', '%252e%252e'],
    ['a/b@example.com', 'a%2Fb%40example.com'],
    ['jürgen@exämple.de', 'j%C3%BCrgen%40ex%C3%A4mple.de'],
    ['a?b#c@example.com', 'a%3Fb%23c%40example.com'],
    ['"two words"@example.com', '%22two%20words%22%40example.com'],
    ['...', '...'],
  ];
  for (const [text, segment] of encoded) {
    it(`encodes ${text} once`, () => assert.equal(pathSegment(text), segment));
  }

  const refused = [
    '',
    ' ',
    '\u00a0',
    '.',
    '..',
    '/',
    'a/',
    '/a',
    'a//b',
    'a/../b',
    'a\\..',
    '../bounces',
    './x',
    'a/ /b',
  ];
  for (const text of [...refused, 'a\nb', 'a\rb', 'a\0b', 'a\u007fb', 'a\u0085b', 'a\u2028b', 'a\ud800', '\udc00b']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => pathSegment(text),
        (error) => MailgunError.is(error, 'invalid') && !!error.nextStep,
      );
    });
  }

  it('refuses domains that would name another resource of the API', () => {
    for (const domain of ['domains', 'routes', 'a/b.example', '..', 'x.example/bounces', '']) {
      assert.throws(
        () => listPath(domain, 'bounces'),
        (error) => MailgunError.is(error, 'invalid'),
      );
    }
  });

  it('builds on the base URL and its prefix', () => {
    const path = recordPath(DOMAIN, 'allowlist', 'example.com');
    assert.equal(buildUrl('https://h.example/p', path).href, `https://h.example/p/v3/${DOMAIN}/whitelists/example.com`);
    const url = buildUrl('https://h.example', listPath(DOMAIN, 'bounces'), {
      limit: 5,
      term: 'a+b@c',
      page: undefined,
    });
    assert.equal(url.search, '?limit=5&term=a%2Bb%40c');
  });

  it('sees when a URL parser would lead elsewhere', () => {
    for (const path of ['/v3/%2e%2e/x', '/v3/../x', '/v3/a?b', '/v3/a#b', '@evil.example/']) {
      assert.throws(
        () => buildUrl('https://h.example', path),
        (error) => MailgunError.is(error, 'invalid'),
      );
    }
  });

  it('leaves a percent sign in a text no way to become a dot segment', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        let path: string;
        try {
          path = recordPath(DOMAIN, 'bounces', text);
        } catch {
          return;
        }
        const url = buildUrl('https://h.example', path);
        assert.equal(url.pathname, path);
        assert.equal(url.origin, 'https://h.example');
        assert.equal(decodeURIComponent(url.pathname.split('/')[4] ?? ''), text);
        assert.equal(url.pathname.split('/').length, 5);
      }),
      { numRuns: 2000 },
    );
  });

  it('deletes the one entry that was named, or sends nothing', async () => {
    await withServer(
      (_request, response) => json(response, { message: 'done' }),
      async ({ client, server }) => {
        await fc.assert(
          fc.asyncProperty(anyText, fc.constantFrom(...LIST_NAMES), async (text, list) => {
            server.received.length = 0;
            const sent = await client.delete(DOMAIN, list, text).then(
              () => true,
              (error: unknown) => !MailgunError.is(error, 'invalid'),
            );
            if (!sent) return assert.deepEqual(server.received, []);
            assert.equal(server.received.length, 1);
            const { method, url } = server.received[0] ?? { method: '', url: '' };
            assert.equal(method, 'DELETE');
            const prefix = `${listPath(DOMAIN, list)}/`;
            assert.ok(url.startsWith(prefix));
            const segment = url.slice(prefix.length);
            assert.match(segment, /^[^/?#\\]+$/);
            assert.doesNotMatch(segment, /^(\.|%2e){1,2}$/i);
            assert.equal(decodeURIComponent(segment), text);
          }),
          { numRuns: 300 },
        );
      },
    );
  });

  it('never turns the delete of a tag into the delete of an entry', async () => {
    await withServer(
      (_request, response) => json(response, { message: 'done' }),
      async ({ client, server }) => {
        await fc.assert(
          fc.asyncProperty(anyText, async (tag) => {
            server.received.length = 0;
            await client.deleteTag(DOMAIN, 'a+b@example.com', tag).catch((error: unknown) => {
              assert.ok(MailgunError.is(error, 'invalid'));
            });
            for (const { url } of server.received) {
              const [path, query] = url.split('?');
              assert.equal(path, `/v3/${DOMAIN}/unsubscribes/a%2Bb%40example.com`);
              assert.deepEqual([...new URLSearchParams(query)], [['tag', tag]]);
            }
          }),
          { numRuns: 100 },
        );
      },
    );
  });
});
