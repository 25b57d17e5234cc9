// Servers that are compared: rounds of load alternate between them, so that whatever else the machine does meets all; the medians of
// the rounds and their range are shown. The ratio of the medians is what can be compared between machines and releases, and CPU time a
// request is what other work on the machine disturbs least.
import { availableParallelism } from 'node:os';
import { round } from './load.mjs';

/** What a table shows of each side. */
const COLUMNS = [
  ['requests/s', 'perSecond', 0],
  ['mean ms', 'mean', 2],
  ['p50 ms', 'p50', 2],
  ['p99 ms', 'p99', 1],
  ['CPU ms a request', 'cpu', 2],
];

/**
 * @typedef {{ name: string, server: Awaited<ReturnType<typeof import('./server-process.mjs').startServer>>, message: () => string,
 *   headers?: () => Record<string, string>, expected: string }} Side `expected` stands in every answer that is right
 *
 * Each side is warmed up by a round like any other: for some eight seconds a server still gets faster, and of several processes each. The last of the sides is what the others
 * are compared with.
 * @param {string} what for people
 * @param {Side[]} sides
 * @param {{ seconds: number, rounds: number, warm: number, connections: number }} load seconds of a round, rounds of each side, seconds to warm up, callers
 * @param {(side: Figures, base: Figures) => string} [verdict] a few words on a comparison
 */
export async function contest(what, sides, { seconds, rounds, warm, connections }, verdict = () => '') {
  console.log(
    `${what}; ${connections} ${connections === 1 ? 'caller' : 'callers'} at a time, ${rounds} rounds of ${seconds} s each after ${warm} s to warm up; ` +
      `node ${process.version}, ${availableParallelism()} processors, of which the callers take some\n`,
  );
  const load = ({ server, message, headers, expected }, length) =>
    round({ url: server.url, seconds: length, connections, message, headers, expected });
  const results = sides.map(() => []);
  for (const side of sides) await load(side, warm);
  for (let number = 1; number <= rounds; number += 1) {
    for (const [index, side] of sides.entries()) {
      const before = side.server.cpuMilliseconds();
      const result = await load(side, seconds);
      results[index].push({ ...result, cpu: (side.server.cpuMilliseconds() - before) / result.answers });
      console.log(`round ${number}  ${side.name.padEnd(20)} ${result.perSecond.toFixed(0).padStart(6)} requests/s`);
    }
  }
  console.log(`\n${table(sides, results)}\n`);
  const figures = results.map(figuresOf);
  const [base, baseName] = [figures.at(-1), sides.at(-1).name];
  for (const [index, side] of sides.slice(0, -1).entries()) {
    const ratio = (key) => (figures[index][key] / base[key]).toFixed(2);
    console.log(
      `${side.name} / ${baseName}: ${ratio('perSecond')} of the requests a second, ${ratio('p50')} of the p50, ${ratio('p99')} of the p99, ` +
        `${ratio('cpu')} of the CPU time${verdict(figures[index], base)}`,
    );
  }
  console.log('');
}

/** @typedef {{ perSecond: number, mean: number, p50: number, p99: number, cpu: number }} Figures medians of the rounds */
function figuresOf(rounds) {
  return Object.fromEntries(COLUMNS.map(([, key]) => [key, median(rounds.map((one) => one[key]))]));
}

function table(sides, results) {
  const line = (cells) =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(20) : cell.padStart(20)))
      .join('  ')
      .trimEnd();
  const shown = (rounds, key, digits) => {
    const values = rounds.map((one) => one[key]);
    return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} - ${Math.max(...values).toFixed(digits)})`;
  };
  return [
    line(['', ...COLUMNS.map(([title]) => title), 'peak memory MB']),
    ...sides.map(({ name, server }, index) =>
      line([
        name,
        ...COLUMNS.map(([, key, digits]) => shown(results[index], key, digits)),
        server.peakMegabytes().toFixed(0),
      ]),
    ),
  ].join('\n');
}

/** A verdict: so many of the base's requests a second are to be reached. */
export const throughputAtLeast = (target) => (side, base) =>
  ` (requests a second at least ${target.toFixed(1)}: ${side.perSecond >= target * base.perSecond ? 'met' : 'not met'})`;

/** A verdict: so many times the base's latency is allowed. */
export const latencyAtMost = (target) => (side, base) =>
  ` (p50 at most ${target.toFixed(1)}: ${side.p50 <= target * base.p50 ? 'met' : 'not met'})`;

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
