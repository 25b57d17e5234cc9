import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';
import type { AdminLocation } from './location-code.js';
import type { AdminShipment, ListedRequest } from './requests.js';

/** An order in a list. Carries no personal data. */
interface ListedOrder {
  readonly request_id: number;
  readonly system_cd: string;
  readonly order_id: string;
  readonly type: string;
  readonly status: string;
  /** The OMS status letters of its lines, as the system `oms_system` shows them. */
  readonly oms: readonly string[];
  readonly under_review: boolean;
  readonly order_date: string;
  readonly placed: AdminLocation;
  readonly sourced: readonly AdminLocation[];
  readonly pickup: readonly AdminLocation[];
  readonly lines: number;
}

export interface OrderPage {
  /** The system whose OMS letters are shown. */
  readonly oms_system: string;
  readonly items: readonly ListedOrder[];
  /** The value of `after` for the next page. */
  readonly next?: string;
}

/** One order with its history. Times are ISO 8601 in UTC, amounts decimal text. */
export interface OrderDetail {
  readonly request_id: number;
  readonly system_cd: string;
  readonly order_id: string;
  readonly type: string;
  readonly status: string;
  readonly oms_system: string;
  readonly oms: readonly string[];
  readonly under_review: boolean;
  readonly order_date: string;
  /** When the personal data was anonymized; null if it was not. */
  readonly masked_at: string | null;
  readonly placed: AdminLocation;
  readonly currency: string;
  readonly subtotal: string;
  readonly tax: string;
  readonly freight: string;
  readonly total: string;
  /** Present only on request, like every customer. */
  readonly sold_to?: OrderCustomer | null;
  readonly lines: readonly OrderDetailLine[];
  readonly history: readonly OrderStatusChange[];
  readonly reviews: readonly OrderReview[];
  readonly fulfillment_requests: readonly ListedRequest[];
  readonly shipments: readonly AdminShipment[];
  readonly comments: readonly OrderComment[];
  /** What webhook endpoints are told, oldest first. */
  readonly events: readonly OrderEvent[];
  readonly routing: readonly OrderRoutingPass[];
  /** The path of the routing trace with every candidate. */
  readonly trace_at: string;
}

export interface OrderDetailLine {
  readonly line_no: number;
  readonly requesting_line_no: number;
  readonly item_id: string;
  readonly quantity: number;
  readonly status: string;
  readonly oms: readonly { readonly order_type: string; readonly letter: string }[];
  readonly sourced: AdminLocation;
  /** Whether the routing engine chose the location, instead of the caller. */
  readonly brokered: boolean;
  readonly pickup: AdminLocation | null;
  readonly pickup_by: string | null;
  readonly poll_count: number;
  readonly retries: number;
  readonly shipping_agent: string;
  readonly tracking_number: string;
  readonly ship_to?: OrderCustomer | null;
  readonly assignments: readonly {
    readonly attempt: number;
    readonly location: AdminLocation;
    readonly quantity: number;
    readonly assigned_at: string;
    readonly ended_at: string | null;
    readonly outcome: string | null;
    readonly partner: PartnerAssignment | null;
  }[];
}

/** What an assignment is for the partner that has or had it, in the words of the service that the partner speaks. */
export interface PartnerAssignment {
  readonly channel: string;
  readonly fulfillment_request: number;
  readonly status: string;
  readonly status_text: string;
  readonly numbers: readonly { readonly name: string; readonly value: string }[];
  readonly tracking_numbers: readonly string[];
  readonly released_at: string | null;
  readonly fetched_at: string | null;
  readonly acknowledged_at: string | null;
  readonly marks: readonly { readonly kind: string; readonly at: string }[];
}

interface OrderStatusChange extends AdminLocation {
  readonly at: string;
  /** 0 for the order as a whole. */
  readonly line_no: number;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
  readonly location: AdminLocation;
  readonly employee_id: string;
  readonly reason_code: string;
  readonly reason_note: string;
  readonly shipping_agent: string;
  readonly tracking_number: string;
}

interface OrderReview extends AdminLocation {
  readonly at: string;
  readonly under_review: boolean;
  readonly employee_id: string;
}

/** An event on its way to a webhook endpoint. */
export interface OrderEvent {
  readonly delivery: number;
  readonly endpoint: number;
  readonly type: string;
  readonly at: string;
  readonly state: string;
}

interface OrderComment {
  readonly id: number;
  readonly at: string;
  /** 0 for the order as a whole. */
  readonly line_no: number;
  readonly author: string;
  readonly text: string;
}

interface OrderRoutingPass {
  readonly pass: number;
  readonly at: string;
  readonly method: string;
  readonly decided_by: string | null;
  readonly parts: readonly (AdminLocation & { readonly quantity: number })[];
}

export interface OrderCustomer {
  readonly name: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
}

/** Filters of the list, by the parameter names of the admin interface; undefined ones match every order. */
export type OrderFilter = Readonly<Record<string, string | undefined>>;

/** A page of orders, newest first. */
export function listOrders(server: Server, filter: OrderFilter): Promise<OrderPage> {
  const query = new URLSearchParams(
    Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return callAdmin(server, `/orders?${query.toString()}`);
}

/**
 * One order.
 * @param options.system the system whose OMS letters are shown; default: the organization's default system
 * @param options.customer whether to include the customers' names and cities
 */
export function getOrder(
  server: Server,
  requestId: string,
  options: { readonly system?: string | undefined; readonly customer: boolean },
): Promise<OrderDetail> {
  const query = new URLSearchParams({
    ...(options.system === undefined ? {} : { system_cd: options.system }),
    ...(options.customer ? { customer: 'true' } : {}),
  });
  return callAdmin(server, `/orders/${requestId}?${query.toString()}`);
}

/** Comments on an order. @param line absent: the order as a whole */
export function commentOrder(
  server: Server,
  requestId: string,
  { text, line }: { readonly text: string; readonly line?: string | undefined },
): Promise<OrderComment> {
  return callAdmin(server, `/orders/${requestId}/comments`, {
    method: 'POST',
    contentType: 'application/json',
    body: JSON.stringify({ text, ...(line === undefined ? {} : { line_no: Number(line) }) }),
  });
}
