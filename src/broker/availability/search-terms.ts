import type { DistanceUnit } from '../../domain/geography/distance-unit.js';
import type { Network } from '../../domain/network/network.js';
import type { Location } from '../../domain/network/location.js';
import { convertDistance } from '../../domain/geography/geography.js';
import { itemKey } from '../../domain/values/item-code.js';
import { ZERO } from '../../domain/values/money.js';
import { readDigits, readWhole } from '../../domain/values/wire-number.js';
import type { OrganizationPreferences } from '../../domain/network/effective-preferences.js';
import { Rejection } from '../../domain/response-code.js';
import type { RoutingLine } from '../../routing/request.js';
import { findSystemProducts } from '../../store/inventory/products.js';
import type { Session } from '../../platform/db/session.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import { locationRejection } from '../location-rejection.js';

/** An item of a search; the quantity is the text of the message. */
export interface SoughtItem {
  readonly itemId: string;
  readonly quantity: string;
}

/** An item that was found. */
export interface SoughtLine extends RoutingLine {
  /** The code for the response: as the catalog spells it where that has blanks at its end, otherwise as it was sent. */
  readonly itemId: string;
}

/** The radius of a search. */
export interface SearchRange {
  readonly radius: number;
  readonly unit: DistanceUnit;
}

const UNITS: ReadonlyMap<string, DistanceUnit> = new Map<string, DistanceUnit>([
  ['MI', 'MI'],
  ['M', 'MI'],
  ['MILE', 'MI'],
  ['MILES', 'MI'],
  ['KM', 'KM'],
  ['K', 'KM'],
  ['KILOMETER', 'KM'],
  ['KILOMETERS', 'KM'],
]);

/** Reads a range. An empty distance means the organization's search radius, an empty unit its unit. */
export function readRange(
  range: { readonly distance: string; readonly unit: string },
  { searchRadius, distanceUnit }: OrganizationPreferences,
): SearchRange | Rejection {
  const unit = range.unit.trim() === '' ? distanceUnit : UNITS.get(range.unit.trim().toUpperCase());
  const distance = readDistance(range.distance);
  if (unit === undefined || distance === 'unreadable')
    return new Rejection('unit', { distance: range.distance, unit: range.unit });
  return { radius: distance ?? convertDistance(searchRadius, distanceUnit, unit), unit };
}

/** A decimal number of zero or more and below 10^6; undefined if the text is blank. */
function readDistance(text: string): number | undefined | 'unreadable' {
  if (text.trim() === '') return undefined;
  const digits = readDigits(text);
  if (digits === undefined || digits.isNegative || digits.whole.length > 6) return 'unreadable';
  return Number(`${digits.whole}.${digits.fraction}0`);
}

/** Finds the requesting location. */
export function requestingLocation(code: LocationCode, network: Network): Location | Rejection {
  return network.location(code.systemCd, code.locationCd) ?? locationRejection('requesting_location', code);
}

/** Converts items to routing lines, or rejects them one by one. @param systemCd the system whose item codes they are */
export async function readSoughtItems(
  session: Session,
  systemCd: string,
  items: readonly SoughtItem[],
): Promise<(SoughtLine | Rejection)[]> {
  const products = await findSystemProducts(
    session,
    systemCd,
    items.map((item) => item.itemId),
  );
  return items.map((item) => {
    const product = products.get(itemKey(item.itemId));
    if (product === undefined) return new Rejection('item_unknown', { item: item.itemId });
    const quantity = readWhole(item.quantity, 6) ?? 0;
    if (quantity < 1) return new Rejection('quantity', { quantity: item.quantity, line: item.itemId });
    return {
      productId: product.productId,
      itemId: product.itemSpelling || item.itemId,
      quantity,
      giftWrap: false,
      unitPrice: ZERO,
      attributes: product.attributes,
      rejecters: new Set<number>(),
    };
  });
}
