import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import { Rejection } from '../../domain/response-code.js';
import { MAX_INT } from '../../domain/values/limits.js';
import type { Session } from '../../platform/db/session.js';
import { readStock } from '../../store/inventory/stock.js';

/** A location's stock record of a product; undefined if there is none. */
export type StockOf = (
  productId: number,
  locationId: number,
) => { readonly available: number; readonly reserved: number } | undefined;

/** Reads the stock records of products. */
export async function readStockOf(session: Session, productIds: readonly number[]): Promise<StockOf> {
  const rows = await readStock(session, productIds, { figures: false });
  const records = new Map(rows.map((row) => [keyOf(row.productId, row.locationId), row]));
  return (productId, locationId) => records.get(keyOf(productId, locationId));
}

/** A line that names its location. */
interface NamingLine {
  readonly itemId: string;
  /** Undefined for an item that does not exist. */
  readonly productId: number | undefined;
  readonly quantity: number;
}

/**
 * What lines ask of the locations that they name, checked one line after the other: the location must have a stock record, be able
 * to promise the quantity where the organization wants that, and the units reserved there must stay countable.
 */
export class NamedDemand {
  /** The quantity of all lines so far, by product and location. */
  readonly #demand = new Map<string, number>();

  constructor(
    private readonly network: Network,
    private readonly stockOf: StockOf,
  ) {}

  rejections({ itemId, productId, quantity }: NamingLine, location: Location): Rejection[] {
    const { locationCd, system } = location;
    const names = { item: itemId, location: locationCd, system: system.systemCd };
    // The real service says both of an item that does not exist.
    if (productId === undefined) return [new Rejection('not_stocked', names)];
    const key = keyOf(productId, location.id);
    const demand = (this.#demand.get(key) ?? 0) + quantity;
    this.#demand.set(key, demand);
    const record = this.stockOf(productId, location.id);
    if (record === undefined || !this.#hasEnough(record, demand, location))
      return [new Rejection('not_stocked', names)];
    return system.reservedStatuses.has('new_order') && record.reserved + demand > MAX_INT
      ? [new Rejection('too_much_reserved', { ...names, reserved: record.reserved })]
      : [];
  }

  #hasEnough(
    { available, reserved }: { available: number; reserved: number },
    demand: number,
    location: Location,
  ): boolean {
    const { namedLocationChecksQuantity } = this.network.preferences;
    return !namedLocationChecksQuantity || available - reserved - location.preferences.backupQuantity >= demand;
  }
}

const keyOf = (productId: number, locationId: number): string => `${String(productId)}/${String(locationId)}`;
