import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolConnection } from 'mysql2';
import type { DataSource, QueryRunner } from 'typeorm';
import { classify, DatabaseUnavailableError } from '../database-error.js';

/** All in milliseconds. */
export interface MysqlTimeouts {
  /** For getting a connection with an open transaction. */
  readonly acquire: number;
  /** For one statement. Lock waits end after half of it, and a transaction is not repeated after it. */
  readonly statement: number;
}

/** A connection that has answered within so many milliseconds is not checked again. */
const RECENT_MS = 1_000;
/** Delay before the first retry of connecting, in milliseconds; each is twice the one before, up to the maximum. */
const RETRY_MS = 20;
const MAX_RETRY_MS = 500;

/** The driver's connection. Its socket is missing in the driver's types. */
export type DriverConnection = PoolConnection & { readonly stream: Socket };

/**
 * Without it nothing with a value may be sent, whatever the server's own setting is: the driver escapes with backslashes,
 * which a server with NO_BACKSLASH_ESCAPES takes for text, so that a quotation mark in a name would end its value. A value
 * that is too long is an error, not truncated.
 */
const SET_MODE = "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'";

/** A connection that a transaction may use. */
export interface Checkout {
  readonly runner: QueryRunner;
  readonly driver: DriverConnection;
  /** The most bytes that the server accepts in one packet. */
  readonly packetBytes: number;
  /** Whether its transaction is open; if not, it is to begin with the first statement. */
  readonly begun: boolean;
}

/**
 * Live connections to MariaDB or MySQL, out of a pool whose connections may die at any moment without notice.
 *
 * START TRANSACTION proves a connection: one that fails it, or does not answer within half the acquire timeout, is
 * destroyed and another one taken. That is safe, since nothing was done on it. A connection that has answered recently is
 * not checked; its transaction begins with its first statement.
 *
 * One dead connection makes all that were opened before it suspect: after a failover they lead to a server that is gone
 * or read-only. They are destroyed when they are next taken, instead of each costing a message its timeout. Rejected: a
 * ping before every transaction, which is one more round trip per message and proves no more than START TRANSACTION.
 */
export class MysqlPool {
  #waiting = 0;
  /** Time at which a connection last died. */
  #suspectBefore = -1;
  readonly #known = new WeakMap<
    DriverConnection,
    { readonly openedAt: number; readonly packetBytes: number; answeredAt: number }
  >();

  constructor(
    private readonly source: DataSource,
    private readonly timeouts: MysqlTimeouts,
  ) {}

  /** Transactions that wait for a connection. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Takes a connection that is not suspect, and opens a transaction on it unless that can wait for the first statement.
   * @param patient whether to retry when the server refuses the connection
   * @throws {DatabaseUnavailableError} when there is none in time
   */
  async checkOut(patient: boolean): Promise<Checkout> {
    const deadline = performance.now() + this.timeouts.acquire;
    for (let delay = RETRY_MS; ; delay = Math.min(2 * delay, MAX_RETRY_MS)) {
      let runner: QueryRunner;
      try {
        runner = await this.#connection(deadline - performance.now());
      } catch (error) {
        // Refused: by a server that is restarting, or by a proxy that has not found the new primary yet.
        if (!patient || !(await pauseBeforeRetry(error, delay, deadline))) throw error;
        continue;
      }
      const driver = (await runner.connect()) as DriverConnection;
      const known = this.#known.get(driver);
      if (known !== undefined && known.openedAt <= this.#suspectBefore) {
        destroy(driver);
        continue;
      }
      let packetBytes = known?.packetBytes ?? 0;
      const begun = known === undefined || performance.now() - known.answeredAt > RECENT_MS;
      try {
        if (begun) {
          setSocketTimeout(driver, this.timeouts.acquire / 2);
          if (known === undefined) packetBytes = await this.#prepare(runner, driver);
          await runner.query('START TRANSACTION');
        }
        setSocketTimeout(driver, this.timeouts.statement);
        return { runner, driver, packetBytes, begun };
      } catch (error) {
        this.discard(driver);
        await runner.release();
        if (
          known === undefined
            ? !patient || !(await pauseBeforeRetry(error, delay, deadline))
            : classify(error) !== 'unavailable' || performance.now() > deadline
        )
          throw error;
      }
    }
  }

