import { json, nullable, numeric, rowId, text } from '../../platform/db/column.js';
import type { RowId, Session, SqlValue } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** `dead`: given up after the last retry, or because the endpoint is gone. */
export type DeliveryState = 'waiting' | 'delivered' | 'dead';

/** One attempt to deliver. */
export interface Attempt {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** HTTP status; absent when no answer came. */
  readonly status?: number;
  /** Why it failed; absent for a success. Never anything that the endpoint sent. */
  readonly error?: string;
  readonly milliseconds: number;
}

/** One event on its way to one endpoint: a row of the outbox. It holds no personal data. */
export interface StoredDelivery {
  /** Ascends with the events of one order: they are inserted under the lock of the order's row. */
  readonly id: number;
  /** The same for all endpoints and all attempts: `webhook-id`. */
  readonly eventId: string;
  readonly endpointId: number;
  /** The order; 0 for an event that belongs to none. */
  readonly requestId: RowId;
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  /** What only the transaction of the change knew. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly state: DeliveryState;
  /** When the next attempt is due; of a leased one, when its lease ends. ISO 8601, UTC. */
  readonly dueAt: string;
  /** Who is sending it, and for which attempt; null for nobody. */
  readonly leaseOwner: string | null;
  /** Failed attempts since it was first sent, or sent again by hand. */
  readonly failures: number;
  readonly endedAt: string | null;
  /** The last attempts, oldest first. */
  readonly attempts: readonly Attempt[];
}

const DELIVERY = tableOf<StoredDelivery>('webhook_delivery', {
  id: numeric('id'),
  eventId: text('event_id'),
  endpointId: numeric('endpoint_id'),
  requestId: rowId('request_id'),
  type: text('event_type'),
  occurredAt: text('occurred_at'),
  facts: json<Readonly<Record<string, unknown>>>('facts'),
  state: text<DeliveryState>('state'),
  dueAt: text('due_at'),
  leaseOwner: nullable(text('lease_owner')),
  failures: numeric('failures'),
  endedAt: nullable(text('ended_at')),
  attempts: json<readonly Attempt[]>('attempts'),
});
const NEW_DELIVERY = DELIVERY.without('id');

/** An event that is to be delivered from now on. */
export type NewDelivery = Pick<
  StoredDelivery,
  'eventId' | 'endpointId' | 'requestId' | 'type' | 'occurredAt' | 'facts'
>;

/** Queues deliveries, without a round trip of their own. */
export async function insertDeliveries(session: Session, deliveries: readonly NewDelivery[]): Promise<void> {
  await NEW_DELIVERY.insert(
    session,
    deliveries.map((delivery) => ({
      ...delivery,
      state: 'waiting',
      dueAt: delivery.occurredAt,
      leaseOwner: null,
      failures: 0,
      endedAt: null,
      attempts: [],
    })),
  );
}

/** A delivery that is due, and the one that must be delivered before it. */
export interface DueDelivery {
  readonly id: number;
  readonly dueAt: string;
  /** The first of its order that waits for this endpoint: itself, if nothing is before it. */
  readonly firstId: number;
  readonly firstDueAt: string;
  readonly firstIsLeased: boolean;
}

/**
 * Finds deliveries of an endpoint that are due, the longest waiting first.
 * @param latest the latest time that one can be due; a later one was stored while a clock was ahead, and has passed
 */
export async function findDue(
  session: Session,
  endpointId: number,
  { now, latest, most }: { readonly now: string; readonly latest: string; readonly most: number },
): Promise<DueDelivery[]> {
  const rows = await session.all(
    `SELECT d.id, d.due_at, f.id AS first_id, f.due_at AS first_due_at, f.lease_owner AS first_owner
       FROM (SELECT id, due_at, request_id FROM webhook_delivery
              WHERE endpoint_id = ? AND state = 'waiting' AND (due_at <= ? OR due_at > ?) ORDER BY due_at, id LIMIT ?) d
       JOIN webhook_delivery f ON f.id = (SELECT MIN(e.id) FROM webhook_delivery e
             WHERE e.endpoint_id = ? AND e.request_id = d.request_id AND e.state = 'waiting')
      ORDER BY d.due_at, d.id`,
    [endpointId, now, latest, most, endpointId],
  );
  return rows.map((row) => ({
    id: Number(row.id),
    dueAt: String(row.due_at),
    firstId: Number(row.first_id),
    firstDueAt: String(row.first_due_at),
    firstIsLeased: row.first_owner !== null,
  }));
}

