// What a newcomer would click first.
const vscode = require('vscode');

exports.activate = async () => {
  await vscode.commands.executeCommand('mailgunSuppressions.explorer.focus');
  await vscode.commands.executeCommand('mailgunSuppressions.openSampleAccount');
};