  /** Gives a connection back. */
  async checkIn({ runner, driver }: Checkout): Promise<void> {
    setSocketTimeout(driver, 0);
    await runner.release();
  }

  /**
   * A connection for statements outside transactions of the store: for migrations. Its lock waits and idle time are the server's.
   * @throws {DatabaseUnavailableError} when there is none in time
   */
  async acquire(): Promise<QueryRunner> {
    const runner = await this.#connection(this.timeouts.acquire);
    await runner.query(SET_MODE);
    return runner;
  }

  /**
   * A connection of the pool, unchecked and not prepared.
   * @throws {DatabaseUnavailableError} when there is none within so many milliseconds
   */
  async #connection(ms: number): Promise<QueryRunner> {
    const runner = this.source.createQueryRunner();
    const connecting = runner.connect();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<'timeout'>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, ms), 'timeout');
    });
    this.#waiting += 1;
    try {
      if ((await Promise.race([connecting, timeout])) === 'timeout') {
        // The connection may still arrive: it then goes straight back to the pool.
        connecting.then(
          () => runner.release(),
          () => undefined,
        );
        throw new DatabaseUnavailableError(`no connection to the database within ${String(this.timeouts.acquire)} ms`);
      }
    } finally {
      this.#waiting -= 1;
      clearTimeout(timer);
    }
    return runner;
  }

  /** Records that a connection has answered. */
  markAlive(driver: DriverConnection): void {
    const known = this.#known.get(driver);
    if (known !== undefined) known.answeredAt = performance.now();
  }

  /** Destroys a dead connection, and makes all that are as old suspect. */
  discard(driver: DriverConnection): void {
    this.#suspectBefore = performance.now();
    destroy(driver);
  }

  /** Sets what holds for the connection's lifetime. @returns the most bytes of a packet */
  async #prepare(runner: QueryRunner, driver: DriverConnection): Promise<number> {
    // Failures reach the running transaction; an error event without a listener would end the process.
    driver.on('error', () => undefined);
    const seconds = Math.max(1, Math.floor(this.timeouts.statement / 1000));
    await runner.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await runner.query(SET_MODE);
    await runner.query(`SET SESSION innodb_lock_wait_timeout = ${String(Math.max(1, Math.floor(seconds / 2)))}`);
    // Without it, the locks of an instance that vanished would last until TCP gives up, hours later. MySQL has no such variable.
    if (this.source.options.type === 'mariadb')
      await runner.query(`SET SESSION idle_transaction_timeout = ${String(seconds)}`);
    const [limit] = (await runner.query('SELECT @@max_allowed_packet AS bytes')) as { bytes: number | string }[];
    const packetBytes = Number(limit?.bytes);
    this.#known.set(driver, { openedAt: performance.now(), answeredAt: performance.now(), packetBytes });
    return packetBytes;
  }
}

/** Waits before connecting is retried. @returns whether a retry makes sense and there is time for it */
async function pauseBeforeRetry(error: unknown, delay: number, deadline: number): Promise<boolean> {
  if (
    classify(error) !== 'unavailable' ||
    error instanceof DatabaseUnavailableError ||
    performance.now() + delay > deadline
  )
    return false;
  await sleep(delay);
  return true;
}

/** The driver's `destroy` says goodbye and waits for the peer, which on a half-open connection never answers. */
function destroy(connection: DriverConnection): void {
  connection.destroy();
  connection.stream.destroy();
}

/** Destroys the socket after so many milliseconds without traffic; 0 for never. The driver then fails the current statement. */
function setSocketTimeout({ stream }: DriverConnection, ms: number): void {
  stream.removeListener('timeout', onTimeout).setTimeout(ms);
  if (ms > 0) stream.once('timeout', onTimeout);
}

function onTimeout(this: Socket): void {
  this.destroy(Object.assign(new Error('the database does not answer'), { code: 'ETIMEDOUT' }));
}
