import { onEveryEngine } from '../support/databases.js';
import { run } from './five-parties/run.js';

/**
 * All five parties work on lines of the same orders, over the wire; after every step the broker must agree with a small
 * independent model. `PROPERTY_SEED` is the first seed, `PROPERTY_RUNS` and `PROPERTY_STEPS` are the numbers of runs and of steps
 * in each.
 */
const { PROPERTY_SEED, PROPERTY_RUNS, PROPERTY_STEPS = '120' } = process.env;
const FIRST = Number(PROPERTY_SEED ?? '1');
const STEPS = Number(PROPERTY_STEPS);
const RUNS = Number(PROPERTY_RUNS ?? '1');
const SEEDS = Array.from({ length: RUNS }, (_, index) => FIRST + index);

onEveryEngine((engine) => {
  test.each(SEEDS)(
    'units are with one party at a time, and Locate tells where, for seed %i',
    async (seed) => {
      const home = await engine.create();
      try {
        expect(await run(seed, STEPS, home.url)).toBeGreaterThan(STEPS / 2);
      } finally {
        await home.drop();
      }
    },
    3_600_000,
  );
});
