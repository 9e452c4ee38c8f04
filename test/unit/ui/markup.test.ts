import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withoutIcons, withoutLinks } from '../../../src/ui/markup';

/** How VS Code finds links in messages: `src/vs/base/common/linkedText.ts`. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('Texts of strangers', () => {
  it('hold no links', () => {
    const text = 'bounced: [click me](command:workbench.action.closeWindow) [b](https://evil.example)';
    assert.match(text, LINK);
    assert.doesNotMatch(withoutLinks(text), LINK);
    const piece = fc.constantFrom('[', ']', '(', ')', 'command:x', 'https://a', 'text', ' ');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        assert.doesNotMatch(withoutLinks(pieces.join('')), LINK);
      }),
    );
  });

  it('hold no icons', () => {
    assert.equal(withoutIcons('$(trash) a$(b)'), '\\$(trash) a\\$(b)');
  });
});
