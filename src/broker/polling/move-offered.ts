import type { Network } from '../../domain/network/network.js';
import { deriveOrderStatus } from '../../domain/values/status.js';
import { markLines } from '../../store/polling/polling.js';
import type { Move, OrderPart } from '../../store/polling/polling.js';
import type { Session } from '../../platform/db/session.js';
import { adjustReserved } from '../../store/inventory/stock.js';
import { releasedBy, reservedBy } from '../reserved-stock.js';

/**
 * Moves lines that are handed out, or were and go back, with all that hangs on their status: the order's, the stock they
 * hold, the history. The orders must be locked. Lines come before stock, as in a poll, which has locked its lines already.
 */
export async function moveOffered(
  session: Session,
  network: Network,
  parts: readonly OrderPart[],
  move: Move,
): Promise<void> {
  await markLines(
    session,
    parts.map(({ order, lines }) => {
      const moving = new Set(lines.map((line) => line.lineNo));
      const statuses = order.lines.map((line) => (moving.has(line.lineNo) ? move.to : line.status));
      return { order, lines, statusAfter: deriveOrderStatus(statuses) };
    }),
    move,
  );
  const lines = parts.flatMap((part) => part.lines);
  await adjustReserved(session, [
    ...releasedBy(network, lines),
    ...reservedBy(
      network,
      lines.map((line) => ({ ...line, status: move.to })),
    ),
  ]);
}
