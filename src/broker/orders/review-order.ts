import { Rejection } from '../../domain/response-code.js';
import { parseRequestId } from '../../domain/values/request-id.js';
import { findRequestIds, lockOrder } from '../../store/orders/orders.js';
import { switchReview } from '../../store/orders/reviews.js';
import type { Session } from '../../platform/db/session.js';
import type { BrokerContext } from '../context.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import { takesPart } from './parties.js';

/** An OrderUpdate as it came. */
export interface ReviewOrderCommand {
  readonly requestId: string;
  /** The asking system's number, looked at only without a request id. */
  readonly orderId: string;
  /** Who asks; undefined when the message leaves it out, and then it is taken to come from whoever may do it. */
  readonly caller: LocationCode | undefined;
  readonly employeeId: string;
  /** `Y` or `N`. */
  readonly underReview: string;
}

export type ReviewOrderResult =
  | { readonly updated: true; readonly requestId: number }
  | { readonly updated: false; readonly requestId: number; readonly faults: readonly Rejection[] };

const LIMITS = { location_cd: 10, employee_id: 50 };

/**
 * Puts an order under review, or releases it. Goods of an order under review may be prepared, not shipped or handed over
 * (docs/reference/routing-engine.md 1.8); what is refused then is domain/order/transition.ts's business.
 *
 * One transaction:
 * 1. the order is found by request id, else by the asking system's own number when that names exactly one, and locked:
 *    a shipment that is reported at the same moment sees the flag either before or after;
 * 2. only the system that placed it may switch the flag; to one without any part in it the order does not exist;
 * 3. what is switched already stays as it is, and nothing is kept of a repeat;
 * 4. an order of which nothing is left that could be held back (all lines fulfilled or canceled) is not put under review:
 *    an OK would let the caller believe that the goods are still there. Releasing is always taken.
 */
export async function reviewOrder(context: BrokerContext, command: ReviewOrderCommand): Promise<ReviewOrderResult> {
  const wanted = command.underReview.trim().toUpperCase();
  const named = parseRequestId(command.requestId);
  const faults = [
    ...(wanted === 'Y' || wanted === 'N' ? [] : [new Rejection('review_flag', { flag: command.underReview })]),
    ...tooLong('location_cd', command.caller?.locationCd ?? ''),
    ...tooLong('employee_id', command.employeeId),
  ];
  if (faults.length > 0) return refuse(named, faults);
  return context.database.transaction(async (session) => {
    const requestId =
      command.requestId.trim() === '' ? await findByNumber(session, command) : (named ?? unknown(command));
    if (requestId instanceof Rejection) return refuse(named, [requestId]);
    const network = await context.networks.current(session);
    const order = await lockOrder(session, requestId);
    const systemCd = command.caller?.systemCd;
    if (order === undefined || (systemCd !== undefined && !takesPart(systemCd, order, network)))
      return refuse(requestId, [unknown(command)]);
    if (systemCd !== undefined && systemCd !== order.systemCd) {
      return refuse(requestId, [new Rejection('review_not_yours', { request: requestId, system: systemCd })]);
    }
    const underReview = wanted === 'Y';
    if (order.underReview === underReview) return { updated: true, requestId };
    if (underReview && order.lines.every((line) => line.status === 'fulfilled' || line.status === 'canceled')) {
      return refuse(requestId, [new Rejection('review_too_late', { request: requestId })]);
    }
    await switchReview(session, {
      requestId,
      at: context.clock().toISOString(),
      systemCd: systemCd ?? '',
      locationCd: command.caller?.locationCd ?? '',
      employeeId: command.employeeId,
      underReview,
    });
    return { updated: true, requestId };
  });
}

async function findByNumber(session: Session, { orderId, caller }: ReviewOrderCommand): Promise<number | Rejection> {
  const found =
    orderId.trim() === '' || caller === undefined ? [] : await findRequestIds(session, caller.systemCd, { orderId });
  const [requestId] = found;
  if (requestId === undefined)
    return new Rejection('order_number_unknown', { order: orderId, system: caller?.systemCd ?? '' });
  return found.length === 1
    ? requestId
    : new Rejection('order_number_ambiguous', { order: orderId, system: caller?.systemCd ?? '', count: found.length });
}

function unknown(command: ReviewOrderCommand): Rejection {
  return new Rejection('order_unknown', { request: command.requestId, system: command.caller?.systemCd ?? '' });
}

/** The answer's request id is an int: a number too large for one is told as 0. */
function refuse(requestId: number | undefined, faults: readonly Rejection[]): ReviewOrderResult {
  return { updated: false, requestId: requestId === undefined || requestId > 2 ** 31 - 1 ? 0 : requestId, faults };
}

function tooLong(field: keyof typeof LIMITS, value: string): Rejection[] {
  return value.length > LIMITS[field] ? [new Rejection('too_long', { field, limit: LIMITS[field] })] : [];
}
