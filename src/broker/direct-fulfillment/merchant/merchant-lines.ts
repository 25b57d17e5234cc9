import { dfStatusOf } from '../../../domain/direct-fulfillment/line-status.js';
import type { DfStatus } from '../../../domain/direct-fulfillment/line-status.js';
import type { Network } from '../../../domain/network/network.js';
import type { Order, OrderLine } from '../../../domain/order/order.js';
import type { Session } from '../../../platform/db/session.js';
import { refusalAt } from '../../../platform/auth/user.js';
import type { User } from '../../../platform/auth/user.js';
import { readLineKeys, readSupplierLines } from '../../../store/direct-fulfillment/line-keys.js';
import { findMerchantOrders } from '../../../store/direct-fulfillment/merchant-orders.js';
import type { MerchantOrderFilter } from '../../../store/direct-fulfillment/merchant-orders.js';
import { findProductNames } from '../../../store/inventory/products.js';
import type { ProductNames } from '../../../store/inventory/products.js';
import { readOrders } from '../../../store/orders/orders.js';
import { findFulfillmentRequests, readRequestedLines } from '../../../store/partners/fulfillment-requests.js';
import type { BrokerContext } from '../../context.js';
import { inUnit } from '../../unit.js';
import { suppliersOf } from '../supplier-access.js';
import type { Listed } from '../supplier-inquiries.js';

/** A line as the merchant's own calls show it, whoever has it. */
export interface MerchantLine {
  readonly order: Order;
  readonly line: OrderLine;
  readonly status: DfStatus;
  readonly reference: number;
  readonly key: number;
  /** Where it is: `system/location`. */
  readonly place: string;
  readonly product: ProductNames | undefined;
  /** The invoice that it is on; undefined without one. */
  readonly invoice: number | undefined;
}

/** Which orders to find. */
export type MerchantFilter = Omit<MerchantOrderFilter, 'locationIds' | 'after'>;

/** Orders that are read at a time, and that are looked through for one answer. */
const BATCH = 200;
const MOST_READ = 20_000;

/**
 * Finds lines of orders, the oldest first, for the merchant, or for whoever ships his goods for him. A user sees the orders with a
 * line at a location that he acts for.
 * @param isWanted which lines count; an order without such a line takes up no room in the answer
 */
export async function findMerchantLines(
  context: BrokerContext,
  user: User | undefined,
  filter: MerchantFilter,
  isWanted: (line: MerchantLine) => boolean = () => true,
): Promise<Listed<MerchantLine>> {
  const { limit } = filter;
  const found: MerchantLine[] = [];
  let orders = 0;
  let after = 0;
  for (let read = 0; read < MOST_READ; read += BATCH) {
    const from = after;
    const { ids, lines } = await inUnit(context, async ({ session, network }) => {
      const scope = user === undefined ? {} : { locationIds: locationsOf(network, user) };
      const next = await findMerchantOrders(session, { ...filter, ...scope, after: from, limit: BATCH });
      return { ids: next, lines: await readMerchantLines(session, network, next) };
    });
    const wanted = lines.filter(isWanted);
    for (const order of new Set(wanted.map((line) => line.order))) {
      if (orders === limit) return { items: found, isCut: true };
      found.push(...wanted.filter((line) => line.order === order));
      orders += 1;
    }
    const last = ids.at(-1);
    if (ids.length < BATCH || last === undefined) return { items: found, isCut: false };
    after = last;
  }
  return { items: found, isCut: true };
}

/** Reads orders with their lines as the merchant sees them. */
export async function readMerchantLines(
  session: Session,
  network: Network,
  requestIds: readonly number[],
): Promise<MerchantLine[]> {
  const orders = await readOrders(session, requestIds);
  const requests = await findFulfillmentRequests(session, requestIds);
  const released = new Set(requests.filter(({ state }) => state !== 'unprocessed').map(({ id }) => id));
  const assigned = await readRequestedLines(session, [...released]);
  const requestOf = new Map(requests.map(({ id, requestId }) => [id, requestId]));
  const keys = await readLineKeys(session, requestIds);
  const beside = await readSupplierLines(session, requestIds);
  const products = await findProductNames(
    session,
    orders.flatMap(({ lines }) => lines.map(({ productId }) => productId)),
  );
  const suppliers = new Set(suppliersOf(network).map(({ id }) => id));
  return orders.flatMap((order) =>
    order.lines.map((line): MerchantLine => {
      const { requestId } = order;
      const own = keys.filter((one) => one.requestId === requestId && one.lineNo === line.lineNo);
      const stored = beside.find((one) => one.requestId === requestId && one.lineNo === line.lineNo);
      const { system, locationCd } = network.locationById(line.locationId);
      const key = Math.max(...own.map(({ last }) => last), 0);
      return {
        order,
        line,
        status: dfStatusOf(
          {
            status: line.status,
            underReview: order.underReview,
            atSupplier: suppliers.has(line.locationId),
            released: assigned.some(
              (one) =>
                requestOf.get(one.fulfillmentRequestId) === requestId &&
                one.lineNo === line.lineNo &&
                one.outcome === null,
            ),
            confirmed: (stored?.confirmedKey ?? 0) >= key,
            invoiced: (stored?.invoiceId ?? 0) > 0,
          },
          network.preferences.directFulfillment.showUnconfirmed,
        ),
        reference: Math.min(...own.map(({ first }) => first)),
        key,
        place: system.systemCd === '' ? locationCd : `${system.systemCd}/${locationCd}`,
        product: products.get(line.productId),
        invoice: stored?.invoiceId === null || stored?.invoiceId === 0 ? undefined : stored?.invoiceId,
      };
    }),
  );
}

/** The locations that a user acts for in this service. */
function locationsOf({ content }: Network, user: User): number[] {
  return content.locations
    .filter(
      ({ system: { systemCd }, locationCd }) =>
        systemCd !== '' && refusalAt(user, 'direct-fulfillment', { systemCd, locationCd }) === undefined,
    )
    .map(({ id }) => id);
}
