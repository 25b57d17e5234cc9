import { z } from 'zod';
import { parseSchedule } from '../domain/values/job-schedule.js';
import { parseVersion } from '../domain/values/message-version.js';

/**
 * Every setting of the broker: read from the environment and checked once, at start.
 *
 * One table says name, form, default and meaning; the typed configuration, `order-broker config` and the error for a
 * bad value all come from it. A value that does not fit stops the start and names the setting, the value and what was
 * expected; the value of a secret is never shown.
 */

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const schedule = z.string().transform((text, issue) => {
  const parsed = parseSchedule(text);
  if (parsed === undefined)
    issue.addIssue({
      code: 'custom',
      message: 'expected an interval like 30s, 15m, 1h or 7d (5s to 366d), a time like 02:30, or off',
    });
  return parsed ?? z.NEVER;
});
const MB = 1024 * 1024;

interface Definition<T extends z.ZodType> {
  readonly form: T;
  readonly default: string;
  readonly meaning: string;
  /** Shows the value without what must not be seen. */
  readonly mask?: (value: string) => string;
}

const setting = <T extends z.ZodType>(definition: Definition<T>): Definition<T> => definition;
const withoutPassword = (url: string): string => url.replace(/(:\/\/[^:/@]*:)[^@]*@/, '$1***@');

