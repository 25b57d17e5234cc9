import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../support/server/built-server.js';
import { evaluate } from './evaluate.js';
import { fuzzMessage } from './message.js';
import type { FuzzMessage } from './message.js';
import { startFuzzServer } from './server.js';
import type { ServerMetrics, FuzzServer } from './server.js';
import { Caller } from './wire.js';

/**
 * Whatever it receives, the built server stays up, responds promptly and by its contract, and leaks no memory.
 *
 * FUZZ_SEED replays a run, FUZZ_FROM starts at one of its messages, FUZZ_MESSAGES is the number of messages.
 */

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const FROM = Number(process.env.FUZZ_FROM ?? 0);
const MESSAGES = Number(process.env.FUZZ_MESSAGES ?? 200_000);
/** The messages sent to a server that logs every exchange and validates strictly. */
const LOGGED = Math.ceil(MESSAGES / 20);
const CALLERS = 4;
const SAMPLES = 10;
/** A run ends early after this number of findings. */
const MAX_FINDINGS = 10;
const MAX_STALL_MS = 1_000;
/** A run takes about two minutes on an idle machine. */
const RUN_MS = 1_800_000;
const MB = 1024 * 1024;

interface Run {
  readonly outcomes: ReadonlyMap<string, number>;
  /** Measured at the beginning and after each tenth of the messages. */
  readonly metrics: readonly ServerMetrics[];
  /** The violations found, one sentence each. */
  readonly findings: readonly string[];
}

async function fuzz(server: FuzzServer, from: number, count: number): Promise<Run> {
  const outcomes = new Map<string, number>();
  const metrics: ServerMetrics[] = [];
  const findings: string[] = [];
  const callers = Array.from({ length: CALLERS }, () => new Caller(server.port));
  let next = from;
  const sendUntil = async (caller: Caller, end: number): Promise<void> => {
    while (next < end && findings.length < MAX_FINDINGS) {
      const index = next;
      next += 1;
      const message = fuzzMessage(SEED, index);
      const { outcome, problem } = evaluate(message, await caller.send(message));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (problem !== undefined)
        findings.push(
          `message ${String(index)} (${message.changes.join(', ')}), saved to ${save(message, index)}: ${server.ended() ?? problem}`,
        );
    }
  };
  try {
    for (let part = 0; part <= SAMPLES; part += 1) {
      const first = next;
      await Promise.all(callers.map((caller) => sendUntil(caller, from + Math.floor((count * part) / SAMPLES))));
      const now = await server.metrics();
      metrics.push(now);
      const where = `one of the messages ${String(first)} to ${String(next)}`;
      if (now.worstStallMs > MAX_STALL_MS)
        findings.push(`${where} blocked the event loop for ${now.worstStallMs.toFixed()} ms`);
      findings.push(...now.errors.slice(0, MAX_FINDINGS).map((line) => `${where} caused an error: ${line}`));
      if (findings.length >= MAX_FINDINGS) break;
    }
    return { outcomes, metrics, findings };
  } finally {
    for (const caller of callers) caller.close();
  }
}

/** Saves a message to a file, from which it can be sent again: `nc 127.0.0.1 8080 < file`. */
function save(message: FuzzMessage, index: number): string {
  const file = join(tmpdir(), `order-broker-fuzz-${String(SEED)}-${String(index)}.http`);
  writeFileSync(file, message.bytes);
  return file;
}

/** Growth in bytes from the first tenths, when caches are warm, to the end; both are medians of three samples. */
function growth(metrics: readonly ServerMetrics[], of: 'heapUsed' | 'external' | 'rss'): number {
  const median = (three: readonly ServerMetrics[]): number => three.map((one) => one[of]).sort((a, b) => a - b)[1] ?? 0;
  return median(metrics.slice(-3)) - median(metrics.slice(2, 5));
}

async function againstServer(settings: Readonly<Record<string, string>>, from: number, count: number): Promise<Run> {
  const folder = temporaryFolder();
  const server = await startFuzzServer(
    // Room for what all callers may inflate at once, so that nobody is refused for the others.
    { DATABASE_URL: `sqlite:${folder.path}/fuzz.db`, MAX_BODY_BYTES: String(400 * MB), ...settings },
    folder.path,
  );
  try {
    const run = await fuzz(server, from, count);
    if (server.ended() === undefined) await server.stop();
    return run;
  } finally {
    server.kill();
    folder.remove();
  }
}

/** A summary of a run for the test output. */
const summary = ({ outcomes, metrics }: Run): string =>
  [
    `fuzzing with FUZZ_SEED=${String(SEED)}: ${[...outcomes]
      .sort((a, b) => b[1] - a[1])
      .map(([outcome, times]) => `${outcome} ${String(times)}`)
      .join(', ')}`,
    ...(['heapUsed', 'external', 'rss'] as const).map(
      (of) => `${of} in MB: ${metrics.map((one) => (one[of] / MB).toFixed(1)).join(' ')}`,
    ),
    `longest stalls in ms: ${metrics.map((one) => one.worstStallMs.toFixed()).join(' ')}`,
    '',
  ].join('\n');

function expectHealthy(run: Run): void {
  process.stderr.write(summary(run));
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
