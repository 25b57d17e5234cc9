import type { Catalog, Location } from '../domain/catalog.js';
import type { Order, OrderLine } from '../domain/order.js';
import { findProductNames } from '../store/products.js';
import type { Session } from '../store/session.js';

/** An order as one of its parties sees it. */
export interface OrderView {
  readonly order: Order;
  readonly originating: Location;
  readonly pickup: Location | undefined;
  readonly lines: readonly LineView[];
}

export interface LineView {
  readonly line: OrderLine;
  readonly location: Location;
  /** As the originating system sent it, or as the asking system calls the product if it is another one. */
  readonly itemId: string;
  readonly description: string;
  readonly upc: string;
  readonly ean: string;
}

/**
 * Puts orders together for a system: each line with its location, and with the item code and description that system
 * knows. A system without a code of its own for a product gets the originating system's.
 */
export async function viewOrders(session: Session, catalog: Catalog, orders: readonly Order[], systemCd: string): Promise<OrderView[]> {
  const names = await findProductNames(session, orders.flatMap((order) => order.lines.map((line) => line.productId)));
  return orders.map((order) => ({
    order,
    originating: catalog.locationById(order.originatingLocationId),
    pickup: order.pickupLocationId === null ? undefined : catalog.locationById(order.pickupLocationId),
    lines: order.lines.map((line): LineView => {
      const product = names.get(line.productId);
      const code = product?.codes.get(systemCd);
      return {
        line,
        location: catalog.locationById(line.locationId),
        itemId: systemCd === order.systemCd ? line.itemId : code?.itemId ?? line.itemId,
        description: product?.description ?? '',
        upc: line.details.upc || (code?.upc ?? ''),
        ean: line.details.ean || (code?.ean ?? ''),
      };
    }),
  }));
}
