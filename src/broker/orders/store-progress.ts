import type { Order, OrderLine } from '../../domain/order/order.js';
import { deriveOrderStatus } from '../../domain/values/status.js';
import { insertLines, updateOrder } from '../../store/orders/orders.js';
import type { Unit } from '../unit.js';

/**
 * Stores changed and added lines, and the status of the order that follows.
 * @param order the order as it was read
 * @param lines lines that were changed or added; unchanged ones may be among them
 */
export async function storeProgress({ session }: Unit, order: Order, lines: readonly OrderLine[]): Promise<void> {
  const before = new Map(order.lines.map((line) => [line.lineNo, line]));
  const after = [...new Map([...order.lines, ...lines].map((line) => [line.lineNo, line])).values()];
  const added = after.filter((line) => !before.has(line.lineNo));
  const changed = after.filter((line) => before.has(line.lineNo) && before.get(line.lineNo) !== line);
  await insertLines(session, order.requestId, added);
  await updateOrder(session, order.requestId, deriveOrderStatus(after.map((line) => line.status)), changed);
}
