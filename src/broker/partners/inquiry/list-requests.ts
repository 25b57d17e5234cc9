import type { Location } from '../../../domain/network/location.js';
import type { LocationCode } from '../../../domain/network/location-code.js';
import { fulfillmentStatus, unitsOf } from '../../../domain/partner/fulfillment-request.js';
import type {
  FulfillmentRequest,
  FulfillmentStatus,
  RequestState,
  RequestUnits,
} from '../../../domain/partner/fulfillment-request.js';
import type { OrderLine } from '../../../domain/order/order.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import type { Shipment } from '../../../domain/partner/shipment.js';
import { hasLeft } from '../../../domain/values/status.js';
import { readBriefOrders, readOrders } from '../../../store/orders/orders.js';
import {
  listFulfillmentRequests,
  readFulfillmentRequest,
  readRequestedLines,
} from '../../../store/partners/fulfillment-requests.js';
import type { AssignedLine, RequestFilter } from '../../../store/partners/fulfillment-requests.js';
import { readRequestLog } from '../../../store/partners/request-log.js';
import type { RequestLogEntry } from '../../../store/partners/request-log.js';
import { listShipments } from '../../../store/partners/shipments.js';
import type { BrokerContext } from '../../context.js';
import { pageOf } from '../../page.js';
import type { Page } from '../../page.js';
import { inUnit } from '../../unit.js';
import type { Unit } from '../../unit.js';

/** A fulfillment request as lists show it. */
export interface RequestSummary {
  readonly request: FulfillmentRequest;
  readonly orderId: string;
  readonly location: Location;
  readonly units: RequestUnits;
  readonly fulfillment: FulfillmentStatus;
}

/** A fulfillment request with everything that belongs to it. */
export interface RequestDetails extends RequestSummary {
  readonly lines: readonly { readonly assigned: AssignedLine; readonly line: OrderLine }[];
  readonly shipments: readonly Shipment[];
  readonly log: readonly RequestLogEntry[];
}

/** Which fulfillment requests to list; a system without a location stands for all of its locations. */
export interface RequestQuery {
  readonly requestId?: number;
  readonly number?: string;
  readonly states?: readonly RequestState[];
  readonly at?: { readonly systemCd: string; readonly locationCd?: string };
  readonly after: number;
  readonly limit: number;
}

/** Lists fulfillment requests by ascending id. @returns undefined for an unknown system or location */
export function listRequests(
  context: BrokerContext,
  query: RequestQuery,
): Promise<Page<RequestSummary, number> | undefined> {
  return inUnit(context, async (unit) => {
    const { at, ...filter } = query;
    const locationIds = at === undefined ? undefined : locationsAt(unit, at);
    if (at !== undefined && locationIds?.length === 0) return undefined;
    const found = await listFulfillmentRequests(unit.session, {
      ...filter,
      ...(locationIds === undefined ? {} : { locationIds }),
      limit: query.limit + 1,
    } satisfies RequestFilter);
    const page = pageOf(found, query.limit, ({ id }) => id);
    return { ...page, items: await summarize(unit, page.items) };
  });
}

/** Shows one fulfillment request. @throws {RefusedError} if there is none */
export function getRequest(context: BrokerContext, id: number): Promise<RequestDetails> {
  return inUnit(context, async (unit) => {
    const { session } = unit;
    const request = await readFulfillmentRequest(session, id);
    const [order] = request === undefined ? [] : await readOrders(session, [request.requestId]);
    const [summary] = request === undefined ? [] : await summarize(unit, [request]);
    if (order === undefined || summary === undefined) throw new RefusedError('request_unknown', { id });
    const lines = (await readRequestedLines(session, [id])).flatMap((assigned) => {
      const line = order.lines.find(({ lineNo }) => lineNo === assigned.lineNo);
      return line === undefined ? [] : [{ assigned, line }];
    });
    return {
      ...summary,
      lines,
      shipments: await listShipments(session, { fulfillmentRequestId: id, after: 0, limit: MAX_SHIPMENTS }),
      log: await readRequestLog(session, id),
    };
  });
}

/** The most shipments that are shown with one fulfillment request or order. */
export const MAX_SHIPMENTS = 1000;

/** Lists shipments by ascending id. */
export function getShipments(
  context: BrokerContext,
  query: { readonly requestId?: number; readonly after: number; readonly limit: number },
): Promise<Page<{ readonly shipment: Shipment; readonly location: Location }, number>> {
  return inUnit(context, async ({ session, network }) => {
    const found = await listShipments(session, { ...query, limit: query.limit + 1 });
    const page = pageOf(found, query.limit, ({ id }) => id);
    return {
      ...page,
      items: page.items.map((shipment) => ({ shipment, location: network.locationById(shipment.locationId) })),
    };
  });
}

/** Adds to fulfillment requests what lists show with them. */
export async function summarize(unit: Unit, requests: readonly FulfillmentRequest[]): Promise<RequestSummary[]> {
  if (requests.length === 0) return [];
  const { session, network } = unit;
  const lines = await readRequestedLines(
    session,
    requests.map(({ id }) => id),
  );
  const orders = new Map(
    (
      await readBriefOrders(
        session,
        requests.map(({ requestId }) => requestId),
      )
    ).map((order) => [order.requestId, order.orderId]),
  );
  return requests.map((request) => {
    const own = lines.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === request.id);
    const units = unitsOf(own, hasLeft);
    return {
      request,
      orderId: orders.get(request.requestId) ?? '',
      location: network.locationById(request.locationId),
      units,
      fulfillment: fulfillmentStatus(units),
    };
  });
}

function locationsAt(
  { network }: Unit,
  { systemCd, locationCd }: Partial<LocationCode> & { readonly systemCd: string },
): number[] {
  return network.content.locations
    .filter(
      (location) =>
        location.system.systemCd === systemCd && (locationCd === undefined || location.locationCd === locationCd),
    )
    .map(({ id }) => id);
}
