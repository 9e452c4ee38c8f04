/** One region's HTTP listener on loopback. */
import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from './faults';
import { readRequest, refusal, type Answer, type SampleRequest } from './http';
import { alterAnswer, alterRequest, answerInstead, send, sendGigantic } from './mangle';
import type { RequestLog } from './requestLog';
import { route, type World } from './router';
import type { Region } from './store';

/** What a listener needs beside the world. */
export interface ListenerOptions {
  readonly region: Region;
  readonly log: RequestLog;
  /** Base URL of the other region, known once both listen. */
  readonly otherOrigin: () => string;
}

/** Listens on a random port of 127.0.0.1 and answers for one region. */
export class Listener {
  private readonly server: Server;
  private readonly closing = new AbortController();
  private host = '';
  private port = 0;

  constructor(
    private readonly world: World,
    private readonly options: ListenerOptions,
  ) {
    // As many answers as are held back follow it at once; Node 20 warns of a leak at eleven.
    setMaxListeners(0, this.closing.signal);
    this.server = createServer({ keepAliveTimeout: 75_000 }, (message, response) => {
      void this.serve(message, response);
    });
    this.server.on('connection', (socket) => {
      options.log.socketsChanged(1);
      socket.on('close', () => options.log.socketsChanged(-1));
    });
  }

  /** The base URL, such as `http://127.0.0.1:40123`. */
  get origin(): string {
    return `http://${this.host}`;
  }

  /** Begins to listen: on the port of before, if there was one. */
  async listen(): Promise<void> {
    if (this.server.listening) return;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    this.port = (this.server.address() as AddressInfo).port;
    this.host = `127.0.0.1:${this.port}`;
  }

  /** Refuses connections until `listen`; open ones are dropped. */
  async refuse(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  /** Stops at once: open connections are dropped. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.refuse();
  }

  private async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { log } = this.options;
    log.requestsChanged(1);
    response.once('close', () => log.requestsChanged(-1));
    response.on('error', () => undefined);
    try {
      if (message.headers.host !== this.host) {
        // A page in a browser that was talked into this port by DNS: not ours.
        this.finish(message, response, { status: 403, body: 'Forbidden: wrong Host' });
        return;
      }
      await this.answer(message, response, readRequest(message, this.options.region, this.origin));
    } catch (error) {
      if (!response.headersSent) {
        this.finish(
          message,
          response,
          error instanceof URIError ? refusal(400, 'Bad Request') : refusal(500, 'Internal Server Error'),
        );
      }
    }
  }

  private async answer(message: IncomingMessage, response: ServerResponse, request: SampleRequest): Promise<void> {
    const { faults } = this.world;
    const delay = faults.delayOf(request);
    if (delay > 0) {
      await sleep(delay, undefined, { signal: this.closing.signal, ref: false }).catch(() => undefined);
    }
    const kind = faults.take(request);
    const instead = kind === undefined ? undefined : answerInstead(kind, request, this.options.otherOrigin());
    if (instead !== undefined) {
      this.finish(message, response, instead);
    } else if (kind === 'reset' || kind === 'hang' || kind === 'gigantic') {
      this.withhold(kind, message, response);
    } else {
      const { answer, account } = await route(this.world, alterRequest(kind, request));
      const altered = alterAnswer(kind, answer, this.origin, this.options.otherOrigin());
      this.finish(message, response, altered, kind, account);
    }
  }

  /** Faults that never give a proper answer; logged as status 0, but for the one that begins one. */
  private withhold(kind: 'reset' | 'hang' | 'gigantic', message: IncomingMessage, response: ServerResponse): void {
    message.resume();
    this.record(message, kind === 'gigantic' ? 200 : 0);
    if (kind === 'reset') {
      message.socket.resetAndDestroy();
    } else if (kind === 'hang') {
      this.world.faults.hang(() => response.destroy());
    } else {
      sendGigantic(response);
    }
  }

  private finish(
    message: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
    kind?: FaultKind,
    account?: string,
  ): void {
    message.resume();
    this.record(message, answer.status, account);
    send(response, answer, kind);
  }

  private record(message: IncomingMessage, status: number, account?: string): void {
    const [path = '', query = ''] = (message.url ?? '').split(/\?(.*)/s);
    this.options.log.add({ method: message.method ?? '', path, query, status, region: this.options.region, account });
  }
}
