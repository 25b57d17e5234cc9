import { deleteTracesBefore } from '../store/traces.js';
import type { BrokerContext } from './context.js';

const DAY = 86_400_000;
const BATCH = 500;

/** Forgets the routing traces that are older than their retention; each batch is a transaction. @returns how many were */
export async function forgetTraces(context: BrokerContext, retentionDays: number): Promise<number> {
  const before = new Date(context.clock().getTime() - retentionDays * DAY).toISOString();
  let forgotten = 0;
  for (;;) {
    const deleted = await context.database.transaction((session) => deleteTracesBefore(session, before, BATCH));
    forgotten += deleted;
    if (deleted === 0) return forgotten;
  }
}

/**
 * Keeps house every so often: once at the start, then at the interval. A failure is logged and tried again next time.
 * @param retentionDays 0 keeps traces for ever
 * @returns stops it
 */
export function keepHouse(context: BrokerContext, retentionDays: number, intervalMs: number): () => void {
  const run = (): void => {
    if (retentionDays === 0) return;
    forgetTraces(context, retentionDays).then(
      (forgotten) => { if (forgotten > 0) context.log.info({ forgotten }, 'old routing traces were deleted'); },
      (error: unknown) => { context.log.error({ err: error }, 'old routing traces could not be deleted'); },
    );
  };
  run();
  const timer = setInterval(run, intervalMs);
  timer.unref();
  return () => { clearInterval(timer); };
}
