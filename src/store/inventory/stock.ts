import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** A product's stock at a location, in units; figures that nobody gave are null. */
export interface StockRow {
  readonly productId: number;
  readonly locationId: number;
  readonly available: number;
  readonly reserved: number;
  readonly nextPoQuantity: number;
  /** `YYYY-MM-DD` */
  readonly nextPoDate: string | null;
  /** ISO 8601 */
  readonly updatedAt: string;
  readonly unitCost: number | null;
  readonly dailySellThrough: number | null;
  readonly minimumSellQuantity: number | null;
  readonly sellMultiple: number | null;
  readonly shrinkRate: number | null;
  readonly salesVelocity: number | null;
}

/** Units of a product to be taken from, or given back to, a location. */
export interface Demand {
  readonly productId: number;
  readonly locationId: number;
  readonly quantity: number;
}

/** A location's promised stock would not cover a demand: someone else was faster. */
export class StockTakenError extends Error {
  override readonly name = 'StockTaken';

  constructor(readonly demand: Demand) {
    super(
      `location ${String(demand.locationId)} no longer has ${String(demand.quantity)} of product ${String(demand.productId)}`,
    );
  }
}

/** Which stock is read, and how much of it. */
export interface StockScope {
  /** Only these locations; absent: wherever there is a record. */
  readonly locationIds?: readonly number[];
  /** How many locations there are in all. */
  readonly locations?: number;
  /** Whether the figures that only rules, scores and searches look at are wanted; without them they are null, and a row costs half. */
  readonly figures: boolean;
}

/** Most locations that are asked for one by one. */
const PROBES = 2000;

/**
 * The stock of products. Locations are asked for one by one only when they are less than half of all: a product's
 * records lie together, and reading the lot is cheaper than most of it by probes.
 */
export async function readStock(
  session: Session,
  productIds: readonly number[],
  scope: StockScope,
): Promise<StockRow[]> {
  const ids = [...new Set(productIds)];
  const { locationIds, locations = 0, figures } = scope;
  if (ids.length === 0 || locationIds?.length === 0) return [];
  const probes =
    locationIds !== undefined && locationIds.length <= Math.min(PROBES, locations / 2) ? padded(locationIds) : [];
  const rows = await session.all<{
    product_id: number;
    location_id: number;
    available_qty: number;
    reserved_qty: number;
    next_po_qty?: number;
    next_po_date?: string | null;
    updated_at?: string;
    unit_cost?: number | null;
    daily_sell_through?: number | null;
    minimum_sell_qty?: number | null;
    sell_multiple?: number | null;
    shrink_rate?: number | null;
    sales_velocity?: number | null;
  }>(
    `SELECT ${figures ? '*' : 'product_id, location_id, available_qty, reserved_qty'} FROM product_location
      WHERE product_id IN ${placeholders(ids)}${probes.length === 0 ? '' : ` AND location_id IN ${placeholders(probes)}`}`,
    [...ids, ...probes],
  );
  const wanted = probes.length === 0 && locationIds !== undefined ? new Set(locationIds) : undefined;
  return rows
    .filter((row) => wanted?.has(row.location_id) ?? true)
    .map((row) => ({
      productId: row.product_id,
      locationId: row.location_id,
      available: row.available_qty,
      reserved: row.reserved_qty,
      nextPoQuantity: row.next_po_qty ?? 0,
      nextPoDate: row.next_po_date ?? null,
      updatedAt: row.updated_at ?? '',
      unitCost: row.unit_cost ?? null,
      dailySellThrough: row.daily_sell_through ?? null,
      minimumSellQuantity: row.minimum_sell_qty ?? null,
      sellMultiple: row.sell_multiple ?? null,
      shrinkRate: row.shrink_rate ?? null,
      salesVelocity: row.sales_velocity ?? null,
    }));
}

/** The ids, the last one repeated up to the next power of two: so that there are only a few different statements to prepare. */
function padded(ids: readonly number[]): number[] {
  const last = ids.at(-1);
  if (last === undefined) return [];
  const size = 2 ** Math.ceil(Math.log2(ids.length));
  return [...ids, ...Array<number>(size - ids.length).fill(last)];
}

/**
 * Reserves stock that a decision found free.
 *
 * The race: two orders read the same last unit and both decide for it. The condition is checked again by the UPDATE
 * itself, under the row's lock, so the second one finds no row and the whole unit decides anew. A read-modify-write
 * sold 100 units of 20 where this sold 20. Demand is summed per row first, or two lines of one order would each be
 * checked alone; rows are touched in key order, so that two orders never wait for each other in a circle.
 *
 * @param kept units of what is available and not reserved that must stay: safety stock, and what a rule keeps back
 * @throws {StockTakenError} when a row no longer covers the demand; on MariaDB and MySQL the next statement may throw it, or COMMIT
 */
