// Applies what the driver writes into a file: an object of user settings.
const fs = require('node:fs');
const vscode = require('vscode');

exports.activate = (context) => {
  const file = process.env.WORKBENCH_SETTINGS_FILE;
  if (!file) return;
  const apply = async () => {
    const settings = JSON.parse(fs.readFileSync(file, 'utf8'));
    for (const [key, value] of Object.entries(settings)) {
      await vscode.workspace.getConfiguration().update(key, value ?? undefined, vscode.ConfigurationTarget.Global);
    }
  };
  fs.watchFile(file, { interval: 100 }, (now) => {
    if (now.size > 0) void apply();
  });
  context.subscriptions.push({ dispose: () => fs.unwatchFile(file) });
};
