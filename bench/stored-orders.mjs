// Two years of orders, inserted directly into the tables: each is a copy of the rows that one real order created, so
// that every table that an order writes to is filled realistically.
//
// The indexed values differ between orders. Order numbers, persons, email addresses and phone numbers are scattered
// rather than sequential: each order touches different index pages, as orders of many customers from many sources do.
import Sqlite from 'better-sqlite3';
import { pino } from 'pino';
import { NetworkCache } from '../dist/broker/network-cache.js';
import { loadCatalog } from '../dist/broker/network/load-catalog.js';
import { submitOrder } from '../dist/broker/orders/submit-order.js';
import { readOrder } from '../dist/services/locate/read-order.js';
import { Database } from '../dist/store/database.js';
import { recountReserved } from '../dist/store/inventory/stock.js';
import { catalog, orderMessage } from './order-message.mjs';
import { seeded } from './servers.mjs';

const DAYS = 730;
/** The default retention of traces. */
const TRACE_DAYS = 90;
const DAY_MS = 86_400_000;
/**
 * Orders per transaction: a commit writes every touched page, which after some thousand orders includes all index
 * pages.
 */
const BATCH = 100_000;
const LIMITS = { depth: 64, elements: 100_000, attributes: 128, nameLength: 256, textLength: 65_536 };

const FIRST_NAMES = [
  'ALEX',
  'BLAIR',
  'CASEY',
  'DANA',
  'EVAN',
  'FRANCES',
  'GRAY',
  'HARPER',
  'INGRID',
  'JAMIE',
  'KELLY',
  'LEE',
  'MORGAN',
  'NOEL',
  'PAT',
  'QUINN',
  'ROBIN',
  'SAM',
  'TAYLOR',
  'VAL',
];
const LAST_NAMES = [
  'ADAMS',
  'BAKER',
  'CARTER',
  'DIXON',
  'ELLIS',
  'FISHER',
  'GARDNER',
  'HARRIS',
  'IRVING',
  'JONES',
  'KNIGHT',
  'LOPEZ',
  'MILLER',
  'NGUYEN',
  'OWENS',
  'PARKER',
  'REYES',
  'SMITH',
  'TURNER',
  'WALKER',
];

/**
 * The final or current statuses of lines, with their share per thousand and their history. Open orders are among the
 * newest.
 */
const ENDS = [
  { share: 940, path: ['new_order', 'polled', 'accepted', 'picked', 'fulfilled'], outcome: 'fulfilled' },
  { share: 45, path: ['new_order', 'polled', 'canceled'], outcome: 'canceled' },
  { share: 15, path: ['unfulfillable'], outcome: undefined },
];
const IN_PROGRESS = [
  { share: 300, path: ['new_order'] },
  { share: 200, path: ['new_order', 'polled'] },
  { share: 200, path: ['new_order', 'polled', 'accepted'] },
  { share: 100, path: ['new_order', 'polled', 'accepted', 'picked'] },
  { share: 200, path: ['new_order', 'polled', 'accepted', 'picked', 'fulfilled'], outcome: 'fulfilled' },
];
/** The longest time that an order stays open. */
const OPEN_DAYS = 7;

/** The order number assigned by its system: scattered and unique (the factor and 10^9 are coprime). */
const orderNumber = (n) => `N${String((n * 387_420_489) % 1_000_000_000).padStart(9, '0')}`;

function person(random) {
  const [first, last] = [FIRST_NAMES, LAST_NAMES].map((names) => names[Math.floor(random() * names.length)]);
  const digits = (count) => String(Math.floor(random() * 10 ** count)).padStart(count, '0');
  return {
    first,
    last,
    email: `${first}.${last}.${digits(6)}@example.com`.toLowerCase(),
    phone: `${digits(3)} 555 ${digits(4)}`,
    phone2: `${digits(3)} 555 ${digits(4)}`,
    postal: `0${1000 + Math.floor(random() * 1700)}`,
  };
}

/** Messages of new orders, each of a different person, numbered after the stored ones. */
export function newOrders(stored, seed) {
  const random = seeded(seed);
  let number = stored;
  return () => {
    const one = person(random);
    return orderMessage(orderNumber((number += 1)))
      .replaceAll('>FIRST<', `>${one.first}<`)
      .replaceAll('>RECEIVER<', `>${one.last}<`)
      .replaceAll('>BUYER<', `>${one.last}<`)
      .replaceAll('first.last@example.com', one.email)
      .replaceAll('508 555 0100', one.phone)
      .replaceAll('508 555 0200', one.phone2)
      .replaceAll('01602', one.postal);
  };
}

/**
 * Creates a database with a catalog and the given number of orders.
 * @param {string} file of SQLite
 * @param {(done: number) => void} progress called regularly
 */
