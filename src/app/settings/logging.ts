import { z } from 'zod';
import { count, setting } from './setting.js';

/** The message log and the log. */
export const LOGGING_SETTINGS = {
  MESSAGE_LOG: setting({
    form: z.enum(['all', 'errors', 'none']),
    default: 'errors',
    meaning:
      'Which messages are kept with their responses for later inspection: errors are those that ended in a fault, in a response code other than 0, or after their caller had disconnected.',
  }),
  MESSAGE_LOG_PERSONAL_DATA: setting({
    form: z.enum(['masked', 'plain']),
    default: 'masked',
    meaning:
      'Whether names, addresses and similar data are masked in kept messages. Only plain messages can be sent again. Headers, which contain credentials, are always masked.',
  }),
  MESSAGE_LOG_RETENTION_DAYS: setting({
    form: count(0, 36_500),
    default: '30',
    meaning: 'How long messages are kept, in days; 0 for ever.',
  }),
  MESSAGE_LOG_MAX_MB: setting({
    form: count(0, 10_000_000),
    default: '10000',
    meaning:
      'Maximum size of kept messages, in megabytes; JOB_FORGET_MESSAGES deletes the oldest beyond it. 0 for no limit.',
  }),
  LOG_LEVEL: setting({
    form: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    default: 'info',
    meaning:
      'Lowest severity that is logged, as JSON lines on standard output. Messages and personal data are never logged.',
  }),
} as const;
