import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../support/random.js';
import { startBuiltServer, temporaryFolder } from '../../support/server/built-server.js';
import { runCli } from '../../support/server/cli.js';
import { startMovingProxy } from '../../support/proxies/moving-proxy.js';
import { simulateOptions, Simulator, untilEntered } from '../support/simulator-process.js';
import type { Printed } from '../support/simulator-process.js';

/**
 * A simulated retailer and its broker are killed at arbitrary moments, and agree at the end. SIMULATE_KILLS gives the long form,
 * SIMULATE_SEED repeats the times of a run.
 */

/** Kills of the simulator, and as many of the broker. */
const KILLS = Number(process.env.SIMULATE_KILLS ?? 2);
const TIMEOUT_MS = 240_000 + KILLS * 60_000;

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const DATABASE = `sqlite:${folder.path}/broker.db`;
const FILES = `${folder.path}/simulation`;
const startBroker = () => startBuiltServer({ DATABASE_URL: DATABASE }, folder.path);

test(
  `${String(KILLS)} kills of the simulator and of the broker lose nothing, and nothing is there twice`,
  async () => {
    const seed = Number(process.env.SIMULATE_SEED ?? Date.now() % 2 ** 31);
    const random = new Random(seed);
    let broker = await startBroker();
    const proxy = await startMovingProxy(broker.url);
    const simulator = new Simulator([
      ...simulateOptions(FILES, proxy.url),
      '--minutes',
      '600',
      '--seed',
      String(seed + 1),
    ]);
    try {
      // A poll of a broker that died is soon offered again; and an order that nobody could fulfill stays known, so that a lost answer
      // does not leave two requests behind.
      const preferences = { poll_lease_seconds: 5, ended_lines_may_be_submitted_again: false };
      const set = await fetch(`${broker.url}/admin/v1/preferences`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(preferences),
      });
      expect(set.status).toBe(200);
      simulator.start();
      for (let kill = 0; kill < KILLS; kill += 1) {
        await untilEntered(simulator, FILES, 2);
        await sleep(random.next() * 1500);
        await simulator.end('SIGKILL');
        simulator.start();
        await untilEntered(simulator, FILES, 2);
        await sleep(random.next() * 1500);
        await broker.kill();
        broker = await startBroker();
        proxy.moveTo(broker.url);
      }
      await untilEntered(simulator, FILES, 2);
      const { exitCode, out, err } = await simulator.end('SIGINT');
      const printed = JSON.parse(out) as Printed;
      expect({ seed, findings: printed.findings, err }).toMatchObject({ findings: [] });
      expect(printed).toMatchObject({ unsent: 0, unfinished: 0 });
      expect(printed.searched).toBeGreaterThan(4 * KILLS);
      expect(exitCode).toBe(0);
      await broker.stop();
      const verified = await runCli(['verify'], { env: { DATABASE_URL: DATABASE } });
      expect(verified).toMatchObject({ exitCode: 0 });
    } finally {
      if (simulator.isAlive) await simulator.end('SIGKILL');
      await proxy.close();
      await broker.kill();
    }
  },
  TIMEOUT_MS,
);
