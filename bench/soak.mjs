// npm run soak: whether the built server keeps anything of what it did, under a mixed load over a long time.
//
// 1. one server, a process of its own; the load of soak-load.mjs at a modest pace: what is looked for is what stays, not what it can do;
// 2. every few seconds its metrics are read, behind a collection of garbage, so that what is left is held by something;
// 3. of each five looks the least counts: what the messages of the moment take is in a look as well, and what is kept is in all;
// 4. flat is what the straight line through these, in the second half, does not rise by more than is allowed for below: the
//    first half warms caches, compiled code and the allocators. The exit code is 0 only if all is flat and every answer was as it should be.
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

  --minutes <n>     how long (default 30)
  --rate <n>        messages a second (default 20)
  --interval <n>    seconds between two looks (default: 60 looks in all, at least 2 s apart)
  --database <url>  the broker's database (default: a SQLite file of its own; a database named here must be empty)
  --help            this text
`;

const MB = 1024 * 1024;
const WINDOW = 5;
/** What is looked at, and by how much it may rise over the second half: noise of allocators and of connections that come and go. */
const FIGURES = [
  {
    title: 'heap MB',
    metric: 'nodejs_heap_size_used_bytes',
    unit: MB,
    allowed: (median) => Math.max(2, median * 0.03),
  },
  // What libxml2 holds is in here.
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
  { title: 'messages at work', metric: 'order_broker_soap_messages{state="working"}', unit: 1, allowed: () => 2 },
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
    throw new Error(`--${name} ${options[name]}: a number from ${least} to ${most} is expected`);
  return value;
}

async function soak({ minutes, rate }) {
  const interval = options.interval === undefined ? Math.max(2, minutes) : number('interval', 1, 3_600);
  const folder = mkdtempSync(join(tmpdir(), 'order-broker-soak-'));
  const server = await startServer(
    [
      // The signal collects garbage; nothing else of the server is touched.
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
    if (!loaded.ok) throw new Error(`the catalog was refused: ${await loaded.text()}`);
    console.log(`${minutes} minutes, ${rate} messages a second, a look every ${interval} s; node ${process.version}\n`);
    console.log(row(['minute', ...FIGURES.map(({ title }) => title)]));
    const load = startLoad({ url: server.url, perSecond: rate });
    const looks = [];
    for (const end = Date.now() + minutes * 60_000, begun = Date.now(); Date.now() < end && load.wrong.length === 0;) {
      await sleep(interval * 1000);
      const figures = await look(server, load);
      looks.push({ minute: (Date.now() - begun) / 60_000, figures });
      console.log(row([looks.at(-1).minute.toFixed(1), ...figures.map((value) => value.toFixed(1))]));
    }
    await load.stop();
    judge(looks, load);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the server says of itself now, in the order of FIGURES. */
async function look(server, load) {
  const metrics = async () => (await fetch(new URL('/metrics', server.url))).text();
  // Nothing is at work, and what is counted in the database has just been: else the garbage of a moment is taken for memory.
  load.pause(true);
  await sleep(300);
  await metrics();
  server.signal('SIGUSR2');
  await sleep(200);
  const text = await metrics();
  load.pause(false);
  return FIGURES.map(({ metric, unit }) => {
    const line = text.split('\n').find((one) => one.startsWith(`${metric} `));
    if (line === undefined) throw new Error(`/metrics has no ${metric}`);
    return Number(line.slice(metric.length + 1)) / unit;
  });
}

function judge(looks, { counts, wrong }) {
  const half = looks.slice(Math.floor(looks.length / 2));
  const windows = Array.from({ length: Math.floor(half.length / WINDOW) }, (_, index) =>
    half.slice(index * WINDOW, (index + 1) * WINDOW),
  );
  let flat = windows.length >= 3;
  if (!flat) console.log('\ntoo few looks to tell whether anything is flat');
  console.log('');
  FIGURES.forEach(({ title, allowed }, index) => {
    const values = windows.map((window) => Math.min(...window.map(({ figures }) => figures[index])));
    const rise = riseOf(
      windows.map(([first]) => first.minute),
      values,
    );
    const median = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
    const well = rise <= allowed(median);
    flat &&= well;
    console.log(
      `${title.padEnd(20)} median ${median.toFixed(1).padStart(7)}, over the second half ${rise >= 0 ? '+' : ''}${rise.toFixed(2)}${well ? '' : ` NOT FLAT, at most ${allowed(median).toFixed(2)}`}`,
    );
  });
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log(`\n${total} messages: ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  for (const one of wrong) console.log(`wrong: ${one}`);
  console.log(flat && wrong.length === 0 ? 'flat' : 'not well');
  process.exitCode = flat && wrong.length === 0 ? 0 : 1;
}

/** By how much the straight line of least squares through the values rises from the first to the last. */
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
    .map((cell, index) => cell.padStart(index === 0 ? 6 : Math.max(8, FIGURES[index - 1].title.length)))
    .join('  ');
}
