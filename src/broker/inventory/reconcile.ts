import { findProductNames } from '../../store/inventory/products.js';
import { verifyStock } from '../../store/inventory/stock.js';
import type { BrokerContext } from '../context.js';

/** A stock record whose reserved figure is not what the lines at it add up to. */
export interface Disagreement {
  readonly systemCd: string;
  readonly locationCd: string;
  readonly productId: number;
  /** The product's code in that system, or in any other that knows it. */
  readonly itemId: string;
  /** Units the record says are reserved. */
  readonly recorded: number;
  /** Units of the lines that hold stock there. */
  readonly held: number;
}

/** Proves that reserved stock and order lines agree; an empty answer is the proof. */
export async function reconcile(context: Pick<BrokerContext, 'database' | 'networks'>): Promise<Disagreement[]> {
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const found: Disagreement[] = [];
    for (const { systemCd, reservedStatuses } of network.content.systems) {
      const rows = await verifyStock(session, systemCd, [...reservedStatuses]);
      const names = await findProductNames(
        session,
        rows.map((row) => row.productId),
      );
      for (const row of rows) {
        const codes = names.get(row.productId)?.codes;
        const code = codes?.get(systemCd) ?? [...(codes?.values() ?? [])][0];
        found.push({
          systemCd,
          locationCd: network.locationById(row.locationId).locationCd,
          productId: row.productId,
          itemId: code?.itemId ?? '',
          recorded: row.recorded,
          held: row.quantity,
        });
      }
    }
    return found;
  });
}
