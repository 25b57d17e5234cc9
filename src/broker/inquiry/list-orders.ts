import type { Network } from '../../domain/network/network.js';
import { mayShow, statusesOfLetter } from '../../domain/order/oms-letter.js';
import type { OmsLetter, OmsSign } from '../../domain/order/oms-letter.js';
import type { BriefOrder } from '../../domain/order/order.js';
import { periodOf } from '../../domain/time/wire-date.js';
import type { Session } from '../../platform/db/session.js';
import { findListedOrders, idRangeOf } from '../../store/orders/order-list.js';
import type { IdRange, OrderFilter } from '../../store/orders/order-list.js';
import { readBriefOrders } from '../../store/orders/orders.js';
import type { LeaveOut } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { UnitContext } from '../unit.js';
import { leavingOut } from './leave-out.js';
import { viewLocation } from './location-view.js';
import type { LocationView } from './location-view.js';
import { OmsHistory, omsLetters, viewingSystem } from './oms-view.js';

/**
 * Filters for a list of orders. Omitted ones match every order. A day in `since` or `until` is its beginning, by the time
 * zone of the location in the query, otherwise of the organization.
 */
export interface OrderListQuery extends Omit<OrderFilter, 'locationId' | 'lineStatuses'> {
  /** Only together with `systemCd`. */
  readonly locationCd?: string;
  readonly letter?: OmsLetter;
  readonly fromRequestId?: number;
  readonly toRequestId?: number;
  readonly limit: number;
  /** `next` of the previous page. */
  readonly before?: number;
}

/** An order in a list, without personal data. */
interface ListedOrder {
  readonly request_id: number;
  readonly system_cd: string;
  readonly order_id: string;
  readonly type: string;
  readonly status: string;
  /** The letters that the viewing system shows for the lines. */
  readonly oms: readonly OmsSign[];
  readonly under_review: boolean;
  readonly order_date: string;
  readonly placed: LocationView;
  /** The locations that its lines are assigned to. */
  readonly sourced: readonly LocationView[];
  readonly pickup: readonly LocationView[];
  readonly lines: number;
}

export interface OrderPage {
  /** The system that shows the letters. */
  readonly oms_system: string;
  readonly items: readonly ListedOrder[];
  readonly next?: string;
}

/** How many request ids are scanned, at the most. */
export interface ScanLimits {
  /** By one transaction. */
  readonly window: number;
  /** By one page. */
  readonly page: number;
}

/** The number of orders that are read at once. */
const BATCH = 200;

/**
 * Lists orders, newest first.
 *
 * The cost of a page is bounded by what it scans, whatever the filters are. It scans the request ids downward in windows
 * and ends when it is full or has scanned enough. It may then hold fewer orders than requested, even none; `next` says
 * where to continue. An order number is found by its index, and so are the ids of a period; both need no windows.
 *
 * Each window is a transaction of its own, so that messages are not blocked. It reads the network again, because an order
 * accepted since the first page may reference a location that was added later.
 *
 * @returns undefined if the system or the location is not in the catalog
 */
export async function listOrders(
  context: UnitContext & Pick<BrokerContext, 'log'>,
  query: OrderListQuery,
  limits: ScanLimits = { window: 20_000, page: 500_000 },
): Promise<OrderPage | undefined> {
  const { systemCd, locationCd, letter, fromRequestId = 1, toRequestId, limit, before, since, until, ...rest } = query;
  const start = await inUnit(context, async ({ session, network }) => {
    const viewer = viewingSystem(network, systemCd);
    const location = locationCd === undefined ? undefined : network.location(systemCd ?? '', locationCd);
    if (viewer === undefined || (locationCd !== undefined && location === undefined)) return undefined;
    const period = periodFrom(location ?? network.preferences, since, until);
    return { viewer, location, period, range: await idRangeOf(session, period) };
  });
  if (start === undefined) return undefined;
  const { viewer, location, period, range } = start;
  const filter: OrderFilter = {
    ...rest,
    ...period,
    ...(location === undefined ? (systemCd === undefined ? {} : { systemCd }) : { locationId: location.id }),
    ...(letter === undefined ? {} : { lineStatuses: statusesOfLetter(letter) }),
  };
  const low = Math.max(range.low, fromRequestId);
  const high = Math.min(range.high, toRequestId ?? range.high, (before ?? range.high + 1) - 1);
  const isIndexed = rest.orderId !== undefined;
  const items: ListedOrder[] = [];
  let top = high;
  while (top >= low && items.length <= limit && (high - top < limits.page || isIndexed)) {
    const window = { low: Math.max(low, top - (isIndexed ? high : limits.window) + 1), high: top };
    const found = await inUnit(
      context,
      { prefetch: (session) => readWindow(session, filter, window, leavingOut(context.log)) },
      async (unit, { orders, end }) => {
        const history = await OmsHistory.read(unit.session, orders, viewer);
        return { orders: orders.map((order) => viewOrder(unit.network, order, viewer, history)), end };
      },
    );
    items.push(
      ...found.orders.filter((order) => letter === undefined || order.oms.some((sign) => mayShow(sign, letter))),
    );
    top = found.end - 1;
  }
  const shown = items.slice(0, limit);
  const next = items.length > limit ? shown.at(-1)?.request_id : top >= low ? top + 1 : undefined;
  return { oms_system: viewer, items: shown, ...(next === undefined ? {} : { next: String(next) }) };
}

function periodFrom(
  { timeZone }: { readonly timeZone: string },
  since: string | undefined,
  until: string | undefined,
): Pick<OrderFilter, 'since' | 'until'> {
  const beginningOf = (text: string): string => periodOf(text, timeZone)?.from ?? text;
  return {
    ...(since === undefined ? {} : { since: beginningOf(since) }),
    ...(until === undefined ? {} : { until: beginningOf(until) }),
  };
}

/** Reads the matching orders of a window, newest first, at most `BATCH` of them. @returns with the lowest id that was looked at */
async function readWindow(
  session: Session,
  filter: OrderFilter,
  window: IdRange,
  leaveOut: LeaveOut,
): Promise<{ readonly orders: BriefOrder[]; readonly end: number }> {
  const ids = await findListedOrders(session, filter, window, BATCH);
  const orders = (await readBriefOrders(session, ids, leaveOut)).reverse();
  return { orders, end: ids.length < BATCH ? window.low : Math.min(...ids) };
}

function viewOrder(network: Network, order: BriefOrder, systemCd: string, history: OmsHistory): ListedOrder {
  return {
    request_id: order.requestId,
    system_cd: order.systemCd,
    order_id: order.orderId,
    type: order.type,
    status: order.status,
    oms: omsLetters(network, order, systemCd, history),
    under_review: order.underReview,
    order_date: order.orderDate,
    placed: viewLocation(network, order.originatingLocationId),
    sourced: distinct(order.lines.map((line) => line.locationId)).map((id) => viewLocation(network, id)),
    pickup: distinct(order.lines.flatMap((line) => line.pickupLocationId ?? [])).map((id) => viewLocation(network, id)),
    lines: order.lines.length,
  };
}

function distinct(ids: readonly number[]): number[] {
  return [...new Set(ids)];
}
