/** What of the workbench's log is worth showing: what the extension and its tests say, not what this VS Code says of itself. */
import { format } from 'node:util';

/** VS Code 1.139 without native modules, sign-in and network. */
const NOISE = [
  /^\[(AgentHost|RemoteAgentHost|ChatModelSelection|AccountPolicyGate|reconnection-grace-time|Service Worker)/,
  /^(Resolving|Resolved) connection token|^Creating a socket|^Updating additional builtin extensions/,
  /^(Error: )?(Could not locate the bindings file|Cannot find module '\.\.?\/build\/Release)/,
  /^Creation of workbench contribution|^Extension host \(Remote\) is /,
  /authentication provider|getaddrinfo (ENOTFOUND|EAI_AGAIN)|connect ECONNREFUSED .*:443/,
  /^Canceled: Canceled/,
];

/** The line to print for a call of the console, or undefined. `VSCODE_TEST_VERBOSE=1` shows everything. */
export function logLine(args: readonly unknown[]): string | undefined {
  // Node's format knows the console's `%s`, and drops `%c` together with its style.
  const text = format(...args);
  return process.env['VSCODE_TEST_VERBOSE'] !== '1' && NOISE.some((pattern) => pattern.test(text)) ? undefined : text;
}
