import type { ReturnState } from '../../domain/outbound/return-document.js';
import { json, nullable, numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** Units of a SKU in a return. */
export interface ReturnLine {
  readonly sku: string;
  readonly quantity: number;
  /** What arrived, and what was posted. */
  readonly received: number;
  readonly issued: number;
}

/** Goods that come back to a warehouse. Its number and its client are those of the request that announced it. */
export interface StoredReturn {
  readonly id: number;
  readonly outboundRequestId: number;
  readonly state: ReturnState;
  readonly lines: readonly ReturnLine[];
  /** Times are ISO 8601, UTC; null until they come. */
  readonly createdAt: string;
  readonly receivedAt: string | null;
  readonly issuedAt: string | null;
  /** When it was canceled. */
  readonly endedAt: string | null;
  /** What the warehouse calls the posting; empty until there is one. */
  readonly deliveryNo: string;
}

const RETURN = tableOf<StoredReturn>('outbound_return', {
  id: numeric('id'),
  outboundRequestId: numeric('outbound_request_id'),
  state: text<ReturnState>('state'),
  lines: json<readonly ReturnLine[]>('goods'),
  createdAt: text('created_at'),
  receivedAt: nullable(text('received_at')),
  issuedAt: nullable(text('issued_at')),
  endedAt: nullable(text('ended_at')),
  deliveryNo: text('delivery_no'),
});
const NEW_RETURN = RETURN.without('id');

/** Stores a return. */
export async function insertReturn(session: Session, document: Omit<StoredReturn, 'id'>): Promise<void> {
  await NEW_RETURN.insert(session, [document]);
}

/** The return of a request. The caller must hold the row lock of the request if it changes it. */
export async function readReturn(session: Session, outboundRequestId: number): Promise<StoredReturn | undefined> {
  const row = await session.first(`SELECT ${RETURN.list} FROM outbound_return WHERE outbound_request_id = ?`, [
    outboundRequestId,
  ]);
  return row && RETURN.read(row);
}

/** Stores all fields of a return. */
export async function updateReturn(session: Session, document: StoredReturn): Promise<void> {
  await session.write(`UPDATE outbound_return SET ${NEW_RETURN.assignments} WHERE id = ?`, [
    ...NEW_RETURN.values(document),
    document.id,
  ]);
}
