import type { Database as SqliteHandle } from 'better-sqlite3';
import type { DataSourceOptions, EntitySchema, MigrationInterface } from 'typeorm';
import { createPrivately } from './sqlite/private-file.js';

/** What is in a database. */
export interface Schema {
  readonly entities: readonly EntitySchema[];
  /** In the order in which they are applied. */
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/** @param onOpen receives the driver's connection before it is used */
export function sqliteOptions(
  { file, synchronous }: { readonly file: string; readonly synchronous: 'normal' | 'full' },
  schema: Schema,
  onOpen: (handle: SqliteHandle) => void,
): DataSourceOptions {
  if (file !== ':memory:') createPrivately(file);
  return {
    ...commonOptions(schema),
    type: 'better-sqlite3',
    database: file,
    // For opening only: transactions wait for the lock without blocking the process (group-commit.ts).
    timeout: 5_000,
    prepareDatabase: (handle: SqliteHandle) => {
      handle.pragma('journal_mode = WAL');
      handle.pragma(`synchronous = ${synchronous}`);
      handle.pragma('foreign_keys = ON');
      handle.pragma('busy_timeout = 0');
      // 64 MB hold the upper levels of the indexes of a million orders; with 2 MB most of them were read from the file again.
      handle.pragma('cache_size = -65536');
      // Keeps the journal of savepoints in memory: by default, more than 64 KB of it goes to a file.
      handle.pragma('temp_store = MEMORY');
      onOpen(handle);
    },
  };
}

/** @param acquireTimeout in milliseconds */
export async function mysqlOptions(
  { url, pool, acquireTimeout }: { readonly url: string; readonly pool: number; readonly acquireTimeout: number },
  schema: Schema,
): Promise<DataSourceOptions> {
  const mysqlUrl = url.replace(/^mariadb:/, 'mysql:');
  return {
    ...commonOptions(schema),
    type: (await isMariaDb(mysqlUrl)) ? 'mariadb' : 'mysql',
    url: mysqlUrl,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
    // For mysql-connection.ts. A value becomes part of a statement only through the driver's escaping.
    multipleStatements: true,
    // Connections are not reset when they are returned to the pool: a reset waits forever on a dead connection, and no
    // transaction leaves state behind.
    extra: { connectionLimit: pool, connectTimeout: acquireTimeout, resetOnRelease: false },
  };
}

function commonOptions({ entities, migrations }: Schema): {
  entities: EntitySchema[];
  migrations: (new () => MigrationInterface)[];
  migrationsTableName: string;
  logging: false;
} {
  return {
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: 'schema_migration',
    // Statements and their parameters contain personal data, so they are never logged.
    logging: false,
  };
}

/** Queries the server version: TypeORM generates different SQL for MariaDB and MySQL, and both are reached by `mysql://`. */
async function isMariaDb(url: string): Promise<boolean> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({ uri: url, connectTimeout: 10_000 });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return JSON.stringify(rows).includes('MariaDB');
  } finally {
    await connection.end();
  }
}
