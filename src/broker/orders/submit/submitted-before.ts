import { livesOn } from '../../../domain/order/lives-on.js';
import { readMaskedAt } from '../../../store/orders/masking.js';
import { findSubmittedLines, freeSubmittedLines, lockBriefOrders } from '../../../store/orders/orders.js';
import type { SubmittedLine } from '../../../store/orders/orders.js';
import type { Unit } from '../../unit.js';
import { readLineNo } from './order-rejections.js';
import type { SubmitOrderCommand } from '../submit-order-command.js';

/** The lines of a message that its system submitted before under the same order number. */
export interface SubmittedBefore {
  /** Lines that an order still stands for: submitted again, they are duplicates. */
  readonly duplicates: readonly SubmittedLine[];
  /** Lines of orders that ended without fulfilling them, or whose customer is masked: they may be submitted anew. */
  readonly ended: readonly SubmittedLine[];
}

/**
 * Distinguishes the lines that were submitted before by whether their order still stands for them.
 *
 * The race: a canceled line is submitted again while it is reinstated, or twice at once. The old orders are locked and the lines
 * are looked up again behind the lock; of two messages the second one waits, and then finds the line of the first.
 */
export async function readSubmittedBefore(
  { session, network }: Unit,
  command: SubmitOrderCommand,
  found: readonly SubmittedLine[],
): Promise<SubmittedBefore> {
  if (found.length === 0 || !network.preferences.endedLinesMayBeSubmittedAgain) return { duplicates: found, ended: [] };
  const orders = await lockBriefOrders(session, [...new Set(found.map((line) => line.requestId))]);
  const { systemCd } = command.requestingLocation;
  const lineNos = found.map((line) => line.requestingLineNo);
  const now = await findSubmittedLines(session, systemCd, command.orderId, lineNos);
  const masked = new Set<number>();
  for (const { requestId } of orders) if ((await readMaskedAt(session, requestId)) !== undefined) masked.add(requestId);
  const isEnded = ({ requestId, requestingLineNo }: SubmittedLine): boolean => {
    const order = orders.find((one) => one.requestId === requestId);
    return order !== undefined && (masked.has(requestId) || !livesOn(order, requestingLineNo));
  };
  return { duplicates: now.filter((line) => !isEnded(line)), ended: now.filter(isEnded) };
}

/** Gives the keys of ended lines free, so that the lines can be stored again. */
export function freeEnded({ session }: Unit, command: SubmitOrderCommand, { ended }: SubmittedBefore): Promise<void> {
  return freeSubmittedLines(session, command.requestingLocation.systemCd, command.orderId, ended);
}

/** The message without its duplicates. */
export function withoutDuplicates(command: SubmitOrderCommand, { duplicates }: SubmittedBefore): SubmitOrderCommand {
  const known = new Set(duplicates.map((line) => line.requestingLineNo));
  return { ...command, lines: command.lines.filter((line) => !known.has(readLineNo(line.lineItemNo))) };
}
