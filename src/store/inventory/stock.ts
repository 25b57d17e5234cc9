import { MAX_INT } from '../../domain/values/limits.js';
import { nullable, numeric, text } from '../../platform/db/column.js';
import type { Row, Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** A product's stock at a location, in pieces. Attributes that nobody has set are null. */
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

const PRODUCT_LOCATION = tableOf<StockRow>('product_location', {
  productId: numeric('product_id'),
  locationId: numeric('location_id'),
  available: numeric('available_qty'),
  reserved: numeric('reserved_qty'),
  nextPoQuantity: numeric('next_po_qty'),
  nextPoDate: nullable(text('next_po_date')),
  updatedAt: text('updated_at'),
  unitCost: nullable(numeric('unit_cost')),
  dailySellThrough: nullable(numeric('daily_sell_through')),
  minimumSellQuantity: nullable(numeric('minimum_sell_qty')),
  sellMultiple: nullable(numeric('sell_multiple')),
  shrinkRate: nullable(numeric('shrink_rate')),
  salesVelocity: nullable(numeric('sales_velocity')),
});
/** Attributes are for rules, scores and searches only. Without them a row costs half. */
const QUANTITIES = PRODUCT_LOCATION.without(
  'nextPoQuantity',
  'nextPoDate',
  'updatedAt',
  'unitCost',
  'dailySellThrough',
  'minimumSellQuantity',
  'sellMultiple',
  'shrinkRate',
  'salesVelocity',
);

/** Pieces of a product to reserve at a location, or to release if negative. */
export interface Demand {
  readonly productId: number;
  readonly locationId: number;
  readonly quantity: number;
}

/** Available stock no longer covers a demand: a concurrent order has reserved it. */
export class StockTakenError extends Error {
  override readonly name = 'StockTakenError';
  readonly code = 'stock-taken';

  constructor(readonly demand: Demand) {
    super(
      `location ${String(demand.locationId)} no longer has ${String(demand.quantity)} of product ${String(demand.productId)}`,
    );
  }
}

/** Which stock to read, and how much of it. */
export interface StockScope {
  /** Only these locations. Omitted: all that have a record. */
  readonly locationIds?: readonly number[];
  /** Total number of locations. */
  readonly locations?: number;
  /** Whether to read stock attributes; otherwise they are null. */
  readonly figures: boolean;
}

/** Maximum number of locations that are looked up one by one. */
const MAX_PROBES = 2000;

/**
 * Reads the stock of products. Locations are looked up one by one only if they are less than half of all: a product's
 * records are adjacent, and scanning all of them is cheaper than probing for most of them.
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
    locationIds !== undefined && locationIds.length <= Math.min(MAX_PROBES, locations / 2) ? padded(locationIds) : [];
  const rows = await session.all<Row & { readonly location_id: number }>(
    `SELECT ${figures ? PRODUCT_LOCATION.list : QUANTITIES.list} FROM product_location
      WHERE product_id IN ${placeholders(ids)}${probes.length === 0 ? '' : ` AND location_id IN ${placeholders(probes)}`}`,
    [...ids, ...probes],
  );
  const wanted = probes.length === 0 && locationIds !== undefined ? new Set(locationIds) : undefined;
  const found = wanted === undefined ? rows : rows.filter((row) => wanted.has(row.location_id));
  return found.map(figures ? PRODUCT_LOCATION.read : readQuantities);
}

function readQuantities(row: Row): StockRow {
  const { productId, locationId, available, reserved } = QUANTITIES.read(row);
  return {
    productId,
    locationId,
    available,
    reserved,
    nextPoQuantity: 0,
    nextPoDate: null,
    updatedAt: '',
    unitCost: null,
    dailySellThrough: null,
    minimumSellQuantity: null,
    sellMultiple: null,
    shrinkRate: null,
    salesVelocity: null,
  };
}

/** The ids, with the last one repeated up to the next power of two: so there are only a few different statements to prepare. */
function padded(ids: readonly number[]): number[] {
  const last = ids.at(-1);
  if (last === undefined) return [];
  const size = 2 ** Math.ceil(Math.log2(ids.length));
  return [...ids, ...Array<number>(size - ids.length).fill(last)];
}

/**
 * Reserves stock that routing found available.
 *
 * The race: two orders read the same last piece, and both choose it. The UPDATE checks the condition again, under the row
 * lock: the second one matches no row, and its whole transaction routes again. Where this sold 20 pieces of 20, a
 * read-modify-write sold 100. Demand is summed per row first, otherwise each of an order's lines would be checked alone;
 * rows are locked in key order, so that two orders never deadlock.
 *
 * @param withheld pieces that must remain available: safety stock, and what a rule withholds
 * @throws {StockTakenError} when a row no longer covers the demand; on MariaDB and MySQL a later statement may throw it, or COMMIT
 */
export async function reserveStock(
  session: Session,
  demands: readonly Demand[],
  withheld: (demand: Demand) => number,
): Promise<void> {
  for (const demand of summed(demands)) {
    await session.write(
      `UPDATE product_location SET reserved_qty = reserved_qty + ?
        WHERE product_id = ? AND location_id = ? AND available_qty - reserved_qty - ? >= ?`,
      [demand.quantity, demand.productId, demand.locationId, withheld(demand), demand.quantity],
      () => new StockTakenError(demand),
    );
  }
}

/**
 * Reserves stock whether it is available or not, as long as the reserved quantity stays a number that the database keeps
 * (INT on MariaDB and MySQL).
 *
 * The race: several orders find that their units can still be counted, and together they cannot. The UPDATE checks it again.
 *
 * @throws {StockTakenError} when they cannot, as `reserveStock` does
 */
export async function reserveCountable(session: Session, demands: readonly Demand[]): Promise<void> {
  for (const demand of summed(demands)) {
    await session.write(
      'UPDATE product_location SET reserved_qty = reserved_qty + ? WHERE product_id = ? AND location_id = ? AND reserved_qty <= ?',
      [demand.quantity, demand.productId, demand.locationId, MAX_INT - demand.quantity],
      () => new StockTakenError(demand),
    );
  }
}

/**
 * Reserves stock without any check, or releases it (negative quantities): for lines that change their status.
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
 * Lowers the available quantity of locations that did not find the stock on record, until their system next reports it.
 * Never below what other lines have reserved there: those were not rejected.
 * @param effect `set_to_found`: nothing remains available to promise; `lower_promise`: the demanded pieces do not
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

/** Number of stock records. */
export async function countStock(session: Session): Promise<number> {
  return Number((await session.first<{ n: number | string }>('SELECT COUNT(*) AS n FROM product_location'))?.n ?? 0);
}

/** The demand of each product location, in key order; nothing for those that cancel out. */
export function summed(demands: readonly Demand[]): Demand[] {
  const byRow = new Map<string, Demand>();
  for (const demand of demands) {
    const key = `${String(demand.productId)}/${String(demand.locationId)}`;
    byRow.set(key, { ...demand, quantity: demand.quantity + (byRow.get(key)?.quantity ?? 0) });
  }
  return [...byRow.values()]
    .filter((demand) => demand.quantity !== 0)
    .sort((a, b) => a.productId - b.productId || a.locationId - b.locationId);
}

/** Sets the reserved quantities of a system's locations to the sums of their lines. @param reserving its statuses that reserve stock */
export async function recountReserved(session: Session, systemCd: string, reserving: readonly string[]): Promise<void> {
  await session.run(
    `UPDATE product_location SET reserved_qty = COALESCE((SELECT SUM(l.quantity) FROM order_line l
        WHERE l.product_id = product_location.product_id AND l.location_id = product_location.location_id
          AND l.status IN ${placeholders(reserving)}), 0)
      WHERE location_id IN (SELECT id FROM location WHERE system_cd = ?)`,
    [...reserving, systemCd],
  );
}

/** A product location that would have more reserved than its column keeps. */
export interface Uncountable {
  readonly location_cd: string;
  readonly product_cd: string;
  readonly quantity: number;
}

/**
 * Finds a product location of a system whose lines of some statuses sum to more than its reserved quantity may be (INT on
 * MariaDB and MySQL); undefined when there is none.
 */
export async function findUncountable(
  session: Session,
  systemCd: string,
  reserving: readonly string[],
): Promise<Uncountable | undefined> {
  const row = await session.first<{ location_cd: string; product_cd: string; quantity: number | string }>(
    `SELECT o.location_cd, p.product_cd, SUM(l.quantity) AS quantity
       FROM location o JOIN order_line l ON l.location_id = o.id JOIN product p ON p.id = l.product_id
      WHERE o.system_cd = ? AND l.status IN ${placeholders(reserving)}
      GROUP BY o.location_cd, p.product_cd HAVING SUM(l.quantity) > ?
      ORDER BY o.location_cd, p.product_cd LIMIT 1`,
    [systemCd, ...reserving, MAX_INT],
  );
  return row === undefined ? undefined : { ...row, quantity: Number(row.quantity) };
}
