import type { OutboundCode, Stage } from '../../domain/outbound/outbound-status.js';
import type { OutboundOrder, OutboundTerms, OutboundType } from '../../domain/outbound/outbound-order.js';
import { flag, json, nullable, numeric, rowId, text } from '../../platform/db/column.js';
import type { RowId, Session, SqlValue } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** `accepted`: acknowledged, and not worked on yet. `created`: its order, or its return, is stored. */
export const OUTBOUND_STATES = ['accepted', 'created', 'refused', 'canceled'] as const;
export type OutboundState = (typeof OUTBOUND_STATES)[number];

/** A request for an outbound or a return, and what became of it. */
export interface StoredOutbound {
  readonly id: number;
  /** What its sender knows the request by. */
  readonly groupKey: string;
  /** Recognizes a repeat; null once the request stands for nothing. */
  readonly liveKey: string | null;
  /** The client's system. */
  readonly systemCd: string;
  readonly soNumber: string;
  readonly type: OutboundType;
  /** The client's location that the order is placed at. */
  readonly shopId: number;
  /** The warehouse. */
  readonly locationId: number;
  readonly trackingId: string;
  readonly state: OutboundState;
  /** The request, until it was worked on: it holds personal data. Null afterwards. */
  readonly payload: OutboundOrder | null;
  readonly terms: OutboundTerms;
  /** Why it was refused; empty if it was not. */
  readonly error: string;
  /** Its order; null for a return, and until there is one. */
  readonly requestId: RowId | null;
  /** The furthest code that was announced. */
  readonly announcedCode: OutboundCode | null;
  readonly stage: Stage | null;
  readonly closed: boolean;
  /** The furthest status that the carrier reported, and when it was so. */
  readonly parcelStatus: number | null;
  readonly parcelAt: string | null;
  /** The carrier's waybill; empty until there is one. */
  readonly awb: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
  readonly dueAt: string;
  readonly attempts: number;
}

const OUTBOUND = tableOf<StoredOutbound>('outbound_request', {
  id: numeric('id'),
  groupKey: text('group_key'),
  liveKey: nullable(text('live_key')),
  systemCd: text('system_cd'),
  soNumber: text('so_number'),
  type: text<OutboundType>('order_type'),
  shopId: numeric('shop_id'),
  locationId: numeric('location_id'),
  trackingId: text('tracking_id'),
  state: text<OutboundState>('state'),
  payload: json<OutboundOrder | null>('payload'),
  terms: json<OutboundTerms>('terms'),
  error: text('error'),
  requestId: nullable(rowId('request_id')),
  announcedCode: nullable(text<OutboundCode>('announced_code')),
  stage: nullable(text<Stage>('stage')),
  closed: flag('closed'),
  parcelStatus: nullable(numeric('parcel_status')),
  parcelAt: nullable(text('parcel_at')),
  awb: text('awb'),
  receivedAt: text('received_at'),
  dueAt: text('due_at'),
  attempts: numeric('attempts'),
});
const NEW_OUTBOUND = OUTBOUND.without('id');

/** Stores a request. A duplicate live key or group key fails the transaction. @returns its id */
export async function insertOutbound(session: Session, outbound: Omit<StoredOutbound, 'id'>): Promise<number> {
  return (await session.run(NEW_OUTBOUND.insertStatement, NEW_OUTBOUND.values(outbound))).insertId;
}

/** Stores all fields of a request, which must be locked, or whose order is. */
export async function updateOutbound(session: Session, outbound: StoredOutbound): Promise<void> {
  await session.write(`UPDATE outbound_request SET ${NEW_OUTBOUND.assignments} WHERE id = ?`, [
    ...NEW_OUTBOUND.values(outbound),
    outbound.id,
  ]);
}

/**
 * Takes the oldest request that nobody has worked on, until the end of the transaction.
 *
 * The race: several instances look for work at once, or a client cancels meanwhile. On MySQL the row is locked, and those
 * that others have locked are skipped; the lock of a worker that dies ends with its connection. On SQLite, writers wait for
 * each other.
 * @param latest the latest time that one can be due; a later one was stored while a clock was ahead, and has passed
 */
export async function takeOutbound(session: Session, now: string, latest: string): Promise<StoredOutbound | undefined> {
  const row = await session.first(
    `SELECT ${OUTBOUND.list} FROM outbound_request WHERE state = 'accepted' AND (due_at <= ? OR due_at > ?)
      ORDER BY id LIMIT 1 ${session.dialect === 'mysql' ? 'FOR UPDATE SKIP LOCKED' : ''}`,
    [now, latest],
  );
  return row && OUTBOUND.read(row);
}

