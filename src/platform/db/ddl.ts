import type { QueryRunner } from 'typeorm';

/**
 * What migrations are written with: forms that differ between the engines, and steps that can be run again. MySQL commits
 * DDL at once, so a start that dies half-way leaves half of a migration done, and the next start runs all of it.
 */
export interface Forms {
  /** A primary key that counts up. */
  readonly id: string;
  /** What follows a table's columns. */
  readonly table: string;
  /** The same for a table that is kept in the order of its key. */
  readonly clustered: string;
  /** A text as long as a message can make it. */
  readonly json: string;
  /** An INSERT that leaves rows alone that are there already. */
  readonly insertMissing: string;
}

export function formsOf(runner: QueryRunner): Forms {
  const mysql = isMysql(runner);
  // Codes are compared to the letter, trailing blanks included, as SQLite does by itself.
  const collation = runner.dataSource.options.type === 'mariadb' ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
  const table = mysql ? `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=${collation}` : '';
  return {
    id: mysql ? 'INT NOT NULL AUTO_INCREMENT PRIMARY KEY' : 'INTEGER PRIMARY KEY AUTOINCREMENT',
    table,
    // InnoDB clusters every table by its key anyway.
    clustered: mysql ? table : 'WITHOUT ROWID',
    json: mysql ? 'MEDIUMTEXT' : 'TEXT',
    insertMissing: mysql ? 'INSERT IGNORE' : 'INSERT OR IGNORE',
  };
}

/** Makes an index that is not there yet. */
export async function addIndex(runner: QueryRunner, table: string, name: string, columns: string): Promise<void> {
  if (!isMysql(runner)) {
    await runner.query(`CREATE INDEX IF NOT EXISTS ${name} ON ${table} (${columns})`);
  } else if (!(await exists(runner, 'statistics', 'index_name', table, name))) {
    await runner.query(`CREATE INDEX ${name} ON ${table} (${columns})`);
  }
}

/**
 * Adds a column that is not there yet.
 * @param definition its type and default; without a default it must allow NULL, for the rows that are there already
 */
export async function addColumn(runner: QueryRunner, table: string, name: string, definition: string): Promise<void> {
  const there = isMysql(runner)
    ? await exists(runner, 'columns', 'column_name', table, name)
    : ((await runner.query(`PRAGMA table_info(${table})`)) as { name: string }[]).some(
        (column) => column.name === name,
      );
  if (!there) await runner.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${definition}`);
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
