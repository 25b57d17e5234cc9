import type { Row, SqlValue } from '../../../src/platform/db/session.js';
import type { Database } from '../../../src/store/database.js';

/** A line of an order, with where it is. */
export interface SeenLine {
  readonly order: number;
  readonly no: number;
  readonly product: string;
  readonly quantity: number;
  readonly status: string;
  readonly place: string;
}

/** An attempt of a line; `outcome` is empty while it is open, `request` is 0 where the location is no partner's. */
export interface SeenAttempt {
  readonly order: number;
  readonly line: number;
  readonly quantity: number;
  readonly outcome: string;
  readonly place: string;
  readonly request: number;
}

/** A fulfillment request. */
export interface SeenRequest {
  readonly id: number;
  readonly order: number;
  readonly place: string;
  readonly number: string;
  readonly state: string;
  readonly flags: string;
  readonly wasReleased: boolean;
  readonly isAskedBack: boolean;
  readonly acknowledgeBy: string;
}

/** A line of a shipment. */
export interface SeenParcel {
  readonly shipment: number;
  readonly request: number;
  readonly order: number;
  readonly line: number;
  readonly quantity: number;
}

/** A row of the outbox. */
export interface SeenEvent {
  readonly order: number;
  readonly type: string;
  /** The fulfillment request that it is about; 0 for none. */
  readonly request: number;
  readonly occurredAt: string;
}

/** Everything that the broker knows of orders and fulfillment requests. */
export interface Snapshot {
  readonly orders: ReadonlyMap<number, { readonly status: string; readonly underReview: boolean }>;
  readonly lines: readonly SeenLine[];
  readonly attempts: readonly SeenAttempt[];
  readonly requests: ReadonlyMap<number, SeenRequest>;
  readonly parcels: readonly SeenParcel[];
  /** The number of shipments, with those that have no line. */
  readonly shipments: number;
}

/** Reads the tables with SQL of its own. */
export class Tables {
  #lastEvent = 0;
  #lastChange = 0;

  constructor(private readonly database: Database) {}

  async snapshot(): Promise<Snapshot> {
    const orders = await this.#rows('SELECT request_id, status, under_review FROM customer_order');
    const lines = await this.#rows(
      `SELECT l.request_id, l.line_no, l.quantity, l.status, p.product_cd, ${PLACE} FROM order_line l
         JOIN product p ON p.id = l.product_id LEFT JOIN location o ON o.id = l.location_id ORDER BY l.request_id, l.line_no`,
    );
    const attempts = await this.#rows(
      `SELECT a.*, ${PLACE} FROM assignment a LEFT JOIN location o ON o.id = a.location_id
        ORDER BY a.request_id, a.line_no, a.attempt`,
    );
    const requests = await this.#rows(
      `SELECT f.*, ${PLACE} FROM fulfillment_request f JOIN location o ON o.id = f.location_id ORDER BY f.id`,
    );
    const parcels = await this.#rows(
      `SELECT s.id, s.fulfillment_request_id, s.request_id, l.line_no, l.quantity FROM shipment s
         JOIN shipment_line l ON l.shipment_id = s.id`,
    );
    const [shipments] = await this.#rows('SELECT COUNT(*) AS number FROM shipment');
    return {
      orders: new Map(
        orders.map((row) => [
          Number(row.request_id),
          { status: String(row.status), underReview: Number(row.under_review) === 1 },
        ]),
      ),
      lines: lines.map((row) => ({
        order: Number(row.request_id),
        no: Number(row.line_no),
        product: String(row.product_cd),
        quantity: Number(row.quantity),
        status: String(row.status),
        place: placeOf(row),
      })),
      attempts: attempts.map((row) => ({
        order: Number(row.request_id),
        line: Number(row.line_no),
        quantity: Number(row.quantity),
        outcome: String(row.outcome ?? ''),
        place: placeOf(row),
        request: Number(row.fulfillment_request_id ?? 0),
      })),
      requests: new Map(requests.map((row) => [Number(row.id), requestOf(row)])),
      parcels: parcels.map((row) => ({
        shipment: Number(row.id),
        request: Number(row.fulfillment_request_id ?? 0),
        order: Number(row.request_id),
        line: Number(row.line_no),
        quantity: Number(row.quantity),
      })),
      shipments: Number(shipments?.number),
    };
  }

  /** The rows that came into the outbox since the last call. */
  async newEvents(): Promise<SeenEvent[]> {
    const rows = await this.#rows('SELECT * FROM webhook_delivery WHERE id > ? ORDER BY id', [this.#lastEvent]);
    this.#lastEvent = Number(rows.at(-1)?.id ?? this.#lastEvent);
    return rows.map((row) => {
      const facts = JSON.parse(String(row.facts)) as { fulfillment_request?: number };
      return {
        order: Number(row.request_id),
        type: String(row.event_type),
        request: facts.fulfillment_request ?? 0,
        occurredAt: String(row.occurred_at),
      };
    });
  }

  /** The orders with status changes since the last call. */
  async newlyChanged(): Promise<Set<number>> {
    const rows = await this.#rows('SELECT id, request_id FROM status_change WHERE id > ? ORDER BY id', [
      this.#lastChange,
    ]);
    this.#lastChange = Number(rows.at(-1)?.id ?? this.#lastChange);
    return new Set(rows.map((row) => Number(row.request_id)));
  }

  /** The orders in a snapshot of the change feed. */
  async fed(consumer: string, snapshotNo: number): Promise<Set<number>> {
    const rows = await this.#rows('SELECT request_id FROM feed_orders WHERE consumer = ? AND snapshot_no = ?', [
      consumer,
      snapshotNo,
    ]);
    return new Set(rows.map((row) => Number(row.request_id)));
  }

  #rows(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.database.transaction((session) => session.all(sql, values));
  }
}

const PLACE = 'o.system_cd AS at_system, o.location_cd AS at_location';

const placeOf = (row: Row): string =>
  row.at_system === null || row.at_system === undefined ? '' : `${String(row.at_system)}/${String(row.at_location)}`;

function requestOf(row: Row): SeenRequest {
  return {
    id: Number(row.id),
    order: Number(row.request_id),
    place: placeOf(row),
    number: String(row.number),
    state: String(row.state),
    flags: String(row.flags),
    wasReleased: row.processing_at !== null,
    isAskedBack: row.cancel_requested_at !== null,
    acknowledgeBy: String(row.acknowledge_by ?? ''),
  };
}
