import { dfStatusOf } from '../../domain/direct-fulfillment/line-status.js';
import type { Location } from '../../domain/network/location.js';
import type { Order } from '../../domain/order/order.js';
import { OUTBOUND_CODES } from '../../domain/outbound/outbound-status.js';
import { PARCEL_STATUSES } from '../../domain/outbound/parcel-status.js';
import type { ParcelCode } from '../../domain/outbound/parcel-status.js';
import type { Channel } from '../../domain/partner/channel.js';
import { fulfillmentStatus, unitsOf } from '../../domain/partner/fulfillment-request.js';
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import { orderStatusOf } from '../../domain/partner/order-status.js';
import { progressOf } from '../../domain/partner/progress.js';
import { FULFILLMENT_NAMES, STATE_NAMES } from '../../domain/partner/request-names.js';
import type { RequestMark } from '../../domain/partner/request-mark.js';
import type { Shipment } from '../../domain/partner/shipment.js';
import { hasLeft } from '../../domain/values/status.js';
import type { PastAssignment } from '../../store/orders/history.js';
import { findOutboundsOf } from '../../store/outbound/outbound-requests.js';
import type { StoredOutbound } from '../../store/outbound/outbound-requests.js';
import { findFulfillmentRequests, readRequestedLines } from '../../store/partners/fulfillment-requests.js';
import type { AssignedLine } from '../../store/partners/fulfillment-requests.js';
import { readRequestMarks } from '../../store/partners/request-marks.js';
import { listShipments } from '../../store/partners/shipments.js';
import { readLinesAtSuppliers } from '../direct-fulfillment/supplier-lines.js';
import type { LineAtSupplier } from '../direct-fulfillment/supplier-lines.js';
import { codeOf } from '../outbound/outbound-progress.js';
import { MAX_SHIPMENTS } from '../partners/inquiry/list-requests.js';
import type { Unit } from '../unit.js';

/**
 * What an assignment is for the partner that has or had it: what was asked and answered is stored once, in our words; here it
 * is put in the words, and under the numbers, of the service that the partner speaks, so that a person on the telephone sees
 * what the partner sees.
 */
export interface PartnerAssignment {
  readonly channel: Channel;
  readonly fulfillment_request: number;
  /** The status as the partner reads it: FUT, Printed, Acknowledged, 60. */
  readonly status: string;
  /** What it says beside that; empty for nothing. */
  readonly status_text: string;
  /** What the partner names it by, by the names of the fields that carry it. */
  readonly numbers: readonly { readonly name: string; readonly value: string }[];
  readonly tracking_numbers: readonly string[];
  readonly released_at: string | null;
  /** When it was fetched, sent, or confirmed for the first time. */
  readonly fetched_at: string | null;
  readonly acknowledged_at: string | null;
  /** What was noted on it since, oldest first. */
  readonly marks: readonly { readonly kind: string; readonly at: string }[];
}

/** Everything that the words follow from. */
interface Facts {
  readonly order: Order;
  readonly assigned: readonly AssignedLine[];
  readonly atSuppliers: readonly LineAtSupplier[];
  readonly outbound: StoredOutbound | undefined;
  readonly shipments: readonly Shipment[];
  readonly marks: readonly RequestMark[];
}

type Dialect = (
  one: PastAssignment,
  request: FulfillmentRequest,
  facts: Facts,
) => Pick<PartnerAssignment, 'status' | 'status_text' | 'numbers'>;

/** Each channel's own words. A location that went back to polling has those of fulfillment requests. */
const DIALECTS: Readonly<Record<Channel, Dialect>> = {
  locate: inRequests,
  requests: inRequests,
  direct_fulfillment: inDirectFulfillment,
  threepl: inThirdPartyLogistics,
  outbound: inOutbound,
};

/**
 * Reads what the assignments of an order are for its partners.
 * @returns a function that tells it of one of them; null for that of a location that polls
 */
export async function readPartnerAssignments(
  unit: Unit,
  order: Order,
  assignments: readonly PastAssignment[],
): Promise<(one: PastAssignment) => PartnerAssignment | null> {
  if (assignments.every(({ fulfillmentRequestId }) => fulfillmentRequestId === null)) return () => null;
  const { session, network } = unit;
  const { requestId } = order;
  const requests = new Map((await findFulfillmentRequests(session, [requestId])).map((one) => [one.id, one]));
  const ids = [...requests.keys()];
  const locations = new Map([...requests.values()].map((one) => [one.id, network.locationById(one.locationId)]));
  const has = (channel: Channel): boolean => [...locations.values()].some((one) => one.channel === channel);
  const facts: Facts = {
    order,
    assigned: await readRequestedLines(session, ids),
    atSuppliers: has('direct_fulfillment') ? await readSuppliers(unit, requestId, [...locations.values()]) : [],
    outbound: has('outbound') ? (await findOutboundsOf(session, [requestId]))[0] : undefined,
    shipments: await listShipments(session, { requestId, after: 0, limit: MAX_SHIPMENTS }),
    marks: await readRequestMarks(session, ids),
  };
  return (one) => {
    const request = one.fulfillmentRequestId === null ? undefined : requests.get(one.fulfillmentRequestId);
    const location = request && locations.get(request.id);
    return request === undefined || location === undefined ? null : viewOf(one, request, location, facts);
  };
}

