import type { Network } from '../domain/network/network.js';
import type { Session } from '../platform/db/session.js';
import { reserveCountable, reserveStock } from '../store/inventory/stock.js';
import { reservedBy } from './reserved-stock.js';

/**
 * Reserves the units of lines at the locations that they name, after they were checked (orders/named-demand.ts). The caller is
 * responsible for the quantity, unless `named_location_checks_quantity` is on.
 * @throws {StockTakenError} if another order was faster; the unit then runs again, and its check decides
 */
export async function reserveNamed(
  session: Session,
  network: Network,
  lines: readonly { readonly productId: number; readonly locationId: number; readonly quantity: number }[],
): Promise<void> {
  const demand = reservedBy(
    network,
    lines.map(({ productId, locationId, quantity }) => ({
      productId,
      locationId,
      quantity,
      status: 'new_order' as const,
    })),
  );
  const { namedLocationChecksQuantity } = network.preferences;
  if (!namedLocationChecksQuantity) await reserveCountable(session, demand);
  else
    await reserveStock(
      session,
      demand,
      ({ locationId }) => network.locationById(locationId).preferences.backupQuantity,
    );
}
