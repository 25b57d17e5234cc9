import type { Schedule } from '../../domain/job-schedule.js';
import { deleteMessagesBefore } from '../../store/message-log.js';
import { deleteNoncesBefore } from '../../store/nonces.js';
import type { Session } from '../../store/session.js';
import { deleteTracesBefore } from '../../store/traces.js';
import type { Job } from './job.js';

const DAY = 86_400_000;
/** Orders whose traces, or messages that, are deleted in one transaction: nobody waits long for it. */
const BATCH = 500;

/** Deletes the routing traces that are older than their retention. @param retentionDays 0 keeps them for ever */
export function forgetTraces(schedule: Schedule, retentionDays: number): Job {
  return forget('forget-traces', 'deletes old routing traces', schedule, retentionDays,
    (session, before) => deleteTracesBefore(session, before.toISOString(), BATCH));
}

/** Deletes the messages of the message log that are older than their retention. @param retentionDays 0 keeps them for ever */
export function forgetMessages(schedule: Schedule, retentionDays: number): Job {
  return forget('forget-messages', 'deletes old messages of the message log', schedule, retentionDays,
    (session, before) => deleteMessagesBefore(session, before, BATCH));
}

/** Deletes nonces that no message can bring again, for it would be too old. */
export function forgetNonces(schedule: Schedule): Job {
  return forget('forget-nonces', 'deletes nonces that cannot be used again', schedule, undefined,
    (session, before) => deleteNoncesBefore(session, before.toISOString(), BATCH));
}

/** Each batch is a transaction. @param retentionDays 0 keeps for ever; undefined where each row says itself until when it is needed */
function forget(
  name: string, does: string, schedule: Schedule, retentionDays: number | undefined, deleteBefore: (session: Session, before: Date) => Promise<number>,
): Job {
  return {
    name, does, schedule, takesOptions: false,
    run: async (context, { stopping, tally }) => {
      tally.count('rows', 0);
      if (retentionDays === 0) return;
      const before = new Date(context.clock().getTime() - (retentionDays ?? 0) * DAY);
      for (let deleted = 1; deleted > 0 && !stopping();) {
        deleted = await context.database.transaction((session) => deleteBefore(session, before));
        tally.count('rows', deleted);
      }
    },
  };
}
