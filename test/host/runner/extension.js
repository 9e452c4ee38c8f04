// Runs the command that the driver writes into a file of the open folder, and writes down what came of it. Also keeps
// what every extension logs, at all levels, in files there: the server host has no native module to write logs with.
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vscode = require('vscode');

exports.activate = (context) => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) return;
  keepLogs(path.join(folder, 'logs'));
  const file = path.join(folder, 'command.json');
  const read = () => JSON.parse(fs.readFileSync(file, 'utf8'));
  // One from before a reload has been run.
  let done = fs.existsSync(file) ? read().number : 0;
  const answer = async () => {
    const { number, command, args } = read();
    if (number === done) return;
    done = number;
    const said = await Promise.resolve(vscode.commands.executeCommand(command, ...args)).then(
      (result) => ({ result }),
      (error) => ({ error: String(error?.message ?? error) }),
    );
    // Under its name only when it is whole.
    fs.writeFileSync(path.join(folder, 'answer.new'), JSON.stringify(said));
    fs.renameSync(path.join(folder, 'answer.new'), path.join(folder, `answer-${number}.json`));
  };
  fs.watchFile(file, { interval: 50 }, ({ size }) => {
    if (size > 0) void answer();
  });
  context.subscriptions.push({ dispose: () => fs.unwatchFile(file) });
};

/** Hands extensions that are loaded from now on a `vscode` whose log channels write into files too. */
function keepLogs(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const load = Module._load;
  Module._load = function (request, ...rest) {
    const api = load.call(this, request, ...rest);
    return request === 'vscode'
      ? copy(api, { window: copy(api.window, { createOutputChannel: channels(api, folder) }) })
      : api;
  };
}

function channels(api, folder) {
  return (name, options) => {
    const channel = api.window.createOutputChannel(name, options);
    const both =
      (level) =>
      (message, ...more) => {
        fs.appendFileSync(path.join(folder, `${name}.log`), `[${level}] ${[message, ...more].map(String).join(' ')}\n`);
        channel[level](message, ...more);
      };
    const levels = ['trace', 'debug', 'info', 'warn', 'error'].filter((level) => level in channel);
    return copy(channel, Object.fromEntries(levels.map((level) => [level, both(level)])));
  };
}

/** An object with the same properties, getters included, but for some. */
function copy(object, changes) {
  const values = Object.entries(changes).map(([name, value]) => [name, { value, enumerable: true }]);
  return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(object), ...Object.fromEntries(values) });
}
