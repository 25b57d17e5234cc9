// The cost of a SubmitOrder on MariaDB or MySQL, beside the same rows written by plain SQL in one transaction through mysql2: an
// INSERT per table, one after the other, and the UPDATE of the stock. Both alternate in one process, one order at a time.
//
// Database time is the time between sending a packet and receiving its result, summed over all packets of an order, as the
// driver's diagnostics channel reports it. It includes the broker's reads: deduplication keys, catalog revision, product, and
// the stock of a thousand locations. The plain SQL only writes.
import diagnostics from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { pino } from 'pino';
import { NetworkCache } from '../../dist/broker/network-cache.js';
import { loadCatalog } from '../../dist/broker/network/load-catalog.js';
import { submitOrder } from '../../dist/broker/orders/submit-order.js';
import { readOrder } from '../../dist/services/locate/read-order.js';
import { Database } from '../../dist/store/database.js';
import { catalog, orderMessage } from '../order-message.mjs';

const WARM_UP = 100;
const ORDERS = 600;
const TARGET = 1.5;
const LIMITS = { depth: 64, elements: 100_000, attributes: 128, nameLength: 256, textLength: 65_536 };
const TABLES = [
  'customer_order',
  'submitted_line',
  'order_line',
  'order_customer',
  'assignment',
  'status_change',
  'routing_trace',
];

/** @param url of an empty database */
export async function benchDatabase(url) {
  if (url === undefined || url.startsWith('sqlite:')) {
    console.log(
      'database time: needs MariaDB or MySQL; name an empty database: --database mysql://user@host:port/name',
    );
    return;
  }
  const database = await Database.open({ url, pool: 2, acquireTimeout: 10_000 });
  const bare = await createConnection({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    charset: 'utf8mb4_bin',
    flags: ['+FOUND_ROWS'],
    multipleStatements: true,
  });
  try {
    const broker = { database, networks: new NetworkCache(), clock: () => new Date(), log: pino({ level: 'silent' }) };
    const loaded = await loadCatalog(broker, JSON.parse(catalog()));
    if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults.slice(0, 3)));
    await bare.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    const [[server]] = await bare.query(
      'SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush, @@pid_file AS pid_file',
    );
    if (server.flush !== 1)
      throw new Error(
        `the server has innodb_flush_log_at_trx_commit=${server.flush}: the comparison is for 1, which survives a power cut`,
      );

    const timed = watchDriver();
    const processor = processorOf(url, server.pid_file);
    const sides = ['broker', 'plain SQL', 'plain SQL, one packet'].map((name) => ({
      name,
      statements: [],
      whole: [],
      trips: [],
      cpu: [],
    }));
    for (let number = 0; number < WARM_UP + ORDERS; number += 1) {
      const orderId = `D-${process.pid}-${number}`;
      const command = await readOrder(orderMessage(orderId), LIMITS, 'tolerant');
      let rows;
      const works = [
        async () => {
          const result = await submitOrder(broker, command);
          if (!result.accepted) throw new Error(JSON.stringify(result.rejections));
          return result.requestId;
        },
        () => writeOneByOne(bare, rows),
        () => writeTogether(bare, rows),
      ];
      for (const [index, work] of works.entries()) {
        // Wakes the server's thread for this connection, so that neither side pays for it.
        await (index === 0 ? database.transaction((session) => session.all('SELECT 1')) : bare.query('SELECT 1'));
        timed.reset();
        const before = processor();
        const start = performance.now();
        const requestId = await work();
        const whole = performance.now() - start;
        if (number >= WARM_UP) {
          sides[index].statements.push(timed.milliseconds);
          sides[index].trips.push(timed.trips);
          sides[index].whole.push(whole);
          sides[index].cpu.push(processor() - before);
        }
        rows = await rowsOf(bare, requestId, `${orderId}-${index}`);
      }
    }
    report(server.version, sides);
  } finally {
    await bare.end();
    await database.close();
  }
}

