import { startCopy } from '../../../src/core/transfer/bulk/copy';
import { planCopy } from '../../../src/core/transfer/bulk/copyPlan';
import { DOMAINS } from '../people';
import type { Way } from '../way';
import { ACCOUNT, mustBeDone, portsOf } from './ports';

/** As the command copies: looks at both lists, then sends what is needed. */
export const copyOurs: Way = async (job) => {
  const ports = portsOf(job);
  const list = { accountId: ACCOUNT, domain: DOMAINS.copyFrom, list: 'bounces' } as const;
  return async () => {
    const plan = await planCopy({ list }, [{ accountId: ACCOUNT, domain: DOMAINS.copied }], ports);
    mustBeDone(await startCopy(plan, 'leave', ports));
  };
};
