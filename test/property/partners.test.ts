import { Database } from '../../src/store/database.js';
import { onMysql } from '../support/databases.js';
import { run } from './partners/run.js';

/**
 * Random things happen to orders of a retailer with partners; after every step the broker must agree with a small
 * independent model. `PROPERTY_SEED` is the first seed, `PROPERTY_RUNS` and `PROPERTY_STEPS` are the numbers of runs and of
 * steps in each.
 */
const { PROPERTY_SEED, PROPERTY_RUNS, PROPERTY_STEPS = '150' } = process.env;
const FIRST = Number(PROPERTY_SEED ?? '1');
const STEPS = Number(PROPERTY_STEPS);
const seeds = (runs: number): number[] =>
  Array.from(
    { length: Number(PROPERTY_RUNS ?? (PROPERTY_SEED === undefined ? runs : 1)) },
    (_, index) => FIRST + index,
  );

describe('on SQLite in memory', () => {
  test.each(seeds(8))(
    'fulfillment requests agree with the model for seed %i',
    async (seed) => {
      const database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 1000 });
      try {
        expect(await run(seed, STEPS, database)).toMatchObject({ done: STEPS });
      } finally {
        await database.close();
      }
    },
    120_000,
  );
});

onMysql((engine) => {
  test.each(seeds(2))(
    'fulfillment requests agree with the model for seed %i',
    async (seed) => {
      const home = await engine.create();
      const database = await home.open();
      try {
        expect(await run(seed, STEPS, database)).toMatchObject({ done: STEPS });
      } finally {
        await database.close();
        await home.drop();
      }
    },
    120_000,
  );
});
