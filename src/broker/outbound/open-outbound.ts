import type { BriefOrder } from '../../domain/order/order.js';
import type { Location } from '../../domain/network/location.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import { hasEnded } from '../../domain/partner/fulfillment-request.js';
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import { hasLeft } from '../../domain/values/status.js';
import { lockBriefOrders, readBriefOrders } from '../../store/orders/orders.js';
import {
  findOrderAsked,
  findOutboundAt,
  lockOutbound,
  updateOutbound,
} from '../../store/outbound/outbound-requests.js';
import type { StoredOutbound } from '../../store/outbound/outbound-requests.js';
import { readReturn } from '../../store/outbound/returns.js';
import type { StoredReturn } from '../../store/outbound/returns.js';
import { findFulfillmentRequests, readRequestedLines } from '../../store/partners/fulfillment-requests.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { warehouseId } from './outbound-places.js';
import { progressOf } from './outbound-progress.js';

/** An outbound or a return in a transaction, as nobody else can change it until that ends. */
export interface OpenOutbound {
  readonly outbound: StoredOutbound;
  readonly order: BriefOrder | undefined;
  readonly document: StoredReturn | undefined;
}

/**
 * Locks an outbound: the row of its order first, which whoever changes its lines holds, then its own.
 * @returns undefined for an unknown id
 */
export async function openOutbound({ session }: Unit, found: StoredOutbound): Promise<OpenOutbound | undefined> {
  const [order] =
    typeof found.requestId === 'number' ? await lockBriefOrders(session, [found.requestId]) : ([] as BriefOrder[]);
  const outbound = await lockOutbound(session, found.id);
  if (outbound === undefined) return undefined;
  return { outbound, order, document: outbound.type === 'RT' ? await readReturn(session, outbound.id) : undefined };
}

/** Stores what changed of an outbound, and announces it if its code went up. */
export async function storeOutbound(unit: Unit, { outbound, order, document }: OpenOutbound): Promise<StoredOutbound> {
  const progress = progressOf(outbound, { order, document }, unit.network, unit.timestamp);
  const stored = progress?.outbound ?? outbound;
  await updateOutbound(unit.session, stored);
  if (progress !== undefined) unit.announce(progress.event);
  return stored;
}

/** An order as a warehouse reports on it: what it asks of this warehouse. */
export interface AtWarehouse {
  /** Undefined for an order that was placed in another way, and whose lines were routed here. */
  readonly outbound: StoredOutbound | undefined;
  readonly order: BriefOrder;
  /** Those that have not ended, each with the lines that the warehouse still has; else the last one. */
  readonly requests: readonly RequestAtWarehouse[];
}

/** Lines that came to a warehouse at another time than others have a request of their own. */
export interface RequestAtWarehouse {
  readonly request: FulfillmentRequest;
  readonly lineNos: ReadonlySet<number>;
}

/**
 * What an order asks of a warehouse, by the number of its outbound or its own, or the return of that number. Read without locks:
 * what is done with it checks again.
 * @throws {OutboundRefusedError}
 */
export function findAtWarehouse(
  context: BrokerContext,
  warehouse: Location,
  number: string,
): Promise<AtWarehouse | { readonly outbound: StoredOutbound; readonly document: StoredReturn }> {
  return inUnit(context, async (unit) => {
    const { session, network } = unit;
    const place = warehouseId(warehouse, network);
    const found = await findOutboundAt(session, warehouse.id, number);
    const outbound = found?.state === 'refused' || found?.state === 'accepted' ? undefined : found;
    const document = outbound?.type === 'RT' ? await readReturn(session, outbound.id) : undefined;
    if (outbound !== undefined && document !== undefined) return { outbound, document };
    const requestId = outbound?.requestId ?? (await findOrderAsked(session, warehouse.id, number));
    if (outbound === undefined && requestId === undefined)
      throw new OutboundRefusedError('outbound_unknown', { number, warehouse: place });
    const asked = typeof requestId === 'number' ? await readAsked(unit, requestId, warehouse) : undefined;
    if (asked === undefined) throw new OutboundRefusedError('not_at_warehouse', { number, warehouse: place });
    const released = asked.requests.filter(({ request: { state } }) => state !== 'unprocessed' && state !== 'failed');
    const [first] = asked.requests;
    if (released.length === 0)
      throw new OutboundRefusedError('not_released', { number, state: first?.request.state ?? '' });
    return { outbound, order: asked.order, requests: released };
  });
}

async function readAsked(
  { session }: Unit,
  requestId: number,
  warehouse: Location,
): Promise<Pick<AtWarehouse, 'order' | 'requests'> | undefined> {
  const [order] = await readBriefOrders(session, [requestId]);
  const own = (await findFulfillmentRequests(session, [requestId])).filter(
    ({ locationId }) => locationId === warehouse.id,
  );
  if (order === undefined || own.length === 0) return undefined;
  const live = own.filter(({ state }) => !hasEnded(state));
  const requests = live.length > 0 ? live : own.slice(-1);
  const lines = await readRequestedLines(
    session,
    requests.map(({ id }) => id),
  );
  return {
    order,
    requests: requests.map((request) => ({
      request,
      lineNos: new Set(
        lines
          .filter(({ fulfillmentRequestId, outcome }) => fulfillmentRequestId === request.id && outcome === null)
          .map(({ lineNo }) => lineNo),
      ),
    })),
  };
}

/** The requests that something is reported of: those with one of the lines, or without lines those with something left. */
export function requestsWith(
  { requests, order }: AtWarehouse,
  lineNos: ReadonlySet<number> | undefined,
): readonly RequestAtWarehouse[] {
  const left = new Set(order.lines.filter(({ status }) => !hasLeft(status)).map(({ lineNo }) => lineNo));
  const wanted = lineNos ?? left;
  const having = requests.filter((one) => [...one.lineNos].some((lineNo) => wanted.has(lineNo)));
  // Without one, the last one tells why not.
  return having.length > 0 ? having : requests.slice(-1);
}
