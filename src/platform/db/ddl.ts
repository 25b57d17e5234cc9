import type { QueryRunner } from 'typeorm';

/**
 * Building blocks of migrations: fragments of SQL that differ by engine, and steps that can be repeated. MySQL commits DDL
 * at once, so a process that dies during a migration leaves half of it applied, and the next start runs all of it again.
 */
export interface Forms {
  /** An auto-increment primary key. */
  readonly id: string;
  /** Table options, after the columns. */
  readonly table: string;
  /** Table options of a table that is stored in the order of its primary key. */
  readonly clustered: string;
  /** Type of a text as long as a message can be. */
  readonly json: string;
  /** An INSERT that skips rows whose key exists. */
  readonly insertMissing: string;
}

/** The fragments for the engine that a migration runs on. */
export function formsOf(runner: QueryRunner): Forms {
  const mysql = isMysql(runner);
  // Codes are compared exactly, including case and trailing blanks, as in SQLite.
  const collation = runner.dataSource.options.type === 'mariadb' ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
  const table = mysql ? `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${collation}` : '';
  return {
    id: mysql ? 'INT NOT NULL AUTO_INCREMENT PRIMARY KEY' : 'INTEGER PRIMARY KEY AUTOINCREMENT',
    table,
    // InnoDB clusters every table by its primary key.
    clustered: mysql ? table : 'WITHOUT ROWID',
    json: mysql ? 'MEDIUMTEXT' : 'TEXT',
    insertMissing: mysql ? 'INSERT IGNORE' : 'INSERT OR IGNORE',
  };
}

/** Creates an index unless it exists. */
export async function addIndex(runner: QueryRunner, table: string, name: string, columns: string): Promise<void> {
  if (!isMysql(runner)) {
    await runner.query(`CREATE INDEX IF NOT EXISTS ${name} ON ${table} (${columns})`);
  } else if (!(await exists(runner, 'statistics', 'index_name', table, name))) {
    await runner.query(`CREATE INDEX ${name} ON ${table} (${columns})`);
  }
}

/**
 * Adds a column unless it exists.
 * @param definition type and default; without a default it must allow NULL, for existing rows
 */
export async function addColumn(runner: QueryRunner, table: string, name: string, definition: string): Promise<void> {
  const isThere = isMysql(runner)
    ? await exists(runner, 'columns', 'column_name', table, name)
    : ((await runner.query(`PRAGMA table_info(${table})`)) as { name: string }[]).some(
        (column) => column.name === name,
      );
  if (!isThere) await runner.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${definition}`);
}

function isMysql(runner: QueryRunner): boolean {
  return runner.dataSource.options.type !== 'better-sqlite3';
}

async function exists(
  runner: QueryRunner,
  view: 'statistics' | 'columns',
  column: string,
  table: string,
  name: string,
): Promise<boolean> {
  const found = (await runner.query(
    `SELECT 1 FROM information_schema.${view} WHERE table_schema = DATABASE() AND table_name = ? AND ${column} = ?`,
    [table, name],
  )) as unknown[];
  return found.length > 0;
}
