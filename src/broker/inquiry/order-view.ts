import type { Network } from '../../domain/network/network.js';
import type { Location } from '../../domain/network/location.js';
import type { BriefLine, BriefOrder, Order, OrderLine } from '../../domain/order/order.js';
import { findProductNames } from '../../store/inventory/products.js';
import type { Session } from '../../platform/db/session.js';
import { mapYielding } from '../../platform/event-loop.js';

/** An order as one of its parties sees it. */
export interface OrderView<Seen extends BriefOrder = Order> {
  readonly order: Seen;
  readonly originating: Location;
  readonly pickup: Location | undefined;
  readonly lines: readonly LineView<Seen['lines'][number]>[];
}

export interface LineView<Seen extends BriefLine = OrderLine> {
  readonly line: Seen;
  readonly location: Location;
  /** As the originating system sent it, or as the asking system calls the product if it is another one. */
  readonly itemId: string;
  readonly description: string;
  /** The barcodes that the asking system has for the product; an order may bring its own. */
  readonly codes: { readonly upc: string; readonly ean: string };
}

const NO_CODES = { upc: '', ean: '' };

/**
 * Puts orders together for a system: each line with its location, and with the item code and description that system
 * knows. A system without a code of its own for a product gets the originating system's.
 */
export async function viewOrders<Seen extends BriefOrder>(
  session: Session,
  network: Network,
  orders: readonly Seen[],
  systemCd: string,
): Promise<OrderView<Seen>[]> {
  const names = await findProductNames(
    session,
    orders.flatMap((order) => order.lines.map((line) => line.productId)),
  );
  return mapYielding(orders, (order) => ({
    order,
    originating: network.locationById(order.originatingLocationId),
    pickup: order.pickupLocationId === null ? undefined : network.locationById(order.pickupLocationId),
    lines: order.lines.map((line: Seen['lines'][number]): LineView<Seen['lines'][number]> => {
      const product = names.get(line.productId);
      const code = product?.codes.get(systemCd);
      return {
        line,
        location: network.locationById(line.locationId),
        itemId: systemCd === order.systemCd ? line.itemId : (code?.itemId ?? line.itemId),
        description: product?.description ?? '',
        codes: code ?? NO_CODES,
      };
    }),
  }));
}
