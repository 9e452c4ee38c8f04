/** The suite that VS Code runs: every test of this folder. */
import path from 'node:path';
import { runSuite } from '../run/suite';

/** Called by VS Code in its extension host; throws when a test failed, which makes VS Code end with a status. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const { failed } = await runSuite({ folder: path.resolve(__dirname) });
  if (failed > 0) throw new Error(`${failed} tests failed`);
}
