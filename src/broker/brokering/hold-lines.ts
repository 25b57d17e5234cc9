import { IN_PROCESS } from '../../domain/network/in-process.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { NO_SHIPMENT } from '../../store/orders/history.js';
import { recordChanges } from '../events/record-changes.js';
import type { Unit } from '../unit.js';

/**
 * Takes lines from their location without giving them another one: they wait at the virtual IN PROCESS location, like
 * those of an order that is yet to be routed, until somebody generates them anew or chooses a location.
 * @param lines in status `rejected` whose assignment has ended; they reserve nothing
 * @returns the lines as they wait; the caller stores them
 */
export async function holdLines(unit: Unit, order: Order, lines: readonly OrderLine[]): Promise<OrderLine[]> {
  if (lines.length === 0) return [];
  const held = lines.map((line) => ({
    ...line,
    status: 'new_order' as const,
    statusDate: unit.timestamp,
    locationId: IN_PROCESS.id,
    brokered: true,
    pollCount: 0,
    shippingAgent: '',
    trackingNumber: '',
    shipmentDate: '',
  }));
  await recordChanges(
    unit,
    held.map(({ lineNo, quantity, locationId, status }) => ({
      requestId: order.requestId,
      lineNo,
      at: unit.timestamp,
      systemCd: '',
      locationCd: '',
      employeeId: '',
      from: 'rejected',
      to: status,
      quantity,
      locationId,
      reasonCode: '',
      reasonNote: '',
      ...NO_SHIPMENT,
    })),
  );
  return held;
}
