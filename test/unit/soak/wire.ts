/** Watches every request of this process, as it leaves and as it arrives: it must carry the key of the account whose path it asks for. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turnOfLoop } from 'node:timers/promises';

/** An account, as requests show it. */
export interface WireAccount {
  readonly id: string;
  readonly host: string;
  readonly apiKey: string;
  readonly subaccountId?: string | undefined;
  readonly domains: readonly string[];
}

type Headers = Readonly<Record<string, string | readonly string[] | number | undefined>>;

const LIST = /^\/v3\/([^/]+)\/(?:bounces|complaints|unsubscribes|whitelists|events)(?:\/|$)/;
const DOMAIN = /^\/v4\/domains\/([^/]+)$/;
/** Turns of the event loop in which everything on loopback arrives. */
const LONG = 300;
const SHARED = ['/v4/domains', '/v1/analytics/logs'];

export class WireWatch {
  /** Requests that left and that arrived. */
  sent = 0;
  received = 0;
  /** Sockets that clients have open, and the most there were. */
  readonly sockets = new Set<Socket>();
  peakSockets = 0;
  /** What went to where it does not belong; no key is in here. */
  readonly strays: string[] = [];
  /** Connections that only the client, or only the server, has seen end. */
  readonly #cutLines = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #byHost = new Map<string, WireAccount[]>();

  constructor(accounts: readonly WireAccount[]) {
    for (const account of accounts)
      this.#byHost.set(account.host, [...(this.#byHost.get(account.host) ?? []), account]);
    subscribe('http.client.request.start', this.#onSent);
    subscribe('http.server.request.start', this.#onReceived);
    subscribe('net.client.socket', this.#onSocket);
    subscribe('net.server.socket', this.#onAccepted);
  }

  end(): void {
    unsubscribe('http.client.request.start', this.#onSent);
    unsubscribe('http.server.request.start', this.#onReceived);
    unsubscribe('net.client.socket', this.#onSocket);
    unsubscribe('net.server.socket', this.#onAccepted);
  }

  /** Resolves when what was sent on connections that clients have cut since is there: their server has seen the end of each. */
  async arrival(): Promise<void> {
    const isClosing = (): boolean => [...this.sockets].some(({ destroyed }) => destroyed);
    for (let turn = 0; (isClosing() || this.#cutLines.size > 0) && turn < LONG; turn += 1) await turnOfLoop();
    // A server off the network never sees those that it had not accepted.
    this.#cutLines.clear();
  }

  /** Whose key and subaccount these headers carry. */
  accountOf(headers: Headers): WireAccount | undefined {
    const credentials = /^Basic (.+)$/.exec(String(headers['authorization']))?.[1] ?? '';
    const key = Buffer.from(credentials, 'base64').toString('utf8').replace(/^api:/, '');
    const behalf = headers['x-mailgun-on-behalf-of'];
    return this.#byHost
      .get(String(headers['host']))
      ?.find(({ apiKey, subaccountId }) => apiKey === key && subaccountId === behalf);
  }

  /** Resolves once no client has a connection. Throws when some stay open. */
  async closing(): Promise<void> {
    for (let turn = 0; this.sockets.size > 0; turn += 1) {
      if (turn > LONG) throw new Error(`${this.sockets.size} sockets stay open.`);
      await turnOfLoop();
    }
    this.#cutLines.clear();
    this.#ended.clear();
  }

  readonly #onSent = (message: unknown): void => {
    const { request } = message as { readonly request: ClientRequest };
    this.sent += 1;
    this.#check('left', request.method, request.path, sentHeaders(request));
  };

  readonly #onReceived = (message: unknown): void => {
    const { request, socket } = message as { readonly request: IncomingMessage; readonly socket: Socket };
    this.received += 1;
    const { host = '' } = request.headers;
    const port = String(socket.localPort);
    if (!host.endsWith(`:${port}`)) this.strays.push(`A request for ${host} came to port ${port}.`);
    this.#check('arrived', request.method, request.url, request.headers);
  };

  readonly #onSocket = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    this.sockets.add(socket);
    this.peakSockets = Math.max(this.peakSockets, this.sockets.size);
    let line = '';
    socket.once('connect', () => (line = `${String(socket.localPort)} ${String(socket.remotePort)}`));
    socket.once('close', () => {
      this.sockets.delete(socket);
      if (line !== '' && !this.#ended.delete(line)) this.#cutLines.add(line);
    });
  };

  readonly #onAccepted = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    const line = `${String(socket.remotePort)} ${String(socket.localPort)}`;
    socket.once('close', () => {
      if (!this.#cutLines.delete(line)) this.#ended.add(line);
    });
  };

  #check(how: string, method = '', url = '', headers: Headers): void {
    const path = decodeURIComponent(url.split('?')[0] ?? '');
    const account = this.accountOf(headers);
    const domain = (LIST.exec(path) ?? DOMAIN.exec(path))?.[1]?.toLowerCase();
    const isOwn = domain === undefined ? SHARED.includes(path) : account?.domains.includes(domain);
    if (account === undefined || isOwn !== true)
      this.strays.push(
        `${method} ${path} ${how} at ${String(headers['host'])} with the key of ${account?.id ?? 'nobody'}`,
      );
  }
}

/** The headers as they go out, however Node was given them: what it can be asked for is only what was set one by one. */
function sentHeaders(request: ClientRequest): Headers {
  const [, ...lines] = String(Reflect.get(request, '_header')).split('\r\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^([^:]+): (.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), value]];
    }),
  );
}
