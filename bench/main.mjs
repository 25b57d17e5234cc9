// npm run bench: what a SubmitOrder costs, beside the least a SOAP server in JavaScript does with the same bytes.
//
// 1. two servers, each a process of its own: the broker on an empty database, with a catalogue of 1,000 locations that
//    can all fulfil the order; and node-soap's server, which only echoes the message;
// 2. after a warm-up, rounds of load alternate between them, so that whatever else the machine does meets both;
// 3. the table gives the median of the rounds and their range; the ratio of the medians is what can be compared between
//    machines and releases. CPU time a request is what other work on the machine disturbs least.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { round } from './load.mjs';
import { benchDatabase } from './database.mjs';
import { benchMessageLog } from './message-log.mjs';
import { benchRouting } from './routing.mjs';
import { catalog, orderMessage } from './order-message.mjs';
import { startServer } from './server-process.mjs';
import { benchAnswers, benchDurable, benchHold, benchStart, benchXml } from './yardsticks.mjs';

const HELP = `npm run bench -- [options]

  --seconds <n>      length of a round (default 8)
  --rounds <n>       rounds of each server (default 3)
  --connections <n>  callers at a time (default 10)
  --database <url>   the broker's database (default: a SQLite file of its own; a database named here must be empty)
  --only <part>      submit: orders beside an echo; routing: what deciding costs as the retailer grows;
                     xml, answers, durable, hold, start: the other yardsticks (bench/yardsticks.mjs)
                     database: an order's time in MariaDB or MySQL, beside its rows by bare SQL; needs --database
                     message-log: orders with the message log at each of its levels
  --help             this text
`;

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' }, rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '10' }, database: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean', default: false },
  },
});

/** Requests a second beside the echo: of a database of its own process half as many. */
const TARGET = options.database === undefined || options.database.startsWith('sqlite:') ? 1 : 0.5;

if (options.help) {
  console.log(HELP);
} else {
  const [seconds, rounds, connections] = ['seconds', 'rounds', 'connections'].map((name) => {
    const number = Number(options[name]);
    if (!Number.isInteger(number) || number < 1 || number > 1000) throw new Error(`--${name} ${options[name]}: a whole number from 1 to 1000 is expected`);
    return number;
  });
  const wanted = (part) => options.only === undefined || options.only === part;
  if (wanted('submit')) await bench({ seconds, rounds, connections }, [(folder) => startBroker(folder), startEcho]);
  if (wanted('database')) await benchDatabase(options.database);
  if (wanted('message-log')) {
    await benchMessageLog();
    await bench({ seconds, rounds, connections }, ['none', 'errors', 'all'].map((level) => (folder) => startBroker(folder, level)));
  }
  if (wanted('xml')) await benchXml();
  if (wanted('answers')) await benchAnswers();
  if (wanted('durable')) await benchDurable();
  if (wanted('hold')) await benchHold();
  if (wanted('start')) await benchStart();
  if (wanted('routing')) await benchRouting();
}

async function bench({ seconds, rounds, connections }, starts) {
  const folder = mkdtempSync(join(tmpdir(), 'order-broker-bench-'));
  const servers = [];
  try {
    for (const start of starts) servers.push(await start(folder));
    console.log(`SubmitOrder, ${Buffer.byteLength(orderMessage('1-1'))} bytes, ${connections} connections, ${rounds} rounds of ${seconds} s each; `
      + `node ${process.version}, ${availableParallelism()} processors\n`);
    for (const server of servers) await round({ ...server, seconds: Math.min(seconds, 3), connections });
    for (let number = 1; number <= rounds; number += 1) {
      for (const server of servers) {
        const before = server.process.cpuMilliseconds();
        const result = await round({ ...server, seconds, connections });
        server.results.push({ ...result, cpu: (server.process.cpuMilliseconds() - before) / result.answers });
        console.log(`round ${number}  ${server.name.padEnd(14)} ${result.perSecond.toFixed(0).padStart(6)} requests/s`);
      }
    }
    console.log(`\n${table(servers)}`);
  } finally {
    for (const server of servers) await server.process.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param level of the message log; without one what a user gets */
async function startBroker(folder, level) {
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const process = await startServer([main, 'serve'], {
    cwd: folder, env: {
      PORT: '0', DEMO_DATA: 'false', LOG_LEVEL: 'warn', DATABASE_URL: options.database ?? `sqlite:${join(folder, `broker-${level ?? 'default'}.db`)}`,
      ...(level === undefined ? {} : { MESSAGE_LOG: level }),
    },
  });
  const loaded = await fetch(new URL('/admin/v1/catalog', process.url), {
    method: 'PUT', headers: { 'content-type': 'application/json' }, body: catalog(),
  });
  if (!loaded.ok) throw new Error(`the catalogue was refused: ${await loaded.text()}`);
  return { name: level === undefined ? 'broker' : `log ${level}`, process, url: process.url, expected: 'response_code="0"', results: [] };
}

async function startEcho(folder) {
  const process = await startServer([fileURLToPath(new URL('echo-server.mjs', import.meta.url))], { cwd: folder });
  return { name: 'node-soap echo', process, url: process.url, expected: 'THING       BLUE', results: [] };
}

function table(servers) {
  const columns = [['requests/s', 'perSecond', 0], ['p50 ms', 'p50', 1], ['p99 ms', 'p99', 1], ['CPU ms a request', 'cpu', 2]];
  const line = (cells) => cells.map((cell, index) => (index === 0 ? cell.padEnd(14) : cell.padStart(22))).join('  ').trimEnd();
  const shown = (results, key, digits) => {
    const sorted = results.map((result) => result[key]).sort((a, b) => a - b);
    return `${median(sorted).toFixed(digits)} (${sorted[0].toFixed(digits)} - ${sorted.at(-1).toFixed(digits)})`;
  };
  const [medians, cpu] = ['perSecond', 'cpu'].map((key) => servers.map(({ results }) => median(results.map((result) => result[key]).sort((a, b) => a - b))));
  const base = servers.findIndex(({ name }) => name === 'node-soap echo' || name === 'log none');
  return [
    line(['', ...columns.map(([title]) => title), 'peak memory MB']),
    ...servers.map((server) => line([
      server.name, ...columns.map(([, key, digits]) => shown(server.results, key, digits)), server.process.peakMegabytes().toFixed(0),
    ])),
    '',
    ...servers.flatMap(({ name }, index) => (index === base ? []
      : `${name} / ${servers[base].name}: ${(medians[index] / medians[base]).toFixed(2)} of the requests a second`
        + (base > 0 && servers[base].name === 'node-soap echo' ? ` (at least ${TARGET.toFixed(1)}: ${medians[index] >= TARGET * medians[base] ? 'met' : 'not met'})` : '')
        + `, ${(cpu[index] / cpu[base]).toFixed(2)} of the CPU time (median of the rounds; the range stands in parentheses)`)),
  ].join('\n');
}

function median(sorted) {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
