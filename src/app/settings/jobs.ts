import { count, flag, schedule, setting } from './setting.js';

/** Retention and background jobs. */
export const JOB_SETTINGS = {
  TRACE_RETENTION_DAYS: setting({
    form: count(0, 36_500),
    default: '90',
    meaning: 'How long the routing traces of orders are kept, in days; 0 for ever.',
  }),
  PRIVATE_DATA_RETENTION_DAYS: setting({
    form: count(0, 36_500),
    default: '999',
    meaning: 'After how many days the personal data of completed orders is masked; 0 for never.',
  }),
  WEBHOOK_RETENTION_DAYS: setting({
    form: count(0, 36_500),
    default: '30',
    meaning:
      'How long webhook deliveries are kept, in days from their event on; 0 for ever. Those that wait for an enabled endpoint are kept.',
  }),
  JOBS: setting({
    form: flag,
    default: 'true',
    meaning:
      'Whether this instance runs scheduled jobs. One instance of several is enough; manual runs are possible on any.',
  }),
  JOB_AUTO_CANCEL: setting({
    form: schedule,
    default: '1h',
    meaning:
      'When unclaimed pickups are canceled: at an interval (30s, 15m, 1h, 7d), daily at a time in UTC (02:30), or off.',
  }),
  JOB_PURGE: setting({
    form: schedule,
    default: '02:30',
    meaning: 'When personal data of old orders is masked; same values.',
  }),
  JOB_RELEASE_LEASES: setting({
    form: schedule,
    default: '30s',
    meaning: 'When expired poll leases are released; same values.',
  }),
  JOB_REQUESTS: setting({
    form: schedule,
    default: '1m',
    meaning:
      'When fulfillment requests are sent to partners, and those that nobody acknowledged are routed again; same values.',
  }),
  JOB_INVOICES: setting({
    form: schedule,
    default: '1h',
    meaning:
      'When invoices are made of what direct fulfillment suppliers sent, where df_invoice_type_one and df_invoice_type_two are on; same values.',
  }),
  JOB_FORGET_NONCES: setting({
    form: schedule,
    default: '5m',
    meaning: 'When nonces of messages that are too old to be replayed are deleted; same values.',
  }),
  JOB_FORGET_ANSWERS: setting({
    form: schedule,
    default: '1h',
    meaning: 'When answers that were kept a day for an Idempotency-Key are deleted; same values.',
  }),
  JOB_FORGET_TRACES: setting({
    form: schedule,
    default: '1h',
    meaning: 'When old routing traces are deleted; same values.',
  }),
  JOB_FORGET_MESSAGES: setting({
    form: schedule,
    default: '1h',
    meaning: 'When old messages of the message log are deleted; same values.',
  }),
  JOB_FORGET_WEBHOOKS: setting({
    form: schedule,
    default: '1h',
    meaning: 'When old webhook deliveries are deleted; same values.',
  }),
} as const;
