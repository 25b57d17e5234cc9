import type { Order, OrderLine } from '../../../domain/order/order.js';
import type { OrganizationPreferences } from '../../../domain/network/effective-preferences.js';
import { rejectsAtSource } from '../../../domain/order/transition.js';
import { readFlag } from '../../../domain/values/flag.js';
import { flowOf } from '../../../domain/values/order-type.js';
import { hasLeft, isFinal, parseStatus } from '../../../domain/values/status.js';
import type { Status } from '../../../domain/values/status.js';
import type { UpdateStatusCommand } from '../update-status-command.js';

/** Whether a reject of some lines of an order affects the others: it is to be shipped complete, and not a pickup. */
export function isShippedComplete({ type, details }: Order, preferences: OrganizationPreferences): boolean {
  return preferences.shipCompleteKeepsTogether && readFlag(details.shipComplete) === true && flowOf(type) !== 'pickup';
}

/** The other lines that the location of a rejected line has and did not ship; none if the goods of the line have left it already. */
export function linesBeside(rejected: OrderLine, from: Status, lines: Iterable<OrderLine>): OrderLine[] {
  if (!rejectsAtSource(from, 'rejected')) return [];
  return [...lines].filter(
    ({ lineNo, locationId, status }) =>
      lineNo !== rejected.lineNo &&
      locationId === rejected.locationId &&
      !hasLeft(status) &&
      !isFinal(status) &&
      status !== 'rejected',
  );
}

/** Whether a message rejects the whole quantity of a line. */
export function rejectsWhole(command: UpdateStatusCommand, line: OrderLine, allowsParts: boolean): boolean {
  return command.items.some(
    ({ lineNo, status, quantity }) =>
      lineNo === line.lineNo &&
      parseStatus(status.trim() || command.status) === 'rejected' &&
      (!allowsParts || quantity === 0 || quantity === line.quantity),
  );
}
