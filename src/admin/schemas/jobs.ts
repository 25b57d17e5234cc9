import { z } from 'zod';
import { requestIdQuery } from './common.js';

export const jobRun = z.strictObject({
  id: z.int(),
  on: z.string().describe('Instance that ran it, host/pid'),
  options: z.record(z.string(), z.unknown()).describe('Options of a manual run'),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  outcome: z.enum(['running', 'done', 'failed', 'stopped', 'lost']),
  figures: z.record(z.string(), z.int()),
  items: z
    .array(z.record(z.string(), z.union([z.string(), z.number()])))
    .describe('Processed items, at most the first 200'),
  error: z.string(),
});

const job = z.strictObject({
  name: z.string(),
  does: z.string(),
  schedule: z.string(),
  running_on: z.string().nullable(),
  next_due: z.string().nullable().describe('Null for a job without a schedule'),
  last_run: jobRun.nullable(),
});
export const jobList = z.strictObject({ items: z.array(job) });
export const jobWithRuns = job.extend({ runs: z.array(jobRun).describe('Newest first') });

export const runsQuery = z.strictObject({
  runs: z.coerce.number().int().min(1).max(100).default(20).describe('Maximum number of runs'),
});

export const runQuery = z.strictObject({
  request_id: requestIdQuery.optional().describe('Process only this order'),
  as_of: z.iso
    .date()
    .optional()
    .describe(
      'Treat this day as today at every location; only together with request_id. A later day than today (UTC) needs the role administer, or dry_run',
    ),
  dry_run: z.enum(['true', 'false']).default('false').describe('Report what the run would do, and change nothing'),
});
