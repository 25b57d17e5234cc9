import { openRetailerFiles } from '../../../src/simulator/retailer/file/open-files.js';
import { startBuiltServer, temporaryFolder } from '../../support/server/built-server.js';
import { runCli } from '../../support/server/cli.js';
import { simulateOptions, Simulator, untilEntered } from '../support/simulator-process.js';
import type { Printed } from '../support/simulator-process.js';

/** A simulated retailer runs against a broker, and both agree at the end. SIMULATE_MINUTES gives the long form. */

const MINUTES = process.env.SIMULATE_MINUTES ?? '0.2';
const TIMEOUT_MS = 180_000 + Number(MINUTES) * 60_000;

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const databaseOf = (name: string): string => `sqlite:${folder.path}/${name}.db`;
const startBroker = (name: string) => startBuiltServer({ DATABASE_URL: databaseOf(name) }, folder.path);

test(
  'letters of the OMS and statuses of the broker agree after a run, and a letter that does not is named',
  async () => {
    const broker = await startBroker('short');
    try {
      const options = [
        ...simulateOptions(`${folder.path}/short`, broker.url),
        '--seed',
        '11',
        '--rejects',
        '15',
        '--database',
        databaseOf('short'),
      ];
      const run = await runCli([...options, '--minutes', MINUTES], { timeoutMs: TIMEOUT_MS });
      expect(run.err).toBe('');
      expect(run.exitCode).toBe(0);
      const printed = JSON.parse(run.out) as Printed;
      expect(printed).toMatchObject({ verify: [], findings: [], unsent: 0, unfinished: 0 });
      const orders = Object.values(printed.orders).reduce((sum, count) => sum + count, 0);
      expect(orders).toBe(Math.round(Number(MINUTES) * 100));
      expect(Object.keys(printed.orders)).toEqual(['delivery', 'ship-for-pickup', 'store pickup']);
      expect(printed.partnerSteps).toBeGreaterThan(0);
      expect(printed.rejects).toBeGreaterThan(0);
      // All that was ordered has come to an end.
      expect(printed.letters.map(({ letter }) => letter).filter((letter) => !'CEJUXZ'.includes(letter))).toEqual([]);

      const files = await openRetailerFiles(`${folder.path}/short`);
      const { id, orderNumber } = files.omsFile.all<{ id: number; orderNumber: number }>(
        "SELECT id, order_number AS orderNumber FROM broker_record WHERE letter = 'X' AND kind = 'store pickup'",
      )[0] ?? { id: 0, orderNumber: 0 };
      files.omsFile.run("UPDATE broker_record SET letter = 'Z' WHERE id = ?", id);
      files.close();
      const again = await runCli([...options, '--minutes', '0.01'], { timeoutMs: TIMEOUT_MS });
      expect(again.exitCode).toBe(1);
      expect(again.err).toMatch(/^error: OMS and broker do not agree:\n/);
      expect(again.err).toMatch(
        new RegExp(
          `order ${String(orderNumber)} of company 1, line \\d, request \\d+, letter Z, status fulfilled: store pickup, the broker says fulfilled at STC/`,
        ),
      );
      expect((JSON.parse(again.out) as Printed).findings).toHaveLength(1);
    } finally {
      await broker.stop();
    }
  },
  TIMEOUT_MS,
);

test(
  'Ctrl-C ends a run early, with everything that was entered brought to an end and proven',
  async () => {
    const broker = await startBroker('stopped');
    try {
      const simulator = new Simulator([...simulateOptions(`${folder.path}/stopped`, broker.url), '--minutes', '60']);
      simulator.start();
      const entered = await untilEntered(simulator, `${folder.path}/stopped`, 5);
      const { exitCode, out } = await simulator.end('SIGINT');
      const printed = JSON.parse(out) as Printed;
      expect(printed).toMatchObject({ findings: [], unsent: 0, unfinished: 0 });
      expect(printed.searched).toBeGreaterThanOrEqual(entered);
      expect(exitCode).toBe(0);
    } finally {
      await broker.stop();
    }
  },
  TIMEOUT_MS,
);
