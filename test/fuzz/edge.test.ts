import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../support/server/built-server.js';
import { judge } from './judge.js';
import { fuzzMessage } from './message.js';
import type { FuzzMessage } from './message.js';
import { startFuzzServer } from './server.js';
import type { Figures, FuzzServer } from './server.js';
import { Caller } from './wire.js';

/**
 * Whatever is sent, the built server stays up, answers at once, answers by its contract, and keeps nothing of it.
 *
 * FUZZ_SEED replays a run, FUZZ_FROM begins at one of its messages, FUZZ_MESSAGES says how many are sent.
 */

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const FROM = Number(process.env.FUZZ_FROM ?? 0);
const MESSAGES = Number(process.env.FUZZ_MESSAGES ?? 200_000);
/** So many of them meet a server that keeps every exchange, and takes the contract to the letter. */
const KEPT = Math.ceil(MESSAGES / 20);
const CALLERS = 4;
const LOOKS = 10;
/** A run ends early after so many findings. */
const MOST_FINDINGS = 10;
const MOST_STALL_MS = 1_000;
/** It takes about two minutes where nothing else is at work. */
const RUN_MS = 1_800_000;
const MB = 1024 * 1024;

interface Run {
  readonly outcomes: ReadonlyMap<string, number>;
  /** At the beginning, and after each tenth. */
  readonly figures: readonly Figures[];
  /** What is wrong, a sentence each. */
  readonly findings: readonly string[];
}

async function fuzz(server: FuzzServer, from: number, count: number): Promise<Run> {
  const outcomes = new Map<string, number>();
  const figures: Figures[] = [];
  const findings: string[] = [];
  const callers = Array.from({ length: CALLERS }, () => new Caller(server.port));
  let next = from;
  const sendUntil = async (caller: Caller, end: number): Promise<void> => {
    while (next < end && findings.length < MOST_FINDINGS) {
      const index = next;
      next += 1;
      const message = fuzzMessage(SEED, index);
      const { outcome, problem } = judge(message, await caller.send(message));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (problem !== undefined)
        findings.push(
          `message ${String(index)} (${message.changes.join(', ')}), kept in ${keep(message, index)}: ${server.ended() ?? problem}`,
        );
    }
  };
  try {
    for (let part = 0; part <= LOOKS; part += 1) {
      const first = next;
      await Promise.all(callers.map((caller) => sendUntil(caller, from + Math.floor((count * part) / LOOKS))));
      const now = await server.figures();
      figures.push(now);
      const where = `one of the messages ${String(first)} to ${String(next)}`;
      if (now.worstStallMs > MOST_STALL_MS)
        findings.push(`${where} held the event loop for ${now.worstStallMs.toFixed()} ms`);
      findings.push(...now.errors.slice(0, MOST_FINDINGS).map((line) => `${where} was an error: ${line}`));
      if (findings.length >= MOST_FINDINGS) break;
    }
    return { outcomes, figures, findings };
  } finally {
    for (const caller of callers) caller.close();
  }
}

/** Writes a message to a file, to be sent again: `nc 127.0.0.1 8080 < file`. */
function keep(message: FuzzMessage, index: number): string {
  const file = join(tmpdir(), `order-broker-fuzz-${String(SEED)}-${String(index)}.http`);
  writeFileSync(file, message.bytes);
  return file;
}

/** How much more there is at the end than after the first tenths, when caches are warm; medians of three looks, in bytes. */
function growth(figures: readonly Figures[], of: 'heapUsed' | 'external' | 'rss'): number {
  const median = (three: readonly Figures[]): number => three.map((one) => one[of]).sort((a, b) => a - b)[1] ?? 0;
  return median(figures.slice(-3)) - median(figures.slice(2, 5));
}

async function againstServer(settings: Readonly<Record<string, string>>, from: number, count: number): Promise<Run> {
  const folder = temporaryFolder();
  const server = await startFuzzServer({ DATABASE_URL: `sqlite:${folder.path}/fuzz.db`, ...settings }, folder.path);
  try {
    const run = await fuzz(server, from, count);
    if (server.ended() === undefined) await server.stop();
    return run;
  } finally {
    server.kill();
    folder.remove();
  }
}

/** How a run went, for whoever reads the tests' output. */
const told = ({ outcomes, figures }: Run): string =>
  [
    `fuzzing with FUZZ_SEED=${String(SEED)}: ${[...outcomes]
      .sort((a, b) => b[1] - a[1])
      .map(([outcome, times]) => `${outcome} ${String(times)}`)
      .join(', ')}`,
    ...(['heapUsed', 'external', 'rss'] as const).map(
      (of) => `${of} in MB: ${figures.map((one) => (one[of] / MB).toFixed(1)).join(' ')}`,
    ),
    `longest stalls in ms: ${figures.map((one) => one.worstStallMs.toFixed()).join(' ')}`,
    '',
  ].join('\n');

function expectWell(run: Run): void {
  process.stderr.write(told(run));
  expect({ seed: SEED, findings: run.findings }).toEqual({ seed: SEED, findings: [] });
  // A schema and the document it was made from, for each of the two namespaces; no message's document.
  expect(Math.max(...run.figures.map(({ documents }) => documents))).toBeLessThanOrEqual(4);
  expect(growth(run.figures, 'heapUsed')).toBeLessThan(8 * MB);
  // What libxml2 holds is in here.
  expect(growth(run.figures, 'external')).toBeLessThan(8 * MB);
  expect(growth(run.figures, 'rss')).toBeLessThan(96 * MB);
  // Else the mutations would only ever meet the first check on the way.
  expect((run.outcomes.get('answered') ?? 0) / messagesOf(run)).toBeGreaterThan(0.05);
  expect(run.outcomes.size).toBeGreaterThan(10);
}
const messagesOf = ({ outcomes }: Run): number => [...outcomes.values()].reduce((sum, times) => sum + times, 0);

test(
  `${String(MESSAGES - KEPT)} mutated messages are answered by the contract, and leave nothing behind`,
  async () => {
    expectWell(await againstServer({ MESSAGE_LOG: 'none' }, FROM, MESSAGES - KEPT));
  },
  RUN_MS,
);

test(
  `${String(KEPT)} more are so where the contract holds to the letter and every exchange is kept`,
  async () => {
    expectWell(await againstServer({ MESSAGE_LOG: 'all', VALIDATION: 'strict' }, FROM + MESSAGES - KEPT, KEPT));
  },
  RUN_MS,
);
