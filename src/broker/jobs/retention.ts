import type { Schedule } from '../../domain/values/job-schedule.js';
import { deleteMessagesBefore, messageSizes } from '../../store/message-log.js';
import { deleteNoncesBefore } from '../../store/access/nonces.js';
import type { Session } from '../../platform/db/session.js';
import { deleteTracesBefore } from '../../store/orders/traces.js';
import type { BrokerContext } from '../context.js';
import type { Job, JobRun } from './job.js';

const DAY = 86_400_000;
/** Orders whose traces, or messages that, are deleted in one transaction: nobody waits long for it. */
const BATCH = 500;

/** Deletes the routing traces that are older than their retention. @param retentionDays 0 keeps them for ever */
export function deleteOldTraces(schedule: Schedule, retentionDays: number): Job {
  return forget('forget-traces', 'deletes old routing traces', schedule, retentionDays, (session, before) =>
    deleteTracesBefore(session, before.toISOString(), BATCH),
  );
}

/** How much of the message log is kept; 0 for no limit. */
export interface MessageRetention {
  readonly days: number;
  readonly bytes: number;
}

/** Messages whose sizes are read at a time. */
const PAGE = 1_000;
/** What a message takes beside its texts: its row, that of its texts, and seven indexes. */
const ROW_BYTES = 1_000;

/** Deletes the messages of the message log that are older than their retention, and then the oldest ones that are too much. */
export function deleteOldMessages(schedule: Schedule, { days, bytes }: MessageRetention): Job {
  const old = forget(
    'forget-messages',
    'deletes old messages of the message log, and the oldest where it is too large',
    schedule,
    days,
    (session, before) => deleteMessagesBefore(session, before, BATCH),
  );
  return {
    ...old,
    run: async (context, run) => {
      await old.run(context, run);
      const first = bytes === 0 ? undefined : await firstThatFits(context, bytes, run.stopping);
      if (first !== undefined) await inBatches(context, run, (session) => deleteMessagesBefore(session, first, BATCH));
    },
  };
}

/**
 * The oldest message that is still within a size, counted from the newest one back.
 * @returns undefined when there are not that many
 */
async function firstThatFits(
  { database }: BrokerContext,
  mostBytes: number,
  stopping: () => boolean,
): Promise<string | undefined> {
  let total = 0;
  let first = '';
  while (!stopping()) {
    const page = await database.transaction((session) => messageSizes(session, first, PAGE));
    if (page.length === 0) return undefined;
    for (const { id, bytes } of page) {
      total += bytes + ROW_BYTES;
      // The newest stays, however large: whoever looks finds what has just happened.
      if (total > mostBytes && first !== '') return first;
      first = id;
    }
  }
  return undefined;
}

/** Deletes nonces that no message can bring again, for it would be too old. */
export function deleteOldNonces(schedule: Schedule): Job {
  return forget('forget-nonces', 'deletes nonces that cannot be used again', schedule, undefined, (session, before) =>
    deleteNoncesBefore(session, before.toISOString(), BATCH),
  );
}

/** Each batch is a transaction. @param retentionDays 0 keeps for ever; undefined where each row says itself until when it is needed */
function forget(
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
      const before = new Date(context.clock().getTime() - (retentionDays ?? 0) * DAY);
      await inBatches(context, run, (session) => deleteBefore(session, before));
    },
  };
}

async function inBatches(
  { database }: BrokerContext,
  { stopping, tally }: JobRun,
  deleteSome: (session: Session) => Promise<number>,
): Promise<void> {
  for (let deleted = 1; deleted > 0 && !stopping();) {
    deleted = await database.transaction(deleteSome);
    tally.count('rows', deleted);
  }
}
