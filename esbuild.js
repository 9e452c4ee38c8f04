/*
 * Builds everything that runs: the extension, the sample server, the webviews and the tests.
 * Entry points are found, never listed. `--watch` rebuilds on change and does not minify.
 */
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');

const watch = process.argv.includes('--watch');
const KB = 1024;
const BUDGETS = [
  [/^dist\/(extension|window)\.js$/, 200 * KB],
  [/^dist\/webview\/.*\.js$/, 250 * KB],
];

/** Files of the project that match a glob, with forward slashes on every system. */
function find(...patterns) {
  return fs
    .globSync(patterns, { cwd: __dirname })
    .map((file) => file.split(path.sep).join('/'))
    .sort();
}

/** What is rarely needed is a bundle of its own, read when it is first asked for: source folder → bundle. */
const APART = { window: 'window', sample: 'sample', 'commands/bulk': 'bulk', 'commands/inspect': 'inspect' };

const loadedApart = {
  name: 'loaded-apart',
  setup(build) {
    const folders = Object.entries(APART).map(([folder, bundle]) => [
      path.join(__dirname, 'src', folder) + path.sep,
      { path: `./${bundle}.js`, external: true },
    ]);
    build.onResolve({ filter: /^\./ }, (args) => {
      if (args.kind !== 'dynamic-import') return undefined;
      const target = path.resolve(args.resolveDir, args.path) + path.sep;
      return folders.find(([folder]) => target.startsWith(folder))?.[1];
    });
  },
};

/**
 * What several bundles need is there once, read by each that needs it: source folder, which is asked for by its index alone, or package
 * → bundle.
 */
const SHARED = { 'core/transfer/read': 'read' };
const SHARED_PACKAGES = { 'email-addresses': 'emailAddresses' };

const readOnce = {
  name: 'read-once',
  setup(build) {
    const folders = Object.entries(SHARED).map(([folder, bundle]) => [
      path.join(__dirname, 'src', folder),
      { path: `./${bundle}.js`, external: true },
    ]);
    build.onResolve({ filter: /^\./ }, (args) => {
      if (args.kind !== 'import-statement') return undefined;
      const target = path.resolve(args.resolveDir, args.path);
      return folders.find(([folder]) => target === folder)?.[1];
    });
    build.onResolve({ filter: /^[^./]/ }, ({ kind, path: name }) => {
      const bundle = kind === 'entry-point' ? undefined : SHARED_PACKAGES[name];
      return bundle && { path: `./${bundle}.js`, external: true };
    });
  },
};

/**
 * VS Code's module as it is, and asked for once. As the namespace of an ES module, esbuild would copy its hundreds of names for each file
 * that imports it, which is a good part of what activating the extension takes; and VS Code looks up who asks, each time.
 */
const vscodeAsIs = {
  name: 'vscode-as-is',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => {
      const text = await fs.promises.readFile(file, 'utf8');
      const contents = text.replace(/^import \* as vscode from 'vscode';/m, "import vscode = require('vscode');");
      return { contents, loader: 'ts' };
    });
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'once' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'once' },
    );
    build.onLoad({ filter: /^vscode$/, namespace: 'once' }, () => ({
      contents: "module.exports = require('vscode');",
    }));
  },
};

