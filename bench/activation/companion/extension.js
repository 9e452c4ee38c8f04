// Activates the extension that it is told, when all has come to rest, and writes down time and memory.
const fs = require('node:fs');
const { Session } = require('node:inspector/promises');
const os = require('node:os');
const { performance } = require('node:perf_hooks');
const { setTimeout: sleep } = require('node:timers/promises');
const v8 = require('node:v8');
const vm = require('node:vm');
const vscode = require('vscode');

/** The machine rests when its processors together have worked less than a fifth of one in each of so many stretches of so long. */
const STRETCH_MS = 250;
const STRETCHES = 4;
const BUSY_MS = STRETCH_MS / 5;
/** Something else may never rest. */
const PATIENCE_MS = 30_000;

exports.activate = () => {
  const { BENCH_ORDER, BENCH_ANSWER, BENCH_PROFILE } = process.env;
  if (BENCH_PROFILE) void profileUntilTold(BENCH_PROFILE);
  if (!BENCH_ORDER || !BENCH_ANSWER) return;
  const { id, first, profile } = JSON.parse(fs.readFileSync(BENCH_ORDER, 'utf8'));
  // Not awaited: this extension is to be active itself before the other.
  void measure(id, first, profile).then((answer) => {
    fs.writeFileSync(`${BENCH_ANSWER}.part`, JSON.stringify(answer));
    fs.renameSync(`${BENCH_ANSWER}.part`, BENCH_ANSWER);
  });
};

async function measure(id, first, profile) {
  try {
    const extension = vscode.extensions.getExtension(id);
    await rest();
    const before = await memory();
    const session = profile && (await beginProfile());
    const activation = await timed(() => extension.activate());
    if (session) await endProfile(session, profile);
    const answer = first ? await timed(() => vscode.commands.executeCommand(first)) : undefined;
    await rest();
    const after = await memory();
    return { ...activation, first: answer, before, after };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Of the host's thread, where Node tells that: others serve whatever else goes on in the host. */
function cpuMs() {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}

async function timed(work) {
  const cpuBefore = cpuMs();
  const started = performance.now();
  await work();
  const ms = performance.now() - started;
  return { ms, cpu: cpuMs() - cpuBefore };
}

/** What all processors of the machine have worked, in milliseconds: a window that still works would be measured with the host. */
function busyMs() {
  return os.cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
}

async function rest() {
  const end = performance.now() + PATIENCE_MS;
  for (let quiet = 0; quiet < STRETCHES && performance.now() < end;) {
    const before = busyMs();
    await sleep(STRETCH_MS);
    const busy = busyMs() - before;
    quiet = busy < BUSY_MS ? quiet + 1 : 0;
  }
}

/** Garbage collected; of the host, not of its threads. */
async function memory() {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await sleep(50);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed + external };
}

/** Profiles this host until there is a file of the same name with `.end`. */
async function profileUntilTold(file) {
  const session = await beginProfile();
  while (!fs.existsSync(`${file}.end`)) await sleep(100);
  await endProfile(session, `${file}.part`);
  fs.renameSync(`${file}.part`, file);
}

async function beginProfile() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 100 });
  await session.post('Profiler.start');
  return session;
}

async function endProfile(session, file) {
  const { profile } = await session.post('Profiler.stop');
  fs.writeFileSync(file, JSON.stringify(profile));
}
