// The server under test in a process of its own: the built broker, which reports its state over IPC.
//
// 1. It is configured by its environment, like any server, and sends `{ url, port }` once it is ready.
// 2. On the message `metrics`, it collects garbage and sends its memory use.
// 3. A stall is a period in which the event loop did not run. Only its processor time counts, because other processes
//    may use the CPU.
import { readdirSync } from 'node:fs';
import { setInterval } from 'node:timers';
import { diag } from 'libxml2-wasm';
import { pino } from 'pino';

// Must precede the first document, or it would not be tracked.
diag.configure({ enabled: true });
const { readConfig } = await import('../../dist/app/config.js');
const { startBroker } = await import('../../dist/app/main.js');

const TICK_MS = 50;
const errors = [];
// A log line about a bad request has no error; a log line about a failure of the broker has one.
const log = pino(
  { level: 'error' },
  {
    write: (line) => {
      if ('err' in JSON.parse(line)) errors.push(line);
    },
  },
);
const running = await startBroker(readConfig(process.env), log);

let worst = 0;
let before = { at: performance.now(), cpu: process.cpuUsage() };
setInterval(() => {
  const now = { at: performance.now(), cpu: process.cpuUsage() };
  const wall = now.at - before.at - TICK_MS;
  const busy = (now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system) / 1000;
  worst = Math.max(worst, Math.min(wall, busy));
  before = now;
}, TICK_MS).unref();

const documents = () => Object.values(diag.report()).reduce((sum, { totalInstances }) => sum + totalInstances, 0);

process.on('message', async (wanted) => {
  if (wanted === 'metrics') {
    // Twice: the second collection frees what the first one finalizes.
    for (let times = 0; times < 2; times += 1) {
      globalThis.gc();
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
    }
    const { heapUsed, rss, external } = process.memoryUsage();
    process.send({
      heapUsed,
      rss,
      external,
      documents: documents(),
      // Minus the descriptor that lists them.
      descriptors: readdirSync('/proc/self/fd').length - 1,
      worstStallMs: worst,
      errors: errors.splice(0),
      cpuMs: process.cpuUsage().user / 1000,
    });
    worst = 0;
  } else {
    await running.stop();
    process.disconnect();
  }
});
process.send({ url: running.gateway.url, port: running.gateway.port });
