import type { Network } from '../../domain/network/network.js';
import { MAX_QUANTITY } from '../../domain/product.js';
import { Rejection } from '../../domain/response-code.js';

/** Stock at a location of the system that tells of it, as it was written. */
export interface WrittenStock {
  readonly locationCd: string;
  readonly available: string;
  readonly nextPoQuantity: string;
  readonly nextPoDate: string;
}

/** The same, read. */
export interface StockUpdate {
  readonly locationId: number;
  readonly available_qty: number;
  readonly next_po_qty: number;
  /** `YYYY-MM-DD` */
  readonly next_po_date?: string;
}

/** Reads the stock of a message. @returns every fault, and what has none */
export function readStockUpdate(
  written: readonly WrittenStock[],
  systemCd: string,
  network: Network,
): { readonly stock: readonly StockUpdate[]; readonly faults: readonly Rejection[] } {
  const stock: StockUpdate[] = [];
  const faults: Rejection[] = [];
  const seen = new Set<string>();
  for (const one of written) {
    const { locationCd } = one;
    const location = network.location(systemCd, locationCd);
    const available = readQuantity(one.available);
    const nextPoQuantity = one.nextPoQuantity.trim() === '' ? 0 : readQuantity(one.nextPoQuantity);
    const nextPoDate = one.nextPoDate.trim() === '' ? '' : readDay(one.nextPoDate);
    if (location === undefined)
      faults.push(new Rejection('product_location', { location: locationCd, system: systemCd }));
    if (seen.has(locationCd)) faults.push(new Rejection('product_location_twice', { location: locationCd }));
    seen.add(locationCd);
    if (available === undefined) faults.push(quantityFault('available_qty', one.available, locationCd));
    if (nextPoQuantity === undefined) faults.push(quantityFault('next_po_qty', one.nextPoQuantity, locationCd));
    if (nextPoDate === undefined)
      faults.push(new Rejection('stock_date', { value: one.nextPoDate, location: locationCd }));
    if (location === undefined || available === undefined || nextPoQuantity === undefined || nextPoDate === undefined)
      continue;
    stock.push({
      locationId: location.id,
      available_qty: available,
      next_po_qty: nextPoQuantity,
      ...(nextPoDate === '' ? {} : { next_po_date: nextPoDate }),
    });
  }
  return { stock, faults };
}

function quantityFault(field: string, value: string, location: string): Rejection {
  return new Rejection('stock_quantity', { field, value, location, most: MAX_QUANTITY });
}

/** A whole number; decimals that are all 0 do not make it another. */
function readQuantity(written: string): number | undefined {
  const digits = /^0*(\d{1,9})(?:\.0*)?$/.exec(written.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * A day of the calendar: `YYYY-MM-DD`, also with a time or a zone behind it (the day is the one that is written), or
 * `YYYYMMDD`. Forms that begin with a day or a month are not read: which of the two it is cannot be known.
 */
function readDay(written: string): string | undefined {
  const [, year = '', month = '', day = ''] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?$/.exec(written.trim()) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(written.trim()) ??
    [];
  const text = `${year}-${month}-${day}`;
  const time = Date.parse(`${text}T00:00:00Z`);
  // The 30th of February would be one in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : undefined;
}
