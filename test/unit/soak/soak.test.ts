import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Random } from './random';
import { TROUBLES, planOf } from './troubles';

/** A small one, with the same start each time; `npm run soak` has the large one. */
const OPERATIONS = 2000;
const SEED = 5;

describe('soak', () => {
  it('leaves the lists as the model has them, no request outside its account, and sockets and memory as they were', async () => {
    const file = path.join(__dirname, 'soak.child.js');
    const args = ['--expose-gc', file, '--operations', String(OPERATIONS), '--seed', String(SEED)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const [code] = (await once(child, 'close')) as [number | null];
    assert.equal(code, 0, output);
    assert.match(output, /^Lists, requests, sockets and memory are as they must be\.$/m);
    console.log(`      ${/^.*requests: .*$/m.exec(output)?.[0] ?? ''}`);
  });

  it('plans the same again with the same seed, and meets every trouble', () => {
    const plans = (seed: number): unknown[] => {
      const random = new Random(seed);
      return Array.from({ length: 3000 }, () => planOf(random));
    };
    assert.deepEqual(plans(SEED), plans(SEED));
    assert.notDeepEqual(plans(SEED), plans(SEED + 1));
    const met = new Set(plans(SEED).map((plan) => (plan as { trouble?: unknown }).trouble));
    for (const trouble of TROUBLES) assert.ok(met.has(trouble), trouble.name);
  });
});
