// npm run soak: checks that the built server leaks nothing under a mixed load over a long time.
//
// 1. One server runs in a process of its own, under the load of soak-load.mjs at a modest rate: the test looks for
//    leaks, not for throughput.
// 2. Every few seconds its metrics are sampled after garbage collection, so that the remaining memory is reachable.
// 3. The minimum of each five samples counts: a sample includes messages in progress, while a leak is in all of them.
// 4. A metric is flat if the regression line through these minima rises in the second half by no more than the limits
//    below allow; the first half warms up caches, compiled code and the allocators. The exit code is 0 only if all
//    metrics are flat and all responses correct.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { catalog } from './order-message.mjs';
import { startServer } from './server-process.mjs';
import { startLoad } from './soak-load.mjs';

const HELP = `npm run soak -- [options]

  --minutes <n>     duration (default 30)
  --rate <n>        messages a second (default 20)
  --interval <n>    seconds between two samples (default: 60 samples in total, at least 2 s apart)
  --database <url>  the broker's database (default: a temporary SQLite file; a database named here must be empty)
  --help            this text
`;

const MB = 1024 * 1024;
const WINDOW = 5;
/**
 * The metrics, and how much each may rise over the second half, because of noise of allocators and of changing
 * connections.
 */
const METRICS = [
  {
    title: 'heap MB',
    metric: 'nodejs_heap_size_used_bytes',
    unit: MB,
    allowed: (median) => Math.max(2, median * 0.03),
  },
  // Includes the memory of libxml2.
  { title: 'external MB', metric: 'nodejs_external_memory_bytes', unit: MB, allowed: () => 2 },
  {
    title: 'RSS MB',
    metric: 'process_resident_memory_bytes',
    unit: MB,
    allowed: (median) => Math.max(16, median * 0.08),
  },
  { title: 'handles', metric: 'nodejs_active_resources_total', unit: 1, allowed: () => 5 },
  { title: 'open files', metric: 'process_open_fds', unit: 1, allowed: () => 5 },
  {
    title: 'database connections',
    metric: 'order_broker_database_connections{state="in_use"}',
    unit: 1,
    allowed: () => 2,
  },
  { title: 'messages in progress', metric: 'order_broker_soap_messages{state="working"}', unit: 1, allowed: () => 2 },
  {
    title: 'loop p99 ms',
    metric: 'nodejs_eventloop_lag_p99_seconds',
    unit: 0.001,
    allowed: () => Number.POSITIVE_INFINITY,
  },
];

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    rate: { type: 'string', default: '20' },
    interval: { type: 'string' },
    database: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) console.log(HELP);
else await soak({ minutes: number('minutes', 0.1, 1_440), rate: number('rate', 1, 1_000) });

function number(name, least, most) {
  const value = Number(options[name]);
  if (!(value >= least && value <= most))
    throw new Error(`--${name} ${options[name]}: a number from ${least} to ${most} expected`);
  return value;
}

async function soak({ minutes, rate }) {
  const interval = options.interval === undefined ? Math.max(2, minutes) : number('interval', 1, 3_600);
  const folder = mkdtempSync(join(tmpdir(), 'order-broker-soak-'));
  const server = await startServer(
    [
      // The signal triggers garbage collection; the server is otherwise unchanged.
      '--expose-gc',
      '--import',
      'data:text/javascript,process.on("SIGUSR2",()=>globalThis.gc())',
      fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)),
      'serve',
    ],
    {
      cwd: folder,
      env: {
        PORT: '0',
        DEMO_DATA: 'false',
        LOG_LEVEL: 'warn',
        DATABASE_URL: options.database ?? `sqlite:${join(folder, 'broker.db')}`,
      },
    },
  );
  try {
    const loaded = await fetch(new URL('/admin/v1/catalog', server.url), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: catalog(),
    });
    if (!loaded.ok) throw new Error(`the catalog was rejected: ${await loaded.text()}`);
    console.log(
      `${minutes} minutes, ${rate} messages a second, a sample every ${interval} s; node ${process.version}\n`,
    );
    console.log(row(['minute', ...METRICS.map(({ title }) => title)]));
    const load = startLoad({ url: server.url, perSecond: rate });
    const samples = [];
    for (const end = Date.now() + minutes * 60_000, begun = Date.now(); Date.now() < end && load.wrong.length === 0;) {
      await sleep(interval * 1000);
      const values = await sample(server, load);
      samples.push({ minute: (Date.now() - begun) / 60_000, values });
      console.log(row([samples.at(-1).minute.toFixed(1), ...values.map((value) => value.toFixed(1))]));
    }
    await load.stop();
    evaluate(samples, load);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The server's current metrics, in the order of METRICS. */
async function sample(server, load) {
  const metrics = async () => (await fetch(new URL('/metrics', server.url))).text();
  // With the load paused and the database counts just refreshed; otherwise short-lived garbage would count as memory.
  load.pause(true);
  await sleep(300);
  await metrics();
  server.signal('SIGUSR2');
  await sleep(200);
  const text = await metrics();
  load.pause(false);
  return METRICS.map(({ metric, unit }) => {
    const line = text.split('\n').find((one) => one.startsWith(`${metric} `));
    if (line === undefined) throw new Error(`/metrics has no ${metric}`);
    return Number(line.slice(metric.length + 1)) / unit;
  });
}

function evaluate(samples, { counts, wrong }) {
  const half = samples.slice(Math.floor(samples.length / 2));
  const windows = Array.from({ length: Math.floor(half.length / WINDOW) }, (_, index) =>
    half.slice(index * WINDOW, (index + 1) * WINDOW),
  );
  let flat = windows.length >= 3;
  if (!flat) console.log('\ntoo few samples to decide whether anything is flat');
  console.log('');
  METRICS.forEach(({ title, allowed }, index) => {
    const values = windows.map((window) => Math.min(...window.map(({ values }) => values[index])));
    const rise = riseOf(
      windows.map(([first]) => first.minute),
      values,
    );
    const median = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
    const isFlat = rise <= allowed(median);
    flat &&= isFlat;
    console.log(
      `${title.padEnd(20)} median ${median.toFixed(1).padStart(7)}, over the second half ${rise >= 0 ? '+' : ''}${rise.toFixed(2)}${isFlat ? '' : ` NOT FLAT, at most ${allowed(median).toFixed(2)}`}`,
    );
  });
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log(`\n${total} messages: ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  for (const one of wrong) console.log(`wrong: ${one}`);
  console.log(flat && wrong.length === 0 ? 'flat' : 'failed');
  process.exitCode = flat && wrong.length === 0 ? 0 : 1;
}

/** The rise of the least-squares line through the values, from the first to the last. */
function riseOf(times, values) {
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [t, v] = [mean(times), mean(values)];
  const slope =
    times.reduce((sum, time, i) => sum + (time - t) * (values[i] - v), 0) /
    times.reduce((sum, time) => sum + (time - t) ** 2, 0);
  return slope * (times.at(-1) - times[0]);
}

function row(cells) {
  return cells
    .map((cell, index) => cell.padStart(index === 0 ? 6 : Math.max(8, METRICS[index - 1].title.length)))
    .join('  ');
}
