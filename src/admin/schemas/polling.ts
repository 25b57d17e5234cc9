import { z } from 'zod';
import { pageQuery, pageSchema } from './common.js';

const pollingState = z.strictObject({
  last_polled_at: z.string().nullable().describe('ISO 8601, UTC; null for never'),
  polls: z.int(),
  last_lines: z.int().describe('Lines that the last poll returned'),
  last_handed_out_at: z.string().nullable().describe('When a poll last returned any lines'),
  lines_waiting: z.int().describe('Lines that a poll would return now'),
  waiting_since: z.string().nullable(),
  late: z
    .boolean()
    .describe('Lines wait that no poll has returned, and the last poll is older than poll_late_after_minutes'),
});

export const pollingPage = pageSchema(
  z.strictObject({
    system_cd: z.string(),
    location_cd: z.string(),
    name: z.string(),
    require_status_update: z.boolean(),
    late: z.boolean(),
    fulfillments: pollingState,
    intransit: pollingState,
  }),
);

export const pollingQuery = pageQuery.extend({
  late: z.enum(['true', 'false']).default('false').describe('true: only late locations'),
});
