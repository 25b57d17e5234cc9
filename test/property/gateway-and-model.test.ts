import { Database } from '../../src/store/database.js';
import { onEveryEngine } from '../support/databases.js';
import { run } from './support/run.js';

/**
 * Random parties send random messages; after every step the state of the gateway must equal that of a small independent
 * model. `PROPERTY_SEED` is the first seed, `PROPERTY_RUNS` and `PROPERTY_STEPS` are the numbers of runs and of steps
 * in each.
 */
const { PROPERTY_SEED, PROPERTY_RUNS, PROPERTY_STEPS = '200' } = process.env;
const FIRST = Number(PROPERTY_SEED ?? '1');
const STEPS = Number(PROPERTY_STEPS);
const seeds = (runs: number): number[] =>
  Array.from(
    { length: Number(PROPERTY_RUNS ?? (PROPERTY_SEED === undefined ? runs : 1)) },
    (_, index) => FIRST + index,
  );

describe('on SQLite in memory', () => {
  test.each(seeds(55))(
    'the gateway agrees with the model for seed %i',
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
    'the gateway agrees with the model for seed %i',
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
