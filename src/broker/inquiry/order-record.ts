import type { Network } from '../../domain/network/network.js';
import type { Customer, Order } from '../../domain/order/order.js';
import { formatFixed } from '../../domain/values/money.js';
import type { PastAssignment, StatusChange } from '../../store/orders/history.js';
import type { TracedPass } from '../brokering/order-trace.js';
import { viewLocation } from './location-view.js';
import type { LocationView } from './location-view.js';
import { omsLetters, omsRecords } from './oms-view.js';
import type { OmsHistory, OmsRecord } from './oms-view.js';
import type { LineView } from './order-view.js';
import type { PartnerAssignment } from './partner-assignments.js';

/** An order with its lines, history, assignments and routing, as REST shows it. */
export interface OrderRecord {
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
  readonly placed: LocationView;
  readonly ship_via: string;
  readonly currency: string;
  readonly subtotal: string;
  readonly tax: string;
  readonly freight: string;
  readonly total: string;
  readonly sold_to?: CustomerView | null;
  readonly lines: readonly LineRecord[];
  readonly history: readonly ChangeRecord[];
  /** When it was put under review and released, oldest first. */
  readonly reviews: readonly ReviewRecord[];
  /** Every run of the routing; the candidates are at `trace_at`. */
  readonly routing: readonly Omit<TracedPass, 'candidates'>[];
  readonly trace_at: string;
}

interface LineRecord {
  readonly line_no: number;
  readonly requesting_line_no: number;
  readonly item_id: string;
  readonly description: string;
  readonly quantity: number;
  readonly unit_price: string;
  readonly status: string;
  readonly status_date: string;
  readonly oms: readonly OmsRecord[];
  readonly sourced: LocationView;
  readonly brokered: boolean;
  readonly pickup: LocationView | null;
  /** The last day on which the customer can collect it; null if it is not ready, or if unclaimed pickups are not canceled. */
  readonly pickup_by: string | null;
  readonly poll_count: number;
  readonly retries: number;
  readonly shipping_agent: string;
  readonly tracking_number: string;
  readonly shipment_date: string;
  readonly ship_to?: CustomerView | null;
  readonly assignments: readonly {
    readonly attempt: number;
    readonly location: LocationView;
    readonly quantity: number;
    readonly assigned_at: string;
    readonly ended_at: string | null;
    readonly outcome: string | null;
    /** What it is for the partner; null for a location that polls. */
    readonly partner: PartnerAssignment | null;
  }[];
}

export interface ChangeRecord {
  readonly at: string;
  /** 0 for the order as a whole. */
  readonly line_no: number;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly location: LocationView;
  readonly system_cd: string;
  readonly location_cd: string;
  readonly employee_id: string;
  readonly reason_code: string;
  readonly reason_note: string;
  /** As the update reported it; empty where it reported none. */
  readonly shipping_agent: string;
  readonly tracking_number: string;
}

/** A change of the review flag. */
interface ReviewRecord {
  readonly at: string;
  readonly under_review: boolean;
  readonly system_cd: string;
  readonly location_cd: string;
  readonly employee_id: string;
}

/** The name and town of a customer: enough to recognize an order, and no more. */
export interface CustomerView {
  readonly name: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
}

/** The fields of the order itself. @param viewer the system whose letters are shown */
export function recordOrder(network: Network, order: Order, viewer: string, history: OmsHistory) {
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
    oms: omsLetters(network, order, viewer, history),
    under_review: order.underReview,
    order_date: order.orderDate,
    placed: viewLocation(network, order.originatingLocationId),
    ship_via: details.shipVia,
    currency: details.currency,
    subtotal: formatFixed(details.subtotal, 2),
    tax: formatFixed(details.tax, 2),
    freight: formatFixed(details.freight, 2),
    total: formatFixed(details.total, 2),
  };
}

/** The fields of a line, without its pickup date and assignments. */
export function recordLine(
  network: Network,
  order: Order,
  { line, itemId, description }: LineView,
  viewer: string,
  history: OmsHistory,
) {
  return {
    line_no: line.lineNo,
    requesting_line_no: line.requestingLineNo,
    item_id: itemId,
    description,
    quantity: line.quantity,
    unit_price: formatFixed(line.unitPrice, 2),
    status: line.status,
    status_date: line.statusDate,
    oms: omsRecords(network, order, line, viewer, history),
    sourced: viewLocation(network, line.locationId),
    brokered: line.brokered,
    pickup: line.pickupLocationId === null ? null : viewLocation(network, line.pickupLocationId),
    poll_count: line.pollCount,
    retries: line.retries,
    shipping_agent: line.shippingAgent,
    tracking_number: line.trackingNumber,
    shipment_date: line.shipmentDate,
  };
}

export function recordAssignment(network: Network, one: PastAssignment) {
  return {
    attempt: one.attempt,
    location: viewLocation(network, one.locationId),
    quantity: one.quantity,
    assigned_at: one.assignedAt,
    ended_at: one.endedAt,
    outcome: one.outcome,
  };
}

export function recordChange(network: Network, change: StatusChange): ChangeRecord {
  return {
    at: change.at,
    line_no: change.lineNo,
    from: change.from,
    to: change.to,
    quantity: change.quantity,
    location: viewLocation(network, change.locationId),
    system_cd: change.systemCd,
    location_cd: change.locationCd,
    employee_id: change.employeeId,
    reason_code: change.reasonCode,
    reason_note: change.reasonNote,
    shipping_agent: change.shippingAgent,
    tracking_number: change.trackingNumber,
  };
}

/** A value that only some may see. An empty one says nothing. */
export const masked = (value: string): string => (value === '' ? '' : '***');

/** A change without who made it and what they wrote. What the broker itself notes names nobody. */
export function withoutStaff(change: StatusChange): StatusChange {
  if (change.employeeId === 'SYSTEM' && change.systemCd === '') return change;
  return { ...change, employeeId: masked(change.employeeId), reasonNote: masked(change.reasonNote) };
}

export function viewCustomer(customer: Customer | null): CustomerView | null {
  if (customer === null) return null;
  const {
    name: { prefix, first, middle, last, suffix, company },
    address: { city, province, country },
  } = customer;
  const person = [prefix, first, middle, last, suffix].filter((part) => part !== '').join(' ');
  return { name: [person, company].filter((part) => part !== '').join(', '), city, province, country };
}
