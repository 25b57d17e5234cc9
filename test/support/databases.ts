import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { Database } from '../../src/store/database.js';

/** An empty database for one suite. It can be opened several times, for several instances. */
export interface TestDatabase {
  readonly url: string;
  open(): Promise<Database>;
  drop(): Promise<void>;
}

const { TEST_MYSQL_URL: mysqlUrl = '' } = process.env;
let created = 0;

/** A database engine to run a suite on. */
export interface Engine {
  readonly name: string;
  create(): Promise<TestDatabase>;
}

/**
 * Runs a suite on every engine: on SQLite always, on MariaDB or MySQL if TEST_MYSQL_URL names a server
 * (`mysql://root@127.0.0.1:3306`), where each suite gets a database of its own that is dropped afterwards.
 */
export function onEveryEngine(suite: (engine: Engine) => void): void {
  describe('on SQLite', () => {
    suite({ name: 'sqlite', create: createSqlite });
  });
  onMysql(suite);
}

/** Runs a suite on MariaDB or MySQL only, for what SQLite does not have: a server and connections to it. */
export function onMysql(suite: (engine: Engine) => void): void {
  const describeServer = mysqlUrl === '' ? describe.skip : describe;
  describeServer(`on the server of TEST_MYSQL_URL${mysqlUrl === '' ? ' (not set)' : ''}`, () => {
    suite({ name: 'mysql', create: createMysql });
  });
}

function createSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'order-broker-'));
  const url = `sqlite:${join(folder, 'broker.db')}`;
  return Promise.resolve({
    url,
    open: () => open(url),
    drop: () => {
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
}

async function createMysql(): Promise<TestDatabase> {
  created += 1;
  const name = `broker_test_${String(process.pid)}_${String(created)}`;
  const url = new URL(mysqlUrl);
  await onServer(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    open: () => open(url.href),
    drop: () => onServer(`DROP DATABASE ${name}`),
  };
}

async function onServer(sql: string): Promise<void> {
  const connection = await createConnection({ uri: mysqlUrl });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

function open(url: string): Promise<Database> {
  return Database.open({ url, pool: 10, acquireTimeout: 10_000 });
}
