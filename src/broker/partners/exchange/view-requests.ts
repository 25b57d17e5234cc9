import type { Location } from '../../../domain/network/location.js';
import type { Order } from '../../../domain/order/order.js';
import { fulfillmentStatus, unitsOf } from '../../../domain/partner/fulfillment-request.js';
import type { FulfillmentRequest, FulfillmentStatus } from '../../../domain/partner/fulfillment-request.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import type { RequestMark } from '../../../domain/partner/request-mark.js';
import { hasLeft } from '../../../domain/values/status.js';
import { findProductNames } from '../../../store/inventory/products.js';
import { readOrders } from '../../../store/orders/orders.js';
import {
  readFulfillmentRequest,
  readRequestedLines,
  readRequests,
} from '../../../store/partners/fulfillment-requests.js';
import { readRequestMarks } from '../../../store/partners/request-marks.js';
import { readUnitCosts } from '../../../store/inventory/unit-costs.js';
import { searchRequests } from '../../../store/partners/request-search.js';
import type { PlaceInList, RequestCriteria } from '../../../store/partners/request-search.js';
import type { BrokerContext } from '../../context.js';
import { AnswerRoom } from '../../inquiry/answer-size.js';
import { leavingOut } from '../../inquiry/leave-out.js';
import { inUnit } from '../../unit.js';
import type { Unit } from '../../unit.js';
import type { RequestActor } from '../open-request.js';
import { namedItems } from './request-lines.js';
import type { NamedItem } from './request-lines.js';

/** A fulfillment request as its merchant and its partner see it. */
export interface RequestView {
  readonly request: FulfillmentRequest;
  readonly order: Order;
  readonly location: Location;
  /** Where the customer collects the goods; undefined where they are sent to the customer. */
  readonly pickup: Location | undefined;
  readonly fulfillment: FulfillmentStatus;
  readonly items: readonly ViewedItem[];
  readonly marks: readonly RequestMark[];
}

export interface ViewedItem extends NamedItem {
  /** How many of the acknowledged units are to be shipped later. */
  readonly secondary: number;
  /** What a unit costs at the location; null where nobody knows. */
  readonly cost: number | null;
}

/** The requests of a page would make an answer that is too large: nothing was read. */
export class PageTooLargeError extends Error {
  override readonly name = 'PageTooLargeError';
  readonly code = 'page-too-large';

  constructor(
    readonly asked: number,
    readonly fitting: number,
  ) {
    super(`the ${String(asked)} entries of this page are too much for one answer: ask for pages of ${String(fitting)}`);
  }
}

/** Finds fulfillment requests that an actor may know of. @throws {PageTooLargeError} */
export function findRequests(
  context: BrokerContext,
  { locationIds }: RequestActor,
  criteria: RequestCriteria,
  place: PlaceInList,
): Promise<RequestView[]> {
  return inUnit(context, async (unit) => {
    const own = criteria.locationIds;
    const visible =
      locationIds === undefined
        ? {}
        : { released: true, locationIds: [...locationIds].filter((id) => own === undefined || own.includes(id)) };
    const ids = await searchRequests(unit.session, { ...criteria, ...visible }, place);
    return viewRequests(context, unit, ids, true);
  });
}

/** Shows one fulfillment request. @throws {RefusedError} if there is none, or none that the actor may know of */
export function showRequest(context: BrokerContext, id: number, { locationIds }: RequestActor): Promise<RequestView> {
  return inUnit(context, async (unit) => {
    const request = await readFulfillmentRequest(unit.session, id);
    const [view] = request === undefined ? [] : await viewRequests(context, unit, [id]);
    const isHidden =
      view !== undefined &&
      locationIds !== undefined &&
      (!locationIds.has(view.location.id) ||
        view.order.underReview ||
        (view.request.processingAt === null && view.request.processedAt === null));
    if (view === undefined || isHidden) throw new RefusedError('request_unknown', { id });
    return view;
  });
}

/**
 * Shows fulfillment requests by ascending id; of orders that cannot be read, none.
 * @param all whether they are all needed; otherwise the first of them that fit into an answer are enough
 * @throws {PageTooLargeError}
 */
export async function viewRequests(
  context: BrokerContext,
  { session, network }: Unit,
  ids: readonly number[],
  all = false,
): Promise<RequestView[]> {
  const requests = await readRequests(session, ids);
  const orderIds = [...new Set(requests.map(({ requestId }) => requestId))];
  const fitting = await new AnswerRoom(context).take(session, orderIds);
  const shown = requests.filter(({ requestId }) => fitting.includes(requestId));
  if (all && shown.length < requests.length) throw new PageTooLargeError(requests.length, Math.max(1, shown.length));
  const orders = await readOrders(session, fitting, leavingOut(context.log));
  const names = await findProductNames(
    session,
    orders.flatMap(({ lines }) => lines.map(({ productId }) => productId)),
  );
  const shownIds = shown.map(({ id }) => id);
  const lines = await readRequestedLines(session, shownIds);
  const marks = await readRequestMarks(session, shownIds);
  const costs = await readUnitCosts(
    session,
    [...names.keys()],
    shown.map(({ locationId }) => locationId),
  );
  return shown.flatMap((request) => {
    const order = orders.find(({ requestId }) => requestId === request.requestId);
    if (order === undefined) return [];
    const location = network.locationById(request.locationId);
    const own = lines.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === request.id);
    const ownMarks = marks.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === request.id);
    const later = (lineNo: number): number =>
      ownMarks.find((mark) => mark.kind === 'secondary' && mark.lineNo === lineNo)?.quantity ?? 0;
    return [
      {
        request,
        order,
        location,
        pickup: order.pickupLocationId === null ? undefined : network.locationById(order.pickupLocationId),
        fulfillment: fulfillmentStatus(unitsOf(own, hasLeft)),
        items: namedItems(order, location, own, names).map((item) => ({
          ...item,
          secondary: Math.min(later(item.lineNo), item.acknowledged),
          cost: costs.get(item.line.productId)?.get(location.id) ?? null,
        })),
        marks: ownMarks,
      },
    ];
  });
}
