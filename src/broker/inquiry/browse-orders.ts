import type { Network } from '../../domain/network/network.js';
import { mayShow, statusesOfLetter } from '../../domain/order/oms-letter.js';
import type { OmsLetter, OmsSign } from '../../domain/order/oms-letter.js';
import type { Order } from '../../domain/order/order.js';
import { findListedOrders, idRangeOf } from '../../store/orders/order-list.js';
import type { OrderFilter } from '../../store/orders/order-list.js';
import { readOrders } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { omsLetters, placeView, viewingSystem } from './oms-view.js';
import type { PlaceView } from './oms-view.js';

/** What orders are asked for; everything absent does not matter. */
export interface OrderListQuery extends Omit<OrderFilter, 'locationId' | 'lineStatuses'> {
  /** With `systemCd` only. */
  readonly locationCd?: string;
  readonly letter?: OmsLetter;
  readonly fromRequestId?: number;
  readonly toRequestId?: number;
  readonly limit: number;
  /** `next` of the page before. */
  readonly before?: number;
}

/** An order in a list: nothing in it tells of a person. */
export interface ListedOrder {
  readonly request_id: number;
  readonly system_cd: string;
  readonly order_id: string;
  readonly type: string;
  readonly status: string;
  /** The letters that the viewing system shows for its lines. */
  readonly oms: readonly OmsSign[];
  readonly under_review: boolean;
  readonly order_date: string;
  readonly placed: PlaceView;
  /** Where its lines stand. */
  readonly sourced: readonly PlaceView[];
  readonly pickup: readonly PlaceView[];
  readonly lines: number;
}

export interface OrderPage {
  /** Whose letters they are. */
  readonly oms_system: string;
  readonly items: readonly ListedOrder[];
  readonly next?: string;
}

/** How much one page looks at. */
export interface Reach {
  /** Request ids that one transaction looks through. */
  readonly window: number;
  /** Request ids that one page looks through. */
  readonly most: number;
}

/** Orders that are read to find a page's, at once. */
const BATCH = 200;

/**
 * Orders, newest first.
 *
 * Whatever is asked for, a page costs what it looks at: it goes down through the request ids in windows, each a
 * transaction of its own so that messages get their turn, and ends when it is full or has looked through enough; `next`
 * then says where to go on, and the page may hold less than was asked for, even nothing. An order number is found by its
 * index, and so are the ids of a time; neither needs windows above or below it.
 *
 * @returns undefined when the system or the location is not in the catalog
 */
export async function browseOrders(
  context: Pick<BrokerContext, 'database' | 'networks'>,
  query: OrderListQuery,
  reach: Reach = { window: 20_000, most: 500_000 },
): Promise<OrderPage | undefined> {
  const { systemCd, locationCd, letter, fromRequestId = 1, toRequestId, limit, before, ...rest } = query;
  const { network, range } = await context.database.transaction(async (session) => ({
    network: await context.networks.current(session),
    range: await idRangeOf(session, rest),
  }));
  const viewer = viewingSystem(network, systemCd);
  if (viewer === undefined) return undefined;
  const location = locationCd === undefined ? undefined : network.location(systemCd ?? '', locationCd);
  if (locationCd !== undefined && location === undefined) return undefined;
  const filter: OrderFilter = {
    ...rest,
    ...(location === undefined ? (systemCd === undefined ? {} : { systemCd }) : { locationId: location.id }),
    ...(letter === undefined ? {} : { lineStatuses: statusesOfLetter(letter) }),
  };
  const floor = Math.max(range.low, fromRequestId);
  const top = Math.min(range.high, toRequestId ?? range.high, (before ?? range.high + 1) - 1);
  const window = rest.orderId === undefined ? reach.window : top;
  const items: ListedOrder[] = [];
  let high = top;
  while (high >= floor && items.length <= limit && (top - high < reach.most || rest.orderId !== undefined)) {
    const low = Math.max(floor, high - window + 1);
    const from = high;
    const views = await context.database.transaction(async (session) => {
      const orders = await readOrders(session, await findListedOrders(session, filter, { low, high: from }, BATCH));
      // Asked for again: an order that was taken meanwhile may stand at a location that is new.
      const current = await context.networks.current(session);
      return orders.reverse().map((order) => viewOrder(current, order, viewer));
    });
    items.push(...views.filter((view) => letter === undefined || view.oms.some((sign) => mayShow(sign, letter))));
    high = (views.length < BATCH ? low : (views.at(-1)?.request_id ?? low)) - 1;
  }
  const shown = items.slice(0, limit);
  const last = items.length > limit ? shown.at(-1)?.request_id : high >= floor ? high + 1 : undefined;
  return { oms_system: viewer, items: shown, ...(last === undefined ? {} : { next: String(last) }) };
}

function viewOrder(network: Network, order: Order, systemCd: string): ListedOrder {
  return {
    request_id: order.requestId,
    system_cd: order.systemCd,
    order_id: order.orderId,
    type: order.type,
    status: order.status,
    oms: omsLetters(network, order, systemCd),
    under_review: order.underReview,
    order_date: order.orderDate,
    placed: placeView(network, order.originatingLocationId),
    sourced: distinct(order.lines.map((line) => line.locationId)).map((id) => placeView(network, id)),
    pickup: distinct(order.lines.flatMap((line) => line.pickupLocationId ?? [])).map((id) => placeView(network, id)),
    lines: order.lines.length,
  };
}

function distinct(ids: readonly number[]): number[] {
  return [...new Set(ids)];
}
