/** The mail services whose files are recognised. */

/** Label of each service whose files are recognised. */
export const PROVIDERS = {
  mailgun: 'Mailgun',
  sendgrid: 'SendGrid',
  postmark: 'Postmark',
  ses: 'Amazon SES',
  sparkpost: 'SparkPost',
  mandrill: 'Mandrill',
  mailchimp: 'Mailchimp',
  telnyx: 'Telnyx',
  cloudflare: 'Cloudflare',
  promio: 'promio',
  mailup: 'MailUp',
} as const satisfies Record<string, string>;

export type ProviderId = keyof typeof PROVIDERS;
