import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from './evaluate.js';
import type { FuzzMessage } from './framing.js';
import type { FuzzServer, ServerMetrics } from './server.js';
import { Caller } from './wire.js';
import type { Seen } from './wire.js';

/** Sends the messages of a run to a server, and notes what is wrong with its answers, its log, its pace and its memory. */

const CALLERS = 4;
const SAMPLES = 10;
/** A run ends early after this number of findings. */
const MAX_FINDINGS = 10;
const MAX_STALL_MS = 1_000;
export const MB = 1024 * 1024;

export interface Run {
  readonly outcomes: ReadonlyMap<string, number>;
  /** Measured at the beginning and after each tenth of the messages. */
  readonly metrics: readonly ServerMetrics[];
  /** The violations found, one sentence each. */
  readonly findings: readonly string[];
}

/** What to send, and what its answers have to be. */
export interface Plan {
  readonly seed: number;
  /** The number of the first message. */
  readonly from: number;
  readonly count: number;
  readonly message: (seed: number, index: number) => FuzzMessage;
  readonly evaluate: (message: FuzzMessage, seen: Seen) => Verdict;
}

/** Sends messages from several callers at once, and measures the server meanwhile. */
export async function fuzz(server: FuzzServer, { seed, from, count, ...plan }: Plan): Promise<Run> {
  const outcomes = new Map<string, number>();
  const metrics: ServerMetrics[] = [];
  const findings: string[] = [];
  const callers = Array.from({ length: CALLERS }, () => new Caller(server.port));
  let next = from;
  const sendUntil = async (caller: Caller, end: number): Promise<void> => {
    while (next < end && findings.length < MAX_FINDINGS) {
      const index = next;
      next += 1;
      const message = plan.message(seed, index);
      const { outcome, problem } = plan.evaluate(message, await caller.send(message));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (problem !== undefined)
        findings.push(
          `message ${String(index)} (${message.changes.join(', ')}), saved to ${save(message, seed, index)}: ${server.ended() ?? problem}`,
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
function save(message: FuzzMessage, seed: number, index: number): string {
  const file = join(tmpdir(), `order-broker-fuzz-${String(seed)}-${String(index)}.http`);
  writeFileSync(file, message.bytes);
  return file;
}

/** Growth in bytes from the first tenths, when caches are warm, to the end; both are medians of three samples. */
export function growth(metrics: readonly ServerMetrics[], of: 'heapUsed' | 'external' | 'rss'): number {
  const median = (three: readonly ServerMetrics[]): number => three.map((one) => one[of]).sort((a, b) => a - b)[1] ?? 0;
  return median(metrics.slice(-3)) - median(metrics.slice(2, 5));
}

/** A summary of a run for the test output. */
export const summary = ({ outcomes, metrics }: Run, seed: number): string =>
  [
    `fuzzing with FUZZ_SEED=${String(seed)}: ${[...outcomes]
      .sort((a, b) => b[1] - a[1])
      .map(([outcome, times]) => `${outcome} ${String(times)}`)
      .join(', ')}`,
    ...(['heapUsed', 'external', 'rss'] as const).map(
      (of) => `${of} in MB: ${metrics.map((one) => (one[of] / MB).toFixed(1)).join(' ')}`,
    ),
    `longest stalls in ms: ${metrics.map((one) => one.worstStallMs.toFixed()).join(' ')}`,
    '',
  ].join('\n');
