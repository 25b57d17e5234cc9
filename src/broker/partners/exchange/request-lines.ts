import type { Location } from '../../../domain/network/location.js';
import type { Order } from '../../../domain/order/order.js';
import { itemsOf } from '../../../domain/partner/request-item.js';
import type { RequestItem } from '../../../domain/partner/request-item.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import { itemKey } from '../../../domain/values/item-code.js';
import { findProductNames } from '../../../store/inventory/products.js';
import type { ProductNames } from '../../../store/inventory/products.js';
import type { AssignedLine } from '../../../store/partners/fulfillment-requests.js';
import { readRequestedLines } from '../../../store/partners/fulfillment-requests.js';
import type { OpenRequest } from '../open-request.js';

/** An item with the codes by which the partner's system knows its product. */
export interface NamedItem extends RequestItem {
  readonly sku: string;
  readonly title: string;
  readonly upc: string;
}

/** How a partner names an item: by its id (the line number), by the code of the product in its system, or both. */
export interface ItemName {
  readonly lineNo?: number | undefined;
  readonly sku?: string | undefined;
}

/** The items of a request. @param lines of the request @param names of the products of the order's lines */
export function namedItems(
  order: Order,
  location: Location,
  lines: readonly AssignedLine[],
  names: ReadonlyMap<number, ProductNames>,
): NamedItem[] {
  const known = lines.flatMap((assigned) => {
    const line = order.lines.find(({ lineNo }) => lineNo === assigned.lineNo);
    return line === undefined ? [] : [{ assigned, line }];
  });
  return itemsOf(known).map((item) => {
    const name = names.get(item.line.productId);
    const code = name?.codes.get(location.system.systemCd);
    return {
      ...item,
      sku: code?.itemId ?? item.line.itemId,
      title: name?.description ?? '',
      upc: code?.upc ?? item.line.details.upc,
    };
  });
}

/** The items of a request that is open in a transaction. */
export async function readNamedItems({ unit, request, order, location }: OpenRequest): Promise<NamedItem[]> {
  const names = await findProductNames(
    unit.session,
    order.lines.map(({ productId }) => productId),
  );
  return namedItems(order, location, await readRequestedLines(unit.session, [request.id]), names);
}

/** The items that a name means: one by its id, those of a product by its code. @throws {RefusedError} for none */
export function itemsNamed(
  { request: { number } }: OpenRequest,
  items: readonly NamedItem[],
  { lineNo, sku }: ItemName,
): readonly NamedItem[] {
  const found = items.filter(
    (item) =>
      (lineNo === undefined || item.lineNo === lineNo) && (sku === undefined || itemKey(item.sku) === itemKey(sku)),
  );
  if (found.length > 0) return found;
  throw new RefusedError('item_unknown', { number, item: nameOf({ lineNo, sku }), items: listOf(items) });
}

/** The one item that a name means. @throws {RefusedError} for none, and for several */
export function itemNamed(open: OpenRequest, items: readonly NamedItem[], name: ItemName): NamedItem {
  const [only, ...others] = itemsNamed(open, items, name);
  if (only !== undefined && others.length === 0) return only;
  throw new RefusedError('item_ambiguous', {
    number: open.request.number,
    item: nameOf(name),
    items: listOf(items),
  });
}

/** A name for sentences. */
const nameOf = ({ lineNo, sku }: ItemName): string =>
  [
    ...(lineNo === undefined ? [] : [String(lineNo)]),
    ...(sku === undefined ? [] : [JSON.stringify(sku.slice(0, 60))]),
  ].join(' with sku ');

/** The first items with their codes, for sentences. */
function listOf(items: readonly NamedItem[]): string {
  const first = items.slice(0, 20).map(({ lineNo, sku }) => `${String(lineNo)} (${JSON.stringify(sku)})`);
  return `${first.join(', ')}${items.length > first.length ? ', ...' : ''}` || 'none';
}
