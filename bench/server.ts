/** The sample server as a process of its own, so that it shares no thread with what is measured. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startSample, type SampleServer } from '../src/sample/server';
import { digestOf } from './bulk/digest';
import { BULK_DOMAINS, rowOf, somePeople } from './bulk/people';
import type { Order, Orders } from './orders';
import { bounce, fill } from './small/scene';

async function main(): Promise<void> {
  const sample = await startSample({ data: 'empty', rateLimit: { limit: 1_000_000, windowMs: 15_000 } });
  fill(sample.store);
  for (const domain of BULK_DOMAINS) sample.store.addDomain('Sample Account', domain);
  process.on('message', (order: Order) => void obey(sample, order).then((answer) => process.send?.(answer)));
  process.once('disconnect', () => process.exit());
  process.send?.(sample.accounts[0]);
}

async function obey({ store, faults, requests }: SampleServer, order: Order): Promise<Orders[Order['do']]['answer']> {
  switch (order.do) {
    case 'begin':
      faults.slow(order.latencyMs);
      globalThis.gc?.();
      requests.clear();
      // The sockets of the run before close in their own time; after `clear` the peak is what is still open.
      for (; requests.peakSockets > 0; requests.clear()) await sleep(5);
      return null;
    case 'count':
      return { requests: requests.total, sockets: requests.peakSockets };
    case 'fill':
      store.clear(order.domain, 'bounces');
      store.putEntries(order.domain, 'bounces', somePeople(order.size, order.part));
      // The server sorts when it is first read, which no way shall pay for.
      store.slice(order.domain, 'bounces', { limit: 1 });
      return null;
    case 'put':
      store.putEntries(order.domain, 'bounces', [bounce(order.address)]);
      return null;
    case 'digest':
      return digestOf(store.entries(order.domain, 'bounces').map(rowOf));
  }
}

void main();
