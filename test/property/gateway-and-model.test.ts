import { Database } from '../../src/store/database.js';
import { onEveryEngine } from '../support/databases.js';
import { run } from './support/run.js';

/**
 * Random parties send random messages; after every step the gateway must be where a small model of its own says.
 * `PROPERTY_SEED` plays from that seed on, `PROPERTY_RUNS` and `PROPERTY_STEPS` say how many runs of how many steps.
 */
const { PROPERTY_SEED, PROPERTY_RUNS, PROPERTY_STEPS = '200' } = process.env;
const FIRST = Number(PROPERTY_SEED ?? '1');
const STEPS = Number(PROPERTY_STEPS);
const seeds = (runs: number): number[] =>
  Array.from(
    { length: Number(PROPERTY_RUNS ?? (PROPERTY_SEED === undefined ? runs : 1)) },
    (_, index) => FIRST + index,
  );

describe('in memory', () => {
  test.each(seeds(55))(
    'seed %i',
    async (seed) => {
      const database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 1000 });
      try {
        await run(seed, STEPS, database);
      } finally {
        await database.close();
      }
    },
    120_000,
  );
});

onEveryEngine((engine) => {
  test.each(seeds(3))(
    'seed %i',
    async (seed) => {
      const home = await engine.create();
      const database = await home.open();
      try {
        await run(seed, STEPS, database);
      } finally {
        await database.close();
        await home.drop();
      }
    },
    120_000,
  );
});
