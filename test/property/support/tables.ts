import type { Database } from '../../../src/store/database.js';
import type { Row, Session, SqlValue } from '../../../src/platform/db/session.js';
import type { Status } from '../model/order.js';
import { stockKey } from '../model/world.js';
import type { Attempt, SeenLine, SeenOrder, Snapshot } from '../model/world.js';

/** A history row of a line. */
export interface Change {
  readonly id: number;
  readonly request: number;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly at: string;
}

/** Reads the gateway's tables with SQL of its own. */
export class Tables {
  #lastChange = 0;

  constructor(private readonly database: Database) {}

  /** The current state of all tables. */
  async snapshot(): Promise<Snapshot> {
    return this.database.transaction(async (session) => {
      const orders = await session.all('SELECT request_id, status, under_review FROM customer_order');
      const lines = grouped(
        await session.all(
          `SELECT l.*, a.system_cd, a.location_cd, p.system_cd AS pickup_system, p.location_cd AS pickup_location, d.pickup_by, product_cd
           FROM order_line l LEFT JOIN location a ON a.id = l.location_id LEFT JOIN location p ON p.id = l.pickup_location_id
           LEFT JOIN pickup_deadline d ON d.request_id = l.request_id AND d.line_no = l.line_no JOIN product ON product.id = l.product_id
          ORDER BY l.request_id, l.line_no`,
        ),
        lineOf,
      );
      const attempts = grouped(
        await session.all(
          'SELECT assignment.*, system_cd, location_cd FROM assignment JOIN location ON location.id = location_id ORDER BY request_id, line_no, attempt',
        ),
        attemptOf,
      );
      return {
        orders: new Map(
          orders.map((row): [number, SeenOrder] => [
            Number(row.request_id),
            {
              id: Number(row.request_id),
              status: row.status as Status,
              review: row.under_review === 1,
              lines: lines.get(Number(row.request_id)) ?? [],
              attempts: attempts.get(Number(row.request_id)) ?? [],
            },
          ]),
        ),
        stock: await stockOf(session),
      };
    });
  }

  /** History rows added since the last call. */
  async newChanges(): Promise<Change[]> {
    const rows = await this.database.transaction((session) =>
      session.all(
        `SELECT status_change.*, l.system_cd AS at_system, l.location_cd AS at_location FROM status_change LEFT JOIN location l ON l.id = location_id
        WHERE status_change.id > ? ORDER BY status_change.id`,
        [this.#lastChange],
      ),
    );
    const changes = rows.map((row): Change => ({
      id: Number(row.id),
      request: Number(row.request_id),
      line: Number(row.line_no),
      from: String(row.from_status),
      to: String(row.to_status),
      quantity: Number(row.quantity),
      at: locationKeyOf(row.at_system, row.at_location),
    }));
    this.#lastChange = Math.max(this.#lastChange, ...changes.map(({ id }) => id));
    return changes;
  }
}

/** An unknown location id is the virtual location. */
const locationKeyOf = (system: SqlValue | undefined, location: SqlValue | undefined): string =>
  location === null || location === undefined ? '/IN PROCESS' : `${String(system)}/${String(location)}`;

function grouped<Part>(rows: readonly Row[], read: (row: Row) => Part): Map<number, Part[]> {
  const groups = new Map<number, Part[]>();
  for (const row of rows) {
    const key = Number(row.request_id);
    groups.set(key, [...(groups.get(key) ?? []), read(row)]);
  }
  return groups;
}

const lineOf = (row: Row): SeenLine => ({
  no: Number(row.line_no),
  family: Number(row.requesting_line_no),
  item: String(row.product_cd),
  quantity: Number(row.quantity),
  status: row.status as Status,
  at: locationKeyOf(row.system_cd, row.location_cd),
  pickup: row.pickup_location === null ? undefined : locationKeyOf(row.pickup_system, row.pickup_location),
  retries: Number(row.retries),
  polls: Number(row.poll_count),
  pickupBy: row.pickup_by === null ? undefined : String(row.pickup_by),
});

const attemptOf = (row: Row): Attempt => ({
  line: Number(row.line_no),
  attempt: Number(row.attempt),
  at: locationKeyOf(row.system_cd, row.location_cd),
  quantity: Number(row.quantity),
  outcome: row.outcome === null ? undefined : String(row.outcome),
});

async function stockOf(session: Session): Promise<Snapshot['stock']> {
  const rows =
    await session.all(`SELECT system_cd, location_cd, product_cd, available_qty, reserved_qty FROM product_location
    JOIN location ON location.id = location_id JOIN product ON product.id = product_id`);
  return new Map(
    rows.map((row) => [
      stockKey(locationKeyOf(row.system_cd, row.location_cd), String(row.product_cd)),
      { available: Number(row.available_qty), reserved: Number(row.reserved_qty) },
    ]),
  );
}