export async function storeOrders(file, count, progress) {
  const open = () => Database.open({ url: `sqlite:${file}`, pool: 1, acquireTimeout: 10_000 });
  const first = await open();
  let model;
  try {
    const broker = {
      database: first,
      networks: new NetworkCache(),
      clock: () => new Date(),
      log: pino({ level: 'silent' }),
    };
    const loaded = await loadCatalog(broker, JSON.parse(catalog()));
    if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults.slice(0, 3)));
    const taken = await submitOrder(broker, await readOrder(newOrders(0, 1)(), LIMITS, 'tolerant'));
    if (!taken.accepted) throw new Error('the first order was rejected');
    model = await first.transaction((session) => readModel(session, taken.requestId));
  } finally {
    await first.close();
  }
  addOrders(file, model, count, progress);
  const filled = await open();
  try {
    await filled.transaction((session) =>
      recountReserved(session, '6', ['new_order', 'polled', 'accepted', 'picked', 'posted']),
    );
  } finally {
    await filled.close();
  }
}

/** On a separate connection without a journal and with a cache for all indexes: a tenth of the writes. */
function addOrders(file, model, count, progress) {
  const handle = new Sqlite(file);
  try {
    for (const pragma of [
      'journal_mode = OFF',
      'synchronous = OFF',
      'locking_mode = EXCLUSIVE',
      'cache_size = -3000000',
    ])
      handle.pragma(pragma);
    const inserts = Object.fromEntries(
      Object.entries(model.tables).map(([table, { columns }]) => [
        table,
        handle.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`),
      ]),
    );
    const random = seeded(count);
    for (let from = 2; from <= count; from += BATCH) {
      const end = Math.min(from + BATCH - 1, count);
      handle.exec('BEGIN');
      for (let n = from; n <= end; n += 1) addOrder(inserts, model, n, count, random);
      handle.exec('COMMIT');
      progress(end);
    }
  } finally {
    handle.close();
  }
}

/** The rows of a real order in each table. */
async function readModel(session, requestId) {
  const tables = {};
  for (const table of [
    'customer_order',
    'submitted_line',
    'order_line',
    'order_customer',
    'assignment',
    'status_change',
    'routing_trace',
  ]) {
    const [row] = await session.all(`SELECT * FROM ${table} WHERE request_id = ? LIMIT 1`, [requestId]);
    if (row === undefined) throw new Error(`an order writes nothing to ${table}`);
    // The database assigns the id.
    tables[table] = { row, columns: Object.keys(row).filter((column) => column !== 'id') };
  }
  const locations = (await session.all("SELECT id FROM location WHERE system_cd = '6' ORDER BY id")).map(
    ({ id }) => id,
  );
  return { tables, locations };
}

function addOrder(inserts, { tables, locations }, n, count, random) {
  const add = (table, changes) => {
    const { row, columns } = tables[table];
    const changed = { ...row, request_id: n, ...changes };
    inserts[table].run(columns.map((column) => changed[column]));
  };
  const age = (1 - n / count) * DAYS * DAY_MS;
  const ordered = Date.now() - age;
  const at = (step) => new Date(ordered + step * 3_600_000).toISOString();
  const { path, outcome } = pick(age < OPEN_DAYS * DAY_MS ? IN_PROGRESS : ENDS, random);
  const locationId = locations[Math.floor(random() * locations.length)];
  const who = person(random);
  const [status, order_id] = [path.at(-1), orderNumber(n)];
  const replaced = (json) => json.replaceAll(FIRST_ORDER, order_id);
  const lines = random() < 0.3 ? 2 : 1;

  add('customer_order', {
    order_id,
    transaction_no: order_id,
    status,
    order_date: at(0),
    details: replaced(tables.customer_order.row.details),
  });
  for (let line_no = 1; line_no <= lines; line_no += 1) {
    add('submitted_line', { order_id, requesting_line_no: line_no, line_no });
    add('order_line', {
      line_no,
      requesting_line_no: line_no,
      status,
      status_date: at(path.length),
      location_id: locationId,
      poll_count: path.includes('polled') ? 1 : 0,
    });
    if (path[0] !== 'unfulfillable') {
      add('assignment', {
        line_no,
        location_id: locationId,
        assigned_at: at(0),
        ended_at: outcome === undefined ? null : at(path.length),
        outcome: outcome ?? null,
      });
    }
    for (const [step, to_status] of path.entries()) {
      add('status_change', {
        line_no,
        changed_at: at(step),
        from_status: path[step - 1] ?? '',
        to_status,
        location_id: locationId,
      });
    }
  }
  const keys = {
    first_name: who.first,
    last_name: who.last,
    email: who.email.toUpperCase(),
    phone1: who.phone.replaceAll(' ', ''),
    phone2: who.phone2.replaceAll(' ', ''),
    postal: who.postal,
  };
  add('order_customer', { ...keys, role: 'sold', person_no: 1 });
  if (random() < 0.5)
    add('order_customer', { ...keys, first_name: FIRST_NAMES[n % FIRST_NAMES.length], role: 'ship', person_no: 2 });
  if (age < TRACE_DAYS * DAY_MS) add('routing_trace', { routed_at: at(0) });
}

const FIRST_ORDER = orderNumber(1);

function pick(choices, random) {
  let left = random() * 1000;
  return choices.find(({ share }) => (left -= share) < 0) ?? choices[0];
}
