/** Who receives mail for a domain, in the manner of the big receivers. */

const RECEIVERS: Readonly<Record<string, readonly [mx: string, name: string]>> = {
  'gmail.com': ['gmail-smtp-in.l.google.com', 'Gmail'],
  'outlook.com': ['outlook-com.olc.protection.outlook.com', 'Outlook'],
  'hotmail.com': ['hotmail-com.olc.protection.outlook.com', 'Outlook'],
  'yahoo.com': ['mta6.am0.yahoodns.net', 'Yahoo'],
  'aol.com': ['mx-aol.mail.gm0.yahoodns.net', 'Yahoo'],
  'icloud.com': ['mx01.mail.icloud.com', 'Apple'],
  'gmx.de': ['mx00.gmx.net', 'GMX'],
  'gmx.net': ['mx00.gmx.net', 'GMX'],
  'web.de': ['mx-ha02.web.de', 'GMX'],
};

/** The server that takes mail for an address. */
export function mxOf(address: string): string {
  const host = hostOf(address);
  return RECEIVERS[host]?.[0] ?? `mx1.${host}`;
}

/** Whose mailbox it is, as the logs call it. */
export function providerOf(address: string): string {
  return RECEIVERS[hostOf(address)]?.[1] ?? 'Other';
}

export function hostOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
