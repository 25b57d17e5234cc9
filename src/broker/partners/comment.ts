import { RefusedError } from '../../domain/partner/refusal.js';
import { readMaskedAt } from '../../store/orders/masking.js';
import { lockOrder } from '../../store/orders/orders.js';
import { insertComment } from '../../store/partners/comments.js';
import type { OrderComment } from '../../store/partners/comments.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';

/** What somebody writes about an order. */
export interface NewComment {
  /** 0 for the order as a whole. */
  readonly lineNo: number;
  readonly text: string;
  readonly author: string;
}

/**
 * Adds a comment to an order or a line. An order whose personal data was masked takes none: nothing would mask it again.
 * @throws {RefusedError}
 */
export function commentOrder(context: BrokerContext, requestId: number, comment: NewComment): Promise<OrderComment> {
  return inUnit(context, async (unit) => {
    const { session } = unit;
    const order = await lockOrder(session, requestId);
    if (order === undefined) throw new RefusedError('order_unknown', { request: requestId });
    const { lineNo } = comment;
    if (lineNo !== 0 && !order.lines.some((line) => line.lineNo === lineNo))
      throw new RefusedError('line_unknown', {
        line: lineNo,
        order: order.orderId,
        lines: order.lines.map((line) => line.lineNo).join(', '),
      });
    const maskedAt = await readMaskedAt(session, requestId);
    if (maskedAt !== undefined) throw new RefusedError('order_masked', { order: order.orderId, at: maskedAt });
    const stored = { requestId, at: unit.timestamp, ...comment };
    const id = await insertComment(session, stored);
    unit.announce({ type: 'order.commented', requestId, facts: { comment: id, line_no: lineNo } });
    return { id, ...stored };
  });
}