const definitions = {
  PORT: setting({ form: count(0, 65535), default: '8080', meaning: 'TCP port to listen on; 0 takes any free one.' }),
  HOST: setting({
    form: z.string().min(1),
    default: '127.0.0.1',
    meaning: 'Address to listen on. Anything but loopback needs AUTH=users.',
  }),
  WORKERS: setting({
    form: count(1, 64),
    default: '1',
    meaning:
      'Processes that answer at the port. More than one needs MySQL or MariaDB, and each has DATABASE_POOL connections of its own.',
  }),
  PUBLIC_URL: setting({
    form: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]),
    default: '',
    meaning:
      'Scheme, host and port under which callers reach the broker, put into the WSDL. Empty: taken from each request.',
  }),
  TLS_CERT: setting({
    form: z.string(),
    default: '',
    meaning:
      'File with the certificate and its chain, PEM: speak HTTPS. Read again when it changes, and on SIGHUP. Empty: HTTP.',
  }),
  TLS_KEY: setting({ form: z.string(), default: '', meaning: 'File with the key of that certificate, PEM.' }),
  TLS_CLIENT_CA: setting({
    form: z.string(),
    default: '',
    meaning:
      'File with the authority whose certificates clients must have, PEM (mutual TLS). Empty: clients need none.',
  }),
  TRUST_PROXY: setting({
    form: z
      .string()
      .regex(/^(true|false|\d)$/, 'expected true, false, or the number of proxies up to 9')
      .transform((text) => (text === 'true' ? 1 : text === 'false' ? 0 : Number(text))),
    default: 'false',
    meaning:
      'Believe X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host of a proxy in front: true, false, or how many proxies there are. Only where nobody can get past them.',
  }),
  DATABASE_URL: setting({
    form: z
      .string()
      .regex(
        /^(sqlite:.+|(mysql|mariadb):\/\/.+)$/,
        'expected sqlite:<file>, sqlite::memory: or mysql://user:password@host:port/name',
      ),
    default: 'sqlite:data/broker.db',
    mask: withoutPassword,
    meaning:
      'Where orders are kept: sqlite:<file>, sqlite::memory: or mysql://user:password@host:port/name (MySQL or MariaDB).',
  }),
  SQLITE_SYNCHRONOUS: setting({
    form: z.enum(['normal', 'full']),
    default: 'normal',
    meaning:
      'SQLite only. normal: what was answered survives the death of the process, a power cut may cost the last orders; full: it survives that too, for a sync of the disk at each commit.',
  }),
  DATABASE_POOL: setting({
    form: count(1, 200),
    default: '10',
    meaning: 'Connections to MySQL or MariaDB. SQLite uses one.',
  }),
  DATABASE_ACQUIRE_TIMEOUT_MS: setting({
    form: count(100, 600_000),
    default: '5000',
    meaning: 'How long a message waits for a free connection before it is answered with a fault.',
  }),
  DATABASE_STATEMENT_TIMEOUT_MS: setting({
    form: count(1000, 600_000),
    default: '20000',
    meaning:
      'How long MySQL or MariaDB may take for one statement until its connection is given up. Locks are waited for half as long.',
  }),
  DEMO_DATA: setting({
    form: flag,
    default: 'true',
    meaning: 'Fill an empty database from samples/catalogs/demo.yaml.',
  }),
  AUTH: setting({
    form: z.enum(['none', 'users']),
    default: 'none',
    meaning:
      'How callers prove who they are: users sign in by HTTP Basic or WS-Security, administrators by token (SECURITY.md). none lets everybody do everything, and is possible on loopback only.',
  }),
  DIGEST_KEY: setting({
    form: z
      .string()
      .regex(/^([A-Za-z0-9+/]{43}=)?$/, 'expected 32 bytes in base64, as `openssl rand -base64 32` makes them')
      .transform((text) => (text === '' ? undefined : Buffer.from(text, 'base64'))),
    default: '',
    mask: (value) => (value === '' ? '' : '***'),
    meaning:
      'What the passwords of users who sign in by PasswordDigest are sealed with: 32 bytes in base64. Empty: nobody can.',
  }),
  RATE_LIMIT_ADDRESS: setting({
    form: count(0, 1_000_000),
    default: '200',
    meaning:
      'Requests a second that are taken from one address, twice as many at once; 0 for no limit. With AUTH=users only.',
  }),
  RATE_LIMIT_USER: setting({
    form: count(0, 1_000_000),
    default: '100',
    meaning: 'The same of one user or token.',
  }),
  VALIDATION: setting({
    form: z.enum(['tolerant', 'strict']),
    default: 'tolerant',
    meaning:
      'tolerant accepts what real callers leave out or add (docs/contract.md); strict is the contract to the letter.',
  }),
  TRACE_RETENTION_DAYS: setting({
    form: count(0, 36_500),
    default: '90',
    meaning: 'How long the routing traces of orders are kept, in days; 0 for ever.',
  }),
  PRIVATE_DATA_RETENTION_DAYS: setting({
    form: count(0, 36_500),
    default: '999',
    meaning: 'After how many days the personal data of orders that are done is masked; 0 for never.',
  }),
  JOBS: setting({
    form: flag,
    default: 'true',
    meaning: 'This instance runs the jobs that are due. One instance of several is enough; by hand they run on any.',
  }),
  JOB_AUTO_CANCEL: setting({
    form: schedule,
    default: '1h',
    meaning:
      'When unclaimed pickups are canceled: every so often (30s, 15m, 1h, 7d), daily at a time in UTC (02:30), or off.',
  }),
  JOB_PURGE: setting({
    form: schedule,
    default: '02:30',
    meaning: 'When personal data of old orders is masked; the same forms.',
  }),
  JOB_RELEASE_LEASES: setting({
    form: schedule,
    default: '30s',
    meaning: 'When expired leases of polls are released; the same forms.',
  }),
  JOB_FORGET_NONCES: setting({
    form: schedule,
    default: '5m',
    meaning: 'When nonces of signed-in messages that are too old to be replayed are deleted; the same forms.',
  }),
  JOB_FORGET_TRACES: setting({
    form: schedule,
    default: '1h',
    meaning: 'When old routing traces are deleted; the same forms.',
  }),
  JOB_FORGET_MESSAGES: setting({
    form: schedule,
    default: '1h',
    meaning: 'When old messages of the message log are deleted; the same forms.',
  }),
  MESSAGE_LOG: setting({
    form: z.enum(['all', 'errors', 'none']),
    default: 'errors',
    meaning:
      'Which messages are kept with their answers, to be looked at later: errors are those that ended in a fault, in a response code other than 0, or without their caller.',
  }),
  MESSAGE_LOG_PERSONAL_DATA: setting({
    form: z.enum(['masked', 'plain']),
    default: 'masked',
    meaning:
      'Whether names, addresses and the like are masked in kept messages. Only plain ones can be sent again. Headers, where credentials stand, are masked always.',
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
      'How much of messages is kept, in megabytes; of more the oldest are deleted, when JOB_FORGET_MESSAGES runs. 0 for no limit.',
  }),
  LOG_LEVEL: setting({
    form: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    default: 'info',
    meaning: 'Least severity that is logged, as JSON lines on standard output. Messages and personal data never are.',
  }),
  NUMERIC_ORDER_TYPES: setting({
    form: z
      .string()
      .regex(/^[A-Z]+=\d+(,[A-Z]+=\d+)*$/, 'expected TYPE=number pairs separated by commas')
      .transform(
        (text) =>
          new Map(
            text
              .split(',')
              .map((pair) => pair.split('=') as [string, string])
              .map(([type, n]) => [type, Number(n)]),
          ),
      ),
    default: 'PICKUP=1,DELIVERY=2,SHIPFORPICKUP=3,RETAILPICKUP=4,SHIPTOSTORE=5',
    meaning: 'The number a status answer gives as order_type. Only 1 and 2 are known from real messages.',
  }),
  MAX_MESSAGE_VERSION: setting({
    form: z
      .string()
      .regex(/^\d{1,4}\.\d{1,4}$/, 'expected a version like 25.9')
      .transform((text) => parseVersion(text) ?? { major: 0, minor: 0 }),
    default: '25.9',
    meaning: 'Highest message version that is taken; messages of a higher one are answered with a fault.',
  }),
  ORDER_SEARCH_RESPONSES: setting({
    form: count(1, 1000),
    default: '25',
    meaning: 'Orders an OrderSearch is answered with when it does not say how many it wants.',
  }),
  MAX_ORDER_SEARCH_RESPONSES: setting({
    form: count(1, 1000),
    default: '200',
    meaning: 'Most orders in the answer to an OrderSearch, whatever it wants.',
  }),
  ORDER_SEARCH_WINDOW: setting({
    form: count(100, 10_000_000),
    default: '20000',
    meaning:
      'Newest orders that are looked through when an OrderSearch asks for nothing selective (only a first name, a province, a country).',
  }),
  MAX_MESSAGE_BYTES: setting({
    form: count(1024, 1024 * MB),
    default: String(8 * MB),
    meaning: 'Largest request body as received.',
  }),
  MAX_INFLATED_BYTES: setting({
    form: count(1024, 1024 * MB),
    default: String(16 * MB),
    meaning: 'Largest request body after gzip or deflate.',
  }),
  MAX_XML_DEPTH: setting({ form: count(16, 200), default: '64', meaning: 'Deepest nesting of elements.' }),
  MAX_XML_ELEMENTS: setting({
    form: count(100, 10_000_000),
    default: '100000',
    meaning: 'Most elements in one message.',
  }),
  MAX_XML_ATTRIBUTES: setting({ form: count(16, 10_000), default: '128', meaning: 'Most attributes of one element.' }),
  MAX_XML_NAME_LENGTH: setting({
    form: count(64, 10_000),
    default: '256',
    meaning: 'Longest name of an element or attribute, in characters.',
  }),
  MAX_XML_TEXT_LENGTH: setting({
    form: count(1024, 9_000_000),
    default: '65536',
    meaning: 'Longest text of one element or attribute, in characters.',
  }),
  MAX_CONCURRENT_MESSAGES: setting({
    form: count(1, 10_000),
    default: '32',
    meaning:
      'Messages that are worked on at once; the others wait. At least twice DATABASE_POOL, or connections stand idle.',
  }),
  MAX_QUEUED_MESSAGES: setting({
    form: count(1, 100_000),
    default: '500',
    meaning: 'Messages that wait to be worked on; further ones are answered with the fault overloaded.',
  }),
  MAX_QUEUED_MS: setting({
    form: count(10, 600_000),
    default: '5000',
    meaning:
      'How long a message waits to be worked on before it is answered with the fault overloaded; a tenth of it while an overload lasts.',
  }),
  REQUEST_TIMEOUT_MS: setting({
    form: count(1000, 600_000),
    default: '30000',
    meaning: 'How long a caller may take to send its message.',
  }),
  SHUTDOWN_TIMEOUT_MS: setting({
    form: count(100, 600_000),
    default: '10000',
    meaning: 'How long a stop waits for the messages it has taken.',
  }),
} as const;