/**
 * Takes a due delivery, until its lease ends: nobody else finds it due before.
 *
 * The race: several instances find the same one. Each takes it only if it is still due at the time that it has read,
 * which the first one changes under the row's lock.
 *
 * @returns whether it was taken
 */
export async function leaseDelivery(
  session: Session,
  { id, dueAt }: Pick<DueDelivery, 'id' | 'dueAt'>,
  owner: string,
  leaseUntil: string,
): Promise<boolean> {
  const { affected } = await session.run(
    "UPDATE webhook_delivery SET due_at = ?, lease_owner = ? WHERE id = ? AND state = 'waiting' AND due_at = ?",
    [leaseUntil, owner, id, dueAt],
  );
  return affected > 0;
}

/** Lets a delivery wait, unless somebody changed when it is due meanwhile: it is behind another one of its order. */
export async function postponeDelivery(
  session: Session,
  { id, dueAt }: Pick<DueDelivery, 'id' | 'dueAt'>,
  until: string,
): Promise<void> {
  await session.run("UPDATE webhook_delivery SET due_at = ? WHERE id = ? AND state = 'waiting' AND due_at = ?", [
    until,
    id,
    dueAt,
  ]);
}

/** How an attempt ended: what is stored of it. */
export type DeliveryResult = Pick<StoredDelivery, 'state' | 'dueAt' | 'failures' | 'endedAt' | 'attempts'>;
const RESULT = DELIVERY.without(
  'id',
  'eventId',
  'endpointId',
  'requestId',
  'type',
  'occurredAt',
  'facts',
  'leaseOwner',
);

/**
 * Stores the result of an attempt, if the lease is still its own: one that ended was taken by another instance, which
 * sends the event again. What waits behind a delivery that ended is due at once.
 * @returns whether it was stored
 */
export async function endAttempt(
  session: Session,
  delivery: Pick<StoredDelivery, 'id' | 'endpointId' | 'requestId'>,
  owner: string,
  result: DeliveryResult,
  now: string,
): Promise<boolean> {
  const { affected } = await session.run(
    `UPDATE webhook_delivery SET ${RESULT.assignments}, lease_owner = NULL WHERE id = ? AND lease_owner = ?`,
    [...RESULT.values(result), delivery.id, owner],
  );
  if (affected > 0 && result.state !== 'waiting')
    await session.run(
      `UPDATE webhook_delivery SET due_at = ?
        WHERE endpoint_id = ? AND request_id = ? AND state = 'waiting' AND lease_owner IS NULL AND failures = 0`,
      [now, delivery.endpointId, delivery.requestId],
    );
  return affected > 0;
}

/** Conditions that deliveries meet. Omitted ones match any. */
export interface DeliveryFilter {
  readonly endpointId?: number;
  readonly state?: DeliveryState;
  readonly type?: string;
  readonly requestId?: number;
}

/** Finds deliveries, newest first. @param before the last id of the page before; undefined for the first page */
export async function findDeliveries(
  session: Session,
  { endpointId, state, type, requestId }: DeliveryFilter,
  before: number | undefined,
  limit: number,
): Promise<StoredDelivery[]> {
  const conditions: [string, SqlValue | undefined][] = [
    ['endpoint_id = ?', endpointId],
    ['state = ?', state],
    ['event_type = ?', type],
    ['request_id = ?', requestId],
    ['id < ?', before],
  ];
  const given = conditions.filter((one): one is [string, SqlValue] => one[1] !== undefined);
  const rows = await session.all(
    `SELECT ${DELIVERY.list} FROM webhook_delivery ${given.length === 0 ? '' : `WHERE ${given.map(([sql]) => sql).join(' AND ')}`}
     ORDER BY id DESC LIMIT ?`,
    [...given.map(([, value]) => value), limit],
  );
  return rows.map((row) => DELIVERY.read(row));
}