export async function reserveStock(
  session: Session,
  demands: readonly Demand[],
  kept: (demand: Demand) => number,
): Promise<void> {
  for (const demand of summed(demands)) {
    await session.write(
      `UPDATE product_location SET reserved_qty = reserved_qty + ?
        WHERE product_id = ? AND location_id = ? AND available_qty - reserved_qty - ? >= ?`,
      [demand.quantity, demand.productId, demand.locationId, kept(demand), demand.quantity],
      () => new StockTakenError(demand),
    );
  }
}

/**
 * Adds to what is reserved (or, with negative quantities, gives it back) whatever the figures say: for a location that
 * the caller named and answers for, and for lines that no longer hold stock.
 */
export async function adjustReserved(session: Session, demands: readonly Demand[]): Promise<void> {
  for (const demand of summed(demands)) {
    await session.write(
      'UPDATE product_location SET reserved_qty = reserved_qty + ? WHERE product_id = ? AND location_id = ?',
      [demand.quantity, demand.productId, demand.locationId],
    );
  }
}

/**
 * Lowers what is available at locations that did not find what they were thought to have, until the owner's next figure.
 * Never below what other lines hold there: those were not rejected.
 * @param effect `set_to_found`: nothing is left to promise; `lower_promise`: the units are not promised again
 */
export async function lowerStock(
  session: Session,
  effect: 'set_to_found' | 'lower_promise',
  demands: readonly Demand[],
): Promise<void> {
  for (const { productId, locationId, quantity } of summed(demands)) {
    const [low, parameters] =
      effect === 'set_to_found'
        ? ['reserved_qty', []]
        : [
            'CASE WHEN available_qty - ? > reserved_qty THEN available_qty - ? ELSE reserved_qty END',
            [quantity, quantity],
          ];
    await session.write(
      `UPDATE product_location SET available_qty = ${low} WHERE product_id = ? AND location_id = ? AND available_qty > reserved_qty`,
      [...parameters, productId, locationId],
    );
  }
}

/** How many product locations there are. */
export async function countStock(session: Session): Promise<number> {
  return Number((await session.first<{ n: number | string }>('SELECT COUNT(*) AS n FROM product_location'))?.n ?? 0);
}

function summed(demands: readonly Demand[]): Demand[] {
  const byRow = new Map<string, Demand>();
  for (const demand of demands) {
    const key = `${String(demand.productId)}/${String(demand.locationId)}`;
    byRow.set(key, { ...demand, quantity: demand.quantity + (byRow.get(key)?.quantity ?? 0) });
  }
  return [...byRow.values()]
    .filter((demand) => demand.quantity !== 0)
    .sort((a, b) => a.productId - b.productId || a.locationId - b.locationId);
}

/** Sets the reserved figures of a system's locations to what their lines add up to. @param reserving its statuses that hold stock */
export async function recountReserved(session: Session, systemCd: string, reserving: readonly string[]): Promise<void> {
  await session.run(
    `UPDATE product_location SET reserved_qty = COALESCE((SELECT SUM(l.quantity) FROM order_line l
        WHERE l.product_id = product_location.product_id AND l.location_id = product_location.location_id
          AND l.status IN ${placeholders(reserving)}), 0)
      WHERE location_id IN (SELECT id FROM location WHERE system_cd = ?)`,
    [...reserving, systemCd],
  );
}

/** A product location whose reserved figure is not what its lines add up to. */
export interface StockDisagreement extends Demand {
  /** What the figure says; `quantity` is what the lines add up to. */
  readonly recorded: number;
}

/**
 * Compares the reserved figures of a system's locations with the lines that hold stock there.
 * @param reserving the system's statuses whose lines hold stock
 * @returns the disagreements; empty is as it must be
 */
export async function verifyStock(
  session: Session,
  systemCd: string,
  reserving: readonly string[],
): Promise<StockDisagreement[]> {
  const rows = await session.all<{
    product_id: number;
    location_id: number;
    recorded: number | string;
    held: number | string;
  }>(
    `SELECT product_id, location_id, SUM(recorded) AS recorded, SUM(held) AS held FROM (
       SELECT product_id, location_id, reserved_qty AS recorded, 0 AS held FROM product_location WHERE reserved_qty <> 0
       UNION ALL
       SELECT l.product_id, l.location_id, 0, l.quantity FROM order_line l
        WHERE l.status IN ${placeholders(reserving)}
          AND EXISTS (SELECT 1 FROM product_location pl WHERE pl.product_id = l.product_id AND pl.location_id = l.location_id)
     ) both_sides
      WHERE location_id IN (SELECT id FROM location WHERE system_cd = ?)
      GROUP BY product_id, location_id HAVING SUM(recorded) <> SUM(held)`,
    [...reserving, systemCd],
  );
  return rows.map((row) => ({
    productId: row.product_id,
    locationId: row.location_id,
    recorded: Number(row.recorded),
    quantity: Number(row.held),
  }));
}
