import type { Location } from '../../domain/network/location.js';
import type { BriefLine, BriefOrder, Order, OrderLine } from '../../domain/order/order.js';
import { findProductNames } from '../../store/inventory/products.js';
import { mapYielding } from '../../platform/event-loop.js';
import type { Unit } from '../unit.js';

/** An order as one of its systems sees it. */
export interface OrderView<Seen extends BriefOrder = Order> {
  readonly order: Seen;
  readonly originating: Location;
  readonly pickup: Location | undefined;
  readonly lines: readonly LineView<Seen['lines'][number]>[];
}

export interface LineView<Seen extends BriefLine = OrderLine> {
  readonly line: Seen;
  readonly location: Location;
  /** As the originating system sent it; to another system, its own code of the product. */
  readonly itemId: string;
  readonly description: string;
  /** The barcodes of the product in the viewing system; the line itself may have others. */
  readonly codes: { readonly upc: string; readonly ean: string };
}

const NO_CODES = { upc: '', ean: '' };

/**
 * Shows orders to a system: each line with its location, and with the item code and description of that system. A system
 * without a code of its own for a product gets that of the originating system.
 */
export async function viewOrders<Seen extends BriefOrder>(
  { session, network }: Unit,
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
