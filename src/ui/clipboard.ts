/** The clipboard, which a browser may keep to itself. */
import * as vscode from 'vscode';

/** What the clipboard holds, at most `limit` characters of it; empty when it cannot be read. */
export async function clipboardText(limit: number): Promise<string> {
  try {
    return (await vscode.env.clipboard.readText()).slice(0, limit);
  } catch {
    return '';
  }
}
