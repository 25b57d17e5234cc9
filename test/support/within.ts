import { setTimeout as sleep } from 'node:timers/promises';

const TICK_MS = 10;

/**
 * Awaits a promise with a timeout. Time is counted in ticks of this process: a period in which the machine was
 * suspended or busy counts as one tick, and a result that arrives in that period is seen before the next.
 * Use it for work that waits in this process or on this machine; measure computation by its processor time.
 * @throws {Error} if it takes longer
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
