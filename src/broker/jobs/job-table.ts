import type { Schedule } from '../../domain/values/job-schedule.js';
import { anonymize } from './anonymize.js';
import { autoCancel } from './auto-cancel.js';
import {
  deleteAnswersByRetention,
  deleteMessagesByRetention,
  deleteNoncesByRetention,
  deleteTracesByRetention,
  deleteWebhooksByRetention,
} from './delete-by-retention.js';
import type { MessageRetention } from './delete-by-retention.js';
import { handOverRequests } from './hand-over-requests.js';
import type { Job } from './job.js';
import { makeInvoices } from './make-invoices.js';
import { releaseLeases } from './release-leases.js';

/** Schedules and limits of the jobs. */
export interface JobSettings {
  readonly autoCancel: Schedule;
  readonly anonymize: Schedule;
  readonly releaseLeases: Schedule;
  readonly handOverRequests: Schedule;
  readonly makeInvoices: Schedule;
  readonly deleteTraces: Schedule;
  readonly deleteMessages: Schedule;
  readonly deleteNonces: Schedule;
  readonly deleteAnswers: Schedule;
  readonly deleteWebhooks: Schedule;
  /** Days until personal data is masked; 0 for never. */
  readonly privateDataRetentionDays: number;
  /** Days until routing traces are deleted; 0 for never. */
  readonly traceRetentionDays: number;
  readonly messageRetention: MessageRetention;
  /** Days until webhook deliveries are deleted; 0 for never. */
  readonly webhookRetentionDays: number;
}

/** All jobs. */
export function jobTable(settings: JobSettings): readonly Job[] {
  return [
    autoCancel(settings.autoCancel),
    anonymize(settings.anonymize, settings.privateDataRetentionDays),
    releaseLeases(settings.releaseLeases),
    handOverRequests(settings.handOverRequests),
    makeInvoices(settings.makeInvoices),
    deleteTracesByRetention(settings.deleteTraces, settings.traceRetentionDays),
    deleteMessagesByRetention(settings.deleteMessages, settings.messageRetention),
    deleteNoncesByRetention(settings.deleteNonces),
    deleteAnswersByRetention(settings.deleteAnswers),
    deleteWebhooksByRetention(settings.deleteWebhooks, settings.webhookRetentionDays),
  ];
}
