/** Runs one ring in plain Node: `node nodeRing.js unit`. */
import path from 'node:path';
import { messageOf, OUT } from '../host/paths';
import { runSuite } from './suite';

const TIMEOUTS_MS: Readonly<Record<string, number>> = { unit: 20_000, workbench: 180_000 };

async function main(): Promise<void> {
  const ring = process.argv[2] ?? '';
  const { failed } = await runSuite({ folder: path.join(OUT, 'test', ring), timeoutMs: TIMEOUTS_MS[ring] ?? 20_000 });
  // A test that leaves a handle open must not hang the ring.
  process.exit(failed === 0 ? 0 : 1);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : messageOf(error));
  process.exit(1);
});
