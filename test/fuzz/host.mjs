// The server under test, in a process of its own: the built broker, and a few words over IPC about how it fares.
//
// 1. it is told what to be in its environment, like any server, and says `{ url, port }` when it answers;
// 2. asked for `figures`, it collects garbage and tells what it holds;
// 3. a stall, being a time in which the event loop did not turn, counts by the processor time taken in it: others may be at work on the machine.
import { setInterval } from 'node:timers';
import { diag } from 'libxml2-wasm';
import { pino } from 'pino';

// Before the first document is made, or it would not be tracked.
diag.configure({ enabled: true });
const { readConfig } = await import('../../dist/app/config.js');
const { startBroker } = await import('../../dist/app/main.js');

const TICK_MS = 50;
const errors = [];
// What the broker says of what it was asked comes without an error; what went wrong in it comes with one.
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
  if (wanted === 'figures') {
    // Twice: what the first collection finalizes is let go of by the second.
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
