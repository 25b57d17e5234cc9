import type { Schedule } from '../../domain/values/job-schedule.js';
import { deleteMessagesBefore, messageSizes } from '../../store/message-log.js';
import { deleteKeptBefore } from '../../store/access/kept-answers.js';
import { deleteNoncesBefore } from '../../store/access/nonces.js';
import { deleteDeliveriesBefore } from '../../store/webhooks/deliveries.js';
import type { Session } from '../../platform/db/session.js';
import { deleteTracesBefore } from '../../store/orders/traces.js';
import type { BrokerContext } from '../context.js';
import type { Job, JobRun } from './job.js';

const MS_PER_DAY = 86_400_000;
/** Rows deleted per transaction (for traces, orders), so that no other transaction waits long. */
const BATCH = 500;

/** The job that deletes routing traces by their retention period. @param retentionDays 0 keeps them forever */
export function deleteTracesByRetention(schedule: Schedule, retentionDays: number): Job {
  return deleteByRetention('forget-traces', 'deletes old routing traces', schedule, retentionDays, (session, before) =>
    deleteTracesBefore(session, before.toISOString(), BATCH),
  );
}

/** Limits of the message log; 0 for none. */
export interface MessageRetention {
  readonly days: number;
  readonly bytes: number;
}

/** Message sizes read at a time. */
const PAGE = 1_000;
/** Bytes of a message beside its texts: its row, the row of its texts, and seven index entries. */
const ROW_BYTES = 1_000;

/** The job that deletes messages older than their retention period, then the oldest ones above the size limit. */
export function deleteMessagesByRetention(schedule: Schedule, { days, bytes }: MessageRetention): Job {
  const byAge = deleteByRetention(
    'forget-messages',
    'deletes old messages of the message log, and the oldest where it is too large',
    schedule,
    days,
    (session, before) => deleteMessagesBefore(session, before, BATCH),
  );
  return {
    ...byAge,
    run: async (context, run) => {
      await byAge.run(context, run);
      const first = bytes === 0 ? undefined : await oldestWithin(context, bytes, run.stopping);
      if (first !== undefined)
        await deleteInBatches(context, run, (session) => deleteMessagesBefore(session, first, BATCH));
    },
  };
}

/**
 * Sums message sizes from the newest message back.
 * @returns the id of the oldest message that is still within the limit; undefined when all of them are
 */
async function oldestWithin(
  { database }: BrokerContext,
  maxBytes: number,
  stopping: () => boolean,
): Promise<string | undefined> {
  let total = 0;
  let oldest = '';
  while (!stopping()) {
    const page = await database.transaction((session) => messageSizes(session, oldest, PAGE));
    if (page.length === 0) return undefined;
    for (const { id, bytes } of page) {
      total += bytes + ROW_BYTES;
      // The newest message is kept whatever its size, so the log always shows the last exchange.
      if (total > maxBytes && oldest !== '') return oldest;
      oldest = id;
    }
  }
  return undefined;
}

/** The job that deletes nonces of messages that would be rejected as too old anyway. */
export function deleteNoncesByRetention(schedule: Schedule): Job {
  return deleteByRetention(
    'forget-nonces',
    'deletes nonces that cannot be used again',
    schedule,
    undefined,
    (session, before) => deleteNoncesBefore(session, before.toISOString(), BATCH),
  );
}

/** The job that deletes the answers of idempotency keys that have expired. */
export function deleteAnswersByRetention(schedule: Schedule): Job {
  return deleteByRetention(
    'forget-answers',
    'deletes expired answers of idempotency keys',
    schedule,
    undefined,
    (session, before) => deleteKeptBefore(session, before.toISOString(), BATCH),
  );
}

/** The job that deletes webhook deliveries by their retention period. @param retentionDays 0 keeps them forever */
export function deleteWebhooksByRetention(schedule: Schedule, retentionDays: number): Job {
  return deleteByRetention(
    'forget-webhooks',
    'deletes old webhook deliveries, except those that wait for an enabled endpoint',
    schedule,
    retentionDays,
    (session, before) => deleteDeliveriesBefore(session, before.toISOString(), BATCH),
  );
}

/**
 * A job that deletes rows older than a retention period, one transaction per batch.
 * @param retentionDays 0 keeps rows forever; undefined when each row has its own expiry time
 * @param deleteBefore deletes at most one batch and returns how many rows; for rows with an expiry time, `before` is now
 */
function deleteByRetention(
  name: string,
  does: string,
  schedule: Schedule,
  retentionDays: number | undefined,
  deleteBefore: (session: Session, before: Date) => Promise<number>,
): Job {
  return {
    name,
    does,
    schedule,
    takesOptions: false,
    run: async (context, run) => {
      run.tally.count('rows', 0);
      if (retentionDays === 0) return;
      const before = new Date(context.clock().getTime() - (retentionDays ?? 0) * MS_PER_DAY);
      await deleteInBatches(context, run, (session) => deleteBefore(session, before));
    },
  };
}

async function deleteInBatches(
  { database }: BrokerContext,
  { stopping, tally }: JobRun,
  deleteBatch: (session: Session) => Promise<number>,
): Promise<void> {
  for (let deleted = 1; deleted > 0 && !stopping();) {
    deleted = await database.transaction(deleteBatch);
    tally.count('rows', deleted);
  }
}
