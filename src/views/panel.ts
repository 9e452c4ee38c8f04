/** What every webview panel of the extension shares: the page's frame, its policy, its channel to the host and its life. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Handlers, Side } from './messages';
import { Channel } from './messages';
import { pageHtml } from './pageHtml';

/** Where failures of a panel are written. */
export interface PanelLog {
  error(message: string, error?: unknown): void;
}

/** What a panel is made of. `page` names `dist/webview/<page>.js` and `.css`. */
export interface PanelOptions<Host extends Side> {
  readonly extensionUri: vscode.Uri;
  readonly viewType: string;
  readonly page: string;
  readonly handlers: Handlers<Host>;
  /** The user closed the panel, or `dispose` was called; told which one, since another may have taken its place. */
  readonly onClosed: (host: unknown) => void;
}

/** One open webview panel and the channel to its page. Nothing is retained while it is hidden: the page asks again for what it shows. */
export class PanelHost<Host extends Side, Page extends Side> {
  readonly channel: Channel<Host, Page>;
  private readonly subscriptions: vscode.Disposable[] = [];

  private constructor(
    private readonly panel: vscode.WebviewPanel,
    options: PanelOptions<Host>,
  ) {
    this.channel = new Channel((message) => panel.webview.postMessage(message), options.handlers);
    this.subscriptions.push(
      panel.webview.onDidReceiveMessage((message: unknown) => this.channel.receive(message)),
      panel.onDidDispose(() => {
        this.channel.dispose();
        for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
        options.onClosed(this);
      }),
    );
    panel.webview.options = { enableScripts: true, localResourceRoots: [resourceRoot(options.extensionUri)] };
    panel.webview.html = pageOf(panel.webview, options.extensionUri, options.page, panel.title);
  }

  /** Opens a new panel in the active editor group. */
  static create<Host extends Side, Page extends Side>(
    title: string,
    options: PanelOptions<Host>,
  ): PanelHost<Host, Page> {
    const panel = vscode.window.createWebviewPanel(options.viewType, title, vscode.ViewColumn.Active, {
      enableScripts: true,
      enableFindWidget: true,
      localResourceRoots: [resourceRoot(options.extensionUri)],
    });
    return new PanelHost<Host, Page>(panel, options);
  }

  /** Takes over a panel that VS Code has kept across a reload. */
  static adopt<Host extends Side, Page extends Side>(
    panel: vscode.WebviewPanel,
    options: PanelOptions<Host>,
  ): PanelHost<Host, Page> {
    return new PanelHost<Host, Page>(panel, options);
  }

  set title(title: string) {
    this.panel.title = title;
  }

  /** Whether it is in front in its editor group. */
  get visible(): boolean {
    return this.panel.visible;
  }

  /** Whether it has the focus. */
  get active(): boolean {
    return this.panel.active;
  }

  /** Brings the panel to the front where it is. */
  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }
}

function resourceRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** The page of a panel, with a nonce of its own. */
function pageOf(webview: vscode.Webview, extensionUri: vscode.Uri, page: string, title: string): string {
  const file = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(resourceRoot(extensionUri), name)).toString();
  return pageHtml({
    ...{ title, language: vscode.env.language, styleSource: webview.cspSource },
    ...{ nonce: randomBytes(16).toString('base64'), script: file(`${page}.js`), style: file(`${page}.css`) },
  });
}
