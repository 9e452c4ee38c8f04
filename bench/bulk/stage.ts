/** The lists and files that the ways work on. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Digest, Part } from '../orders';
import type { ServerProcess } from '../serverProcess';
import { somePeople, writeCsv } from './people';

export class Stage {
  /** What is known to stand on lists that no way changes. */
  private readonly filled = new Map<string, string>();
  private readonly files = new Map<number, string>();

  private constructor(
    readonly server: ServerProcess,
    private readonly root: string,
  ) {}

  static async open(server: ServerProcess): Promise<Stage> {
    return new Stage(server, await mkdtemp(path.join(os.tmpdir(), 'bench-')));
  }

  async close(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  /** A new empty folder. */
  async folder(): Promise<string> {
    return mkdtemp(path.join(this.root, 'run-'));
  }

  /** Sees to it that the people stand on a list, which nobody changes. */
  async fill(domain: string, size: number, part: Part = 'all'): Promise<void> {
    const content = `${size} ${part}`;
    if (this.filled.get(domain) === content) return;
    await this.server.ask('fill', { domain, size, part });
    this.filled.set(domain, content);
  }

  /** Puts the people on a list whatever became of it. */
  async renew(domain: string, size: number): Promise<void> {
    await this.server.ask('fill', { domain, size, part: 'all' });
  }

  async empty(domain: string): Promise<void> {
    await this.renew(domain, 0);
  }

  digest(domain: string): Promise<Digest> {
    return this.server.ask('digest', { domain });
  }

  /** A CSV file of so many people. */
  async csv(size: number): Promise<string> {
    const known = this.files.get(size);
    if (known !== undefined) return known;
    const file = path.join(this.root, `bounces-${size}.csv`);
    await writeCsv(file, size);
    this.files.set(size, file);
    return file;
  }

  /** Every second address of so many people. */
  evenAddresses(size: number): string[] {
    return Array.from(somePeople(size, 'even'), ({ address }) => address);
  }

  /** Throws unless two lists hold the same records. */
  same(found: Digest, expected: Digest): void {
    if (found.records !== expected.records) {
      throw new Error(`Found ${found.records} records instead of ${expected.records}.`);
    }
    if (found.hash !== expected.hash) throw new Error('The records are not the same or not in the same order.');
  }
}
