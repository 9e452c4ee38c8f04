/** A soak: so many random operations by many people at once, in rounds; after each round all lists are what the model has. */
import assert from 'node:assert/strict';
import { BULK } from './bulk';
import { CHANGES } from './changes';
import { FILES } from './files';
import { measureRest, type Rest } from './memory';
import type { Operation, Person } from './operation';
import { Random } from './random';
import { READS } from './reads';
import { Scene } from './scene';
import { Stage, type Account, type Site } from './stage';
import { Turn } from './turn';
import { UNDOING } from './undoing';
import { WireWatch } from './wire';

const OPERATIONS: readonly Operation[] = [...READS, ...CHANGES, ...UNDOING, ...FILES, ...BULK];
/** People who work with one account. */
const COLLEAGUES = 2;
/** One operation in so many finds that its server has just gone off the network. */
const OUTAGES = 250;

export interface SoakOptions {
  readonly operations: number;
  readonly rounds: number;
  readonly seed: number;
  readonly onRound?: ((round: number, rest: Rest) => void) | undefined;
}

export interface SoakReport {
  readonly operations: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly outages: number;
  readonly accounts: number;
  readonly people: number;
  readonly entries: number;
  readonly peakSockets: number;
  /** After each round, with every connection closed. */
  readonly rests: readonly Rest[];
}

/** Runs a soak. Throws at the first thing that is not as it must be, with the operation's name. */
export async function soak({ operations, rounds, seed, onRound }: SoakOptions): Promise<SoakReport> {
  const random = new Random(seed);
  const stage = await Stage.open(random.fork());
  const wire = new WireWatch(stage.accounts);
  try {
    const scene = new Scene(stage, wire);
    const run = new Run(scene, random);
    scene.fill(random);
    const rests: Rest[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await run.round(Math.floor((operations * round) / rounds) - Math.floor((operations * (round - 1)) / rounds));
      const rest = await measureRest();
      rests.push(rest);
      onRound?.(round, rest);
    }
    const { sent: requests, peakSockets } = wire;
    return { ...run.report(), requests, peakSockets, rests };
  } finally {
    wire.end();
    await stage.close();
  }
}

class Run {
  readonly #people: readonly Person[];
  #left = 0;
  #failure: { readonly error: unknown } | undefined;
  #outages = 0;
  /** When which site is back: by how many sleeps. */
  readonly #back = new Map<Site, number>();

  constructor(
    private readonly scene: Scene,
    random: Random,
  ) {
    this.#people = scene.stage.accounts.flatMap((account) =>
      Array.from({ length: COLLEAGUES }, (_, index) => this.#hire(account, index, random)),
    );
    scene.stage.clock.onSleep = () => this.#endOutages();
  }

  /** Does so many operations, compares everything and closes all connections. */
  async round(operations: number): Promise<void> {
    const { scene } = this;
    const { stage, wire } = scene;
    this.#left = operations;
    await Promise.all(this.#people.map((person) => this.#work(person)));
    if (this.#failure !== undefined) throw this.#failure.error;
    for (const site of stage.sites) await this.#online(site);
    assert.deepEqual(await stage.ports.jobs.unfinished(), [], 'A job was left.');
    scene.compare();
    assert.deepEqual(wire.strays.slice(0, 5), [], 'A request left its account.');
    assert.deepEqual(scene.unasked.slice(0, 5), [], 'A request that nobody asked for.');
    scene.renew();
    stage.hangUp();
    await wire.closing();
  }

  report(): Omit<SoakReport, 'requests' | 'peakSockets' | 'rests'> {
    const { operations, faults, outcomes, model, stage } = this.scene;
    const entries = this.scene.places().reduce((sum, place) => sum + model.size(place), 0);
    const counts = { operations: operations.toJSON(), faults: faults.toJSON(), outcomes: outcomes.toJSON() };
    return { ...counts, outages: this.#outages, accounts: stage.accounts.length, people: this.#people.length, entries };
  }

  #hire(account: Account, index: number, random: Random): Person {
    return { name: `${account.id}-${index}`, account, random: random.fork(), kept: [] };
  }

  async #work(person: Person): Promise<void> {
    const { random, account } = person;
    while (this.#left > 0 && this.#failure === undefined) {
      this.#left -= 1;
      const operation = random.weighed(OPERATIONS);

      if (random.chance(1 / OUTAGES)) await this.#outage(account.site, random);
      try {
        await this.#do(operation, person);
      } catch (error) {
        const { message, stack } = error as Error;
        this.#failure ??= {
          error: new Error(`${person.name}, ${operation.name}: ${message}\n${stack ?? ''}`, { cause: error }),
        };
      }
    }
  }

  async #do({ name, places, more, run }: Operation, person: Person): Promise<void> {
    const { scene } = this;
    const wanted = places(person, person.account, scene);
    await Turn.take(scene, person.random, wanted, more?.(person.account) ?? [], (turn) => run(turn, person, wanted));
    scene.operations.add(name);
  }

  async #outage(site: Site, random: Random): Promise<void> {
    if (!site.isOnline || this.#back.has(site)) return;
    this.#outages += 1;
    this.#back.set(site, this.scene.stage.clock.sleeps + random.between(1, 60));
    await site.cutOff();
    this.#endOutages();
  }

  #endOutages(): void {
    for (const [site, sleeps] of this.#back) if (this.scene.stage.clock.sleeps >= sleeps) void this.#online(site);
  }

  async #online(site: Site): Promise<void> {
    await site.restore();
    this.#back.delete(site);
  }
}