/** fetch-blob carries a stream library for Node before 16.5; every VS Code this extension runs in has streams. */
const withoutUnused = {
  name: 'without-unused',
  setup(build) {
    // Nor does anything here ask node-fetch to read a form that a server sent.
    build.onResolve({ filter: /^web-streams-polyfill\/|\/multipart-parser\.js$/ }, () => ({
      path: 'empty',
      namespace: 'empty',
    }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
  },
};

const common = {
  absWorkingDir: __dirname,
  bundle: true,
  metafile: true,
  sourcemap: 'linked',
  logLevel: 'silent',
  // Mocha looks for the files of its parallel mode, which is not used.
  logOverride: { 'require-resolve-not-external': 'silent' },
  plugins: [withoutUnused],
};
// Without dynamic import esbuild turns `import()` into a late require(), which VS Code can resolve from the extension's folder.
const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  supported: { 'dynamic-import': false },
};
const shipped = { minify: !watch, legalComments: 'none' };
const test = { ...node, target: 'node24', sourcesContent: false };

const groups = [
  {
    name: 'extension',
    entryPoints: find('src/extension.ts'),
    required: true,
    ...node,
    ...shipped,
    outdir: 'dist',
    outbase: 'src',
    plugins: [loadedApart, vscodeAsIs, withoutUnused],
  },
  {
    name: 'window',
    entryPoints: find('src/window.ts'),
    required: true,
    ...node,
    ...shipped,
    outdir: 'dist',
    outbase: 'src',
    plugins: [loadedApart, readOnce, vscodeAsIs, withoutUnused],
  },
  {
    name: 'sample',
    entryPoints: find('src/sample/server.ts').map((file) => ({ in: file, out: 'sample' })),
    ...node,
    ...shipped,
    outdir: 'dist',
  },
  {
    name: 'bulk',
    entryPoints: find('src/commands/bulk/index.ts').map((file) => ({ in: file, out: 'bulk' })),
    required: true,
    ...node,
    ...shipped,
    plugins: [readOnce, vscodeAsIs, withoutUnused],
    outdir: 'dist',
  },
  {
    name: 'inspect',
    entryPoints: find('src/commands/inspect/index.ts').map((file) => ({ in: file, out: 'inspect' })),
    required: true,
    ...node,
    ...shipped,
    plugins: [readOnce, vscodeAsIs, withoutUnused],
    outdir: 'dist',
  },
  {
    name: 'shared',
    entryPoints: [
      ...Object.entries(SHARED).map(([folder, bundle]) => ({ in: `src/${folder}/index.ts`, out: bundle })),
      ...Object.entries(SHARED_PACKAGES).map(([name, bundle]) => ({ in: name, out: bundle })),
    ],
    required: true,
    ...node,
    ...shipped,
    plugins: [readOnce, withoutUnused],
    outdir: 'dist',
  },
  {
    name: 'worker',
    entryPoints: find('src/core/transfer/worker/main.ts').map((file) => ({ in: file, out: 'transferWorker' })),
    required: true,
    ...node,
    ...shipped,
    plugins: [readOnce, withoutUnused],
    outdir: 'dist',
  },
  {
    name: 'webviews',
    // A style sheet is an entry of its own: scripts do not import it.
    entryPoints: find('media/webview/*.ts', 'media/webview/*.css').filter((file) => !file.endsWith('.d.ts')),
    ...common,
    ...shipped,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    outdir: 'dist/webview',
    outbase: 'media/webview',
  },
  {
    name: 'test tools',
    entryPoints: find('test/{host,run}/**/*.ts'),
    required: true,
    ...test,
    packages: 'external',
    outdir: 'out/test',
    outbase: 'test',
  },
  {
    name: 'unit tests',
    entryPoints: find('test/unit/**/*.{test,child}.ts'),
    ...test,
    packages: 'external',
    outdir: 'out/test/unit',
    outbase: 'test/unit',
  },
  // These run inside VS Code, whose Node may be older than that of the scripts: everything is bundled.
  {
    name: 'integration tests',
    entryPoints: find('test/integration/index.ts', 'test/integration/**/*.test.ts'),
    ...test,
    target: 'node20',
    // One for all files, so that the seed that is set once holds in each.
    external: [...node.external, 'fast-check'],
    outdir: 'out/test/integration',
    outbase: 'test/integration',
  },
  {
    name: 'workbench tests',
    entryPoints: find('test/workbench/**/*.test.ts'),
    ...test,
    packages: 'external',
    outdir: 'out/test/workbench',
    outbase: 'test/workbench',
  },
  {
    name: 'bench',
    entryPoints: find('bench/run.ts', 'bench/server.ts', 'bench/bulk/child.ts', 'bench/table/child.ts'),
    ...test,
    packages: 'external',
    outdir: 'out/bench',
    outbase: 'bench',
  },
];

/** Builds one group; the result is what it wrote, or an error that says which group failed. */
async function build({ name, required, ...options }) {
  if (options.entryPoints.length === 0) {
    if (required) throw new Error(`${name}: no entry point found.`);
    return [];
  }
  if (watch) {
    await (await esbuild.context({ ...options, logLevel: 'info' })).watch();
    return [];
  }
  try {
    const { metafile, warnings } = await esbuild.build(options);
    for (const text of await esbuild.formatMessages(warnings, { kind: 'warning' })) console.warn(text);
    return Object.entries(metafile.outputs).map(([file, { bytes }]) => ({ file, bytes }));
  } catch (error) {
    const messages = await esbuild.formatMessages(error.errors ?? [{ text: String(error) }], { kind: 'error' });
    throw new Error(`${name}: not built\n${messages.join('')}`, { cause: error });
  }
}

/** Removes what earlier builds left behind, so that a deleted test does not run on. */
function prune(folder, written) {
  for (const entry of fs.globSync(`${folder}/**/*.{js,css,map}`, { cwd: __dirname })) {
    if (!written.has(entry.split(path.sep).join('/'))) fs.rmSync(path.join(__dirname, entry), { force: true });
  }
}

/** Node reads the nearest package.json of a file before it runs it, which without this one is the manifest, a thousand lines long. */
function sayItIsCommonJs(folder) {
  // Watching begins before anything is written.
  fs.mkdirSync(path.join(__dirname, folder), { recursive: true });
  fs.writeFileSync(path.join(__dirname, folder, 'package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);
}

/** Prints the sizes of what is shipped and returns what is over its budget. */
function weigh(outputs) {
  const over = [];
  for (const { file, bytes } of outputs.filter(({ file }) => file.startsWith('dist/') && !file.endsWith('.map'))) {
    const budget = BUDGETS.find(([pattern]) => pattern.test(file))?.[1];
    console.log(`${file.padEnd(32)} ${(bytes / KB).toFixed(1).padStart(7)} kB${budget ? ` of ${budget / KB} kB` : ''}`);
    if (budget && bytes > budget) over.push(`${file} is over its budget of ${budget / KB} kB.`);
  }
  return over;
}

async function main() {
  const results = await Promise.allSettled(groups.map(build));
  const failures = results.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.message);
  const outputs = results.flatMap(({ value }) => value ?? []);
  sayItIsCommonJs('dist');
  if (watch) return failures;
  if (failures.length === 0)
    for (const folder of ['dist', 'out/test']) prune(folder, new Set(outputs.map(({ file }) => file)));
  return [...failures, ...weigh(outputs)];
}

main().then((failures) => {
  for (const failure of failures) console.error(failure);
  if (failures.length === 0) return;
  process.exitCode = 1;
  // The test line closes with its count even when there is nothing to run.
  if (process.env.npm_lifecycle_event?.startsWith('test')) console.log(`0 passed, ${failures.length} failed`);
});
