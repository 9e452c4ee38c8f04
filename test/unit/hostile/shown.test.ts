import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';
import ts from 'typescript';
import { withoutIcons, withoutLinks } from '../../../src/ui/markup';
import { pageHtml } from '../../../src/views/pageHtml';
import { parse as parseSource, walk } from '../project/imports';
import { filesUnder, textOf } from '../project/project';
import { CORPUS, counter, hostileText } from './corpus';

/** How VS Code finds links in messages, `src/vs/base/common/linkedText.ts`, and icons in labels, `browser/ui/iconLabel/iconLabels.ts`. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const ICON = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;
/** Names by which text becomes markup or code, and Markdown that may. */
const DANGEROUS =
  /^(?:MarkdownString|appendMarkdown|isTrusted|supportHtml|enableCommandUris|unsafeHTML|unsafeSVG|unsafeStatic|innerHTML|outerHTML|insertAdjacentHTML|srcdoc|createContextualFragment|DOMParser|parseFromString|setHTMLUnsafe|eval|Function|execFile(?:Sync)?|execSync|spawn(?:Sync)?|createTerminal|sendText|ShellExecution)$/;

type Element = DefaultTreeAdapterTypes.Element;

function elementsOf(node: DefaultTreeAdapterTypes.Node): Element[] {
  const inner = 'childNodes' in node ? node.childNodes.flatMap(elementsOf) : [];
  return 'attrs' in node ? [node, ...inner] : inner;
}

describe('hostile texts that are shown', () => {
  const cases = counter('markup');

  it('a text in a notification or a prompt holds no link, to a command least of all', () => {
    const check = (text: string): void => {
      cases.add();
      assert.doesNotMatch(withoutLinks(text), LINK);
      assert.doesNotMatch(withoutLinks(`Deleting [${text}](${text}) failed: [x](command:${text})`), LINK);
    };
    assert.ok(CORPUS.some((text) => LINK.test(text)));
    CORPUS.forEach(check);
    fc.assert(fc.property(hostileText, check), { numRuns: 1000 });
  });

  it('a text in a label holds no icon, and is shown as it is', () => {
    /** What VS Code shows: icons as `<…>`, and what is escaped without its backslash. */
    const shown = (label: string): string =>
      label.replace(ICON, (_, escaped: string | undefined, icon: string) =>
        escaped ? `$(${icon})` : `<icon ${icon}>`,
      );
    const check = (text: string): void => {
      cases.add();
      const said = shown(withoutIcons(text));
      assert.doesNotMatch(said.replaceAll(text, ''), /<icon/);
      // A backslash stays before what is no icon.
      assert.equal(said.replaceAll('\\$(', '$('), text.replaceAll('\\$(', '$('));
    };
    assert.ok(CORPUS.some((text) => shown(text) !== text));
    CORPUS.forEach(check);
    fc.assert(fc.property(hostileText, check), { numRuns: 1000 });
  });

  it('a page is the same elements whatever its texts are, and its policy lets nothing else load or run', () => {
    const parts = { script: 's.js', style: 's.css', styleSource: 'https://x', nonce: 'bm9uY2U=' };
    const usual = ['html', 'head', 'meta', 'meta', 'meta', 'title', 'link', 'body', 'div', 'script'];
    for (const text of CORPUS) {
      cases.add();
      const document = parse(
        pageHtml({ ...parts, title: text, language: text, style: text, script: text, styleSource: text }),
      );
      const elements = elementsOf(document);
      assert.deepEqual(
        elements.map(({ tagName }) => tagName),
        usual,
      );
      const attributes = elements.flatMap(({ attrs }) => attrs.map(({ name }) => name));
      assert.deepEqual(attributes, [
        'lang',
        'charset',
        'http-equiv',
        'content',
        'name',
        'content',
        'rel',
        'href',
        'id',
        'nonce',
        'src',
      ]);
      const script = elements.at(-1);
      assert.deepEqual(script?.childNodes, []);
    }
    const [, , , policy] = elementsOf(parse(pageHtml({ ...parts, title: '', language: 'en' })));
    assert.equal(
      policy?.attrs[1]?.value,
      "default-src 'none'; script-src 'nonce-bm9uY2U='; style-src https://x; base-uri 'none'; form-action 'none'",
    );
  });

  it('no source makes markup, Markdown or a command line of a text', () => {
    const found: string[] = [];
    const sources = filesUnder(['src', 'media'], ['.ts']).filter((file) => !file.startsWith('src/sample/'));
    assert.ok(sources.length > 100);
    for (const file of sources) {
      walk(parseSource(file), (node) => {
        if (ts.isIdentifier(node) && DANGEROUS.test(node.text)) found.push(`${file}: ${node.text}`);
      });
      assert.doesNotMatch(textOf(file), /child_process|node:vm|document\.write|javascript:/, file);
    }
    assert.deepEqual(found, []);
  });
});
