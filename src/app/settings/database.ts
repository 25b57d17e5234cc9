import { z } from 'zod';
import { count, flag, setting, withoutPassword } from './setting.js';

export const DATABASE_SETTINGS = {
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
      'Where orders are stored: sqlite:<file>, sqlite::memory: or mysql://user:password@host:port/name (MySQL or MariaDB).',
  }),
  SQLITE_SYNCHRONOUS: setting({
    form: z.enum(['normal', 'full']),
    default: 'normal',
    meaning:
      'SQLite only. normal: acknowledged orders survive a crash of the process, but a power failure may lose the latest; full: they survive that too, at the cost of a disk sync per commit.',
  }),
  DATABASE_POOL: setting({
    form: count(1, 200),
    default: '10',
    meaning: 'Size of the connection pool for MySQL or MariaDB. SQLite uses one connection.',
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
      'How long MySQL or MariaDB may take for one statement before its connection is closed. The lock wait timeout is half of it.',
  }),
  DEMO_DATA: setting({
    form: flag,
    default: 'true',
    meaning: 'Fill an empty database from samples/catalogs/demo.yaml.',
  }),
} as const;
