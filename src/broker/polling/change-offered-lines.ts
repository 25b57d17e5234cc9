import { deriveOrderStatus } from '../../domain/values/status.js';
import { adjustReserved } from '../../store/inventory/stock.js';
import { markLines } from '../../store/polling/polling.js';
import type { Marking, OrderPart } from '../../store/polling/polling.js';
import { recordShipped } from '../../store/inventory/shipped-stock.js';
import { announceChanges } from '../events/record-changes.js';
import { releasedBy, reservedBy, shippedBy } from '../reserved-stock.js';
import type { Unit } from '../unit.js';

/**
 * Changes the status of lines that a poll returns, or that are offered again, with everything that depends on it: the
 * order's status, reservations, history. The orders must be locked. Lines are written before stock, in the same order as
 * in a poll, which has already locked its lines.
 */
export async function changeOfferedLines(unit: Unit, parts: readonly OrderPart[], change: Marking): Promise<void> {
  const { session, network, timestamp } = unit;
  await markLines(
    session,
    parts.map(({ order, lines }) => {
      const changing = new Set(lines.map((line) => line.lineNo));
      const statuses = order.lines.map((line) => (changing.has(line.lineNo) ? change.to : line.status));
      return { order, lines, statusAfter: deriveOrderStatus(statuses) };
    }),
    change,
  );
  announceChanges(
    unit,
    parts.flatMap(({ order: { requestId }, lines }) =>
      lines.map((line) => ({ ...line, requestId, from: line.status, to: change.to })),
    ),
  );
  const before = parts.flatMap((part) => part.lines);
  const after = before.map((line) => ({ ...line, status: change.to }));
  await adjustReserved(session, [...releasedBy(network, before), ...reservedBy(network, after)]);
  const changes = before.map((line) => ({ before: line, after: { ...line, status: change.to } }));
  await recordShipped(session, shippedBy(network, changes), timestamp);
}
