import type { Order, OrderLine } from '../../../domain/order/order.js';
import { Rejection } from '../../../domain/response-code.js';
import { itemKey } from '../../../domain/values/item-code.js';
import { findSystemProducts } from '../../../store/inventory/products.js';
import type { Unit } from '../../unit.js';
import { rolesFor } from '../speaker.js';
import type { Speaker } from '../speaker.js';
import type { ItemUpdate, NamedLine, UpdateStatusCommand } from '../update-status-command.js';

/**
 * Gives the items of a message that name their line by item and by the caller's line number the number of that line. Both
 * must agree. Of several parts of a line, the one that is with the caller is meant.
 * @returns the items, or why some of them name no line, or more than one
 */
export async function readNamedLines(
  { session, network }: Unit,
  command: UpdateStatusCommand,
  order: Order,
  speaker: Speaker,
): Promise<readonly ItemUpdate[] | { readonly rejections: readonly Rejection[] }> {
  const named = command.items.flatMap((item) => item.named ?? []);
  if (named.length === 0) return command.items;
  const itemIds = named.map(({ itemId }) => itemId);
  const products = await findSystemProducts(session, command.caller?.systemCd ?? order.systemCd, itemIds);
  const productIds = new Map([...products].map(([key, product]) => [key, product.productId]));
  const isCallers = (line: OrderLine): boolean => {
    const roles = rolesFor(speaker, order, line, network);
    return roles.has('fulfilling') || roles.has('pickup');
  };
  const rejections: Rejection[] = [];
  const items = command.items.map((item) => {
    if (item.named === undefined) return item;
    const [line, ...others] = linesNamed(order, item.named, productIds, isCallers);
    if (line !== undefined && others.length === 0) return { ...item, lineNo: line.lineNo };
    const { itemId, requestingLineNo } = item.named;
    const count = line === undefined ? 0 : others.length + 1;
    rejections.push(
      new Rejection('line_not_named', { item: itemId, line: requestingLineNo, count, request: order.requestId }),
    );
    return item;
  });
  return rejections.length > 0 ? { rejections } : items;
}

function linesNamed(
  { lines }: Order,
  { itemId, requestingLineNo }: NamedLine,
  productIds: ReadonlyMap<string, number>,
  isCallers: (line: OrderLine) => boolean,
): OrderLine[] {
  const key = itemKey(itemId);
  const isItem = (line: OrderLine): boolean =>
    key === '' || itemKey(line.itemId) === key || productIds.get(key) === line.productId;
  const matching = lines.filter(
    (line) => isItem(line) && (requestingLineNo === 0 || line.requestingLineNo === requestingLineNo),
  );
  const callers = matching.filter(isCallers);
  return callers.length > 0 ? callers : matching;
}
