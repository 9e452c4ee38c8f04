import { testSamples, type Sample } from './samples';

const SAMPLES: readonly Sample[] = [
  {
    what: "Mailgun's own bounces",
    name: 'mailgun_bounces_test.csv',
    text: 'address,code,error,created_at\r\nfoo@example.com,550,"no, such ""user""","Thu, 13 Oct 2011 18:02:00 GMT"\r\nbar@example.com,,,\r\n',
    provider: 'mailgun',
    lists: ['bounces'],
    rows: [
      '2: bounces foo@example.com 550 "no, such \\"user\\"" @2011-10-13T18:02:00.000Z',
      '3: bounces bar@example.com 550 ""',
    ],
  },
  {
    what: "Mailgun's unsubscribes",
    name: 'list.csv',
    text: 'address,tags,created_at\nfoo@example.com,*,\nbar@example.com,"a,b","Thu, 13 Oct 2011 18:02:00 UTC"\nbaz@example.com,"[""x,y"",""z""]",\n',
    provider: 'mailgun',
    lists: ['unsubscribes'],
    rows: [
      '2: unsubscribes foo@example.com ["*"]',
      '3: unsubscribes bar@example.com ["a","b"] @2011-10-13T18:02:00.000Z',
      '4: unsubscribes baz@example.com ["x,y","z"]',
    ],
  },
  {
    what: "Mailgun's unsubscribes by the older header",
    name: 'list.csv',
    text: 'address, tag, created_at\nfoo@example.com, news;offers,\n',
    provider: 'mailgun',
    lists: ['unsubscribes'],
    rows: ['2: unsubscribes foo@example.com ["news","offers"]'],
  },
  {
    what: "Mailgun's complaints",
    name: 'list.csv',
    text: 'address,created_at\nfoo@example.com,"Thu, 13 Oct 2011 18:02:00 GMT"\nbar@EXAMPLE.com,Thu, 13 Oct 2011 18:02:00 GMT\n',
    provider: 'mailgun',
    lists: ['complaints'],
    rows: [
      '2: complaints foo@example.com @2011-10-13T18:02:00.000Z',
      '3: complaints bar@EXAMPLE.com @2011-10-13T18:02:00.000Z',
    ],
  },
  {
    what: "Mailgun's allowlist as its own sample has it",
    name: 'mailgun_whitelists.csv',
    text: 'address, domain\nadc@gmail.com, "2048.example.com",\n,Example.ORG\nx@example.org,\n',
    provider: 'mailgun',
    lists: ['allowlist'],
    rows: [
      '2: allowlist address adc@gmail.com ""',
      '3: allowlist domain Example.ORG ""',
      '4: allowlist address x@example.org ""',
    ],
  },
  {
    what: 'a dump of the Mailgun API as CSV',
    name: 'dump.csv',
    text: "address,tags,created_at\nfoo@example.com,['*'],\"Thu, 26 Mar 2026 12:59:22 UTC\"\nbar@example.com,\"['a', 'b']\",\n",
    provider: 'mailgun',
    lists: ['unsubscribes'],
    rows: [
      '2: unsubscribes foo@example.com ["*"] @2026-03-26T12:59:22.000Z',
      '3: unsubscribes bar@example.com ["a","b"]',
    ],
  },
  {
    what: 'a dump of bounces with message hashes',
    name: 'dump.csv',
    text: 'address,code,error,created_at,MessageHash\nfoo@example.com,552,full,"Thu, 26 Mar 2026 12:59:15 UTC",\n',
    provider: 'mailgun',
    lists: ['bounces'],
    rows: ['2: bounces foo@example.com 552 "full" @2026-03-26T12:59:15.000Z'],
  },
  {
    what: 'a dump of the allowlist',
    name: 'dump.csv',
    text: 'type,value,createdAt,reason\ndomain,example.com,"Thu, 11 Dec 2025 01:49:40 UTC",ours\naddress,a@example.com,,\n',
    provider: 'mailgun',
    lists: ['allowlist'],
    rows: ['2: allowlist domain example.com "ours"', '3: allowlist address a@example.com ""'],
  },
  {
    what: 'pages of the Mailgun API as JSON',
    name: 'dump.json',
    text: JSON.stringify({
      items: [
        { address: 'foo@example.com', tags: ['*', 'a'], created_at: 'Thu, 26 Mar 2026 12:59:22 UTC' },
        { address: 'bar@example.com', tags: [] },
      ],
      paging: { next: 'https://api.mailgun.net/v3/x?address=bar@example.com' },
    }),
    provider: 'mailgun',
    lists: ['unsubscribes'],
    rows: [
      '1: unsubscribes foo@example.com ["*","a"] @2026-03-26T12:59:22.000Z',
      '1: unsubscribes bar@example.com ["*"]',
    ],
  },
  {
    what: 'SendGrid bounces',
    name: 'suppression_bounces (1).csv',
    text: 'status,reason,email,created\n5.1.1,"550 5.1.1 The email account, that you tried ""x""\ndoes not exist",a@example.com,1443651141\n4.2.2,mailbox full,b@example.com,1443651154\n',
    provider: 'sendgrid',
    lists: ['bounces'],
    rows: [
      '2: bounces a@example.com 550 "550 5.1.1 The email account, that you tried \\"x\\"\\ndoes not exist" @2015-09-30T22:12:21.000Z',
      '4: bounces b@example.com 550 "4.2.2 mailbox full" @2015-09-30T22:12:34.000Z',
    ],
  },
  {
    what: 'SendGrid blocks',
    name: 'suppression_blocks.csv',
    text: 'status,reason,email,created\n5.7.1,554 5.7.1 blocked,a@example.com,1443651141\n',
    provider: 'sendgrid',
    lists: ['bounces'],
    rows: ['2: bounces a@example.com 554 "554 5.7.1 blocked" @2015-09-30T22:12:21.000Z'],
    warnings: [/Blocks/],
  },
  {
    what: 'SendGrid invalid emails',
    name: 'suppression_invalid_emails.csv',
    text: 'reason,email,created\nMail domain mentioned in email address is unknown,a@example.com,1443651141\n',
    provider: 'sendgrid',
    lists: ['bounces'],
    rows: [
      '2: bounces a@example.com 550 "Mail domain mentioned in email address is unknown" @2015-09-30T22:12:21.000Z',
    ],
  },
  {
    what: 'SendGrid spam reports',
    name: 'suppression_spam_reports.csv',
    text: 'ip,email,created\n10.63.202.100,a@example.com,1443651141\n',
    provider: 'sendgrid',
    lists: ['complaints'],
    rows: ['2: complaints a@example.com @2015-09-30T22:12:21.000Z'],
  },
  {
    what: 'SendGrid unsubscribes',
    name: 'suppression_group_unsubscribes.csv',
    text: 'email,created,group_id\na@example.com,1443651141,99\n',
    provider: 'sendgrid',
    lists: ['unsubscribes'],
    rows: ['2: unsubscribes a@example.com ["*"] @2015-09-30T22:12:21.000Z'],
  },
];

describe('files of Mailgun and SendGrid', () => testSamples(SAMPLES));
