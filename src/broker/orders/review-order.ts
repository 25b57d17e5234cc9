import type { Order } from '../../domain/order/order.js';
import { isPastReview } from '../../domain/order/transition.js';
import { Rejection } from '../../domain/response-code.js';
import { readFlag } from '../../domain/values/flag.js';
import { tooLong } from '../../domain/values/limits.js';
import { parseRequestId, responseRequestId } from '../../domain/values/request-id.js';
import type { Session } from '../../platform/db/session.js';
import { findRequestIds, lockOrder } from '../../store/orders/orders.js';
import { switchReview } from '../../store/orders/reviews.js';
import type { BrokerContext } from '../context.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import { releaseRequests } from '../partners/release-requests.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { visibleOrders } from '../inquiry/visible-orders.js';

/** An OrderUpdate message. */
export interface ReviewOrderCommand {
  readonly requestId: string;
  /** The order number in the calling system; used only without a request id. */
  readonly orderId: string;
  /** The calling system and location; undefined if the message has none: any role is then assumed. */
  readonly caller: LocationCode | undefined;
  readonly employeeId: string;
  /** `Y` or `N`. */
  readonly underReview: string;
}

export type ReviewOrderResult =
  | { readonly updated: true; readonly requestId: number }
  | { readonly updated: false; readonly requestId: number; readonly rejections: readonly Rejection[] };

/**
 * Puts an order under review, or releases it. While an order is under review, its goods can be prepared, but not shipped or
 * handed over (docs/reference/routing-engine.md 1.8); domain/order/transition.ts says which status changes that blocks.
 *
 * One transaction:
 * 1. the order is found by request id, or by the caller's order number if that is unambiguous, and locked: a shipment
 *    that is reported at the same moment sees the flag either before or after the change;
 * 2. only the originating system may change the flag; for a system without a role the order does not exist;
 * 3. if the flag already has the value, nothing is stored;
 * 4. an order with nothing left to hold back (all lines fulfilled or canceled) cannot be put under review: a success would
 *    make the caller believe that the goods are still there. It can always be released.
 */
export async function reviewOrder(context: BrokerContext, command: ReviewOrderCommand): Promise<ReviewOrderResult> {
  const requestId = parseRequestId(command.requestId);
  const rejections = messageRejections(command);
  if (rejections.length > 0) return rejected(requestId, rejections);
  return inUnit(context, async (unit) => {
    const found = command.requestId.trim() === '' ? await findByNumber(unit.session, command) : requestId;
    if (found instanceof Rejection) return rejected(undefined, [found]);
    const order = found === undefined ? undefined : await lockOrder(unit.session, found);
    const { caller } = command;
    if (
      order === undefined ||
      (caller !== undefined && (await visibleOrders(unit, [order], caller.systemCd)).length === 0)
    )
      return rejected(found, [unknownOrder(command)]);
    return setReview(unit, command, order);
  });
}

function messageRejections(command: ReviewOrderCommand): Rejection[] {
  return [
    ...(readFlag(command.underReview) !== undefined
      ? []
      : [new Rejection('review_flag', { flag: command.underReview })]),
    ...tooLong('location_cd', command.caller?.locationCd ?? ''),
    ...tooLong('employee_id', command.employeeId),
  ];
}

async function setReview(unit: Unit, command: ReviewOrderCommand, order: Order): Promise<ReviewOrderResult> {
  const { requestId } = order;
  const { systemCd = '', locationCd = '' } = command.caller ?? {};
  const underReview = readFlag(command.underReview) === true;
  if (command.caller !== undefined && systemCd !== order.systemCd)
    return rejected(requestId, [new Rejection('review_not_yours', { request: requestId, system: systemCd })]);
  if (order.underReview === underReview) return { updated: true, requestId };
  if (underReview && isPastReview(order.lines.map((line) => line.status)))
    return rejected(requestId, [new Rejection('review_too_late', { request: requestId })]);
  const { employeeId } = command;
  await switchReview(unit.session, { requestId, at: unit.timestamp, systemCd, locationCd, employeeId, underReview });
  if (!underReview) await releaseRequests(unit, { ...order, underReview });
  unit.announce({ type: 'order.review_changed', requestId, facts: { under_review: underReview } });
  return { updated: true, requestId };
}

async function findByNumber(session: Session, { orderId, caller }: ReviewOrderCommand): Promise<number | Rejection> {
  const system = caller?.systemCd ?? '';
  const found = orderId.trim() === '' || caller === undefined ? [] : await findRequestIds(session, system, { orderId });
  const [requestId] = found;
  if (requestId === undefined) return new Rejection('order_number_unknown', { order: orderId, system });
  return found.length === 1
    ? requestId
    : new Rejection('order_number_ambiguous', { order: orderId, system, count: found.length });
}

function unknownOrder(command: ReviewOrderCommand): Rejection {
  return new Rejection('order_unknown', { request: command.requestId, system: command.caller?.systemCd ?? '' });
}

function rejected(requestId: number | undefined, rejections: readonly Rejection[]): ReviewOrderResult {
  return { updated: false, requestId: responseRequestId(requestId), rejections };
}
