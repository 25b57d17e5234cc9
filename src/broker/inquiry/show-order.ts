import type { Network } from '../../domain/network/network.js';
import { formatFixed } from '../../domain/values/money.js';
import type { Customer, Order, OrderLine } from '../../domain/order/order.js';
import { readMaskedAt } from '../../store/orders/masking.js';
import { readAssignments, readChanges } from '../../store/orders/order-history.js';
import type { PastAssignment } from '../../store/orders/order-history.js';
import type { StatusChange } from '../../store/orders/history.js';
import { readOrders } from '../../store/orders/orders.js';
import { readPickupDeadlines } from '../../store/orders/pickup-deadlines.js';
import { readReviewChanges } from '../../store/orders/reviews.js';
import type { BrokerContext } from '../context.js';
import { omsLetters, omsRecords, placeView, viewingSystem } from './oms-view.js';
import type { OmsRecord, PlaceView } from './oms-view.js';
import { viewOrders } from './order-view.js';
import type { LineView } from './order-view.js';
import { traceOrder } from '../brokering/order-trace.js';
import type { TracedPass } from '../brokering/order-trace.js';

/** An order with all that became of it. */
export interface ShownOrder {
  readonly request_id: number;
  readonly system_cd: string;
  readonly order_id: string;
  readonly transaction_no: string;
  readonly ref_transaction_no: string;
  readonly type: string;
  readonly status: string;
  readonly oms_system: string;
  readonly oms: readonly string[];
  readonly under_review: boolean;
  readonly order_date: string;
  readonly masked_at: string | null;
  readonly placed: PlaceView;
  readonly ship_via: string;
  readonly currency: string;
  readonly subtotal: string;
  readonly tax: string;
  readonly freight: string;
  readonly total: string;
  readonly sold_to?: CustomerView | null;
  readonly lines: readonly ShownLine[];
  readonly history: readonly ShownChange[];
  /** How it was put under review and released, first to last. */
  readonly reviews: readonly ShownReview[];
  /** Every pass of the routing; the candidates are at `trace_at`. */
  readonly routing: readonly Omit<TracedPass, 'candidates'>[];
  readonly trace_at: string;
}

export interface ShownLine {
  readonly line_no: number;
  readonly requesting_line_no: number;
  readonly item_id: string;
  readonly description: string;
  readonly quantity: number;
  readonly unit_price: string;
  readonly status: string;
  readonly status_date: string;
  readonly oms: readonly OmsRecord[];
  readonly sourced: PlaceView;
  readonly brokered: boolean;
  readonly pickup: PlaceView | null;
  /** The last day on which it may be collected; null while it does not lie ready, or is not canceled then. */
  readonly pickup_by: string | null;
  readonly poll_count: number;
  readonly retries: number;
  readonly shipping_agent: string;
  readonly tracking_number: string;
  readonly shipment_date: string;
  readonly ship_to?: CustomerView | null;
  readonly assignments: readonly {
    readonly attempt: number;
    readonly location: PlaceView;
    readonly quantity: number;
    readonly assigned_at: string;
    readonly ended_at: string | null;
    readonly outcome: string | null;
  }[];
}

export interface ShownChange {
  readonly at: string;
  /** 0 for the order as a whole. */
  readonly line_no: number;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly location: PlaceView;
  readonly system_cd: string;
  readonly location_cd: string;
  readonly employee_id: string;
  readonly reason_code: string;
  readonly reason_note: string;
}

/** One time that an order was put under review, or released. */
export interface ShownReview {
  readonly at: string;
  readonly under_review: boolean;
  readonly system_cd: string;
  readonly location_cd: string;
  readonly employee_id: string;
}

/** Who a customer is and roughly where: enough to recognize an order by, no more. */
export interface CustomerView {
  readonly name: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
}

/** An order was to be shown as a system sees it that is not in the catalog. */
export class UnknownViewerError extends Error {
  override readonly name = 'UnknownViewer';

  constructor(readonly systemCd = '') {
    super(`there is no system ${JSON.stringify(systemCd)}`);
  }
}

/**
 * One order with its lines, history, assignments and routing.
 * @param asked.systemCd whose letters are shown; absent: the default system's
 * @param asked.customer whether names and towns are shown; streets, phones, e-mails, messages and accounts never are
 * @returns undefined when there is no such order
 * @throws {UnknownViewerError}
 */
