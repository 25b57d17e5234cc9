import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RowDataPacket } from 'mysql2/promise';
import { createConnection } from 'mysql2/promise';
import { freePorts } from './server/processes.js';
import type { Processes, Running } from './server/processes.js';

const START_MS = 60_000;
/** mariadbd refuses to run as root. */
const AS_USER = process.getuid?.() === 0 ? ['--user=mysql'] : [];

/**
 * A MariaDB server for one test, with an empty database for a broker. It can be stopped, killed and started again, on the
 * same port. It flushes commits to the disk, and its user has the privileges of a broker's user, as documented.
 */
export class OwnMariadb {
  #server: Running | undefined;

  private constructor(
    private readonly processes: Processes,
    private readonly port: number,
  ) {}

  static async install(processes: Processes): Promise<OwnMariadb> {
    const [port = 0] = await freePorts(1);
    const server = new OwnMariadb(processes, port);
    execFileSync(
      'mariadb-install-db',
      [
        '--no-defaults',
        ...AS_USER,
        `--datadir=${server.#data}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
      ],
      { stdio: 'pipe' },
    );
    await server.start();
    for (const sql of [
      'CREATE DATABASE broker CHARACTER SET utf8mb4',
      "CREATE USER broker@'127.0.0.1'",
      "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, INDEX, ALTER, REFERENCES ON broker.* TO broker@'127.0.0.1'",
    ])
      await server.ask(sql);
    return server;
  }

  /** DATABASE_URL of the broker. */
  get url(): string {
    return `mysql://broker@127.0.0.1:${String(this.port)}/broker`;
  }

  get #data(): string {
    return join(this.processes.folder, 'mariadb');
  }

  /** Starts the server, and waits until it answers. @throws {Error} with the end of its log */
  async start(): Promise<void> {
    const log = join(this.#data, 'server.err');
    this.#server = this.processes.start('mariadb', 'mariadbd', [
      '--no-defaults',
      ...AS_USER,
      `--datadir=${this.#data}`,
      `--port=${String(this.port)}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(this.#data, 'socket')}`,
      '--skip-log-bin',
      '--innodb-flush-log-at-trx-commit=1',
      `--log-error=${log}`,
    ]);
    for (const deadline = Date.now() + START_MS; Date.now() < deadline && !this.#server.hasEnded();) {
      await sleep(50);
      if ((await this.ask('SELECT 1').catch(() => [])).length === 1) return;
    }
    throw new Error(`mariadbd did not start: ${readFileSync(log, 'utf8').split('\n').slice(-20).join('\n')}`);
  }

  /** Stops the server, and waits until its process has ended. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.#server === undefined) throw new Error('the server is not running');
    process.kill(this.#server.pid, signal);
    await this.#server.ended;
    this.#server = undefined;
  }

  /** Runs a statement as root, and returns its rows. */
  async ask(sql: string): Promise<RowDataPacket[]> {
    const connection = await createConnection({
      host: '127.0.0.1',
      port: this.port,
      user: 'root',
      connectTimeout: 2_000,
    });
    try {
      return (await connection.query<RowDataPacket[]>(sql))[0];
    } finally {
      connection.destroy();
    }
  }
}
