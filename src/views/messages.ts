/** How a webview and the extension host talk: typed requests that end in a value or an error, and events. Shared by both sides. */

/** What one side offers the other. `requests` are answered, `events` are not. */
export interface Side {
  readonly requests: object;
  readonly events: object;
}

/** One request: what it is asked with and what it answers. */
export interface Call<Params, Result> {
  readonly params: Params;
  readonly result: Result;
}

type Params<S extends Side, K extends keyof S['requests']> =
  S['requests'][K] extends Call<infer P, unknown> ? P : never;
type Result<S extends Side, K extends keyof S['requests']> =
  S['requests'][K] extends Call<unknown, infer R> ? R : never;

/** What a side does when it is asked or told something. */
export interface Handlers<S extends Side> {
  readonly requests: {
    readonly [K in keyof S['requests']]: (params: Params<S, K>) => Result<S, K> | Promise<Result<S, K>>;
  };
  readonly events: { readonly [K in keyof S['events']]: (data: S['events'][K]) => void };
}

/** What travels. */
type Wire =
  | { readonly type: 'request'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly type: 'value'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string }
  | { readonly type: 'event'; readonly name: string; readonly data: unknown };

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One end of the conversation. `Local` is what this end offers, `Remote` what the other end does.
 * Everything asked ends: in the other end's value, in its error, or in an error when this end is disposed or the message cannot be sent.
 */
export class Channel<Local extends Side, Remote extends Side> {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private disposed = false;

  /** @param post hands a message to the other end; a result of `false` (or a promise of it) means that it was not delivered. */
  constructor(
    private readonly post: (message: unknown) => unknown,
    private readonly handlers: Handlers<Local>,
  ) {}

  /** Asks the other end. Rejects with the other end's error, or when the channel closes first. */
  request<K extends keyof Remote['requests'] & string>(name: K, params: Params<Remote, K>): Promise<Result<Remote, K>> {
    if (this.disposed) return Promise.reject(new Error('The panel was closed.'));
    const id = ++this.lastId;
    return new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      void this.send({ type: 'request', id, name, params }).then((sent) => {
        if (!sent) this.settle(id)?.reject(new Error('The panel could not be reached.'));
      });
    }) as Promise<Result<Remote, K>>;
  }

  /** Tells the other end. Resolves to whether the message was handed over; never rejects. */
  emit<K extends keyof Remote['events'] & string>(name: K, data: Remote['events'][K]): Promise<boolean> {
    return this.disposed ? Promise.resolve(false) : this.send({ type: 'event', name, data });
  }

  /** Takes a message from the other end. What is not one of ours is ignored. */
  receive(message: unknown): void {
    if (this.disposed || !isWire(message)) return;
    if (message.type === 'request') void this.answer(message.id, message.name, message.params);
    else if (message.type === 'value') this.settle(message.id)?.resolve(message.value);
    else if (message.type === 'error') this.settle(message.id)?.reject(new Error(message.message));
    else handler(this.handlers.events, message.name)?.(message.data);
  }

  /** Closes this end: everything still pending is rejected, nothing more is sent or received. */
  dispose(): void {
    this.disposed = true;
    const pending = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of pending) reject(new Error('The panel was closed.'));
  }

  private async answer(id: number, name: string, params: unknown): Promise<void> {
    let reply: Wire;
    try {
      const handle = handler(this.handlers.requests, name);
      if (!handle) throw new Error(`Unknown request: ${name}`);
      reply = { type: 'value', id, value: await handle(params) };
    } catch (error) {
      reply = { type: 'error', id, message: messageOf(error) };
    }
    if (!this.disposed) await this.send(reply);
  }

  private async send(message: Wire): Promise<boolean> {
    try {
      return (await this.post(message)) !== false;
    } catch {
      return false;
    }
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A handler by name; only own properties count, so that no message can name a method of Object. */
function handler(handlers: object, name: string): ((argument: unknown) => unknown) | undefined {
  const found: unknown = Object.hasOwn(handlers, name) ? Reflect.get(handlers, name) : undefined;
  return typeof found === 'function' ? (argument): unknown => Reflect.apply(found, handlers, [argument]) : undefined;
}

function isWire(message: unknown): message is Wire {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  const { type, id, name } = message as { type: unknown; id?: unknown; name?: unknown };
  if (type === 'request') return typeof id === 'number' && typeof name === 'string';
  if (type === 'event') return typeof name === 'string';
  return (type === 'value' || type === 'error') && typeof id === 'number';
}
