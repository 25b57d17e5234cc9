import type { Order } from '../../../domain/order/order.js';
import { Rejection } from '../../../domain/response-code.js';
import { parseStatus } from '../../../domain/values/status.js';
import { ChangePlan } from './change-plan.js';
import type { ChangeContext, PlannedChanges } from './change-plan.js';
import { lengthRejections } from '../update-status-command.js';
import type { UpdateStatusCommand } from '../update-status-command.js';

/** The effect of a StatusUpdate, without anything having been stored. */
export interface StatusUpdatePlan extends PlannedChanges {
  /** The indexes of the items that are settled: changed, or changed before; 0 for the whole order. */
  readonly settled: ReadonlySet<number>;
  /** The only line of the message; 0 for the whole order or several lines. */
  readonly lineNo: number;
}

/**
 * Works out which status changes a StatusUpdate requests: a pure function of the message, the order and the preferences.
 *
 * 1. Items with a line number are line updates. They are applied one after the other, so that one message can take a line
 *    through several steps. Without any, or if the organization does not split orders, the message is for the whole order.
 * 2. If partial updates are allowed, an item with fewer units than the line changes only those: they become a line of
 *    their own with the next number, and the rest of the line is unchanged (docs/reference/routing-engine.md 1.5).
 * 3. Each change is checked against the tables in domain/order/transition.ts. A line that already has the status is passed
 *    over as a repeat if the preference says so, and so is a change that this caller already made.
 * 4. An update of the whole order passes over lines that are done or not the caller's, as long as one changes; one of
 *    several lines passes over those that are there already.
 * 5. A reject of some lines of an order that is shipped complete rejects its other lines at the location too, or is refused.
 * 6. A rejection rejects the message, or only its line if updates are not all or nothing.
 *
 * @param isApplied whether the item with this index was applied when the message came before; 0 for the whole order
 */
export function planStatusUpdate(
  command: UpdateStatusCommand,
  order: Order,
  context: ChangeContext,
  isApplied: (item: number) => boolean,
): StatusUpdatePlan {
  const lineUpdates = command.items.filter((item) => item.lineNo !== 0);
  const isWholeOrder =
    lineUpdates.length === 0 || !(context.allowsParts || context.network.preferences.allowSplitOrder);
  const lineNo = !isWholeOrder && lineUpdates.length === 1 ? (lineUpdates[0]?.lineNo ?? 0) : 0;
  const tooLong = lengthRejections(command);
  if (tooLong.length > 0)
    return { changes: [], repeated: [], corrected: [], settled: new Set(), rejections: tooLong, lineNo };
  const plan = new ChangePlan(command, order, context);
  if (isWholeOrder) {
    changeWholeOrder(plan, command, order, isApplied(0));
    return { ...plan.result(true), settled: new Set([0]), lineNo };
  }
  const settled = new Set<number>();
  for (const [index, item] of command.items.entries()) {
    if (item.lineNo !== 0 && plan.changeLine(item, isApplied(index))) settled.add(index);
  }
  plan.rejectAlong();
  return { ...plan.result(false), settled, lineNo };
}

/** Requests the change for every line of the order. */
function changeWholeOrder(plan: ChangePlan, command: UpdateStatusCommand, order: Order, isApplied: boolean): void {
  const [item] = command.items;
  const reason =
    command.reason.code === '' && command.reason.note === '' ? (item?.reason ?? command.reason) : command.reason;
  const status = command.status.trim() || (item?.status ?? '');
  if (parseStatus(status) === undefined) {
    plan.reject(new Rejection('status_unknown', { status }));
    return;
  }
  for (const line of order.lines) {
    const update = {
      lineNo: line.lineNo,
      quantity: 0,
      status,
      reason,
      shippingAgent: item?.shippingAgent ?? '',
      trackingNumber: item?.trackingNumber ?? '',
      statusDate: item?.statusDate ?? '',
    };
    plan.changeLine(update, isApplied);
  }
}