export async function showOrder(
  context: BrokerContext,
  requestId: number,
  asked: { readonly systemCd?: string | undefined; readonly customer: boolean },
): Promise<ShownOrder | undefined> {
  const shown = await context.database.transaction(async (session) => {
    const [order] = await readOrders(session, [requestId]);
    if (order === undefined) return undefined;
    const network = await context.networks.current(session);
    const viewer = viewingSystem(network, asked.systemCd);
    if (viewer === undefined) throw new UnknownViewerError(asked.systemCd);
    const [view] = await viewOrders(session, network, [order], viewer);
    const dates = new Map((await readPickupDeadlines(session, [requestId])).map((one) => [one.lineNo, one.pickupBy]));
    const assignments = await readAssignments(session, requestId);
    const changes = await readChanges(session, requestId);
    const reviews = await readReviewChanges(session, requestId);
    return {
      ...header(network, order, viewer),
      masked_at: (await readMaskedAt(session, requestId)) ?? null,
      ...(asked.customer ? { sold_to: customerView(order.details.soldTo) } : {}),
      lines: (view?.lines ?? []).map((line) => ({
        ...lineView(network, order, line, viewer),
        pickup_by: dates.get(line.line.lineNo) ?? null,
        ...(asked.customer ? { ship_to: customerView(line.line.details.shipTo) } : {}),
        assignments: assignments
          .filter((one) => one.lineNo === line.line.lineNo)
          .map((one) => assignmentView(network, one)),
      })),
      history: changes.map((change) => changeView(network, change)),
      reviews: reviews.map(({ at, underReview, systemCd, locationCd, employeeId }) => ({
        at,
        under_review: underReview,
        system_cd: systemCd,
        location_cd: locationCd,
        employee_id: employeeId,
      })),
    };
  });
  if (shown === undefined) return undefined;
  const passes = (await traceOrder(context, requestId)) ?? [];
  return {
    ...shown,
    routing: passes.map(withoutCandidates),
    trace_at: `/admin/v1/orders/${String(requestId)}/trace`,
  };
}

function withoutCandidates(traced: TracedPass): ShownOrder['routing'][number] {
  const { pass, at, flow, radius, unit, method, decided_by, parts, too_far, no_stock_record, failed_rules } = traced;
  return { pass, at, flow, radius, unit, method, decided_by, parts, too_far, no_stock_record, failed_rules };
}

function header(network: Network, order: Order, viewer: string) {
  const { details } = order;
  return {
    request_id: order.requestId,
    system_cd: order.systemCd,
    order_id: order.orderId,
    transaction_no: order.transactionNo,
    ref_transaction_no: order.refTransactionNo,
    type: order.type,
    status: order.status,
    oms_system: viewer,
    oms: omsLetters(network, order, viewer),
    under_review: order.underReview,
    order_date: order.orderDate,
    placed: placeView(network, order.originatingLocationId),
    ship_via: details.shipVia,
    currency: details.currency,
    subtotal: formatFixed(details.subtotal, 2),
    tax: formatFixed(details.tax, 2),
    freight: formatFixed(details.freight, 2),
    total: formatFixed(details.total, 2),
  };
}

function lineView(network: Network, order: Order, { line, itemId, description }: LineView, viewer: string) {
  return {
    line_no: line.lineNo,
    requesting_line_no: line.requestingLineNo,
    item_id: itemId,
    description,
    quantity: line.quantity,
    unit_price: formatFixed(line.unitPrice, 2),
    status: line.status,
    status_date: line.statusDate,
    oms: omsRecords(network, order, line, viewer),
    sourced: placeView(network, line.locationId),
    brokered: line.brokered,
    pickup: pickupView(network, line),
    poll_count: line.pollCount,
    retries: line.retries,
    shipping_agent: line.shippingAgent,
    tracking_number: line.trackingNumber,
    shipment_date: line.shipmentDate,
  };
}

function pickupView(network: Network, line: OrderLine): PlaceView | null {
  return line.pickupLocationId === null ? null : placeView(network, line.pickupLocationId);
}

function assignmentView(network: Network, one: PastAssignment) {
  return {
    attempt: one.attempt,
    location: placeView(network, one.locationId),
    quantity: one.quantity,
    assigned_at: one.assignedAt,
    ended_at: one.endedAt,
    outcome: one.outcome,
  };
}

function changeView(network: Network, change: StatusChange): ShownChange {
  return {
    at: change.at,
    line_no: change.lineNo,
    from: change.from,
    to: change.to,
    quantity: change.quantity,
    location: placeView(network, change.locationId),
    system_cd: change.systemCd,
    location_cd: change.locationCd,
    employee_id: change.employeeId,
    reason_code: change.reasonCode,
    reason_note: change.reasonNote,
  };
}

function customerView(customer: Customer | null): CustomerView | null {
  if (customer === null) return null;
  const {
    name: { prefix, first, middle, last, suffix, company },
    address: { city, province, country },
  } = customer;
  const person = [prefix, first, middle, last, suffix].filter((part) => part !== '').join(' ');
  return { name: [person, company].filter((part) => part !== '').join(', '), city, province, country };
}
