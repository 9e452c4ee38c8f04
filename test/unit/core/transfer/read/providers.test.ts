import type { ListName } from '../../../../../src/mailgun/lists';
import { testSamples, type Sample } from './samples';

const SPLIT: readonly ListName[] = ['bounces', 'complaints', 'unsubscribes'];
const MAILCHIMP =
  'Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,';

const SAMPLES: readonly Sample[] = [
  {
    what: 'Postmark JSON',
    name: 'suppressions.json',
    text: JSON.stringify(
      {
        Suppressions: [
          {
            EmailAddress: 'a@example.com',
            SuppressionReason: 'ManualSuppression',
            Origin: 'Recipient',
            CreatedAt: '2019-12-10T08:58:33-05:00',
          },
          {
            EmailAddress: 'b@example.com',
            SuppressionReason: 'HardBounce',
            Origin: 'Recipient',
            CreatedAt: '2019-12-11T08:58:33-05:00',
          },
          {
            EmailAddress: 'c@example.com',
            SuppressionReason: 'SpamComplaint',
            Origin: 'Recipient',
            CreatedAt: '2019-12-10T08:58:33-05:00',
          },
        ],
      },
      null,
      2,
    ),
    provider: 'postmark',
    lists: SPLIT,
    rows: [
      '3: unsubscribes a@example.com ["*"] @2019-12-10T13:58:33.000Z',
      '9: bounces b@example.com 550 "" @2019-12-11T13:58:33.000Z',
      '15: complaints c@example.com @2019-12-10T13:58:33.000Z',
    ],
  },
  {
    what: 'Postmark as CSV',
    name: 'suppressions.csv',
    text: 'EmailAddress,SuppressionReason,Origin,CreatedAt\na@example.com,HardBounce,Admin,2019-12-17T08:58:33-05:00\nb@example.com,Other,Admin,\n',
    provider: 'postmark',
    lists: SPLIT,
    rows: [
      '2: bounces a@example.com 550 "" @2019-12-17T13:58:33.000Z',
      '3: ! “Other” does not say which list this row belongs to.',
    ],
  },
  {
    what: "Amazon SES's import format",
    name: 'ses.csv',
    text: 'recipient1@example.com,BOUNCE\nrecipient2@example.com, COMPLAINT\n',
    provider: 'ses',
    lists: SPLIT,
    rows: ['1: bounces recipient1@example.com 550 ""', '2: complaints recipient2@example.com'],
  },
  {
    what: "Amazon SES's import format as JSON Lines",
    name: 'ses.json',
    text: '{"emailAddress":"recipient1@example.com","reason":"BOUNCE"}\n{"emailAddress":"recipient2@example.com","reason":"COMPLAINT"}\n',
    provider: 'ses',
    lists: SPLIT,
    rows: ['1: bounces recipient1@example.com 550 ""', '2: complaints recipient2@example.com'],
  },
  {
    what: "Amazon SES's list as JSON",
    name: 'list.json',
    text: '{\n "SuppressedDestinationSummaries": [\n  {"EmailAddress": "a@example.com", "Reason": "COMPLAINT", "LastUpdateTime": "2020-04-10T21:03:05Z"},\n  {"EmailAddress": "b@example.com", "Reason": "BOUNCE", "LastUpdateTime": 1586552585.077}\n ],\n "NextToken": "x"\n}\n',
    provider: 'ses',
    lists: SPLIT,
    rows: [
      '3: complaints a@example.com @2020-04-10T21:03:05.000Z',
      '4: bounces b@example.com 550 "" @2020-04-10T21:03:05.077Z',
    ],
  },
  {
    what: 'SparkPost with types',
    name: 'sparkpost.csv',
    text: 'recipient,type,description\na@example.com,non_transactional,asked to\n',
    provider: 'sparkpost',
    lists: SPLIT,
    rows: ['2: unsubscribes a@example.com ["*"]'],
  },
  {
    what: 'SparkPost with sources',
    name: 'sparkpost.json',
    text: '{"results":[{"recipient":"a@example.com","type":"transactional","source":"Bounce Rule","description":"550: 5.1.1 unknown","created":"2020-01-20T12:00:00+00:00"},{"recipient":"b@example.com","type":"non_transactional","source":"Spam Complaint"}],"links":[]}',
    provider: 'sparkpost',
    lists: SPLIT,
    rows: [
      '1: bounces a@example.com 550 "550: 5.1.1 unknown" @2020-01-20T12:00:00.000Z',
      '1: complaints b@example.com',
    ],
  },
  {
    what: 'Mandrill with its doubled column',
    name: 'blacklist.csv',
    text: 'email,reason,detail,created_at,expires_at,last_event_at,expires_at,subaccount\na@EXAMPLE.COM,hard-bounce,"550 no such user","2015-11-03 10:22:19.9567",,"2015-11-03 10:22:19",,\nb@example.com,spam,,"2015-11-03 10:22:19",,,,\nc@example.com,unsub,,,,,,\nd@example.com,soft-bounce,full,,,,,\n',
    provider: 'mandrill',
    lists: SPLIT,
    rows: [
      '2: bounces a@example.com 550 "550 no such user" @2015-11-03T10:22:19.956Z',
      '3: complaints b@example.com @2015-11-03T10:22:19.000Z',
      '4: unsubscribes c@example.com ["*"]',
      '5: bounces d@example.com 550 "full"',
    ],
    warnings: [/soft bounces/],
  },
  {
    what: 'Mailchimp, cleaned',
    name: 'cleaned_members_export_1.csv',
    text: `\ufeff${MAILCHIMP}CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID,NOTES,TAGS\na@example.com,A,B,2,"2019-01-02 03:04:05",,,,,,,,,,,,"2020-01-02 03:04:05",x,y,1,2,,"""a"",""b"""\n`,
    provider: 'mailchimp',
    lists: ['bounces'],
    rows: ['2: bounces a@example.com 550 "" @2020-01-02T03:04:05.000Z'],
  },
  {
    what: 'Mailchimp, unsubscribed',
    name: 'unsubscribed_members_export_1.csv',
    text: `${MAILCHIMP}UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,LEID,EUID,NOTES,TAGS\na@example.com,A,B,2,"2019-01-02 03:04:05",,,,,,,,,,,,2020/01/02,x,y,NORMAL,,1,2,,"""a"",""b"""\n`,
    provider: 'mailchimp',
    lists: ['unsubscribes'],
    rows: ['2: unsubscribes a@example.com ["*"] @2020-01-02T00:00:00.000Z'],
  },
  {
    what: 'Mailchimp, nonsubscribed',
    name: 'nonsubscribed_members_export_1.csv',
    text: `${MAILCHIMP}LEID,EUID,NOTES,TAGS\na@example.com,A,B,2,,,,,,,,,,,,,1,2,,\n`,
    provider: 'mailchimp',
    lists: [],
    rows: ['2: ! Nothing says which list this row belongs to.'],
    warnings: [/not suppressed/],
  },
  {
    what: 'Telnyx',
    name: 'telnyx.csv',
    text: 'id,to,from,reason,source,scope,status,domain_id,created_at,updated_at,expires_at,group_id\n1,a@example.com,us@example.org,hard_bounce,system,domain,active,7,2024-05-31T12:00:00Z,,,\n',
    provider: 'telnyx',
    lists: SPLIT,
    rows: ['2: bounces a@example.com 550 "" @2024-05-31T12:00:00.000Z'],
  },
  {
    what: 'Cloudflare',
    name: 'list.csv',
    text: 'a@example.com,2027-01-01T00:00:00Z,account\nb@example.com\n',
    provider: 'cloudflare',
    lists: [],
    rows: ['1: ! Nothing says which list this row belongs to.', '2: ! Nothing says which list this row belongs to.'],
    warnings: [/ends/],
  },
  {
    what: 'a bare list with a header',
    name: 'spam.csv',
    text: 'Email Address\na@example.com\nb@example.com\n',
    lists: ['complaints'],
    rows: ['2: complaints a@example.com', '3: complaints b@example.com'],
  },
  {
    what: 'promio',
    name: 'optout.csv',
    text: '"ts";"mail";"custID";"id";"sourceType"\n"2011-01-22 11:12:44";"a@example.com";"1";"2";"link"\n',
    provider: 'promio',
    lists: ['unsubscribes'],
    rows: ['2: unsubscribes a@example.com ["*"] @2011-01-22T11:12:44.000Z'],
  },
  {
    what: 'MailUp',
    name: 'mailup.csv',
    text: 'Email;OptOut_Date\na@example.com;20110122T111244\n',
    provider: 'mailup',
    lists: ['unsubscribes'],
    rows: ['2: unsubscribes a@example.com ["*"] @2011-01-22T11:12:44.000Z'],
  },
];

describe('files of other services', () => testSamples(SAMPLES));
