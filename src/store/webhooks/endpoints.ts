import type { EndpointScope } from '../../domain/network/network.js';
import { json, nullable, numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** `paused` endpoints collect events until they are enabled again, `disabled` ones get none. */
export type EndpointState = 'enabled' | 'paused' | 'disabled';

/** A webhook endpoint: who is told what. */
export interface StoredEndpoint {
  readonly id: number;
  readonly url: string;
  /** The types of events that it wants; empty for all. */
  readonly eventTypes: readonly string[];
  readonly description: string;
  /** The name of the form of the bodies. */
  readonly format: string;
  /** Whose events it gets; null for everybody's. */
  readonly scope: EndpointScope | null;
  readonly state: EndpointState;
  /** Why it is in this state; `''` for one that nobody and nothing stopped. */
  readonly stateReason: string;
  /** Further request headers as JSON, sealed, because they may carry credentials; `''` for none. */
  readonly headers: string;
  /** Sealed. */
  readonly secret: string;
  /** The secret before it, sealed: signs beside the new one until `previousUntil`. */
  readonly previousSecret: string | null;
  /** ISO 8601, UTC. */
  readonly previousUntil: string | null;
  /** Dead deliveries since the last one that succeeded. */
  readonly deadInARow: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

const ENDPOINT = tableOf<StoredEndpoint>('webhook_endpoint', {
  id: numeric('id'),
  url: text('url'),
  eventTypes: json<readonly string[]>('event_types'),
  description: text('description'),
  format: text('format'),
  scope: nullable(json<EndpointScope>('scope')),
  state: text<EndpointState>('state'),
  stateReason: text('state_reason'),
  headers: text('headers'),
  secret: text('secret'),
  previousSecret: nullable(text('previous_secret')),
  previousUntil: nullable(text('previous_until')),
  deadInARow: numeric('dead_in_a_row'),
  createdAt: text('created_at'),
});
const NEW_ENDPOINT = ENDPOINT.without('id');

/** All endpoints, oldest first. */
export async function readEndpoints(session: Session): Promise<StoredEndpoint[]> {
  const rows = await session.all(`SELECT ${ENDPOINT.list} FROM webhook_endpoint ORDER BY id`);
  return rows.map((row) => ENDPOINT.read(row));
}

/** One endpoint, locked until the end of the transaction; undefined for an unknown id. */
export async function lockEndpoint(session: Session, id: number): Promise<StoredEndpoint | undefined> {
  const row = await session.first(
    `SELECT ${ENDPOINT.list} FROM webhook_endpoint WHERE id = ? ${session.dialect === 'mysql' ? 'FOR UPDATE' : ''}`,
    [id],
  );
  return row && ENDPOINT.read(row);
}

/** Stores a new endpoint. @returns its id */
export async function insertEndpoint(session: Session, endpoint: Omit<StoredEndpoint, 'id'>): Promise<number> {
  const { insertId } = await session.run(NEW_ENDPOINT.insertStatement, NEW_ENDPOINT.values(endpoint));
  return insertId;
}

/** Stores all fields of an endpoint, which must be locked. */
export async function updateEndpoint(session: Session, endpoint: StoredEndpoint): Promise<void> {
  await session.run(`UPDATE webhook_endpoint SET ${NEW_ENDPOINT.assignments} WHERE id = ?`, [
    ...NEW_ENDPOINT.values(endpoint),
    endpoint.id,
  ]);
}

/** Deletes an endpoint. Its deliveries are deleted later, in batches (`deleteDeliveries`). */
export async function deleteEndpoint(session: Session, id: number): Promise<void> {
  await session.run('DELETE FROM webhook_endpoint WHERE id = ?', [id]);
}

/** Notes a success: the count of dead deliveries in a row begins again. */
export async function forgetDead(session: Session, id: number): Promise<void> {
  await session.run('UPDATE webhook_endpoint SET dead_in_a_row = 0 WHERE id = ? AND dead_in_a_row > 0', [id]);
}
