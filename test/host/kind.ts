/** Which VS Code the tests run in. */
export type HostKind = 'server' | 'desktop';

/** `VSCODE_TEST_HOST=desktop` (or `npm test -- --desktop`, which sets it) asks for the desktop build; the default is the server. */
export function hostKind(): HostKind {
  return process.env['VSCODE_TEST_HOST'] === 'desktop' ? 'desktop' : 'server';
}
