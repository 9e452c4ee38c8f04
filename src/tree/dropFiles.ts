/** Files dropped on a list or a domain are imported there; entries dragged out are their addresses as text. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { safeFileName } from '../core/fileNames';
import { oneLine } from '../core/text';
import type { Ask } from '../ui/ask';
import type { DomainNode, ListNode, TreeNode } from './nodes';

/** How long the bytes of a dropped file are kept, in milliseconds: an import that was interrupted reads them again. */
const KEEP = 30 * 24 * 60 * 60 * 1000;
const URI_LIST = 'text/uri-list';

/** What dropping needs from outside. */
export interface FileDropPorts {
  readonly ask: Pick<Ask, 'notify'>;
  /** Folder for the bytes of files that come without a place on this machine, as they do in a browser. */
  readonly folder: string;
  /** Begins to import; not waited for. */
  importFiles(target: ListNode | DomainNode, files: readonly vscode.Uri[]): unknown;
}

/** What the tree does with what is dropped on it, and what it gives away. */
export class FileDrop {
  constructor(private readonly ports: FileDropPorts) {}

  handleDrag(nodes: readonly TreeNode[], data: vscode.DataTransfer): void {
    const addresses = nodes.flatMap((node) => (node.kind === 'entry' ? [node.address] : []));
    if (addresses.length > 0) data.set('text/plain', new vscode.DataTransferItem(addresses.map(oneLine).join('\n')));
  }

  async handleDrop(
    target: TreeNode | undefined,
    data: vscode.DataTransfer,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const listed = await listedUris(data);
    const files = listed.length > 0 ? listed : await this.#droppedFiles(data);
    if (files.length === 0 || token.isCancellationRequested) return;
    const place = placeOf(target);
    if (place !== undefined) void this.ports.importFiles(place, files);
    else
      void this.ports.ask.notify({
        message: vscode.l10n.t('Drop files on a list or a domain to import them.'),
      });
  }

  /** Files of the system: where they are or, where nobody says, copies of them. */
  async #droppedFiles(data: vscode.DataTransfer): Promise<vscode.Uri[]> {
    const found: vscode.Uri[] = [];
    for (const [, item] of data) {
      const file = item.asFile();
      if (file !== undefined) found.push(file.uri ?? (await this.#copy(file)));
    }
    return found;
  }

  async #copy(file: vscode.DataTransferFile): Promise<vscode.Uri> {
    await this.#removeOld();
    const folder = join(this.ports.folder, randomUUID());
    await mkdir(folder, { recursive: true });
    // The name is kept as far as it can be: it tells what a file holds.
    const path = join(folder, safeFileName(basename(file.name.replaceAll('\\', '/'))));
    await writeFile(path, await file.data(), { mode: 0o600 });
    return vscode.Uri.file(path);
  }

  async #removeOld(): Promise<void> {
    const names = await readdir(this.ports.folder).catch(() => []);
    for (const name of names) {
      const path = join(this.ports.folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > KEEP) await rm(path, { recursive: true, force: true });
    }
  }
}

/** The list or domain on which something was dropped: a row inside a list stands for the list. */
function placeOf(node: TreeNode | undefined): ListNode | DomainNode | undefined {
  switch (node?.kind) {
    case 'list':
    case 'domain':
      return node;
    case 'entry': {
      const { accountId, domain, list } = node;
      return { kind: 'list', accountId, domain, list };
    }
    case 'more':
    case 'earlier':
    case 'message':
      return placeOf(node.parent);
    default:
      return undefined;
  }
}

/** RFC 2483: a URI a line, comments begin with #. */
async function listedUris(data: vscode.DataTransfer): Promise<vscode.Uri[]> {
  const text = (await data.get(URI_LIST)?.asString()) ?? '';
  return text.split(/\r\n|\r|\n/).flatMap((line) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    try {
      return [vscode.Uri.parse(trimmed, true)];
    } catch {
      return [];
    }
  });
}
