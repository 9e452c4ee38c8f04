/** Text that came from a server, made fit for a sentence on the screen. */

/** The longest piece of a server's text that is shown. */
const LONGEST = 300;

/** A JSON value, or undefined where the text is none. Content types are no help: Mailgun sends JSON as text/plain too. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** One line, without control characters, cut to a bearable length. */
export function plainLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST).replace(/\p{Surrogate}$/u, '')}…` : line;
}

/** What an error body says: its `message`, or under the names older versions used, or the text itself. */
export function serverMessage(body: string): string {
  const json = parseJson(body);
  if (typeof json === 'object' && json !== null) {
    const { message, Reason, Description } = json as Record<string, unknown>;
    const said = [message, Reason, Description].find((value) => typeof value === 'string' && value.trim() !== '');
    if (typeof said === 'string') return plainLine(said);
    return '';
  }
  // A web page says nothing in a sentence.
  return /^\s*</.test(body) ? '' : plainLine(body);
}

/** Removes the key in every form it is sent in, should a server or a path echo it; of JSON nothing is hidden by how it is escaped. */
export function redactor(apiKey: string): (text: string) => string {
  const basic = Buffer.from(`api:${apiKey}`).toString('base64');
  const secrets = [basic, apiKey, encodeURIComponent(apiKey), JSON.stringify(apiKey).slice(1, -1)];
  return (text) => {
    // Only what holds texts can hold one in other signs.
    const json = /^\s*["[{]/.test(text) ? parseJson(text) : undefined;
    const plain = json === undefined ? text : JSON.stringify(json);
    return secrets.reduce((clean, secret) => clean.replaceAll(secret, '[key]'), plain);
  };
}
