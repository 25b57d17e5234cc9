// npm run mutate [-- <group>...]: mutation testing of the routing and the status transitions, all groups or the named ones.
// Prints the score of each file and the surviving mutants, in Markdown for docs/mutation.md. Exits with 1 when a file
// scores less than MIN_SCORE.
import { readFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import base from '../stryker.config.mjs';

/**
 * A group is mutated against the tests of its own modules only: that is fast, and it makes the tests of a module
 * responsible for it.
 */
const GROUPS = {
  transitions: {
    mutate: ['src/domain/order/transition*.ts'],
    tests: ['test/domain/order/transition.test.ts'],
  },
  zone: { mutate: ['src/routing/zone.ts'], tests: ['test/routing/zone.test.ts'] },
  attributes: { mutate: ['src/routing/attributes.ts'], tests: ['test/routing/attributes.test.ts'] },
  probability: { mutate: ['src/routing/probability/*.ts'], tests: ['test/routing/probability/*.test.ts'] },
  rules: {
    mutate: ['src/routing/elimination/*.ts', 'src/routing/criteria/*.ts', 'src/routing/needs.ts'],
    tests: [
      'test/routing/{elimination,criteria}/*.test.ts',
      'test/routing/{needs,route,explain}.test.ts',
      'test/routing/fast-path/closed-by-default.test.ts',
    ],
  },
  ranking: {
    mutate: ['src/routing/{rank,weighted-score}.ts'],
    tests: ['test/routing/{rank,weighted-score}.test.ts', 'test/routing/criteria/*.test.ts'],
  },
  decision: {
    mutate: ['src/routing/{route,evaluate,available-to-promise,demand,trace,explain}.ts'],
    tests: ['test/routing/{route,route-properties,available-to-promise,trace,explain}.test.ts'],
  },
  allocation: {
    mutate: ['src/routing/{allocate,allocation-problem,maximum-orderable}.ts'],
    tests: ['test/routing/{allocate,maximum-orderable}.test.ts'],
  },
  'fast-path': {
    mutate: ['src/routing/fast-path/*.ts'],
    tests: ['test/routing/fast-path/*.test.ts'],
  },
};

const MIN_SCORE = 85;
const KILLED = new Set(['Killed', 'Timeout']);
const SURVIVED = new Set(['Survived', 'NoCoverage']);

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in GROUPS));
if (unknown.length > 0) {
  console.error(`unknown group ${unknown.join(', ')}; known are ${Object.keys(GROUPS).join(', ')}`);
  process.exit(2);
}

const files = new Map();
for (const name of names.length === 0 ? Object.keys(GROUPS) : names) {
  const { mutate, tests } = GROUPS[name];
  const fileName = `coverage/mutation/${name}.json`;
  const config = { ...base.jest.config, testMatch: tests.map((path) => `<rootDir>/${path}`) };
  const start = performance.now();
  await new Stryker({
    ...base,
    mutate,
    jest: { ...base.jest, config },
    tempDirName: `coverage/mutation/${name}`,
    jsonReporter: { fileName },
  }).runMutationTest();
  const report = JSON.parse(readFileSync(fileName, 'utf8'));
  for (const [path, file] of Object.entries(report.files)) files.set(path, file);
  console.error(`${name}: ${Math.round((performance.now() - start) / 1000)} s`);
}

const rows = [...files].map(([path, { mutants, source }]) => {
  const killed = mutants.filter(({ status }) => KILLED.has(status)).length;
  const survivors = mutants.filter(({ status }) => SURVIVED.has(status));
  const total = killed + survivors.length;
  return { path, killed, total, survivors, lines: source.split('\n') };
});
const score = (killed, total) => (total === 0 ? 100 : (100 * killed) / total);
const sum = (key) => rows.reduce((all, row) => all + row[key], 0);

console.log('| File | Mutants | Killed | Score |\n|---|---|---|---|');
for (const { path, killed, total } of rows.filter((row) => row.total > 0))
  console.log(`| ${path} | ${total} | ${killed} | ${score(killed, total).toFixed(1)} |`);
console.log(
  `| all | ${sum('total')} | ${sum('killed')} | ${score(sum('killed'), sum('total')).toFixed(1)} |\n\nSurvivors:\n`,
);
for (const { path, survivors, lines } of rows) {
  for (const { mutatorName, replacement, location, status } of survivors) {
    const { start, end } = location;
    const original =
      start.line === end.line
        ? lines[start.line - 1].slice(start.column - 1, end.column - 1)
        : `${lines[start.line - 1].slice(start.column - 1)} ...`;
    const note = status === 'NoCoverage' ? ' (no test runs it)' : '';
    console.log(`* ${path}:${start.line} ${mutatorName}${note}: \`${original.trim()}\` -> \`${replacement}\``);
  }
}
if (rows.some(({ killed, total }) => score(killed, total) < MIN_SCORE)) process.exitCode = 1;
