/** The sample server as a process of its own, so that it shares no thread with what is measured. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startSample, type SampleServer } from '../src/sample/server';
import { fill, type Count, type Order } from './scene';

async function main(): Promise<void> {
  const sample = await startSample({ data: 'empty', rateLimit: { limit: 1_000_000, windowMs: 15_000 } });
  fill(sample.store);
  process.on('message', (order: Order) => void obey(sample, order).then((count) => process.send?.(count)));
  process.once('disconnect', () => process.exit());
  process.send?.(sample.accounts[0]);
}

async function obey({ faults, requests }: SampleServer, order: Order): Promise<Count> {
  if (order !== 'count') {
    faults.slow(order.latencyMs);
    requests.clear();
    // The sockets of the run before close in their own time; after `clear` the peak is what is still open.
    for (; requests.peakSockets > 0; requests.clear()) await sleep(5);
  }
  return { requests: requests.total, sockets: requests.peakSockets };
}

void main();
