import { temporaryFolder } from '../support/server/built-server.js';
import { evaluate } from './evaluate.js';
import { fuzzMessage } from './message.js';
import { fuzz, growth, MB, summary } from './run.js';
import type { Run } from './run.js';
import { startFuzzServer } from './server.js';

/**
 * Whatever it receives, the built server stays up, responds promptly and by its contract, and leaks no memory.
 *
 * FUZZ_SEED replays a run, FUZZ_FROM starts at one of its messages, FUZZ_MESSAGES is the number of messages.
 */

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const FROM = Number(process.env.FUZZ_FROM ?? 0);
const MESSAGES = Number(process.env.FUZZ_MESSAGES ?? 20_000);
/** The messages sent to a server that logs every exchange and validates strictly. */
const LOGGED = Math.ceil(MESSAGES / 20);
/** A run takes about two minutes on an idle machine. */
const RUN_MS = 1_800_000;

async function againstServer(settings: Readonly<Record<string, string>>, from: number, count: number): Promise<Run> {
  const folder = temporaryFolder();
  const server = await startFuzzServer(
    // Room for what all callers may inflate at once, so that nobody is refused for the others.
    { DATABASE_URL: `sqlite:${folder.path}/fuzz.db`, MAX_BODY_BYTES: String(400 * MB), ...settings },
    folder.path,
  );
  try {
    const run = await fuzz(server, { seed: SEED, from, count, message: fuzzMessage, evaluate });
    if (server.ended() === undefined) await server.stop();
    return run;
  } finally {
    server.kill();
    folder.remove();
  }
}

function expectHealthy(run: Run): void {
  process.stderr.write(summary(run, SEED));
  expect({ seed: SEED, findings: run.findings }).toEqual({ seed: SEED, findings: [] });
  // A schema and its source document for each of the two namespaces, as declared and with further qualified elements; no
  // document of a message.
  expect(Math.max(...run.metrics.map(({ documents }) => documents))).toBeLessThanOrEqual(8);
  expect(growth(run.metrics, 'heapUsed')).toBeLessThan(8 * MB);
  // Includes the memory of libxml2.
  expect(growth(run.metrics, 'external')).toBeLessThan(8 * MB);
  expect(growth(run.metrics, 'rss')).toBeLessThan(96 * MB);
  // Otherwise the mutations would only ever reach the first check.
  expect((run.outcomes.get('answered') ?? 0) / messagesOf(run)).toBeGreaterThan(0.05);
  expect(run.outcomes.size).toBeGreaterThan(10);
}
const messagesOf = ({ outcomes }: Run): number => [...outcomes.values()].reduce((sum, times) => sum + times, 0);

test(
  `${String(MESSAGES - LOGGED)} mutated messages are answered by the contract and leave nothing behind`,
  async () => {
    expectHealthy(await againstServer({ MESSAGE_LOG: 'none' }, FROM, MESSAGES - LOGGED));
  },
  RUN_MS,
);

test(
  `${String(LOGGED)} mutated messages do so with strict validation and a log of every exchange`,
  async () => {
    expectHealthy(await againstServer({ MESSAGE_LOG: 'all', VALIDATION: 'strict' }, FROM + MESSAGES - LOGGED, LOGGED));
  },
  RUN_MS,
);
