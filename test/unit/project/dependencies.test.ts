import assert from 'node:assert/strict';
import { manifest, textOf } from './project';

/** What the lock file says of a package. */
interface Locked {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  /** Of development, and what something shipped could use as well. */
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const EXACT = /^\d+\.\d+\.\d+$/;
/** Anything but a range of versions: an address, a folder, another name, a repository. */
const ELSEWHERE = /:|^[.~]?\/|^[\w-]+\/[\w.-]+/;

/** Needed at run time, directly; CONTRIBUTING.md says why. */
const DIRECT = [
  '@tanstack/virtual-core',
  'csv-parse',
  'd3-array',
  'email-addresses',
  'lit-html',
  'node-fetch',
  'valibot',
];
/** What those need. */
const INDIRECT = [
  '@types/trusted-types',
  'data-uri-to-buffer',
  'fetch-blob',
  'formdata-polyfill',
  'internmap',
  'node-domexception',
  'web-streams-polyfill',
];
/** vsce could keep a publisher's sign-in with it; nothing here does, so it need not be built. */
const NOT_BUILT = ['keytar'];

describe('dependencies', () => {
  const { dependencies, devDependencies, allowScripts } = manifest();
  const lock = JSON.parse(textOf('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };
  const packages = Object.entries(lock.packages).filter(([place]) => place !== '');
  const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

  it('are few at run time, and each is accounted for', () => {
    assert.deepEqual(Object.keys(dependencies).sort(), DIRECT);
    const [, shipped = ''] = textOf('CONTRIBUTING.md').split(/^Shipped:$/m);
    const [reasons = ''] = shipped.split(/^For development/m);
    assert.deepEqual([...reasons.matchAll(/^- \*\*([^*]+)\*\*/gm)].map(([, name]) => name).sort(), DIRECT);
    const needed = packages.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true);
    assert.deepEqual(needed.map(([place]) => nameOf(place)).sort(), [...DIRECT, ...INDIRECT].sort());
  });

  it('are pinned by version and by hash, and come from the registry', () => {
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      assert.match(version, EXACT, name);
    for (const [place, { integrity, resolved, link, ...locked }] of packages) {
      assert.match(integrity ?? '', /^sha512-/, place);
      assert.deepEqual([resolved, link], [undefined, undefined], place);
      for (const [name, version] of Object.entries({ ...locked.dependencies, ...locked.optionalDependencies }))
        assert.doesNotMatch(version.replace(/^npm:@?[\w./-]+@/, ''), ELSEWHERE, `${place}: ${name}`);
    }
  });

  it('run scripts when they are installed only where that is allowed', () => {
    const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    assert.deepEqual(
      scripted.map(([place]) => nameOf(place)).sort(),
      [...Object.keys(allowScripts), ...NOT_BUILT].sort(),
    );
    for (const [place, { dev }] of scripted) assert.equal(dev, true, place);
  });

  it('are looked at for known flaws in continuous integration, those that are shipped more strictly', () => {
    assert.match(textOf('.github/workflows/ci.yml'), /^ +- run: npm run audit$/m);
    assert.equal(manifest().scripts['audit'], 'npm audit --omit=dev --audit-level=low && npm audit --audit-level=high');
  });

  it('and actions of continuous integration are pinned, and may read only', () => {
    const workflow = textOf('.github/workflows/ci.yml');
    const used = [...workflow.matchAll(/uses: *(\S+)/g)].map(([, name]) => name ?? '');
    assert.ok(used.length > 0);
    for (const name of used) assert.match(name, /@[0-9a-f]{40}$/);
    assert.match(workflow, /^permissions:\n {2}contents: read\n\n/m);
    assert.doesNotMatch(workflow, /: write\b/);
  });
});
