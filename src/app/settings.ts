import { z } from 'zod';
import { ACCESS_SETTINGS } from './settings/access.js';
import { DATABASE_SETTINGS } from './settings/database.js';
import { JOB_SETTINGS } from './settings/jobs.js';
import { LOGGING_SETTINGS } from './settings/logging.js';
import { LIMIT_SETTINGS, LOCATE_SETTINGS } from './settings/messages.js';
import { LOGISTICS_SETTINGS } from './settings/logistics.js';
import { SERVER_SETTINGS } from './settings/server.js';
import { SERVICE_SETTINGS } from './settings/services.js';
import { setting } from './settings/setting.js';
import { WEBHOOK_SETTINGS } from './settings/webhooks.js';

/**
 * Every setting of the broker: name, form, default and meaning. The typed configuration, `order-broker config`, the error
 * for an invalid value and docs/configuration.md are all made from this table, in this order.
 */
export const SETTINGS = {
  ...SERVER_SETTINGS,
  ...DATABASE_SETTINGS,
  ...SERVICE_SETTINGS,
  ...ACCESS_SETTINGS,
  VALIDATION: setting({
    form: z.enum(['tolerant', 'strict']),
    default: 'tolerant',
    meaning:
      'tolerant accepts what real callers leave out or add (docs/contract.md); strict requires exact compliance with the contract.',
  }),
  ...JOB_SETTINGS,
  ...LOGGING_SETTINGS,
  ...LOCATE_SETTINGS,
  ...LIMIT_SETTINGS,
  ...WEBHOOK_SETTINGS,
  ...LOGISTICS_SETTINGS,
} as const;
