import { z } from 'zod';
import { count, setting } from './setting.js';

/** Authentication and rate limits. */
export const ACCESS_SETTINGS = {
  AUTH: setting({
    form: z.enum(['none', 'users']),
    default: 'none',
    meaning:
      'How callers authenticate: users sign in by HTTP Basic or WS-Security, administrators by token (SECURITY.md). none turns authentication off, and is accepted on a loopback address only.',
  }),
  FAULT_INJECTION: setting({
    form: z.enum(['auto', 'true', 'false']),
    default: 'auto',
    meaning:
      'Whether administrators may make the broker misbehave on purpose, for tests of its clients (docs/faults.md). auto is true with AUTH=none, and false with AUTH=users.',
  }),
  DIGEST_KEY: setting({
    form: z
      .string()
      .regex(/^([A-Za-z0-9+/]{43}=)?$/, 'expected 32 bytes in base64, as `openssl rand -base64 32` makes them')
      .transform((text) => (text === '' ? undefined : Buffer.from(text, 'base64'))),
    default: '',
    mask: (value) => (value === '' ? '' : '***'),
    meaning:
      'Key that encrypts the passwords of users who sign in by PasswordDigest: 32 bytes in base64. Empty: PasswordDigest is off.',
  }),
  RATE_LIMIT_ADDRESS: setting({
    form: count(0, 1_000_000),
    default: '200',
    meaning:
      'Requests per second accepted from one address, with bursts of twice as many; 0 for no limit. With AUTH=users only.',
  }),
  RATE_LIMIT_USER: setting({
    form: count(0, 1_000_000),
    default: '100',
    meaning: 'The same for one user, token or API key.',
  }),
} as const;
