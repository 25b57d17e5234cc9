import type { Network } from '../../domain/network/network.js';
import { MAX_QUANTITY } from '../../domain/product.js';
import { Rejection } from '../../domain/response-code.js';
import { readDigits } from '../../domain/values/wire-number.js';

const QUANTITY_DIGITS = 9;

/** Stock of a product at a location of the sending system, as in the message. */
export interface WrittenStock {
  readonly locationCd: string;
  readonly available: string;
  readonly nextPoQuantity: string;
  readonly nextPoDate: string;
}

/** The same, parsed; a negative figure is 0. */
export interface StockUpdate {
  readonly locationId: number;
  readonly available_qty: number;
  readonly next_po_qty: number;
  /** `YYYY-MM-DD` */
  readonly next_po_date?: string;
}

/** Parses the stock of a message. @returns the valid entries, and the faults of the others */
export function readStockUpdate(
  written: readonly WrittenStock[],
  systemCd: string,
  network: Network,
): { readonly stock: readonly StockUpdate[]; readonly faults: readonly Rejection[] } {
  // Of several entries in a map with one key the last wins, so the first of a location is found in the reversed list.
  const first = new Map([...written].reverse().map((one) => [one.locationCd, one]));
  const read = written.map((one) => readEntry(one, first.get(one.locationCd) !== one, systemCd, network));
  return {
    stock: read.flatMap(({ stock }) => (stock === undefined ? [] : [stock])),
    faults: read.flatMap(({ faults }) => faults),
  };
}

function readEntry(
  one: WrittenStock,
  isRepeated: boolean,
  systemCd: string,
  network: Network,
): { readonly stock: StockUpdate | undefined; readonly faults: readonly Rejection[] } {
  const { locationCd } = one;
  const location = network.location(systemCd, locationCd);
  const available = readQuantity(one.available);
  const nextPoQuantity = one.nextPoQuantity.trim() === '' ? 0 : readQuantity(one.nextPoQuantity);
  const nextPoDate = one.nextPoDate.trim() === '' ? '' : readDay(one.nextPoDate);
  const faults = [
    ...(location === undefined ? [new Rejection('product_location', { location: locationCd, system: systemCd })] : []),
    ...(isRepeated ? [new Rejection('product_location_twice', { location: locationCd })] : []),
    ...(available === undefined ? [quantityFault('available_qty', one.available, locationCd)] : []),
    ...(nextPoQuantity === undefined ? [quantityFault('next_po_qty', one.nextPoQuantity, locationCd)] : []),
    ...(nextPoDate === undefined ? [new Rejection('stock_date', { value: one.nextPoDate, location: locationCd })] : []),
  ];
  if (location === undefined || available === undefined || nextPoQuantity === undefined || nextPoDate === undefined)
    return { stock: undefined, faults };
  return {
    stock: {
      locationId: location.id,
      available_qty: available,
      next_po_qty: nextPoQuantity,
      ...(nextPoDate === '' ? {} : { next_po_date: nextPoDate }),
    },
    faults,
  };
}

function quantityFault(field: string, value: string, location: string): Rejection {
  return new Rejection('stock_quantity', { field, value, location, most: MAX_QUANTITY });
}

/**
 * A whole number of up to nine digits. Stock below 0 is an everyday figure of a store's books (sold before it was received):
 * there is nothing to promise, so it counts as 0.
 */
function readQuantity(written: string): number | undefined {
  const digits = readDigits(written);
  if (digits?.fraction !== '' || digits.whole.length > QUANTITY_DIGITS) return undefined;
  return digits.isNegative ? 0 : Number(digits.whole);
}

/** Whether a quantity was below 0, and so was taken for 0. */
export function isNegative(written: string): boolean {
  return readDigits(written)?.isNegative === true;
}

/**
 * A calendar day: `YYYY-MM-DD`, optionally followed by a time and a zone (the day as written counts), or `YYYYMMDD`.
 * Formats that begin with a day or a month are rejected, because nothing tells the two apart.
 */
function readDay(written: string): string | undefined {
  const [, year = '', month = '', day = ''] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?$/.exec(written.trim()) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(written.trim()) ??
    [];
  const text = `${year}-${month}-${day}`;
  const time = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes the 30th of February for a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : undefined;
}
