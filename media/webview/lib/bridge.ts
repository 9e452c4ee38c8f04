/** The page's end of the conversation with the extension host, and what the page keeps while it is hidden or reloaded. */
import type { Handlers, Side } from '../../../src/views/messages';
import { Channel } from '../../../src/views/messages';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The channel to the host and the stored state. To be made once per page. */
export interface Bridge<Page extends Side, Host extends Side> {
  readonly host: Channel<Page, Host>;
  /** What the page stored last, whatever release of the extension that was. */
  stored(): unknown;
  store(state: unknown): void;
}

/** Connects the page: `handlers` do what the host says. */
export function connect<Page extends Side, Host extends Side>(handlers: Handlers<Page>): Bridge<Page, Host> {
  const api = acquireVsCodeApi();
  const host = new Channel<Page, Host>((message) => api.postMessage(message), handlers);
  window.addEventListener('message', (event: MessageEvent<unknown>) => host.receive(event.data));
  return { host, stored: () => api.getState(), store: (state) => api.setState(state) };
}
