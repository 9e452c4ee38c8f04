/** Pages of Mailgun's control panel. It has one address for each region (Mailgun documentation, "Alerts"; links of others to a domain's pages). */
import { MailgunError } from '../../mailgun/errors';
import { checkText } from '../../mailgun/paths';
import type { Region } from '../../mailgun/regions';

const PANELS: Readonly<Record<Region, string>> = {
  us: 'https://app.mailgun.com',
  eu: 'https://app.eu.mailgun.com',
};

/** The page of a domain's suppressions, encoded. Throws MailgunError `invalid` for what is no name of a domain. */
export function suppressionsPage(region: Region, domain: string): string {
  checkText(domain, 'domain');
  const segment = encodeURIComponent(domain);
  const url = new URL(`${PANELS[region]}/mg/sending/${segment}/suppressions`);
  // `..` and the like would be another page.
  if (url.pathname !== `/mg/sending/${segment}/suppressions`) {
    throw new MailgunError('invalid', 'The domain is not a domain name, so it has no page.');
  }
  return url.href;
}
