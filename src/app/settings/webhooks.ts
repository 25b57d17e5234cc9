import { z } from 'zod';
import { networksOf } from '../../platform/auth/outbound-address.js';
import { setting } from './setting.js';

/** `auto`: true for a broker that only its own machine can reach, without authentication. */
const demoFlag = z.enum(['auto', 'true', 'false']);

/** Webhooks: the key of their secrets, and which addresses are called. */
export const WEBHOOK_SETTINGS = {
  SECRETS_KEY: setting({
    form: z
      .string()
      .regex(
        /^([A-Za-z0-9+/]{43}=(,[A-Za-z0-9+/]{43}=)*)?$/,
        'expected 32 bytes in base64, as `openssl rand -base64 32` makes them, or several such keys with commas between them',
      )
      .transform((text) => (text === '' ? [] : text.split(',').map((key) => Buffer.from(key, 'base64')))),
    default: '',
    mask: (value) => (value === '' ? '' : '***'),
    meaning:
      'Key that seals the secrets of webhook endpoints in the database: 32 bytes in base64. Several with commas: the first seals, all of them open. Empty: the demo keeps a key in a file beside its SQLite database, or in data/; any other broker refuses to create endpoints.',
  }),
  WEBHOOK_ALLOW_HTTP: setting({
    form: demoFlag,
    default: 'auto',
    meaning:
      'Whether webhook endpoints may have http: addresses: true, false, or auto for true with AUTH=none on a loopback address.',
  }),
  WEBHOOK_PRIVATE_NETWORKS: setting({
    form: z.string().transform((text, issue) => {
      if (text === 'auto') return text;
      try {
        return networksOf(text === 'none' ? [] : text.split(','));
      } catch (error) {
        issue.addIssue({
          code: 'custom',
          message: `${(error as Error).message}; or several with commas, auto or none`,
        });
        return z.NEVER;
      }
    }),
    default: 'auto',
    meaning:
      'Networks that are not public and that webhooks may call all the same, such as 10.1.0.0/16,fd00:1::/32; none for none, auto for loopback addresses with AUTH=none on a loopback address.',
  }),
  WEBHOOK_MOVED_CLOCK: setting({
    form: demoFlag,
    default: 'auto',
    meaning:
      'Whether administrators may deliver webhooks as of another time than now, to try out retries: true, false, or auto for true with AUTH=none on a loopback address.',
  }),
} as const;
