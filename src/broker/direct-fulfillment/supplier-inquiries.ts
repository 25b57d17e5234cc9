import type { DfStatus } from '../../domain/direct-fulfillment/line-status.js';
import type { Network } from '../../domain/network/network.js';
import type { Customer, Order } from '../../domain/order/order.js';
import type { Status } from '../../domain/values/status.js';
import { readLocks } from '../../store/direct-fulfillment/locks.js';
import type { Lock } from '../../store/direct-fulfillment/locks.js';
import {
  findOrdersByNumber,
  findSupplierOrders,
  findUnconfirmedRequests,
} from '../../store/direct-fulfillment/supplier-orders.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { destinationOf } from './destination.js';
import type { SupplierCaller } from './supplier-access.js';
import { readLinesAtSuppliers } from './supplier-lines.js';
import type { LineAtSupplier } from './supplier-lines.js';

/** What an answer has room for. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  /** Whether there is more. */
  readonly isCut: boolean;
}

/** An order that a supplier is to ship lines of. */
export interface OpenOrder {
  readonly order: Order;
  /** Where its lines go: nearly always one place. */
  readonly destinations: readonly Destination[];
}

/** Where lines go. */
export interface Destination {
  readonly to: Customer | null;
  /** Whether the merchant gets them, and ships them himself. */
  readonly toMerchant: boolean;
  readonly customer: string;
}

/** Orders that are looked for at a time, each time in a transaction of its own: a long list holds up nobody. */
const BATCH = 200;

/** Where changes of orders are looked for that are no longer open: the newest fulfillment requests in each of these states. */
const PAST = { states: ['canceled', 'voided', 'acknowledged', 'processed'], batch: 500, most: 5_000 } as const;

/** The statuses of lines that a supplier is to ship: all, and those that he has not ordered yet. */
const OPEN: readonly Status[] = ['new_order', 'polled', 'posted', 'accepted', 'verified', 'processed', 'picked'];
const HANDED_OVER: readonly Status[] = ['new_order', 'polled', 'posted'];

/**
 * The open orders of a supplier with the lines that he is to ship, without those of locked customers and those whose shipping is
 * locked: with a line that he has not confirmed, or all. The oldest come first. What is confirmed is not found again, so that
 * whoever confirms what he got gets the rest by the next call.
 * @param limit orders of the answer
 */
export async function findOpenOrders(
  context: BrokerContext,
  { locationIds }: SupplierCaller,
  { all, limit }: { readonly all: boolean; readonly limit: number },
): Promise<Listed<OpenOrder>> {
  const found: OpenOrder[] = [];
  const search = { statuses: all ? OPEN : HANDED_OVER, which: all ? 'all' : 'unconfirmed' } as const;
  for (let after: number | undefined = 0; after !== undefined && found.length <= limit;) {
    const from: number = after;
    const batch = await inUnit(context, async (unit) => {
      const filter = { ...search, locationIds: [...locationIds], after: from, limit: BATCH };
      const ids = await findSupplierOrders(unit.session, filter);
      const locks = ids.length === 0 ? [] : await readLocks(unit.session);
      const lines = (await readLines(unit, ids, locationIds)).filter(
        ({ order, isOpen, confirmed, status }) =>
          isOpen && !isLocked(locks, order) && (all || (!confirmed && status !== 'BES')),
      );
      return { orders: openOrdersOf(unit, lines), next: ids.length < BATCH ? undefined : ids.at(-1) };
    });
    found.push(...batch.orders);
    after = batch.next;
  }
  return { items: found.slice(0, limit), isCut: found.length > limit };
}

function openOrdersOf({ network }: Unit, lines: readonly LineAtSupplier[]): OpenOrder[] {
  return [...new Set(lines.map(({ order }) => order))].map((order) => ({
    order,
    destinations: destinationsOf(
      network,
      lines.filter((line) => line.order === order),
    ),
  }));
}

/** Where open lines of an order go; lines to one destination share its number, from 1. */
function destinationsOf(network: Network, lines: readonly LineAtSupplier[]): Destination[] {
  const found = new Map<string, Destination>();
  for (const { order, line, type } of lines) {
    const to = destinationOf(network, order, line);
    const key = JSON.stringify([to, type === 2]);
    if (!found.has(key))
      found.set(key, { to, toMerchant: type === 2, customer: order.details.soldTo?.customerNo ?? '' });
  }
  return [...found.values()];
}

/** The lines of an order that a supplier is to ship: those that he has not confirmed, or all. */
export function findOrderLines(
  context: BrokerContext,
  { locationIds }: SupplierCaller,
  requestId: number,
  { all }: { readonly all: boolean },
): Promise<LineAtSupplier[]> {
  return inUnit(context, async (unit) => {
    const lines = await readLines(unit, [requestId], locationIds);
    const locks = lines.length === 0 ? [] : await readLocks(unit.session);
    return lines.filter(
      ({ order, isOpen, confirmed, status }) =>
        isOpen && status !== 'BES' && !isLocked(locks, order) && (all || !confirmed),
    );
  });
}

