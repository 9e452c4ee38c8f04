/** User settings that make a window quiet enough to test and to photograph. */

import fs from 'node:fs';
import path from 'node:path';

/** Themes by name: the setting's value, the class VS Code puts on its root, a part of the theme file's name, and the class of a webview's body. */
export const THEMES = {
  dark: { id: 'Dark Modern', kind: 'vs-dark', file: 'dark_modern', body: 'vscode-dark' },
  light: { id: 'Light Modern', kind: 'vs', file: 'light_modern', body: 'vscode-light' },
  highContrast: { id: 'Default High Contrast', kind: 'hc-black', file: 'hc_black', body: 'vscode-high-contrast' },
  highContrastLight: {
    id: 'Default High Contrast Light',
    kind: 'hc-light',
    file: 'hc_light',
    body: 'vscode-high-contrast-light',
  },
} as const;

export type ThemeName = keyof typeof THEMES;

/** Writes the settings of a user that does not exist yet. */
export function writeUserSettings(userDataDir: string, settings: Readonly<Record<string, unknown>>): void {
  const folder = path.join(userDataDir, 'User');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
}

/** No welcome, no tips, no chat, no sign-in, no updates, no telemetry; dialogs and menus as HTML on the desktop too. */
export const QUIET: Readonly<Record<string, unknown>> = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'files.simpleDialog.enable': true,
  'git.enabled': false,
  // Every process of the machine would be looked through again and again.
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'window.commandCenter': false,
  'window.confirmBeforeClose': 'never',
  'window.dialogStyle': 'custom',
  'window.menuStyle': 'custom',
  'window.restoreWindows': 'none',
  'window.titleBarStyle': 'custom',
  'workbench.editor.empty.hint': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.hover.delay': 100,
  'workbench.layoutControl.enabled': false,
  // A notch of the wheel is 250 pixels: few turns through long lists.
  'workbench.list.mouseWheelScrollSensitivity': 5,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  // Its rows would lie over those that are looked for.
  'workbench.tree.enableStickyScroll': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};
