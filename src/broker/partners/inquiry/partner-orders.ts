import type { Location } from '../../../domain/network/location.js';
import type { Order } from '../../../domain/order/order.js';
import type { FulfillmentRequest } from '../../../domain/partner/fulfillment-request.js';
import { EMPTY_NOTE } from '../../../domain/partner/partner-note.js';
import type { PartnerNote } from '../../../domain/partner/partner-note.js';
import { progressOf } from '../../../domain/partner/progress.js';
import type { ProgressStage } from '../../../domain/partner/progress.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import type { Shipment } from '../../../domain/partner/shipment.js';
import { readOrders } from '../../../store/orders/orders.js';
import { findFulfillmentRequests, readRequestedLines } from '../../../store/partners/fulfillment-requests.js';
import { listStamped } from '../../../store/partners/partner-orders.js';
import type { StampedFilter, StampedRequest } from '../../../store/partners/partner-orders.js';
import { readNotes } from '../../../store/partners/partner-notes.js';
import { listShipments } from '../../../store/partners/shipments.js';
import type { BrokerContext } from '../../context.js';
import { viewOrders } from '../../inquiry/order-view.js';
import type { LineView } from '../../inquiry/order-view.js';
import { inUnit } from '../../unit.js';
import type { Unit } from '../../unit.js';
import type { RequestActor } from '../open-request.js';
import { handOverListed } from '../process-request.js';
import { stampChanges } from './stamp-requests.js';

/** A fulfillment request as an order of its partner, with everything that it needs to fulfill it. */
export interface PartnerOrder {
  readonly request: FulfillmentRequest;
  /** With the lines of the request alone. */
  readonly order: Order;
  /** Whether they are all lines of the order. */
  readonly isWhole: boolean;
  readonly location: Location;
  readonly progress: ProgressStage;
  /** ISO 8601, UTC; grows with every change, and no two orders have the same. */
  readonly modifiedAt: string;
  readonly note: PartnerNote;
  readonly lines: readonly LineView[];
  readonly shipments: readonly Shipment[];
}

/** Which orders to list: by id, or by date of change where later ones than a date are asked for. */
export interface PartnerOrderQuery extends Omit<StampedFilter, 'locationIds'> {
  readonly locationIds: readonly number[];
  /** What an order must be like beside that; absent: any. */
  readonly accepts?: (order: PartnerOrder) => boolean;
}

/** Orders of one transaction. */
const CHUNK = 100;

/**
 * Lists orders of a partner, and marks those as handed over that it has not listed before. They are marked before they are
 * answered: if the answer is lost, the partner lists them again, while one that has an order unmarked could ship what the broker
 * gives to somebody else.
 */
export async function listPartnerOrders(
  context: BrokerContext,
  actor: RequestActor,
  query: PartnerOrderQuery,
): Promise<readonly PartnerOrder[]> {
  await stampChanges(context, query.locationIds);
  const listed: PartnerOrder[] = [];
  let { afterId, modifiedAfter } = query;
  for (let hasMore = true; hasMore && listed.length < query.limit;) {
    const filter = { ...query, afterId, ...(modifiedAfter === undefined ? {} : { modifiedAfter }), limit: CHUNK };
    const { found, orders } = await inUnit(context, async (unit) => {
      const stamped = await listStamped(unit.session, filter);
      return { found: stamped, orders: await readPartnerOrders(unit, stamped) };
    });
    const accepted = orders.filter(
      (order) => (query.progress?.includes(order.progress) ?? true) && (query.accepts?.(order) ?? true),
    );
    for (const order of accepted.slice(0, query.limit - listed.length))
      if (await isHandedOver(context, actor, order)) listed.push(order);
    const last = found.at(-1);
    hasMore = found.length === CHUNK && last !== undefined;
    if (modifiedAfter === undefined) afterId = last?.id ?? afterId;
    else modifiedAfter = last?.modifiedAt ?? modifiedAfter;
  }
  return listed;
}

/** @returns false for one that was taken back meanwhile */
async function isHandedOver(context: BrokerContext, actor: RequestActor, { request }: PartnerOrder): Promise<boolean> {
  if (request.state !== 'processing') return true;
  try {
    await handOverListed(context, request.id, actor);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

async function readPartnerOrders(unit: Unit, stamped: readonly StampedRequest[]): Promise<PartnerOrder[]> {
  const { session, network } = unit;
  const ids = stamped.map(({ id }) => id);
  const requestIds = [...new Set(stamped.map(({ requestId }) => requestId))];
  const requests = new Map((await findFulfillmentRequests(session, requestIds)).map((one) => [one.id, one]));
  const orders = new Map((await readOrders(session, requestIds)).map((order) => [order.requestId, order]));
  const assigned = await readRequestedLines(session, ids);
  const notes = await readNotes(session, ids);
  const shipments = await listShipments(session, {
    locationIds: [...new Set(stamped.map(({ locationId }) => locationId))],
    requestIds,
    after: 0,
    limit: MAX_SHIPMENTS,
  });
  const shown: Omit<PartnerOrder, 'lines'>[] = [];
  for (const { id, requestId, locationId, modifiedAt } of stamped) {
    const request = requests.get(id);
    const whole = orders.get(requestId);
    if (request === undefined || whole === undefined) continue;
    const own = assigned.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === id);
    const live = own.filter(({ outcome }) => outcome === null || outcome === 'fulfilled');
    const lineNos = new Set((live.length > 0 ? live : own).map(({ lineNo }) => lineNo));
    const lines = whole.lines.filter(({ lineNo }) => lineNos.has(lineNo));
    shown.push({
      request,
      order: { ...whole, lines },
      isWhole: lines.length === whole.lines.length,
      location: network.locationById(locationId),
      progress: progressOf(request, own),
      modifiedAt: modifiedAt ?? unit.timestamp,
      note: notes.get(id) ?? EMPTY_NOTE,
      shipments: shipments.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === id),
    });
  }
  return withLines(unit, shown);
}

/** The most shipments of a chunk. */
const MAX_SHIPMENTS = 5000;

/** Adds the lines with the item codes of each partner's system. */
async function withLines(unit: Unit, shown: readonly Omit<PartnerOrder, 'lines'>[]): Promise<PartnerOrder[]> {
  const lines = new Map<number, readonly LineView[]>();
  const systems = new Set(shown.map(({ location }) => location.system.systemCd));
  for (const systemCd of systems) {
    const own = shown.filter(({ location }) => location.system.systemCd === systemCd);
    const views = await viewOrders(
      unit,
      own.map(({ order }) => order),
      systemCd,
    );
    own.forEach(({ request }, index) => lines.set(request.id, views[index]?.lines ?? []));
  }
  return shown.map((one) => ({ ...one, lines: lines.get(one.request.id) ?? [] }));
}
