/** What the core needs to do its work, made from the services. */
import type { ChangePorts } from '../../core/changePorts';
import type { CheckPorts } from '../../core/lookup';
import { readAllDomains } from '../../core/pagedDomains';
import type { CommandServices } from '../commandServices';

/** For changing entries, with as many requests at once as the user's setting says. */
export function changePorts({ clients, changeStore, settings }: CommandServices): ChangePorts & CheckPorts {
  return {
    api: (accountId) => clients.get(accountId),
    store: changeStore,
    concurrency: () => settings.concurrency,
    domains: async (accountId, call) => {
      const domains = await readAllDomains(await clients.get(accountId), call);
      return domains.map(({ name }) => name);
    },
  };
}
