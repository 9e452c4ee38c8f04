import { startDelete } from '../../../src/core/transfer/bulk/deleteMany';
import { planDelete } from '../../../src/core/transfer/bulk/deletePlan';
import { DOMAINS } from '../people';
import type { Way } from '../way';
import { ACCOUNT, mustBeDone, portsOf } from './ports';

/** As the command deletes the addresses of a file: looks up what is to go, so that it can be brought back, then deletes it. */
export const deleteOurs: Way = async (job) => {
  const ports = portsOf(job);
  const list = { accountId: ACCOUNT, domain: DOMAINS.deleted, list: 'bounces' } as const;
  return async () => {
    mustBeDone(await startDelete(await planDelete({ list, addresses: [job.addresses] }, ports), ports));
  };
};
