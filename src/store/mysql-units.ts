import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolConnection } from 'mysql2';
import type { DataSource, QueryRunner } from 'typeorm';
import { classify, DatabaseUnavailable } from './failure.js';

/** All in milliseconds. */
export interface UnitTimes {
  /** To have a connection with a transaction begun on it. */
  readonly acquire: number;
  /** For one statement. Locks are waited for half as long, and a unit is not run again after it. */
  readonly statement: number;
}

const ATTEMPTS = 8;

/**
 * Units of work on MariaDB and MySQL, over connections that may die at any moment and need not say so.
 *
 * 1. Take a connection and begin, within the acquire time. The begin proves the connection: one that fails it, or says
 *    nothing for half that time, is thrown away and another one taken. Nothing was done on it, so that is safe.
 * 2. Run the unit. A socket that stands still for the statement time is destroyed, and whoever waits for it is told so:
 *    the other side of a network that fails, or of a firewall that forgets, never says that it has gone.
 * 3. Commit. When the answer to COMMIT is lost nobody knows what came of it: the unit fails as unavailable and is NOT run again.
 *    Its caller sends the message again, and the second one is recognised by what the first one stored, if it did.
 * 4. A unit whose transaction is known to be undone is run again after a random pause, at most 8 times and not after the
 *    statement time: it lost a conflict (deadlock, lock timeout, write conflict of a cluster, also at COMMIT), or its connection before COMMIT
 *    was sent. So a unit must do nothing but talk to its session.
 *
 * One connection that dies casts doubt on all that were opened before: after a fail-over they lead to a server that is gone
 * or only lets read. They are thrown away when they are next taken, instead of each costing a message its patience.
 * Rejected: a ping before every unit, which is one more round trip for each message and proves no more than the begin.
 */
export class MysqlUnits {
  #running = 0;
  #waiting = 0;
  /** When a connection died last. */
  #doubtedAt = -1;
  readonly #openedAt = new WeakMap<Connection, number>();

  constructor(private readonly source: DataSource, private readonly times: UnitTimes) {}

  /** Units that have a connection. */
  get running(): number {
    return this.#running;
  }

  /** Units that wait for one. */
  get waiting(): number {
    return this.#waiting;
  }

  /** @throws {DatabaseUnavailable} when there is no connection in time, or the outcome of COMMIT is not known */
  async run<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const last = performance.now() + this.times.statement;
    for (let attempt = 1; ; attempt += 1) {
      const runner = await this.#begin();
      this.#running += 1;
      let committing = false;
      try {
        const result = await work(runner);
        committing = true;
        await runner.query('COMMIT');
        return result;
      } catch (error) {
        const failure = classify(error);
        // A connection that is gone cannot roll back; the server does so by itself.
        if (failure === 'unavailable') await this.#discard(runner);
        else await runner.query('ROLLBACK').catch(() => this.#discard(runner));
        if (committing && failure !== 'conflict') throw new DatabaseUnavailable('the outcome of COMMIT is not known', { cause: error });
        const undone = failure === 'conflict' || failure === 'unavailable';
        if (!undone || attempt === ATTEMPTS || performance.now() > last) throw error;
      } finally {
        this.#running -= 1;
        await this.#release(runner);
      }
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }

  /** Takes a connection that is not in doubt, and begins on it. */
  async #begin(): Promise<QueryRunner> {
    const deadline = performance.now() + this.times.acquire;
    for (;;) {
      const runner = await this.acquire(deadline - performance.now());
      const connection = await connectionOf(runner);
      const openedAt = this.#openedAt.get(connection);
      if (openedAt !== undefined && openedAt <= this.#doubtedAt) {
        throwAway(connection);
        continue;
      }
      try {
        if (openedAt === undefined) await this.#prepare(runner, connection);
        else watch(connection, this.times.acquire / 2);
        await runner.query('START TRANSACTION');
        watch(connection, this.times.statement);
        return runner;
      } catch (error) {
        await this.#discard(runner);
        if (classify(error) !== 'unavailable' || openedAt === undefined || performance.now() > deadline) throw error;
      }
    }
  }

  /** What holds for as long as a connection lives. */
  async #prepare(runner: QueryRunner, connection: Connection): Promise<void> {
    // Failures reach the unit at hand; an error event that nobody hears would end the process.
    connection.on('error', () => undefined);
    watch(connection, this.times.acquire / 2);
    const seconds = Math.max(1, Math.floor(this.times.statement / 1000));
    await runner.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await runner.query(`SET SESSION innodb_lock_wait_timeout = ${String(Math.max(1, Math.floor(seconds / 2)))}`);
    // The locks of an instance that vanished without a word would stay until TCP gives up, hours later. MySQL has no such variable.
    if (this.source.options.type === 'mariadb') await runner.query(`SET SESSION idle_transaction_timeout = ${String(seconds)}`);
    this.#openedAt.set(connection, performance.now());
  }

  /**
   * A connection of the pool, proven by nothing.
   * @throws {DatabaseUnavailable} when there is none in so many milliseconds
   */
  async acquire(ms = this.times.acquire): Promise<QueryRunner> {
    const runner = this.source.createQueryRunner();
    const connecting = runner.connect();
    const waited = new AbortController();
    const late = sleep(Math.max(0, ms), 'late' as const, { signal: waited.signal }).catch(() => 'on time' as const);
    this.#waiting += 1;
    try {
      if (await Promise.race([connecting, late]) === 'late') {
        // The connection may still come: it goes straight back to the pool.
        connecting.then(() => runner.release(), () => undefined);
        throw new DatabaseUnavailable(`no connection to the database within ${String(this.times.acquire)} ms`);
      }
    } finally {
      this.#waiting -= 1;
      waited.abort();
    }
    return runner;
  }

  /** Throws a dead connection away, and doubts all that are as old. */
  async #discard(runner: QueryRunner): Promise<void> {
    this.#doubtedAt = performance.now();
    throwAway(await connectionOf(runner));
  }

  async #release(runner: QueryRunner): Promise<void> {
    watch(await connectionOf(runner), 0);
    await runner.release();
  }
}

/** The driver's own connection. Its socket is missing in the driver's types. */
type Connection = PoolConnection & { readonly stream: Socket };
const connectionOf = async (runner: QueryRunner): Promise<Connection> => await runner.connect() as Connection;

/** The driver only says good-bye and waits, for nobody on a connection that is half gone. */
function throwAway(connection: Connection): void {
  connection.destroy();
  connection.stream.destroy();
}

/** Destroys the socket when it stands still for so long; 0 for never. The driver then fails the statement that waits for it. */
function watch({ stream }: Connection, ms: number): void {
  stream.removeListener('timeout', giveUp).setTimeout(ms);
  if (ms > 0) stream.once('timeout', giveUp);
}

function giveUp(this: Socket): void {
  this.destroy(Object.assign(new Error('the database says nothing'), { code: 'ETIMEDOUT' }));
}
