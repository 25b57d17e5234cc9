import type { Location } from '../../domain/network/location.js';
import { Rejection } from '../../domain/response-code.js';
import { MAX_LINES } from '../../domain/values/limits.js';
import type { Status } from '../../domain/values/status.js';
import { concurrently, idOf } from '../../platform/db/session.js';
import type { RowId, Session } from '../../platform/db/session.js';
import { findSubmittedLines } from '../../store/orders/orders.js';
import type { SubmittedLine } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { assignDraft, assignLater, isBrokeredLater } from './submit/assign-draft.js';
import { checkOrder, findOrderedProducts } from './submit/check-order.js';
import { storeOrder } from './submit/store-order.js';
import { freeEnded, readSubmittedBefore, withoutDuplicates } from './submit/submitted-before.js';
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
 * 1. if this system already submitted every line under this order number, the message is a duplicate (2040) whatever else
 *    is wrong with it, because callers treat 2040 as acknowledged. Lines of orders that ended unfulfilled do not count. New
 *    lines beside known ones become a request of their own, or the message is rejected by a code that says so (7017);
 * 2. the message is checked;
 * 3. the lines are assigned to locations and their stock is reserved, or both is left to a job that is stored with the
 *    order (broker-later.ts);
 * 4. order, lines, assignments, history, trace and the keys that recognize duplicates are stored.
 */
export async function submitOrder(context: BrokerContext, command: SubmitOrderCommand): Promise<SubmitOrderResult> {
  const reads = (session: Session) => readForOrder(session, command);
  const result = await inUnit(context, { retryOnConflict: true, prefetch: reads }, (unit, read) =>
    submitInUnit(unit, command, read),
  );
  return result.accepted ? { ...result, requestId: idOf(result.requestId) } : result;
}

/** What an order needs of the database before it is checked. */
type ReadForOrder = readonly [readonly SubmittedLine[], Awaited<ReturnType<typeof findOrderedProducts>>];

/** Reads what `submitInUnit` needs. */
export function readForOrder(session: Session, command: SubmitOrderCommand): Promise<ReadForOrder> {
  return concurrently(findDuplicates(session, command), findOrderedProducts(session, command));
}

/** An order that was accepted in a transaction that has not committed yet. */
type Submitted =
  | Extract<SubmitOrderResult, { readonly accepted: false }>
  | (Omit<Extract<SubmitOrderResult, { readonly accepted: true }>, 'requestId'> & { readonly requestId: RowId });

/** The same within the caller's transaction, which must run again when it loses a race (`retryOnConflict`). */
export async function submitInUnit(
  unit: Unit,
  command: SubmitOrderCommand,
  [found, products]: ReadForOrder,
): Promise<Submitted> {
  const before = await readSubmittedBefore(unit, command, found);
  const fresh = withoutDuplicates(command, before);
  const [duplicate] = before.duplicates;
  if (duplicate !== undefined && !addsLines(unit, command, fresh))
    return {
      accepted: false,
      requestId: duplicate.requestId,
      rejections: duplicateRejections(command, before.duplicates, fresh),
    };
  const checked = await checkOrder(unit, fresh, products);
  if ('rejections' in checked) return { accepted: false, rejections: checked.rejections };
  const { draft } = checked;
  await freeEnded(unit, command, before);
  const assigned = isBrokeredLater(unit.network, draft) ? assignLater(unit, draft) : await assignDraft(unit, draft);
  return {
    accepted: true,
    requestId: await storeOrder(unit, fresh, draft, assigned),
    lines: assigned.lines.map((line) => ({
      lineNo: line.lineNo,
      requestingLineNo: line.requestingLineNo,
      itemId: line.itemId,
      quantity: line.quantity,
      location: unit.network.locationById(line.locationId),
      status: line.status,
    })),
  };
}

/** The lines of the message that this system submitted before under the same order number. */
async function findDuplicates(session: Session, command: SubmitOrderCommand): Promise<readonly SubmittedLine[]> {
  const numbers = [...new Set(command.lines.map((line) => Number(line.lineItemNo)).filter(Number.isSafeInteger))];
  if (numbers.length === 0 || numbers.length > MAX_LINES) return [];
  return findSubmittedLines(session, command.requestingLocation.systemCd, command.orderId, numbers);
}

/** Whether the lines of a message that are not duplicates are accepted as an order of their own. */
function addsLines({ network }: Unit, command: SubmitOrderCommand, fresh: SubmitOrderCommand): boolean {
  return fresh.lines.length > 0 && fresh.lines.length < command.lines.length && network.preferences.linesMayBeAdded;
}

/** 2040 says that the order is known, so a message with other lines too is rejected by another code first. */
function duplicateRejections(
  command: SubmitOrderCommand,
  duplicates: readonly SubmittedLine[],
  fresh: SubmitOrderCommand,
): Rejection[] {
  const lines = fresh.lines.map((line) => line.lineItemNo).join(', ');
  const partly = fresh.lines.length === 0 ? [] : [new Rejection('partly_known', { order: command.orderId, lines })];
  return [...partly, ...duplicates.map((line) => duplicateRejection(command, line))];
}

function duplicateRejection(command: SubmitOrderCommand, line: SubmittedLine): Rejection {
  return new Rejection('duplicate', {
    system: command.requestingLocation.systemCd,
    request: line.requestId,
    existing: line.lineNo,
  });
}
