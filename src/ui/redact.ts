/** Takes secrets out of text before anybody sees it. Everything that is logged passes here. */

const MASK = '[redacted]';

/** Shorter texts are not taken for secrets: masking them would only garble the log. */
const MIN_SECRET_LENGTH = 6;

/**
 * What looks like a credential wherever it came from. Key shapes: Mailgun's documentation of API keys. What may repeat has a bound where
 * it could begin anywhere: the work is linear in the length of a text, which may be a stranger's.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // An Authorization header, as a header line, in JSON or printed by a debugger.
  [
    /(\b(?:proxy-)?authorization["']?\s{0,9}[:=]\s{0,9}\[?\s{0,9}["']?)(?:(?:basic|bearer)\s+)?[^\s"',\]}]+/gi,
    `$1${MASK}`,
  ],
  [/\b(basic|bearer)\s+[a-z0-9+/_=-]{8,}/gi, `$1 ${MASK}`],
  // user:password@ in a URL.
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@]+@/gi, `$1${MASK}@`],
  [/\bkey-[0-9a-z]{8,}/gi, MASK],
  [/\b[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}\b/gi, MASK],
  [/(\b(?:api[-_]?key|password|passwd|secret)["']?\s*[:=]\s*["']?)[^\s"',&}]+/gi, `$1${MASK}`],
];

/** Masks the secrets it was told of, in every form in which they travel, and whatever looks like a credential. */
export class Redactor {
  readonly #forms = new Set<string>();

  /** From now on masks this key, also as HTTP Basic credentials and percent-encoded. */
  add(secret: string): void {
    if (secret.length < MIN_SECRET_LENGTH) return;
    this.#forms.add(secret);
    // Through a buffer, which leaves no lone surrogate on which encodeURIComponent throws.
    this.#forms.add(encodeURIComponent(Buffer.from(secret).toString()));
    this.#forms.add(JSON.stringify(secret).slice(1, -1));
    const basic = Buffer.from(`api:${secret}`).toString('base64');
    this.#forms.add(basic);
    this.#forms.add(basic.replace(/=+$/, ''));
    this.#forms.add(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
  }

  /** The text without secrets. */
  redact(text: string): string {
    let clean = text;
    // Longest first, so that a form that contains another is masked as a whole.
    for (const form of [...this.#forms].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(form, MASK);
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
    return clean;
  }
}
