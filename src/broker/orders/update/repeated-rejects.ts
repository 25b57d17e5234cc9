import type { Order, OrderLine } from '../../../domain/order/order.js';
import { parseStatus } from '../../../domain/values/status.js';
import { lastRejects } from '../../../store/orders/history.js';
import type { Unit } from '../../unit.js';
import type { UpdateStatusCommand } from '../update-status-command.js';

/**
 * Distinguishes a repeated reject from one of the location that has the line now. A rejected line is re-sourced at once:
 * if another store of the same system has it now, the repeat would reject it for that store.
 * @returns whether a reject of this line by this caller would be a repeat
 */
export async function readRepeatedRejects(
  { session }: Unit,
  command: UpdateStatusCommand,
  order: Order,
): Promise<(line: OrderLine) => boolean> {
  const statuses = [command.status, ...command.items.map((item) => item.status)];
  if (!statuses.some((status) => parseStatus(status) === 'rejected')) return () => false;
  const requestingLineNos = new Map(order.lines.map((line) => [line.lineNo, line.requestingLineNo]));
  const rejects = await lastRejects(session, order.requestId, (lineNo) => requestingLineNos.get(lineNo));
  const { systemCd = '', locationCd = '' } = command.caller ?? {};
  return ({ lineNo, pollCount }) => {
    const last = rejects.get(lineNo);
    return pollCount === 0 && last?.systemCd === systemCd && last.locationCd === locationCd;
  };
}
