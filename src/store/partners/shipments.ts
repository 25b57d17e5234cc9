import type { Shipment, ShippedLine } from '../../domain/partner/shipment.js';
import { nullable, numeric, text } from '../../platform/db/column.js';
import type { Row, Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

const SHIPMENT = tableOf<Omit<Shipment, 'trackingNumbers' | 'lines'>>('shipment', {
  id: numeric('id'),
  requestId: numeric('request_id'),
  locationId: numeric('location_id'),
  fulfillmentRequestId: nullable(numeric('fulfillment_request_id')),
  sourceReference: nullable(text('source_reference')),
  carrier: text('carrier'),
  method: text('method'),
  shippedAt: text('shipped_at'),
  recordedAt: text('recorded_at'),
});
const NEW = SHIPMENT.without('id');

interface Parcel {
  readonly shipmentId: number;
  readonly position: number;
  readonly trackingNumber: string;
}
const PARCEL = tableOf<Parcel>('shipment_parcel', {
  shipmentId: numeric('shipment_id'),
  position: numeric('position'),
  trackingNumber: text('tracking_number'),
});

type LineRecord = ShippedLine & Omit<Parcel, 'trackingNumber'>;
const LINE = tableOf<LineRecord>('shipment_line', {
  shipmentId: numeric('shipment_id'),
  position: numeric('position'),
  lineNo: numeric('line_no'),
  quantity: numeric('quantity'),
  serialNo: text('serial_no'),
  batchNo: text('batch_no'),
});

/**
 * Stores a shipment.
 *
 * The race: a report with a source reference arrives twice at once. Both find nothing; the unique key of location and
 * reference admits one of the inserts, the other fails as a duplicate, is rolled back and looks again.
 * @returns its id
 */
export async function insertShipment(session: Session, shipment: Omit<Shipment, 'id'>): Promise<number> {
  const { insertId: shipmentId } = await session.run(NEW.insertStatement, NEW.values(shipment));
  await PARCEL.insert(
    session,
    shipment.trackingNumbers.map((trackingNumber, position) => ({ shipmentId, position, trackingNumber })),
  );
  await LINE.insert(
    session,
    shipment.lines.map((line, position) => ({ ...line, shipmentId, position })),
  );
  return shipmentId;
}

/** Adds parcels to a shipment, after those that it has. The caller must hold the row lock of its order. */
export async function addParcels(
  session: Session,
  { id: shipmentId, trackingNumbers }: Pick<Shipment, 'id' | 'trackingNumbers'>,
  added: readonly string[],
): Promise<void> {
  const first = trackingNumbers.length;
  await PARCEL.insert(
    session,
    added.map((trackingNumber, index) => ({ shipmentId, position: first + index, trackingNumber })),
  );
}

/** Finds the shipment that a location reported under a reference. */
export async function findShipment(
  session: Session,
  locationId: number,
  sourceReference: string,
): Promise<Shipment | undefined> {
  const rows = await session.all(
    `SELECT ${SHIPMENT.list} FROM shipment WHERE location_id = ? AND source_reference = ?`,
    [locationId, sourceReference],
  );
  return (await complete(session, rows))[0];
}

/** A shipment by its id. */
export async function readShipment(session: Session, id: number): Promise<Shipment | undefined> {
  return (await complete(session, await session.all(`SELECT ${SHIPMENT.list} FROM shipment WHERE id = ?`, [id])))[0];
}

/** Which shipments to list. */
export interface ShipmentFilter {
  readonly requestId?: number;
  readonly requestIds?: readonly number[];
  readonly fulfillmentRequestId?: number;
  readonly locationIds?: readonly number[];
  /** Only those of orders that one of these systems placed. */
  readonly systems?: readonly string[];
  /** Only those of fulfillment requests. */
  readonly requested?: boolean;
  /** Only those with a greater id. */
  readonly after: number;
  readonly limit: number;
  /** How many to leave out before the first. */
  readonly skip?: number;
}

/** Lists shipments by ascending id. */
export async function listShipments(session: Session, filter: ShipmentFilter): Promise<Shipment[]> {
  const {
    requestId,
    requestIds,
    fulfillmentRequestId,
    locationIds,
    systems,
    requested,
    after,
    limit,
    skip = 0,
  } = filter;
  if (locationIds?.length === 0 || requestIds?.length === 0 || systems?.length === 0) return [];
  const conditions = [
    'id > ?',
    ...(requestId === undefined ? [] : ['request_id = ?']),
    ...(requestIds === undefined ? [] : [`request_id IN ${placeholders(requestIds)}`]),
    ...(fulfillmentRequestId === undefined ? [] : ['fulfillment_request_id = ?']),
    ...(locationIds === undefined ? [] : [`location_id IN ${placeholders(locationIds)}`]),
    ...(systems === undefined
      ? []
      : [`request_id IN (SELECT request_id FROM customer_order WHERE system_cd IN ${placeholders(systems)})`]),
    ...(requested === true ? ['fulfillment_request_id IS NOT NULL'] : []),
  ];
  const values = [
    after,
    requestId,
    ...(requestIds ?? []),
    fulfillmentRequestId,
    ...(locationIds ?? []),
    ...(systems ?? []),
  ].filter((value) => value !== undefined);
  const rows = await session.all(
    `SELECT ${SHIPMENT.list} FROM shipment WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT ? OFFSET ?`,
    [...values, limit, skip],
  );
  return complete(session, rows);
}

/** The last shipment with units of each fulfillment request. */
export async function findLastShipments(
  session: Session,
  fulfillmentRequestIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (fulfillmentRequestIds.length === 0) return new Map();
  const rows = await session.all(
    `SELECT s.fulfillment_request_id, MAX(s.id) AS last_id FROM shipment s
      WHERE s.fulfillment_request_id IN ${placeholders(fulfillmentRequestIds)}
        AND EXISTS (SELECT 1 FROM shipment_line l WHERE l.shipment_id = s.id) GROUP BY s.fulfillment_request_id`,
    fulfillmentRequestIds,
  );
  return new Map(rows.map((row) => [Number(row.fulfillment_request_id), Number(row.last_id)]));
}

/** Adds parcels and lines to rows. */
async function complete(session: Session, rows: readonly Row[]): Promise<Shipment[]> {
  const ids = rows.map((row) => Number(row.id));
  if (ids.length === 0) return [];
  const of = `shipment_id IN ${placeholders(ids)} ORDER BY shipment_id, position`;
  const parcels = (await session.all(`SELECT ${PARCEL.list} FROM shipment_parcel WHERE ${of}`, ids)).map(PARCEL.read);
  const lines = (await session.all(`SELECT ${LINE.list} FROM shipment_line WHERE ${of}`, ids)).map(LINE.read);
  return rows.map((row) => {
    const shipment = SHIPMENT.read(row);
    return {
      ...shipment,
      trackingNumbers: parcels
        .filter(({ shipmentId }) => shipmentId === shipment.id)
        .map(({ trackingNumber }) => trackingNumber),
      lines: lines
        .filter(({ shipmentId }) => shipmentId === shipment.id)
        .map(({ lineNo, quantity, serialNo, batchNo }) => ({ lineNo, quantity, serialNo, batchNo })),
    };
  });
}
