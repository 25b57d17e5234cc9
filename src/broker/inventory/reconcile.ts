import { findProductNames } from '../../store/inventory/products.js';
import { verifyStock } from '../../store/inventory/verify-stock.js';
import type { BrokerContext } from '../context.js';

/** A stock record whose reserved quantity differs from the sum of the order lines that reserve stock there. */
export interface Discrepancy {
  readonly systemCd: string;
  readonly locationCd: string;
  readonly productId: number;
  /** The product's code in that system, otherwise in any other system that has one. */
  readonly itemId: string;
  /** Reserved quantity of the stock record, in pieces. */
  readonly recorded: number;
  /** Quantity of the order lines that reserve stock there, in pieces. */
  readonly held: number;
}

/** Compares reserved quantities with the order lines. @returns every discrepancy; empty when all agree */
export async function reconcile(context: Pick<BrokerContext, 'database' | 'networks'>): Promise<Discrepancy[]> {
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const discrepancies: Discrepancy[] = [];
    for (const { systemCd, reservedStatuses } of network.content.systems) {
      const rows = await verifyStock(session, systemCd, [...reservedStatuses]);
      const names = await findProductNames(
        session,
        rows.map((row) => row.productId),
      );
      for (const row of rows) {
        const codes = names.get(row.productId)?.codes;
        const code = codes?.get(systemCd) ?? [...(codes?.values() ?? [])][0];
        discrepancies.push({
          systemCd,
          locationCd: network.locationById(row.locationId).locationCd,
          productId: row.productId,
          itemId: code?.itemId ?? '',
          recorded: row.recorded,
          held: row.quantity,
        });
      }
    }
    return discrepancies;
  });
}
