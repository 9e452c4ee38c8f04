// Bounce lists in VS Code's own tree, as plainly as it goes: no client, no checks, one request after the other.
const { Buffer } = require('node:buffer');
const http = require('node:http');
const { URL } = require('node:url');
const vscode = require('vscode');

const LISTS = ['Bounces', 'Complaints', 'Unsubscribes', 'Allowlist'];
const FIRST = 100;
const ALL = 1000;
const { Collapsed, None } = vscode.TreeItemCollapsibleState;

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
/** The rows of each list that was opened, by its node. */
const loaded = new Map();

exports.activate = ({ subscriptions }) => {
  const changed = new vscode.EventEmitter();
  const provider = { onDidChangeTreeData: changed.event, getTreeItem: item, getChildren: children };
  const load = async (node, size) => {
    loaded.set(node, await page(node.domain, size));
    changed.fire(node);
  };
  const refresh = async () => {
    for (const [node, rows] of loaded) await load(node, rows.length);
  };
  subscriptions.push(
    vscode.window.createTreeView('benchPeer.tree', { treeDataProvider: provider }),
    vscode.commands.registerCommand('benchPeer.loadAll', (node) => load(node, ALL)),
    vscode.commands.registerCommand('benchPeer.refresh', refresh),
  );
};

async function children(node) {
  switch (node?.kind) {
    case undefined:
      return [{ kind: 'account', label: 'Peer' }];
    case 'account':
      return (await get('/v4/domains?limit=1000&sort=name')).items.map(({ name }) => ({ kind: 'domain', label: name }));
    case 'domain':
      return LISTS.map((label) => ({ kind: 'list', label, domain: node.label }));
    default:
      if (!loaded.has(node)) loaded.set(node, await page(node.domain, FIRST));
      return loaded.get(node);
  }
}

/** The first entries of a bounce list. */
async function page(domain, size) {
  const { items } = await get(`/v3/${domain}/bounces?limit=${size}`);
  return items.map(({ address, code, error }) => ({ kind: 'entry', label: address, code, error, domain }));
}

function item({ kind, label, code, error, domain }) {
  const treeItem = new vscode.TreeItem(label, kind === 'entry' ? None : Collapsed);
  treeItem.id = [kind, domain, label].join('/');
  treeItem.contextValue = kind;
  if (kind !== 'entry') return treeItem;
  treeItem.description = `${code} ${error}`;
  treeItem.iconPath = new vscode.ThemeIcon('mail');
  return treeItem;
}

function get(link) {
  const { baseUrl, apiKey } = JSON.parse(process.env.BENCH_TARGET);
  const headers = { Authorization: `Basic ${Buffer.from(`api:${apiKey}`).toString('base64')}` };
  return new Promise((resolve, reject) => {
    const sent = http.get(new URL(link, baseUrl), { agent, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())));
    });
    sent.on('error', reject);
  });
}
