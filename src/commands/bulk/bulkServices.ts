/** The services with what only work on many entries needs. */
import { join } from 'node:path';
import type { BulkPorts } from '../../core/transfer/bulk/bulkPorts';
import type { CheckPorts } from '../../core/lookup';
import { Jobs } from '../../core/transfer/jobs';
import type { CommandServices } from '../commandServices';
import { jobsFolder } from '../unfinished';
import { changePorts } from './ports';

export interface BulkServices extends CommandServices {
  readonly jobs: Jobs;
  readonly ports: BulkPorts & CheckPorts;
}

export function withBulk(services: CommandServices): BulkServices {
  const jobs = new Jobs(jobsFolder(services.storage));
  const { settings, storage } = services;
  const ports = {
    ...changePorts(services),
    jobs,
    folder: join(storage, 'bulk'),
    get walkers() {
      return settings.concurrency;
    },
  };
  return { ...services, jobs, ports };
}
