import { z } from 'zod';
import { KEY_LIMITS } from '../../broker/access/api-keys.js';
import { SERVICE_GROUPS } from '../../platform/auth/user.js';
import { pageSchema } from './common.js';

const place = z.strictObject({ system_cd: z.string().min(1).max(10), location_cd: z.string().min(1).max(20) });
const validDays = z.int().min(1).max(KEY_LIMITS.days).describe('Days from now until the key expires');

export const keySchema = z.strictObject({
  id: z.string().describe('The public part of the key, between `obk_` and the next `_`'),
  name: z.string(),
  systems: z.array(z.string()),
  locations: z
    .array(place)
    .describe(
      'The only locations of their systems that the key speaks for; a system without one here is open as a whole',
    ),
  groups: z.array(z.string()).describe('Service groups'),
  state: z.enum(['valid', 'expired', 'revoked']),
  created_at: z.string(),
  expires_at: z.string(),
  revoked_at: z.string().nullable(),
  last_used_at: z.string().nullable().describe('Up to an hour behind; null when it was never used'),
});
export const keyPage = pageSchema(keySchema);

export const newKey = z.strictObject({
  name: z.string().min(1).max(100).describe('Owner or purpose, without blanks and colons; it cannot be used again'),
  systems: z.array(z.string().min(1).max(10)).max(KEY_LIMITS.systems).default([]),
  locations: z
    .array(place)
    .max(KEY_LIMITS.locations)
    .default([])
    .describe('Single locations; their systems are systems of the key as well'),
  groups: z.array(z.enum(SERVICE_GROUPS)).min(1),
  valid_days: validDays.default(KEY_LIMITS.defaultDays),
});

export const createdKey = keySchema.extend({
  key: z
    .string()
    .nullable()
    .describe('The key, shown only now; null when the answer is repeated for an Idempotency-Key'),
});

export const extension = z.strictObject({ valid_days: validDays });
