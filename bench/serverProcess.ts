/** The server's process, as the benchmark speaks to it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Orders, Target } from './orders';

export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly target: Target,
  ) {}

  /** Starts the server; should it end by itself, this process ends too. */
  static async start(): Promise<ServerProcess> {
    const child = fork(path.join(__dirname, 'server.js'), { execArgv: ['--expose-gc', '--max-old-space-size=8192'] });
    child.once('exit', () => process.exit(1));
    const [target] = (await once(child, 'message')) as [Target];
    return new ServerProcess(child, target);
  }

  /** Gives one order and waits for its answer; one at a time. */
  async ask<K extends keyof Orders>(name: K, order: Orders[K]['order']): Promise<Orders[K]['answer']> {
    this.child.send({ do: name, ...order });
    return ((await once(this.child, 'message')) as [Orders[K]['answer']])[0];
  }

  stop(): void {
    this.child.removeAllListeners('exit').disconnect();
  }
}
