import { setTimeout as sleep } from 'node:timers/promises';

const TICK_MS = 10;

/**
 * Waits for something, but not longer than it may take. The time is counted in ticks of this process: a while in which the machine
 * stood still, or had others to serve, counts as one of them, and what comes in that while is seen before the next.
 * For what waits in this process, or in one that shares the machine's fate; what computes is measured by its processor time.
 * @throws {Error} when it takes longer
 */
export async function within<T>(ms: number, awaited: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = (async (): Promise<never> => {
    for (let gone = 0; gone < ms; gone += TICK_MS) await sleep(TICK_MS, undefined, { signal: done.signal });
    throw new Error(`it took longer than ${String(ms)} ms`);
  })();
  try {
    return await Promise.race([awaited, late]);
  } finally {
    done.abort();
    await late.catch(() => undefined);
  }
}
