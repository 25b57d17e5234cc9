import type { Schedule } from '../../domain/values/job-schedule.js';
import { autoCancel } from './auto-cancel.js';
import { deleteOldMessages, deleteOldNonces, deleteOldTraces } from './retention.js';
import type { MessageRetention } from './retention.js';
import type { Job } from './job.js';
import { purge } from './purge.js';
import { releaseLeases } from './release-leases.js';

/** When jobs run, and what they go by. */
export interface JobSettings {
  readonly autoCancel: Schedule;
  readonly purge: Schedule;
  readonly releaseLeases: Schedule;
  readonly forgetTraces: Schedule;
  readonly forgetMessages: Schedule;
  readonly forgetNonces: Schedule;
  /** Days until personal data is masked; 0 for never. */
  readonly privateDataRetentionDays: number;
  /** Days until traces are deleted; 0 for never. */
  readonly traceRetentionDays: number;
  /** Days until messages of the message log are deleted, and how many bytes of them are kept; 0 for no limit. */
  readonly messageRetention: MessageRetention;
}

/** Every job there is. */
export function jobTable(settings: JobSettings): readonly Job[] {
  return [
    autoCancel(settings.autoCancel),
    purge(settings.purge, settings.privateDataRetentionDays),
    releaseLeases(settings.releaseLeases),
    deleteOldTraces(settings.forgetTraces, settings.traceRetentionDays),
    deleteOldMessages(settings.forgetMessages, settings.messageRetention),
    deleteOldNonces(settings.forgetNonces),
  ];
}
