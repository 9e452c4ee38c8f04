/** What changes lists or moves them about: a bundle of its own, read when the first of these commands runs. */
import type { CommandServices } from '../commandServices';
import type { Late } from '../late';
import { addCommands } from './add';
import { clearCommands } from './clear';
import { copyCommands } from './copy';
import { deleteManyCommands } from './deleteMany';
import { everywhereCommands } from './everywhere';
import { exportCommands } from './exportList';
import { importCommands, restoreImport } from './importCsv';
import { removeCommands } from './remove';
import { removeTagCommands } from './removeTag';
import { offerResume, resumeCommands } from './resume';
import { undoCommands } from './undo';
import { withBulk } from './bulkServices';

/** Makes the commands. */
export function createLate(services: CommandServices): Late {
  const bulk = withBulk(services);
  return {
    handlers: {
      ...addCommands(services),
      ...clearCommands(bulk),
      ...copyCommands(bulk),
      ...deleteManyCommands(bulk),
      ...everywhereCommands(services),
      ...exportCommands(services),
      ...importCommands(bulk),
      ...removeCommands(bulk),
      ...removeTagCommands(services),
      ...resumeCommands(bulk),
      ...undoCommands(bulk),
    },
    restoreImport: (panel, stored) => restoreImport(panel, stored, bulk),
    offerResume: () => offerResume(bulk),
  };
}
