import assert from 'node:assert/strict';
import type { SecretFault, SecretFaults } from './windows/machine';
import { COMMANDS, Trials, type Trouble } from './windows/trials';

const NO_KEYS: readonly unknown[] = ['', 7, null, {}, ['key'], true, NaN];

function trouble(faults: SecretFaults): Trouble {
  return {
    words: /secret storage of this computer|API key of “Test” is missing/,
    looked: false,
    begin: ({ machine }) => void (machine.secretFaults = faults),
    end: ({ machine }) => void (machine.secretFaults = {}),
  };
}

describe('when the secret storage fails', () => {
  let trials: Trials;

  before(async () => {
    trials = await Trials.start();
  });

  after(() => trials.end());

  const all = async (faultOf: (index: number) => SecretFault): Promise<string[]> => {
    const problems: string[] = [];
    for (const [index, name] of COMMANDS.entries())
      problems.push(...(await trials.problems(name, trouble({ get: faultOf(index) }))));
    return problems;
  };

  it(`with an error instead of a key, each of ${COMMANDS.length} commands ends with words, nothing changed, and works when it is back`, async () => {
    assert.deepEqual(await all(() => 'throws'), []);
  });

  it(`without ever giving a key, or with something that is none, each of ${COMMANDS.length} commands ends in the same way`, async () => {
    assert.deepEqual(
      await all((index) => (index % 2 === 0 ? 'hangs' : { gives: NO_KEYS[index % NO_KEYS.length] })),
      [],
    );
    assert.deepEqual(await trials.problems('checkAddress', trouble({ get: 'hangs' })), []);
  });

  for (const call of ['store', 'delete', 'update'] as const)
    for (const fault of call === 'update' ? (['throws'] as const) : (['throws', 'hangs'] as const))
      it(`each command that uses ${call} ends when it ${fault}, and no account and key lose each other`, async () => {
        const problems: string[] = [];
        let tried = 0;
        for (const name of COMMANDS) {
          const { calls } = await trials.twin(name, false);
          if (calls[call] === 0) continue;
          tried++;
          problems.push(...(await trials.problems(name, call === 'update' ? fullDisk() : trouble({ [call]: fault }))));
        }
        assert.deepEqual(problems, []);
        assert.ok(tried > 0);
      });

  function fullDisk(): Trouble {
    return {
      words: /could not store the accounts/,
      looked: false,
      begin: ({ machine }) => void (machine.stateFails = true),
      end: ({ machine }) => void (machine.stateFails = false),
    };
  }
});