/** Postpones a request after a failed attempt. */
export async function postponeOutbound(session: Session, id: number, dueAt: string): Promise<void> {
  await session.run(
    "UPDATE outbound_request SET due_at = ?, attempts = attempts + 1 WHERE id = ? AND state = 'accepted'",
    [dueAt, id],
  );
}

/** A request that is locked until the end of the transaction. */
export async function lockOutbound(session: Session, id: number): Promise<StoredOutbound | undefined> {
  const row = await session.first(
    `SELECT ${OUTBOUND.list} FROM outbound_request WHERE id = ? ${session.dialect === 'mysql' ? 'FOR UPDATE' : ''}`,
    [id],
  );
  return row && OUTBOUND.read(row);
}

/** The request that a repeat repeats. */
export function findLiveOutbound(session: Session, liveKey: string): Promise<StoredOutbound | undefined> {
  return firstBy(session, 'live_key = ?', [liveKey]);
}

/** The newest outbound of a client by its number; one that still stands for something comes before refused and canceled ones. */
export function findOutboundOfClient(
  session: Session,
  systemCd: string,
  soNumber: string,
): Promise<StoredOutbound | undefined> {
  return firstBy(session, 'so_number = ? AND system_cd = ?', [soNumber, systemCd], STANDING_FIRST);
}

/** The same of a warehouse: one that was sent to it, or whose lines were routed to it. */
export function findOutboundAt(
  session: Session,
  locationId: number,
  soNumber: string,
): Promise<StoredOutbound | undefined> {
  return firstBy(
    session,
    `so_number = ? AND (location_id = ? OR request_id IN (SELECT request_id FROM fulfillment_request WHERE location_id = ?))`,
    [soNumber, locationId, locationId],
    STANDING_FIRST,
  );
}

/** The newest order with a number that asks something of a location; one of which it still has something comes first. */
export async function findOrderAsked(
  session: Session,
  locationId: number,
  orderId: string,
): Promise<number | undefined> {
  const row = await session.first<{ request_id: number }>(
    `SELECT f.request_id FROM fulfillment_request f JOIN customer_order o ON o.request_id = f.request_id
      WHERE o.order_id = ? AND f.location_id = ? ORDER BY f.state IN ('canceled', 'voided'), f.id DESC LIMIT 1`,
    [orderId, locationId],
  );
  return row?.request_id;
}

const STANDING_FIRST = 'live_key IS NULL, id DESC';

/** The newest outbound that a parcel belongs to. */
export function findOutboundByTracking(session: Session, trackingId: string): Promise<StoredOutbound | undefined> {
  return firstBy(session, 'tracking_id = ?', [trackingId], STANDING_FIRST);
}

/** The outbounds of orders. */
export async function findOutboundsOf(session: Session, requestIds: readonly number[]): Promise<StoredOutbound[]> {
  if (requestIds.length === 0) return [];
  const rows = await session.all(
    `SELECT ${OUTBOUND.list} FROM outbound_request WHERE request_id IN ${placeholders(requestIds)} ORDER BY id`,
    requestIds,
  );
  return rows.map((row) => OUTBOUND.read(row));
}

/** Conditions that outbounds meet. Omitted ones match any. */
export interface OutboundFilter {
  readonly systemCd?: string;
  readonly locationId?: number;
  readonly soNumber?: string;
  readonly state?: OutboundState;
  readonly type?: OutboundType;
}

/** Finds outbounds, newest first. @param before the last id of the page before; undefined for the first page */
export async function listOutbounds(
  session: Session,
  { systemCd, locationId, soNumber, state, type }: OutboundFilter,
  before: number | undefined,
  limit: number,
): Promise<StoredOutbound[]> {
  const conditions: [string, SqlValue | undefined][] = [
    ['system_cd = ?', systemCd],
    ['location_id = ?', locationId],
    ['so_number = ?', soNumber],
    ['state = ?', state],
    ['order_type = ?', type],
    ['id < ?', before],
  ];
  const given = conditions.filter((one): one is [string, SqlValue] => one[1] !== undefined);
  const rows = await session.all(
    `SELECT ${OUTBOUND.list} FROM outbound_request ${given.length === 0 ? '' : `WHERE ${given.map(([sql]) => sql).join(' AND ')}`}
      ORDER BY id DESC LIMIT ?`,
    [...given.map(([, value]) => value), limit],
  );
  return rows.map((row) => OUTBOUND.read(row));
}

async function firstBy(
  session: Session,
  condition: string,
  values: readonly SqlValue[],
  order = 'id DESC',
): Promise<StoredOutbound | undefined> {
  const row = await session.first(
    `SELECT ${OUTBOUND.list} FROM outbound_request WHERE ${condition} ORDER BY ${order} LIMIT 1`,
    values,
  );
  return row && OUTBOUND.read(row);
}