function readSuppliers(unit: Unit, requestId: number, locations: readonly Location[]): Promise<LineAtSupplier[]> {
  const suppliers = locations.filter(({ channel }) => channel === 'direct_fulfillment').map(({ id }) => id);
  const { showUnconfirmed } = unit.network.preferences.directFulfillment;
  return readLinesAtSuppliers(unit, [requestId], new Set(suppliers), showUnconfirmed);
}

function viewOf(
  one: PastAssignment,
  request: FulfillmentRequest,
  { channel }: Location,
  facts: Facts,
): PartnerAssignment {
  const shipped = facts.shipments.filter(
    ({ fulfillmentRequestId, lines }) =>
      fulfillmentRequestId === request.id && lines.some(({ lineNo }) => lineNo === one.lineNo),
  );
  const marks = facts.marks.filter(({ fulfillmentRequestId: id, lineNo }) => id === request.id && lineNo === 0);
  return {
    channel,
    fulfillment_request: request.id,
    ...DIALECTS[channel](one, request, facts),
    tracking_numbers: [...new Set(shipped.flatMap(({ trackingNumbers }) => trackingNumbers))],
    released_at: request.processingAt,
    fetched_at: request.processedAt,
    acknowledged_at: request.acknowledgedAt,
    marks: [
      ...marks.map(({ kind, markedAt }) => ({ kind, at: markedAt })),
      ...(request.cancelRequestedAt === null ? [] : [{ kind: 'cancel_requested', at: request.cancelRequestedAt }]),
    ].sort((a, b) => (a.at < b.at ? -1 : 1)),
  };
}

const linesOf = ({ assigned }: Facts, { id }: FulfillmentRequest): AssignedLine[] =>
  assigned.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === id);

const numbered = (name: string, value: string | number | null | undefined): PartnerAssignment['numbers'] =>
  value === undefined || value === null || value === '' || value === 0 ? [] : [{ name, value: String(value) }];

function inRequests(_one: PastAssignment, request: FulfillmentRequest, facts: Facts): ReturnType<Dialect> {
  const status = fulfillmentStatus(unitsOf(linesOf(facts, request), hasLeft));
  return {
    status: STATE_NAMES[request.state],
    status_text: FULFILLMENT_NAMES[status],
    numbers: [...numbered('fulfillmentRequestNumber', request.number), ...numbered('id', request.id)],
  };
}

function inThirdPartyLogistics(_one: PastAssignment, request: FulfillmentRequest, facts: Facts): ReturnType<Dialect> {
  return {
    status: orderStatusOf(progressOf(request, linesOf(facts, request))),
    status_text: '',
    numbers: [...numbered('OrderID', request.id), ...numbered('Reference1', request.number)],
  };
}

/** A line is its supplier's by its last attempt there; an earlier one was given back, and one that was not released is the merchant's. */
function inDirectFulfillment(one: PastAssignment, request: FulfillmentRequest, facts: Facts): ReturnType<Dialect> {
  const last = linesOf(facts, request).findLast(({ lineNo }) => lineNo === one.lineNo);
  const shown =
    last?.attempt === one.attempt
      ? facts.atSuppliers.find((at) => at.request.id === request.id && at.line.lineNo === one.lineNo)
      : undefined;
  if (shown === undefined)
    return {
      status: dfStatusOf({
        status: one.outcome === null ? 'new_order' : 'canceled',
        underReview: facts.order.underReview,
        atSupplier: true,
        released: false,
        confirmed: false,
        invoiced: false,
      }),
      status_text: one.outcome === null ? 'not shown to the supplier' : '',
      numbers: [],
    };
  const toMerchant = shown.type === 2 ? ', sent to the merchant' : '';
  return {
    status: shown.status,
    status_text: `${shown.confirmed ? 'confirmed' : 'not confirmed'}${toMerchant}`,
    numbers: [
      ...numbered('OrderlineRef', shown.reference),
      ...numbered('OrderHistKey', shown.key),
      ...numbered('InvoiceNrExternal', shown.beside?.externalInvoice),
      ...numbered('invoice', shown.beside?.invoiceId),
    ],
  };
}

function inOutbound(
  one: PastAssignment,
  _request: FulfillmentRequest,
  { order, outbound }: Facts,
): ReturnType<Dialect> {
  const isGone = one.outcome !== null && one.outcome !== 'fulfilled';
  const code = isGone ? '90' : codeOf(outbound, { order });
  const parcel = outbound?.parcelStatus ?? null;
  const parcelText = parcel === null || isGone ? '' : `, parcel ${PARCEL_STATUSES[parcel as ParcelCode].name}`;
  return {
    status: code,
    status_text: `${OUTBOUND_CODES[code]}${parcelText}`,
    numbers: [
      ...numbered('so_number', outbound?.soNumber ?? order.orderId),
      ...numbered('group_key', outbound?.groupKey),
      ...numbered('tracking_id', outbound?.trackingId),
      ...numbered('awb', outbound?.awb),
    ],
  };
}
