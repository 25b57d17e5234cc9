import type { BriefLine } from '../../domain/order/order.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import { hasLeft } from '../../domain/values/status.js';
import { itemKey } from '../../domain/values/item-code.js';

/** Units of a SKU, as a warehouse reports them. */
export interface SkuUnits {
  readonly sku: string;
  readonly quantity: number;
  readonly serialNo: string;
  readonly batchNo: string;
}

/** Units of a line. */
export interface LineUnits {
  readonly lineNo: number;
  readonly quantity: number;
  readonly serialNo: string;
  readonly batchNo: string;
}

/**
 * The lines that reported units are of: warehouses name SKUs, and an order can have several lines of one. Lines are filled
 * in the order of their numbers.
 * @param lines those at the warehouse
 * @throws {OutboundRefusedError} for units that nobody asked for, or that have left already
 */
export function linesOfSkus(number: string, lines: readonly BriefLine[], units: readonly SkuUnits[]): LineUnits[] {
  const open = lines
    .filter(({ status }) => !hasLeft(status) && status !== 'canceled')
    .map(({ lineNo, itemId, quantity }) => ({ lineNo, key: itemKey(itemId), left: quantity }));
  const taken: LineUnits[] = [];
  for (const { sku, quantity, serialNo, batchNo } of units) {
    const own = open.filter(({ key }) => key === itemKey(sku));
    const available = own.reduce((sum, { left }) => sum + left, 0);
    if (quantity > available)
      throw new OutboundRefusedError('sku_not_asked', { sku, number, open: available, quantity });
    let remaining = quantity;
    for (const line of own) {
      const part = Math.min(line.left, remaining);
      if (part === 0) continue;
      line.left -= part;
      remaining -= part;
      taken.push({ lineNo: line.lineNo, quantity: part, serialNo, batchNo });
    }
  }
  return taken;
}
