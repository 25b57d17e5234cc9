import type { Location } from '../../domain/network/location.js';
import { Rejection } from '../../domain/response-code.js';
import { MAX_LINES } from '../../domain/values/limits.js';
import type { Status } from '../../domain/values/status.js';
import { concurrently, idOf } from '../../platform/db/session.js';
import type { Session } from '../../platform/db/session.js';
import { findSubmittedLines } from '../../store/orders/orders.js';
import type { SubmittedLine } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import { assignDraft, assignLater, isBrokeredLater } from './submit/assign-draft.js';
import { checkOrder, findOrderedProducts } from './submit/check-order.js';
import { storeOrder } from './submit/store-order.js';
import type { SubmitOrderCommand } from './submit-order-command.js';

export type SubmitOrderResult =
  | { readonly accepted: true; readonly requestId: number; readonly lines: readonly SubmittedLineResult[] }
  | {
      readonly accepted: false;
      readonly rejections: readonly Rejection[];
      /** The request id of the existing order, for a duplicate. */ readonly requestId?: number;
    };

interface SubmittedLineResult {
  readonly lineNo: number;
  readonly requestingLineNo: number;
  readonly itemId: string;
  readonly quantity: number;
  readonly location: Location;
  readonly status: Status;
}

/**
 * Accepts an order as a whole, or rejects it with every reason.
 *
 * One transaction:
 * 1. if this system already submitted a line of this order number, the message is a duplicate (2040) whatever else is
 *    wrong with it, because callers treat 2040 as acknowledged;
 * 2. the message is checked;
 * 3. the lines are assigned to locations and their stock is reserved, or both is left to a job that is stored with the
 *    order (broker-later.ts);
 * 4. order, lines, assignments, history, trace and the keys that recognize duplicates are stored.
 */
export async function submitOrder(context: BrokerContext, command: SubmitOrderCommand): Promise<SubmitOrderResult> {
  const reads = (session: Session) =>
    concurrently(findDuplicates(session, command), findOrderedProducts(session, command));
  const result = await inUnit(context, { retryOnConflict: true, prefetch: reads }, async (unit, [found, products]) => {
    const [duplicate] = found;
    if (duplicate !== undefined)
      return {
        accepted: false as const,
        requestId: duplicate.requestId,
        rejections: found.map((line) => duplicateRejection(command, line)),
      };
    const checked = await checkOrder(unit, command, products);
    if ('rejections' in checked) return { accepted: false as const, rejections: checked.rejections };
    const { draft } = checked;
    const assigned = isBrokeredLater(unit.network, draft) ? assignLater(unit, draft) : await assignDraft(unit, draft);
    return {
      accepted: true as const,
      requestId: await storeOrder(unit, command, draft, assigned),
      lines: assigned.lines.map((line) => ({ ...line, location: unit.network.locationById(line.locationId) })),
    };
  });
  return result.accepted ? { ...result, requestId: idOf(result.requestId) } : result;
}

/** The lines of the message that this system submitted before under the same order number. */
async function findDuplicates(session: Session, command: SubmitOrderCommand): Promise<readonly SubmittedLine[]> {
  const numbers = [...new Set(command.lines.map((line) => Number(line.lineItemNo)).filter(Number.isSafeInteger))];
  if (numbers.length === 0 || numbers.length > MAX_LINES) return [];
  return findSubmittedLines(session, command.requestingLocation.systemCd, command.orderId, numbers);
}

function duplicateRejection(command: SubmitOrderCommand, line: SubmittedLine): Rejection {
  return new Rejection('duplicate', {
    system: command.requestingLocation.systemCd,
    order: command.orderId,
    line: line.requestingLineNo,
    request: line.requestId,
    existing: line.lineNo,
  });
}
