import assert from 'node:assert/strict';
import type { MailgunErrorReason } from '../../../src/mailgun/errors';
import { statusError, type About } from '../../../src/mailgun/httpErrors';
import { REGIONS } from '../../../src/mailgun/regions';
import { DOMAIN, failure, plain, withServer } from './support';
import type { MailgunClient } from '../../../src/mailgun/client';

const message = (text: string) => JSON.stringify({ message: text });
const find = (client: MailgunClient) => client.find(DOMAIN, 'bounces', 'a@b.c').then(() => undefined);
const remove = (client: MailgunClient) => client.delete(DOMAIN, 'bounces', 'a@b.c');
const list = (client: MailgunClient) => client.listPage(DOMAIN, 'allowlist').then(() => undefined);
const add = (client: MailgunClient) => client.add(DOMAIN, { list: 'complaints', address: 'a@b.c' });
const tag = (client: MailgunClient) => client.deleteTag(DOMAIN, 'a@b.c', 'news');
const domain = (client: MailgunClient) => client.getDomain(DOMAIN).then(() => undefined);
const domains = (client: MailgunClient) => client.listDomains().then(() => undefined);

type Case = [(client: MailgunClient) => Promise<void>, number, string, MailgunErrorReason | 'fine', RegExp];

const cases: Case[] = [
  [find, 401, 'Forbidden', 'unauthorized', /key/],
  [domains, 401, message('Invalid private key'), 'unauthorized', /key/],
  [list, 403, '', 'forbidden', /allowlist of mg\.example\.com/],
  [domains, 403, message('no access'), 'forbidden', /no access/],
  [remove, 404, message('Address not found in bounces table'), 'notListed', /bounces of mg/],
  [remove, 404, message('Address not found in unsubscribers table'), 'notListed', /not on/],
  [remove, 404, message('No spam complaints found for this address'), 'notListed', /not on/],
  [remove, 404, message('Address/Domain not found in allowlist table'), 'notListed', /not on/],
  [remove, 404, message('Address/Domain not found in whitelists table'), 'notListed', /not on/],
  [tag, 404, message('Unsubscribe event for this tag does not exist'), 'notListed', /not on/],
  [remove, 404, message('gone'), 'notListed', /not on/],
  [remove, 404, JSON.stringify({ Description: 'Address not found in bounces table' }), 'notListed', /not on/],
  [find, 404, message('Address not found in bounces table'), 'fine', /./],
  [find, 404, message('Domain not found'), 'noSuchDomain', /mg\.example\.com/],
  [remove, 404, message('domain not found'), 'noSuchDomain', /mg\.example\.com/],
  [remove, 404, message('Domain not found: not-our-doma.in'), 'noSuchDomain', /mg\.example\.com/],
  [remove, 404, message("Domain 'x.example' not found"), 'noSuchDomain', /mg\.example\.com/],
  [list, 404, message('not found'), 'noSuchDomain', /mg\.example\.com/],
  [add, 404, message('Domain not found'), 'noSuchDomain', /mg\.example\.com/],
  [domain, 404, message('Domain not found'), 'noSuchDomain', /mg\.example\.com/],
  [domains, 404, message('not found'), 'badResponse', /404/],
  [find, 404, '404 page not found', 'badResponse', /address of the Mailgun API/],
  [remove, 404, '', 'badResponse', /address of the Mailgun API/],
  [find, 404, '<html>nothing here</html>', 'badResponse', /address of the Mailgun API/],
  [find, 200, 'Mailgun Magnificent API', 'badResponse', /front door/],
  [remove, 200, 'Mailgun Magnificent API\n', 'badResponse', /front door/],
  [list, 405, message('method not allowed'), 'badResponse', /405/],
  [add, 400, message('Batch size should be less than 1000'), 'invalid', /Batch size should be less than 1000/],
  [add, 400, JSON.stringify({ Reason: 'bad address' }), 'invalid', /bad address/],
  [add, 400, JSON.stringify({ Description: 'bad thing' }), 'invalid', /bad thing/],
  [add, 400, 'while reading csv header', 'invalid', /while reading csv header/],
  [add, 400, message(`evil\u001b[31m\r\nline\u202e ${'x'.repeat(5000)}`), 'invalid', /evil \[31m line xxx/],
  [add, 422, message('nope'), 'invalid', /422.*nope/],
  [add, 413, 'request size exceeds 52.4MiB limit', 'tooLarge', /larger/],
  [add, 407, '', 'network', /proxy/],
  [list, 500, message('Internal Server Error'), 'badResponse', /500.*Internal Server Error/],
  [list, 502, '<html><h1>Bad gateway</h1></html>', 'badResponse', /502\)\.$/],
];

describe('error bodies', () => {
  for (const [call, status, body, reason, text] of cases) {
    it(`${status} ${JSON.stringify(body.slice(0, 60))} is ${reason}`, async () => {
      await withServer(
        (_request, response) => plain(response, body, status, { 'X-Mailgun-Key-Id': 'abc-1', 'X-Request-Id': 'r-1' }),
        async ({ client }) => {
          if (reason === 'fine') return call(client);
          const error = await failure(call(client));
          assert.equal(error.reason, reason, error.message);
          assert.match(error.message, text);
          assert.doesNotMatch(error.message, /[\p{Cc}\p{Cf}]/u);
          assert.ok(error.message.length < 500);
          assert.ok(error.nextStep && error.nextStep.length > 10);
          assert.deepEqual([error.status, error.keyId, error.requestId], [status, 'abc-1', 'r-1']);
        },
        { attempts: 1 },
      );
    });
  }

  it('points a wrong key or an unknown domain to the other region, on the two regions', () => {
    const about: About = { kind: 'list', baseUrl: REGIONS.us, domain: DOMAIN, list: 'bounces' };
    for (const answer of [
      { status: 401, body: 'Forbidden' },
      { status: 404, body: message('Domain not found') },
    ]) {
      assert.match(statusError(answer, about).nextStep ?? '', /other region \(EU\)/);
      assert.match(statusError(answer, { ...about, baseUrl: REGIONS.eu }).nextStep ?? '', /other region \(US\)/);
      assert.doesNotMatch(
        statusError(answer, { ...about, baseUrl: 'https://h.example' }).nextStep ?? '',
        /other region/,
      );
    }
  });
});
