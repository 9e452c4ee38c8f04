/** One job of the test line in a process of its own: `node jobMain.js unit|integration|workbench [file.test.js …]`. */
import path from 'node:path';
import { messageOf, OUT } from '../host/paths';
import { runIntegration } from './integrationRing';
import { GREP, RESULT_FILE, runSuite, SEED } from './suite';

async function main(): Promise<void> {
  const [ring = '', ...files] = process.argv.slice(2);
  if (ring === 'integration') await runIntegration(forwarded());
  else {
    const folder = path.join(OUT, 'test', ring);
    const { failed } = await runSuite({ folder, files });
    process.exitCode = failed === 0 ? 0 : 1;
  }
  // A test that leaves a handle open must not hang the ring.
  process.exit();
}

/** What the tests inside VS Code must know of this process. */
function forwarded(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [RESULT_FILE, GREP, SEED].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : messageOf(error));
  process.exit(1);
});
