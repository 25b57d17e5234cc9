import type { Rejection } from '../../../domain/response-code.js';
import { MAX_LINES } from '../../../domain/values/limits.js';
import { parseOrderType } from '../../../domain/values/order-type.js';
import type { Session } from '../../../platform/db/session.js';
import { findSystemProducts } from '../../../store/inventory/products.js';
import type { SystemProduct } from '../../../store/inventory/products.js';
import type { Unit } from '../../unit.js';
import { draftOrder } from './draft-order.js';
import type { OrderDraft } from './draft-order.js';
import { orderLocations } from './order-locations.js';
import { headerRejections, lineRejections } from './order-rejections.js';
import { readStockOf } from '../named-demand.js';
import type { StockOf } from '../named-demand.js';
import type { SubmitOrderCommand } from '../submit-order-command.js';

/** The products that an order names, by item key of the requesting system. */
export function findOrderedProducts(
  session: Session,
  command: SubmitOrderCommand,
): Promise<Map<string, SystemProduct>> {
  // An order with more lines than allowed is rejected anyway, so the rest is not looked up.
  const itemIds = command.lines.slice(0, MAX_LINES).map((line) => line.itemId);
  return findSystemProducts(session, command.requestingLocation.systemCd, itemIds);
}

/**
 * Checks a SubmitOrder against the network, the products and the stock, and converts it to an order.
 * @returns the order, or every reason to reject the message, not only the first (docs/reference/routing-engine.md 5.2)
 */
export async function checkOrder(
  unit: Unit,
  command: SubmitOrderCommand,
  products: ReadonlyMap<string, SystemProduct>,
): Promise<{ readonly draft: OrderDraft } | { readonly rejections: readonly Rejection[] }> {
  const { network } = unit;
  const type = parseOrderType(command.type);
  const { systemCd, locationCd } = command.requestingLocation;
  const originating = network.location(systemCd, locationCd);
  const { pickup, named, rejections } =
    type === undefined
      ? { pickup: undefined, named: [], rejections: [] }
      : orderLocations(command, type, originating, network);
  const stockOf = await readNamedStock(unit, command, products);
  const all = [
    ...headerRejections(command, type, originating),
    ...rejections,
    ...lineRejections(command, type, network, named, products, stockOf),
  ];
  return all.length > 0 || type === undefined || originating === undefined
    ? { rejections: all }
    : {
        draft: draftOrder(
          command,
          { type, originating, pickup, named },
          products,
          network.preferences.directFulfillment.typeDefault,
        ),
      };
}

/** The stock records of the products; read only if lines may name locations. */
async function readNamedStock(
  unit: Unit,
  command: SubmitOrderCommand,
  products: ReadonlyMap<string, SystemProduct>,
): Promise<StockOf> {
  const namesNone = command.lines.every((line) => line.location.locationCd === '');
  if (namesNone && command.type.trim().toUpperCase() !== 'SHIPTOSTORE') return () => undefined;
  return readStockOf(
    unit.session,
    [...products.values()].map((product) => product.productId),
  );
}
