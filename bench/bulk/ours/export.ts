import path from 'node:path';
import { exportList } from '../../../src/core/transfer/files/exportList';
import { MailgunClient } from '../../../src/mailgun/client';
import { DOMAINS } from '../people';
import { EXPORTED, type Way } from '../way';
import { WORKER } from './worker';

/** As the command exports, with its default of requests at once. */
export const exportOurs: Way = async ({ target, folder, atOnce }) => {
  const client = new MailgunClient({ ...target, concurrency: () => atOnce });
  const ref = { domain: DOMAINS.export, list: 'bounces' } as const;
  return async () => {
    await exportList(client, ref, path.join(folder, EXPORTED), 'csv', { worker: WORKER });
  };
};