/** Reads deliveries by their ids, ascending. */
export async function readDeliveries(session: Session, ids: readonly number[]): Promise<StoredDelivery[]> {
  if (ids.length === 0) return [];
  const rows = await session.all(
    `SELECT ${DELIVERY.list} FROM webhook_delivery WHERE id IN ${placeholders(ids)} ORDER BY id`,
    ids,
  );
  return rows.map((row) => DELIVERY.read(row));
}

/**
 * Queues dead deliveries once more, with all retries.
 * @param ids at most a few hundred
 * @returns how many; one that is not dead any more is left alone
 */
export async function reviveDeliveries(session: Session, ids: readonly number[], now: string): Promise<number> {
  if (ids.length === 0) return 0;
  const { affected } = await session.run(
    `UPDATE webhook_delivery SET state = 'waiting', due_at = ?, failures = 0, ended_at = NULL
      WHERE state = 'dead' AND id IN ${placeholders(ids)}`,
    [now, ...ids],
  );
  return affected;
}

/** The dead deliveries of an endpoint, oldest first. @param after the last id of the batch before; 0 for the first */
export async function findDead(session: Session, endpointId: number, after: number, most: number): Promise<number[]> {
  const rows = await session.all<{ id: number }>(
    "SELECT id FROM webhook_delivery WHERE endpoint_id = ? AND state = 'dead' AND id > ? ORDER BY id LIMIT ?",
    [endpointId, after, most],
  );
  return rows.map(({ id }) => id);
}

/** Counting stops here. */
const MAX_COUNTED = 10_000;

/** The number of deliveries of an endpoint in a state, up to MAX_COUNTED. */
export async function countDeliveries(session: Session, endpointId: number, state: DeliveryState): Promise<number> {
  const row = await session.first<{ counted: number | string }>(
    `SELECT COUNT(*) AS counted FROM (SELECT 1 FROM webhook_delivery WHERE endpoint_id = ? AND state = ? LIMIT ?) AS seen`,
    [endpointId, state, MAX_COUNTED],
  );
  return Number(row?.counted ?? 0);
}

/** When the event that waits longest for an endpoint happened; undefined when none waits. */
export async function oldestWaiting(session: Session, endpointId: number): Promise<string | undefined> {
  const row = await session.first<{ occurred_at: string }>(
    "SELECT occurred_at FROM webhook_delivery WHERE endpoint_id = ? AND state = 'waiting' ORDER BY id LIMIT 1",
    [endpointId],
  );
  return row?.occurred_at;
}

/** Whether a delivery is being sent, by any instance. @param now later leases have not ended */
export async function isSending(session: Session, now: string): Promise<boolean> {
  const row = await session.first(
    "SELECT 1 FROM webhook_delivery WHERE state = 'waiting' AND lease_owner IS NOT NULL AND due_at > ? LIMIT 1",
    [now],
  );
  return row !== undefined;
}

/**
 * Deletes a batch of old deliveries: those that ended, and those that wait for an endpoint which is stopped or removed.
 * What waits for an enabled endpoint is never deleted.
 * @param before ISO 8601, UTC: only events that happened earlier
 * @returns the number of deliveries deleted
 */
export async function deleteDeliveriesBefore(session: Session, before: string, most: number): Promise<number> {
  const rows = await session.all<{ id: number }>(
    `SELECT id FROM webhook_delivery WHERE occurred_at < ?
        AND (state <> 'waiting' OR endpoint_id NOT IN (SELECT id FROM webhook_endpoint WHERE state = 'enabled'))
      ORDER BY occurred_at LIMIT ?`,
    [before, most],
  );
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  return (await session.run(`DELETE FROM webhook_delivery WHERE id IN ${placeholders(ids)}`, ids)).affected;
}
