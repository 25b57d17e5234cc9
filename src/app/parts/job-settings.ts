import type { JobSettings } from '../../broker/jobs/job-table.js';
import type { Config } from '../config.js';

const BYTES_PER_MB = 1_000_000;

/** The schedules and limits of the jobs, from the settings. */
export function jobSettings(config: Config): JobSettings {
  return {
    autoCancel: config.JOB_AUTO_CANCEL,
    anonymize: config.JOB_PURGE,
    releaseLeases: config.JOB_RELEASE_LEASES,
    handOverRequests: config.JOB_REQUESTS,
    makeInvoices: config.JOB_INVOICES,
    deleteTraces: config.JOB_FORGET_TRACES,
    deleteMessages: config.JOB_FORGET_MESSAGES,
    deleteNonces: config.JOB_FORGET_NONCES,
    deleteAnswers: config.JOB_FORGET_ANSWERS,
    deleteWebhooks: config.JOB_FORGET_WEBHOOKS,
    privateDataRetentionDays: config.PRIVATE_DATA_RETENTION_DAYS,
    traceRetentionDays: config.TRACE_RETENTION_DAYS,
    messageRetention: { days: config.MESSAGE_LOG_RETENTION_DAYS, bytes: config.MESSAGE_LOG_MAX_MB * BYTES_PER_MB },
    webhookRetentionDays: config.WEBHOOK_RETENTION_DAYS,
  };
}
