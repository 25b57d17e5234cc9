// A jest reporter: a test file that takes longer than its budget fails the run (jest.config.mjs).
//
// 1. A budget is in seconds of an idle machine. The default is meant to be noticed: a file that exceeds it becomes
//    faster or is listed below with a reason.
// 2. The reporter measures how slow the machine is, by a yardstick, while a file runs, and multiplies the budget by the
//    slowdown: on a shared machine with two cores and eight users the same file takes five times as long. One
//    measurement at the start of the run would miss load that comes and goes; a fixed factor would hide real
//    regressions on an idle machine.
// 3. The yardstick measures the processor, not the disk. Files that mostly write (databases, kills) have budgets with
//    room.
// 4. TEST_TIME_BUDGET=off reports nothing, for runs under a debugger or a profiler.
import { relative } from 'node:path';

const DEFAULT_SECONDS = 30;

/** Test files that take longer, by path: seconds, and the reason. */
const LONGER = {
  'test/cluster/fail-over.test.ts': [900, 'kills each node of a Galera cluster under load, several times'],
  'test/e2e/database-restarts.test.ts': [120, 'restarts a MariaDB server under load'],
  'test/e2e/faults.test.ts': [180, 'waits for timeouts and leases behind a faulty network'],
  'test/e2e/kill.test.ts': [240, 'kills and restarts the server several times for each engine'],
  'test/e2e/large-messages.test.ts': [90, 'sends orders of 4 MB, each with a thousand lines to store, to each engine'],
  'test/e2e/overload.test.ts': [60, 'applies more load than the server can take for several seconds, twice'],
  'test/e2e/soak.test.ts': [180, 'applies a mixed load for two minutes'],
  'test/e2e/workers.test.ts': [90, 'starts, kills and restarts several server processes'],
  'test/fuzz/edge.test.ts': [420, 'sends 20,000 mutated messages'],
  'test/fuzz/partners/partners.test.ts': [90, 'sends 5,000 mutated messages to the services of partners'],
  'test/property/gateway-and-model.test.ts': [300, 'compares 61 runs of 200 random messages with a model'],
  'test/simulator/retailer/simulate.test.ts': [
    90,
    'runs a retailer of 16 stores three times, each until everything is delivered',
  ],
  'test/simulator/retailer/simulate-kill.test.ts': [
    180,
    'kills a retailer and its broker several times, and waits until everything is delivered',
  ],
};

/** Files that mostly wait for a disk: each test makes a database, on every engine. Its speed is not in the yardstick. */
const DATABASE = { folder: 'test/database/', seconds: 150, reason: 'makes a database for each test, on every engine' };

/** The files that have budgets of their own. */
export const LONGER_FILES = Object.keys(LONGER);

/** Milliseconds that the yardstick takes on an idle machine (2.5 GHz); a faster machine counts as this one. */
const YARDSTICK_MS = 5;
/** Files that finish within this time of each other share a measurement. */
const FRESH_MS = 500;
/** A file may exceed its budget by so much before it fails: the yardstick samples the load only at times, and no disk. */
const TOLERANCE = 3;

/**
 * @param {string} path of a test file, relative to the project
 * @returns {{ seconds: number, reason: string | undefined }}
 */
export function budgetOf(path) {
  const name = path.replaceAll('\\', '/');
  if (name.startsWith(DATABASE.folder)) return { seconds: DATABASE.seconds, reason: DATABASE.reason };
  const [seconds, reason] = LONGER[name] ?? [DEFAULT_SECONDS];
  return { seconds, reason };
}

/**
 * @param {{ path: string, seconds: number, slowdown: number }} file
 * @returns {string | undefined} why a file fails the run; undefined if it is within its budget
 */
export function overrunOf({ path, seconds, slowdown }) {
  const budget = budgetOf(path);
  if (seconds <= budget.seconds * slowdown * TOLERANCE) return undefined;
  const room = slowdown > 1.05 ? ` (the machine was ${slowdown.toFixed(1)} times slower than an idle one)` : '';
  return (
    `${path} took ${seconds.toFixed(0)} s; its budget is ${budget.seconds} s${room}. ` +
    'Make it faster, or list it with its own budget and the reason in test/support/time-budget.mjs.'
  );
}

/** The yardstick: plain arithmetic, in milliseconds of elapsed time, so that waiting for a busy processor counts. */
function yardstick() {
  const begin = performance.now();
  let number = 1;
  for (let step = 0; step < 4_000_000; step += 1) number = (Math.imul(number, 1_664_525) + 1_013_904_223) | 0;
  return { at: begin, slowdown: Math.max(1, (performance.now() - begin) / YARDSTICK_MS), number };
}

export default class TimeBudget {
  #enabled = process.env.TEST_TIME_BUDGET !== 'off';
  #root;
  /** @type {{ at: number, slowdown: number }[]} */
  #samples = [];
  /** @type {Map<string, number>} */
  #starts = new Map();
  /** @type {string[]} */
  #overruns = [];

  /** @param {{ rootDir: string }} config */
  constructor({ rootDir }) {
    this.#root = rootDir;
    // The first runs also pay for compiling.
    for (let times = 0; this.#enabled && times < 3; times += 1) yardstick();
  }

  /** @param {{ path: string }} test */
  onTestFileStart({ path }) {
    if (!this.#enabled) return;
    this.#starts.set(path, this.#sample());
  }

  /** @param {{ path: string }} test @param {{ perfStats: { runtime: number } }} result */
  onTestFileResult({ path }, { perfStats }) {
    if (!this.#enabled) return;
    const start = this.#starts.get(path) ?? 0;
    this.#sample();
    const during = this.#samples.filter(({ at }) => at >= start);
    const slowdown = during.reduce((sum, one) => sum + one.slowdown, 0) / during.length;
    const overrun = overrunOf({ path: relative(this.#root, path), seconds: perfStats.runtime / 1000, slowdown });
    if (overrun !== undefined) this.#overruns.push(overrun);
  }

  /** @returns {Error | undefined} jest fails a run in which a reporter has an error */
  getLastError() {
    return this.#overruns.length === 0 ? undefined : new Error(`over the time budget:\n${this.#overruns.join('\n')}`);
  }

  onRunComplete() {
    if (this.#overruns.length > 0) process.stderr.write(`\nOver the time budget:\n${this.#overruns.join('\n')}\n`);
  }

  /** Measures the machine, unless it has just done so. @returns the time of the latest measurement */
  #sample() {
    const last = this.#samples.at(-1);
    if (last !== undefined && performance.now() - last.at < FRESH_MS) return last.at;
    const { at, slowdown } = yardstick();
    this.#samples.push({ at, slowdown });
    return at;
  }
}
