/** The frame of a webview's page: the only HTML that is put together from texts. */

/** What a page is made of; the texts are not escaped yet. */
export interface PageParts {
  readonly title: string;
  readonly language: string;
  /** URLs of its script and style sheet. */
  readonly script: string;
  readonly style: string;
  /** What the policy lets style sheets come from. */
  readonly styleSource: string;
  /** Base64, new for each page. */
  readonly nonce: string;
}

/** One script by nonce, one style sheet, nothing else may load or run. */
export function pageHtml({ title, language, script, style, styleSource, nonce }: PageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${styleSource}; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="stylesheet" href="${escapeHtml(style)}">
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}" src="${escapeHtml(script)}"></script>
  </body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