type Definitions = typeof definitions;
export type Config = { readonly [K in keyof Definitions]: z.output<Definitions[K]['form']> };

/** A setting as it is shown to people. */
export interface Setting {
  readonly name: string;
  /** As it is in force, secrets masked. */
  readonly value: string;
  readonly default: string;
  /** What may be given, e.g. `true, false` or `1 to 200`; empty where only the meaning can say. */
  readonly values: string;
  readonly meaning: string;
}

/** What is wrong with the settings, one sentence a setting. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`The settings are not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

const entries = Object.entries(definitions) as [keyof Definitions, Definition<z.ZodType>][];
/** Whether an address is reached from this machine only. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/**
 * Reads the settings.
 * @param env environment variables; an empty value counts as not set
 * @throws {ConfigError} naming every setting that does not fit
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const values = new Map<string, unknown>();
  for (const [name, definition] of entries) {
    const text = env[name] || definition.default;
    const result = definition.form.safeParse(text);
    if (result.success) {
      values.set(name, result.data);
    } else {
      const shown = definition.mask === undefined ? text : definition.mask(text);
      faults.push(`${name}=${shown}: ${result.error.issues.map((issue) => issue.message).join('; ')}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  const config = Object.fromEntries(values) as Config;
  if (config.WORKERS > 1 && config.DATABASE_URL.startsWith('sqlite:')) {
    throw new ConfigError([
      `WORKERS=${String(config.WORKERS)}: SQLite lets one process write at a time, and the others wait by asking again and again; ` +
        'set WORKERS=1, or DATABASE_URL to MySQL or MariaDB',
    ]);
  }
  if (!isLoopback(config.HOST) && config.AUTH === 'none') {
    throw new ConfigError([
      `HOST=${config.HOST}: callers are not asked who they are (AUTH=none), so the broker listens on loopback only; ` +
        'set AUTH=users, and make users with `npx order-broker user add`',
    ]);
  }
  if ((config.TLS_CERT === '') !== (config.TLS_KEY === '') || (config.TLS_CLIENT_CA !== '' && config.TLS_CERT === '')) {
    throw new ConfigError([
      'TLS_CERT, TLS_KEY: one without the other, or TLS_CLIENT_CA without both; expected both or none of them',
    ]);
  }
  return config;
}

/** Every setting with its value in force, in the order of the documentation. */
export function describeSettings(env: Readonly<Record<string, string | undefined>>): Setting[] {
  return entries.map(([name, definition]) => {
    const value = env[name] || definition.default;
    return {
      name,
      value: definition.mask === undefined ? value : definition.mask(value),
      default: definition.default,
      values: valuesOf(definition.form),
      meaning: definition.meaning,
    };
  });
}

/** The words a setting knows, or the smallest and largest number. */
function valuesOf(form: z.ZodType): string {
  const before = z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' });
  const after = z.toJSONSchema(form, { io: 'output', unrepresentable: 'any' });
  if (before.enum !== undefined) return before.enum.map(String).join(', ');
  return after.minimum === undefined || after.maximum === undefined
    ? ''
    : `${String(after.minimum)} to ${String(after.maximum)}`;
}
