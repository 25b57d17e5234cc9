import { hasLeft } from '../../domain/values/status.js';
import { divideInvoiced } from '../../store/direct-fulfillment/invoices.js';
import { changeSupplierLine } from '../../store/direct-fulfillment/line-keys.js';
import type { LineChange } from '../orders/update/line-change.js';
import type { Unit } from '../unit.js';

/**
 * Notes the lines that left a direct fulfillment supplier, whoever said so, as waiting for an invoice. A line that left, was given
 * back and leaves another supplier waits again, since the invoice of the first one is not his. Units that a store divides off a line
 * which left before keep its invoice, or go on waiting for one. Without such a location among the changed lines nothing is written.
 */
export async function noteSent(unit: Unit, requestId: number, changes: readonly LineChange[]): Promise<void> {
  const { session, network } = unit;
  for (const { before, after, rest } of changes) {
    if (network.locationById(after.locationId).channel !== 'direct_fulfillment') continue;
    if (hasLeft(before.status)) {
      if (rest !== undefined) await divideInvoiced(session, requestId, rest, before);
    } else if (hasLeft(after.status)) {
      await changeSupplierLine(session, requestId, after.lineNo, () => ({ invoiceId: 0 }));
    }
  }
}
