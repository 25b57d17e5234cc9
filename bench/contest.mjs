// Compares servers: rounds of load alternate between them, so that other load on the machine affects all alike; the
// medians of the rounds and their range are shown. The ratio of the medians is comparable between machines and
// releases, and CPU time per request is least affected by other load.
import { availableParallelism } from 'node:os';
import { round } from './load.mjs';

/** The columns of the table. */
const COLUMNS = [
  ['requests/s', 'perSecond', 0],
  ['mean ms', 'mean', 2],
  ['p50 ms', 'p50', 2],
  ['p99 ms', 'p99', 1],
  ['CPU ms/request', 'cpu', 2],
];

/**
 * @typedef {{ name: string, server: Awaited<ReturnType<typeof import('./server-process.mjs').startServer>>, message: ()
 *   => string, headers?: () => Record<string, string>, expected: string }} Side every correct response contains
 *   `expected`
 *
 * Each side is warmed up by a round like any other: a server keeps getting faster for about eight seconds, and so does
 * each of several processes. The last side is the baseline.
 * @param {string} what is compared, for the output
 * @param {Side[]} sides
 * @param {{ seconds: number, rounds: number, warm: number, connections: number }} load seconds of a round, rounds of
 *   each side, seconds to warm up, callers
 * @param {(side: Measurements, base: Measurements) => string} [verdict] comments on a comparison
 */
export async function contest(what, sides, { seconds, rounds, warm, connections }, verdict = () => '') {
  console.log(
    `${what}; ${connections} concurrent ${connections === 1 ? 'caller' : 'callers'}, ${rounds} rounds of ${seconds} s after ${warm} s of warm-up; ` +
      `node ${process.version}, ${availableParallelism()} processors, shared with the callers\n`,
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
  const measurements = results.map(measurementsOf);
  const [base, baseName] = [measurements.at(-1), sides.at(-1).name];
  for (const [index, side] of sides.slice(0, -1).entries()) {
    const ratio = (key) => (measurements[index][key] / base[key]).toFixed(2);
    console.log(
      `${side.name} / ${baseName}: ${ratio('perSecond')} of the requests/s, ${ratio('p50')} of the p50, ${ratio('p99')} of the p99, ` +
        `${ratio('cpu')} of the CPU time${verdict(measurements[index], base)}`,
    );
  }
  console.log('');
}

/**
 * @typedef {{ perSecond: number, mean: number, p50: number, p99: number, cpu: number }} Measurements medians of the
 *   rounds
 */
function measurementsOf(rounds) {
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

/** A verdict: the target is a multiple of the baseline's throughput. */
export const throughputAtLeast = (target) => (side, base) =>
  ` (requests/s at least ${target.toFixed(1)}: ${side.perSecond >= target * base.perSecond ? 'met' : 'not met'})`;

/** A verdict: the limit is a multiple of the baseline's latency. */
export const latencyAtMost = (target) => (side, base) =>
  ` (p50 at most ${target.toFixed(1)}: ${side.p50 <= target * base.p50 ? 'met' : 'not met'})`;

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