function report(version, sides) {
  console.log(`database time of a SubmitOrder on ${version}, flushed at commit, one at a time; medians of ${ORDERS}\n`);
  for (const side of sides) {
    const [statements, whole, trips, cpu] = ['statements', 'whole', 'trips', 'cpu'].map((key) => median(side[key]));
    const mean = side.cpu.reduce((sum, one) => sum + one, 0) / side.cpu.length;
    console.log(
      `${side.name.padEnd(24)} ${statements.toFixed(2).padStart(6)} ms in ${String(trips).padStart(2)} round trips; ${whole.toFixed(2).padStart(6)} ms from begin to commit` +
        (Number.isNaN(cpu) ? '' : `; ${mean.toFixed(2)} ms of the server's CPU time`),
    );
  }
  const [ours, theirs, best] = sides.map((side) => median(side.statements));
  console.log(
    `\nbroker / plain SQL: ${(ours / theirs).toFixed(2)} of the database time (at most ${TARGET}: ${ours <= TARGET * theirs ? 'met' : 'not met'}); ` +
      `beside the same rows in one packet: ${(ours / best).toFixed(2)}\n`,
  );
}

/** Sums up the time of all packets that any connection of this process sends from now on. */
function watchDriver() {
  const begun = new WeakMap();
  const timed = {
    milliseconds: 0,
    trips: 0,
    reset() {
      timed.milliseconds = 0;
      timed.trips = 0;
    },
  };
  diagnostics.tracingChannel('mysql2:query').subscribe({
    start(message) {
      begun.set(message, performance.now());
    },
    end() {
      /* sent */
    },
    asyncStart(message) {
      timed.milliseconds += performance.now() - begun.get(message);
      timed.trips += 1;
    },
    asyncEnd() {
      /* delivered */
    },
    error() {
      /* thrown by the work itself */
    },
  });
  return timed;
}

/** The server's CPU time in milliseconds if it runs on this machine and the system reports it; else NaN. */
function processorOf(url, pidFile) {
  try {
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)) return () => Number.NaN;
    const tasks = `/proc/${Number(readFileSync(pidFile, 'utf8'))}/task`;
    return () =>
      readdirSync(tasks).reduce((sum, task) => {
        try {
          return sum + Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
        } catch {
          return sum; // The thread has just ended.
        }
      }, 0);
  } catch {
    return () => Number.NaN;
  }
}

/** An order's rows in each table and its stock row, as statements that write them again with another order id. */
async function rowsOf(connection, requestId, orderId) {
  const statements = [];
  for (const table of TABLES) {
    const [rows] = await connection.query(`SELECT * FROM ${table} WHERE request_id = ?`, [requestId]);
    const columns = Object.keys(rows[0]).filter((column) => column !== 'id' && column !== 'request_id');
    const values = rows.map((row) => columns.map((column) => (column === 'order_id' ? orderId : row[column])));
    statements.push({ table, columns, values });
  }
  const [[line]] = await connection.query(
    'SELECT product_id, location_id, quantity FROM order_line WHERE request_id = ?',
    [requestId],
  );
  return { statements, line };
}

const insert = ({ table, columns, values }, withKey) =>
  `INSERT INTO ${table} (${[...(withKey ? ['request_id'] : []), ...columns]}) VALUES ${values.map((row) => `(${Array(row.length + (withKey ? 1 : 0)).fill('?')})`)}`;
const RESERVE = 'UPDATE product_location SET reserved_qty = reserved_qty + ? WHERE product_id = ? AND location_id = ?';

async function writeOneByOne(connection, { statements: [order, ...others], line }) {
  await connection.query('START TRANSACTION');
  await connection.query(RESERVE, [line.quantity, line.product_id, line.location_id]);
  const [{ insertId }] = await connection.query(insert(order, false), order.values.flat());
  for (const one of others)
    await connection.query(
      insert(one, true),
      one.values.flatMap((row) => [insertId, ...row]),
    );
  await connection.query('COMMIT');
  return insertId;
}

async function writeTogether(connection, { statements: [order, ...others], line }) {
  const key = { toSqlString: () => '@key' };
  const [results] = await connection.query(
    [
      'START TRANSACTION',
      connection.format(RESERVE, [line.quantity, line.product_id, line.location_id]),
      connection.format(insert(order, false), order.values.flat()),
      'SET @key = LAST_INSERT_ID()',
      ...others.map((one) =>
        connection.format(
          insert(one, true),
          one.values.flatMap((row) => [key, ...row]),
        ),
      ),
      'COMMIT',
    ].join(';'),
  );
  return results[2].insertId;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
