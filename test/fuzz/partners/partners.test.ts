import { readFileSync } from 'node:fs';
import { verifyDatabase } from '../../../src/app/offline.js';
import { OPERATIONS } from '../../../src/services/direct-fulfillment/service.js';
import { temporaryFolder } from '../../support/server/built-server.js';
import { Random } from '../../support/random.js';
import { fuzz, growth, MB, summary } from '../run.js';
import { startFuzzServer } from '../server.js';
import { JSON_REQUESTS } from './json-requests.js';
import { evaluatePartner } from './judge.js';
import { partnerMessage } from './message.js';
import { SOAP_REQUESTS } from './soap-requests.js';

/**
 * Whatever partners send to any operation, the built server stays up, answers promptly in the form of the service, leaks no
 * memory, and its figures agree at the end.
 *
 * FUZZ_SEED replays a run, FUZZ_FROM starts at one of its messages, FUZZ_PARTNER_MESSAGES is the number of messages.
 */

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const FROM = Number(process.env.FUZZ_FROM ?? 0);
const MESSAGES = Number(process.env.FUZZ_PARTNER_MESSAGES ?? 5_000);
const RUN_MS = 3_600_000;

const described = (file: string): string[] => {
  const text = readFileSync(new URL(`../../../api/${file}`, import.meta.url), 'utf8');
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
};

test('every operation of the partner services is fuzzed', () => {
  const fuzzed = [...SOAP_REQUESTS, ...JSON_REQUESTS].map((make) => make(new Random(1)).operation);
  const logistics = readFileSync(new URL('../../../wsdl/ThirdPartyLogistics.wsdl', import.meta.url), 'utf8');
  expect(fuzzed).toEqual(
    expect.arrayContaining([
      ...OPERATIONS.map(({ name }) => name),
      ...[...logistics.matchAll(/<(?:\w+:)?operation name="(\w+)"/g)].map(([, name]) => name),
      ...described('fulfillment-requests.json'),
      ...described('outbound.json'),
    ]),
  );
});

test(
  `${String(MESSAGES)} mutated messages of partners are answered in the form of their service, and the figures agree after them`,
  async () => {
    const folder = temporaryFolder();
    const database = `sqlite:${folder.path}/fuzz.db`;
    const server = await startFuzzServer(
      { DATABASE_URL: database, MAX_BODY_BYTES: String(400 * MB), DEMO_DATA: 'true', SERVICES: 'auto' },
      folder.path,
    );
    try {
      const run = await fuzz(server, {
        seed: SEED,
        from: FROM,
        count: MESSAGES,
        message: partnerMessage,
        evaluate: evaluatePartner,
      });
      process.stderr.write(summary(run, SEED));
      expect({ seed: SEED, findings: run.findings }).toEqual({ seed: SEED, findings: [] });
      await server.stop();
      expect(await verifyDatabase(database)).toEqual({
        stock: [],
        orders: [],
        feed: [],
        requests: [],
        services: [],
      });
      expect(growth(run.metrics, 'heapUsed')).toBeLessThan(16 * MB);
      expect(growth(run.metrics, 'external')).toBeLessThan(8 * MB);
      expect(growth(run.metrics, 'rss')).toBeLessThan(96 * MB);
      // Otherwise the mutations would only ever reach the first check.
      expect((run.outcomes.get('answered') ?? 0) / MESSAGES).toBeGreaterThan(0.2);
    } finally {
      server.kill();
      folder.remove();
    }
  },
  RUN_MS,
);