/** Which changes a supplier asks for. */
export interface ChangesFilter {
  /** Absent: those of all of his orders. */
  readonly orderId?: string;
  readonly without: ReadonlySet<DfStatus>;
  readonly lockedCustomers: boolean;
}

/**
 * The lines of a supplier that are not as he confirmed them: new ones, and those that were canceled, taken from him or changed
 * since. What he was asked to give back is among them until he has answered. Without an order number:
 *
 * 1. those of open orders, the oldest first;
 * 2. those of orders that are no longer open, the newest first, so that a supplier who never confirms a cancellation still hears
 *    of the next one.
 * @param limit orders of the answer
 */
export async function findChanges(
  context: BrokerContext,
  { locationIds }: SupplierCaller,
  filter: ChangesFilter,
  limit: number,
): Promise<Listed<LineAtSupplier>> {
  const { orderId } = filter;
  if (orderId !== undefined) {
    const lines = await inUnit(context, async (unit) => {
      const ids = await findOrdersByNumber(unit.session, orderId, [...locationIds]);
      return readChanged(unit, ids, locationIds, filter);
    });
    return { items: lines, isCut: false };
  }
  const found = new Map<number, readonly LineAtSupplier[]>();
  const add = (ids: readonly number[], lines: readonly LineAtSupplier[]): void => {
    for (const id of ids) {
      const own = lines.filter(({ order }) => order.requestId === id);
      if (own.length > 0) found.set(id, own);
    }
  };
  for (let after: number | undefined = 0; after !== undefined && found.size <= limit;) {
    const from: number = after;
    const open = { locationIds: [...locationIds], statuses: OPEN, which: 'changed', limit: BATCH } as const;
    const batch = await inUnit(context, async (unit) => {
      const ids = await findSupplierOrders(unit.session, { ...open, after: from });
      const lines = await readChanged(unit, ids, locationIds, filter);
      return { ids, lines, next: ids.length < BATCH ? undefined : ids.at(-1) };
    });
    add(batch.ids, batch.lines);
    after = batch.next;
  }
  for (const state of PAST.states) {
    let before: number | undefined;
    for (let seen = 0; seen < PAST.most && found.size <= limit; seen += PAST.batch) {
      const until: number | undefined = before;
      const batch = await inUnit(context, async (unit) => {
        const past = { locationIds: [...locationIds], state, before: until, limit: PAST.batch };
        const { requestIds: ids, last } = await findUnconfirmedRequests(unit.session, past);
        return { ids, lines: await readChanged(unit, ids, locationIds, filter), last };
      });
      add(batch.ids, batch.lines);
      before = batch.last;
      if (before === undefined) break;
    }
  }
  const orders = [...found.values()].slice(0, limit);
  return {
    items: orders.flat().sort((a, b) => a.order.requestId - b.order.requestId),
    isCut: found.size > limit,
  };
}

async function readChanged(
  unit: Unit,
  ids: readonly number[],
  locationIds: ReadonlySet<number>,
  { without, lockedCustomers }: ChangesFilter,
): Promise<LineAtSupplier[]> {
  if (ids.length === 0) return [];
  const lines = await readLines(unit, ids, locationIds);
  const locks = lines.length === 0 || lockedCustomers ? [] : await readLocks(unit.session);
  return lines.filter(
    ({ order, confirmed, isOpen, request, status }) =>
      !order.underReview &&
      (!confirmed || (isOpen && request.cancelRequestedAt !== null)) &&
      !without.has(status) &&
      !isLocked(locks, order),
  );
}

function readLines(unit: Unit, ids: readonly number[], locationIds: ReadonlySet<number>): Promise<LineAtSupplier[]> {
  return readLinesAtSuppliers(unit, ids, locationIds, unit.network.preferences.directFulfillment.showUnconfirmed);
}

/** The system of the supplier of a line: its item code is the one that he knows. */
export function supplierSystems(context: BrokerContext): Promise<(line: LineAtSupplier) => string> {
  return inUnit(context, ({ network }) =>
    Promise.resolve(({ request }: LineAtSupplier) => network.locationById(request.locationId).system.systemCd),
  );
}

/** Whether an order is locked, or one of its customers. */
function isLocked(locks: readonly Lock[], { requestId, details, lines }: Order): boolean {
  if (locks.length === 0) return false;
  const customers = [details.soldTo, ...lines.map((line) => line.details.shipTo)].map((one) => one?.customerNo ?? '');
  return locks.some(({ kind, subject }) =>
    kind === 'order' ? subject === String(requestId) : subject !== '' && customers.includes(subject),
  );
}
