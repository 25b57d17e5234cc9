import type { Order, OrderLine } from '../../domain/order/order.js';
import { lastAttempts, NO_SHIPMENT } from '../../store/orders/history.js';
import type { StatusChange } from '../../store/orders/history.js';
import { adjustReserved } from '../../store/inventory/stock.js';
import { recordChanges } from '../events/record-changes.js';
import { assignWork } from '../partners/assign-work.js';
import type { AssignedBy } from '../partners/assign-work.js';
import { reservedBy } from '../reserved-stock.js';
import type { Unit } from '../unit.js';
import type { PlacedLine } from './place-lines.js';

/**
 * Gives lines of a stored order their new location and status: numbers the parts of split lines, starts assignments and
 * records the history. The stock of lines with a location must be reserved; that of unfulfillable ones is reserved here,
 * because a system may count that status as well.
 *
 * What has no location goes to the unfulfillable location; without one it goes to the originating location.
 *
 * @returns the lines, with the parts that splitting added; the caller stores them
 */
export async function settleLines(
  unit: Unit,
  order: Order,
  placed: readonly PlacedLine<OrderLine>[],
  by: AssignedBy = 'routed',
): Promise<OrderLine[]> {
  const { session, network, timestamp: now } = unit;
  const fallback = network.unfulfillableLocation?.id ?? order.originatingLocationId;
  const attempts = await lastAttempts(session, order.requestId);
  let lastLineNo = Math.max(...order.lines.map((line) => line.lineNo));
  const settled = placed.map(({ line, location, first }) => ({
    from: first ? line.status : ('' as const),
    line: {
      ...line,
      lineNo: first ? line.lineNo : (lastLineNo += 1),
      statusDate: now,
      pollCount: 0,
      shippingAgent: '',
      trackingNumber: '',
      shipmentDate: '',
      // The routing chose the new location, even if the caller named the last one.
      brokered: line.brokered || (location !== undefined && location.id !== line.locationId && order.type !== 'PICKUP'),
      status: location === undefined ? ('unfulfillable' as const) : ('new_order' as const),
      locationId: location?.id ?? fallback,
    },
  }));
  const lines = settled.map(({ line }) => line);
  await assignWork(
    unit,
    order,
    lines
      .filter((line) => line.status === 'new_order')
      .map(({ lineNo, locationId, quantity }) => ({
        lineNo,
        attempt: (attempts.get(lineNo) ?? 0) + 1,
        locationId,
        quantity,
      })),
    by,
  );
  const unfulfillable = lines.filter((line) => line.status === 'unfulfillable');
  await adjustReserved(session, reservedBy(network, unfulfillable));
  await recordChanges(
    unit,
    settled.map(({ from, line }): StatusChange => ({
      requestId: order.requestId,
      lineNo: line.lineNo,
      at: now,
      systemCd: '',
      locationCd: '',
      employeeId: '',
      from,
      to: line.status,
      quantity: line.quantity,
      locationId: line.locationId,
      reasonCode: '',
      reasonNote: '',
      ...NO_SHIPMENT,
    })),
  );
  return lines;
}
