import { IN_PROCESS } from '../../../domain/network/in-process.js';
import { readFlag } from '../../../domain/values/flag.js';
import { deriveOrderStatus } from '../../../domain/values/status.js';
import type { RowId } from '../../../platform/db/session.js';
import { enqueueBrokering } from '../../../store/orders/brokering-jobs.js';
import { insertChanges, NO_SHIPMENT, recordTrace } from '../../../store/orders/history.js';
import { insertOrder } from '../../../store/orders/orders.js';
import { assignWork } from '../../partners/assign-work.js';
import type { Unit } from '../../unit.js';
import type { AssignedLines } from './assign-draft.js';
import type { OrderDraft } from './draft-order.js';
import type { SubmitOrderCommand } from '../submit-order-command.js';

/**
 * Stores an order with its assignments, history and traces, and the job that routes it later where its lines are pending.
 * @returns the request id
 */
export async function storeOrder(
  unit: Unit,
  command: SubmitOrderCommand,
  draft: OrderDraft,
  { lines, traces, isPending }: AssignedLines,
): Promise<RowId> {
  const { session, timestamp: now } = unit;
  const { systemCd, locationCd } = command.requestingLocation;
  const underReview = readFlag(command.underReview) === true;
  const requestId = await insertOrder(session, {
    systemCd,
    orderId: command.orderId,
    transactionNo: command.transactionNo,
    refTransactionNo: command.refTransactionNo,
    type: draft.type,
    status: deriveOrderStatus(lines.map((line) => line.status)),
    underReview,
    orderDate: now,
    originatingLocationId: draft.originating.id,
    pickupLocationId: draft.pickup?.id ?? null,
    details: draft.details,
    lines,
  });
  const assigned = lines.filter((line) => line.status === 'new_order' && line.locationId !== IN_PROCESS.id);
  await assignWork(
    unit,
    { requestId, orderId: command.orderId, underReview },
    assigned.map(({ lineNo, locationId, quantity }) => ({ lineNo, attempt: 1, locationId, quantity })),
  );
  await insertChanges(
    session,
    lines.map((line) => ({
      requestId,
      lineNo: line.lineNo,
      at: now,
      systemCd,
      locationCd,
      employeeId: draft.details.employeeId,
      from: '',
      to: line.status,
      quantity: line.quantity,
      locationId: line.locationId,
      reasonCode: '',
      reasonNote: '',
      ...NO_SHIPMENT,
    })),
  );
  for (const trace of traces) await recordTrace(session, requestId, now, JSON.stringify(trace));
  if (isPending) await enqueueBrokering(session, requestId, now);
  unit.announce({ type: 'order.created', requestId, facts: {} });
  return requestId;
}
