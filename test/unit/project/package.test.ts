import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { openPromise } from 'yauzl';
import { ROOT } from '../../host/paths';
import { filesUnder, manifest } from './project';

/** What `npm run package` says on the command line, as options. */
const SCRIPT =
  'node esbuild.js && vsce package --no-dependencies --allow-missing-repository --no-rewrite-relative-links';
const OPTIONS = { dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false };

/** vsce's own two, then what the extension is made of. */
const CONTENTS = ['[Content_Types].xml', 'extension.vsixmanifest'];
const SHIPPED = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'dist/package.json',
  'dist/extension.js',
  'dist/window.js',
  'dist/sample.js',
  'dist/bulk.js',
  'dist/transferWorker.js',
  'dist/inspect.js',
  'dist/read.js',
  'dist/emailAddresses.js',
  'media/icon.png',
  'media/activity.svg',
  'media/screenshots/check.png',
  'media/screenshots/tree.png',
  'media/walkthrough/account.svg',
  'media/walkthrough/check.svg',
  'media/walkthrough/lists.svg',
  'media/walkthrough/table.svg',
  'media/walkthrough/undo.svg',
];

async function namesIn(zip: string): Promise<string[]> {
  const file = await openPromise(zip, { lazyEntries: true });
  const names: string[] = [];
  for await (const { fileName } of file.eachEntry()) names.push(fileName);
  return names;
}

describe('package', () => {
  let folder: string;
  let vsix: string;

  before(async function () {
    // Looking for secrets in the bundles is what takes long.
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vsix-'));
    const { name, version } = manifest();
    vsix = path.join(folder, `${name}-${version}.vsix`);
    await createVSIX({ cwd: ROOT, packagePath: folder, ...OPTIONS });
  });

  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('is made by the script in the same way', () => {
    assert.equal(manifest().scripts['package'], SCRIPT);
    assert.ok(fs.existsSync(vsix));
  });

  it('holds what is shipped and nothing else', async () => {
    const webviews = filesUnder(['dist/webview'], ['.js', '.css']);
    assert.ok(webviews.length > 0);
    const expected = [...CONTENTS, ...[...SHIPPED, ...webviews].map((file) => `extension/${file}`)];
    assert.deepEqual((await namesIn(vsix)).sort(), expected.sort());
  });

  it('is not larger than 500 kB', () => {
    assert.ok(fs.statSync(vsix).size <= 500 * 1024);
  });
});
