import type { Order } from '../../domain/order/order.js';
import { Rejection } from '../../domain/response-code.js';
import { parseRequestId, responseRequestId } from '../../domain/values/request-id.js';
import { lockOrder } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import { changeOrder } from './update/change-order.js';
import { RecallRejectedError } from './update/check-recall.js';
import type { StatusUpdatePlan } from './update/plan-status-update.js';
import type { UpdateStatusCommand } from './update-status-command.js';

export type UpdateStatusResult =
  | {
      readonly updated: true;
      readonly requestId: number;
      /** 0 for the whole order or several lines. */ readonly lineNo: number;
    }
  | {
      readonly updated: false;
      readonly requestId: number;
      readonly lineNo: number;
      readonly rejections: readonly Rejection[];
    };

/**
 * Changes the status of lines: everything that the message requests, or nothing (plan-status-update.ts says what it
 * requests, and when a part of it is applied). A repeat changes nothing.
 *
 * One transaction:
 * 1. the order is locked; the caller must have a role in it;
 * 2. the changes are planned and checked; canceled lines are called back on the same terms as new ones are submitted;
 * 3. they are applied: reservations, assignments, history;
 * 4. rejected lines are re-sourced or become unfulfillable; canceled lines that are reassigned get a location;
 * 5. leases of polled lines end, and applied items are recorded, so that a repeat is recognized.
 */
export async function updateStatus(context: BrokerContext, command: UpdateStatusCommand): Promise<UpdateStatusResult> {
  try {
    return await changeStatus(context, command);
  } catch (error) {
    if (error instanceof RecallRejectedError) return { updated: false, ...error.refused };
    throw error;
  }
}

function changeStatus(context: BrokerContext, command: UpdateStatusCommand): Promise<UpdateStatusResult> {
  return inUnit(context, { retryOnConflict: true }, async (unit): Promise<UpdateStatusResult> => {
    const requestId = parseRequestId(command.requestId);
    const order = requestId === undefined ? undefined : await lockOrder(unit.session, requestId);
    if (order === undefined) return unknownOrder(command);
    const outcome = await changeOrder(unit, order, command);
    switch (outcome.kind) {
      case 'unknown':
        return unknownOrder(command);
      case 'unreadable':
        return { updated: false, requestId: order.requestId, lineNo: 0, rejections: outcome.rejections };
      case 'planned':
        return resultOf(order, outcome.plan);
    }
  });
}

function unknownOrder(command: UpdateStatusCommand): UpdateStatusResult {
  const system = command.caller?.systemCd ?? '';
  return {
    updated: false,
    requestId: responseRequestId(parseRequestId(command.requestId)),
    lineNo: 0,
    rejections: [new Rejection('order_unknown', { request: command.requestId, system })],
  };
}

/** The result; for a partially applied update first the lines that changed, then why the others did not. */
function resultOf({ requestId }: Order, { changes, rejections, lineNo }: StatusUpdatePlan): UpdateStatusResult {
  if (rejections.length === 0) return { updated: true, requestId, lineNo };
  const changed = [...new Set(changes.map((change) => (change.rest ?? change.after).lineNo))];
  const partly = changed.length === 0 ? [] : [new Rejection('partly_updated', { lines: changed.join(', ') })];
  return { updated: false, requestId, lineNo, rejections: [...partly, ...rejections] };
}
