/** What the tests of accounts share: a server to add accounts of, and commands with scripted prompts. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountCommands } from '../../src/commands/accounts';
import { readCall, run } from '../../src/commands/run';
import { Targets } from '../../src/commands/targets';
import type { TestExports } from '../../src/extension';
import type { CommandName, CommandTypes } from '../../src/ids';
import { startSample, type SampleServer } from '../../src/sample/server';
import { extensionUnderTest } from './extension';
import { ScriptedAsk, type Answer } from './scriptedAsk';

/** A key of the right shape that opens nothing. */
export const WRONG_KEY = '0123456789abcdef0123456789abcdef-01234567-89abcdef';

type AddArguments = CommandTypes['addAccount']['argument'];

export interface AccountTestKit {
  readonly extension: TestExports;
  readonly sample: SampleServer;
  key(region: 'us' | 'eu'): string;
  /** All arguments for an account that works. */
  custom(more?: AddArguments): Required<Pick<AddArguments, 'name' | 'region' | 'baseUrl' | 'apiKey'>> & AddArguments;
  /** Runs an account command as from the palette, with scripted prompts and the sample's regions in place of Mailgun's. */
  asking<N extends CommandName & keyof ReturnType<typeof accountCommands>>(
    name: N,
    answers: readonly Answer[],
    args?: Partial<CommandTypes[N]['argument']>,
  ): { readonly ask: ScriptedAsk; readonly result: Promise<CommandTypes[N]['result'] | undefined> };
}

/** Sets up a server for the tests of the enclosing `describe`, and removes all accounts after each. Read it inside tests only. */
export function accountTestKit(): AccountTestKit {
  let extension: TestExports;
  let sample: SampleServer;
  const asks: ScriptedAsk[] = [];
  before(async () => {
    extension = await extensionUnderTest();
    sample = await startSample();
  });
  after(() => sample.close());
  afterEach(async function () {
    const { accounts } = extension.services;
    for (const { id } of accounts.list()) await accounts.remove(id);
    const used = asks.splice(0);
    if (this.currentTest?.state === 'passed') for (const ask of used) ask.done();
  });
  const key = (region: 'us' | 'eu'): string =>
    sample.accounts.find((account) => account.region === region)?.apiKey ?? '';
  return {
    get extension() {
      return extension;
    },
    get sample() {
      return sample;
    },
    key,
    custom: (more) => ({ name: 'Test', region: 'custom', baseUrl: sample.regions.us, apiKey: key('us'), ...more }),
    asking: (name, answers, args) => {
      const { services } = extension;
      const ask = new ScriptedAsk(...answers);
      asks.push(ask);
      const targets = new Targets(ask, services.accounts, services.model);
      const handlers = accountCommands({ ...services, ask, targets, regions: sample.regions });
      const call = readCall<typeof name>(args === undefined ? [] : [args]);
      return { ask, result: run(name, handlers[name], call, { ask, log: services.log }) };
    },
  };
}

/** The address of a port on which nobody listens. */
export async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
