import { RefusedError } from '../../../domain/partner/refusal.js';
import type { User } from '../../../platform/auth/user.js';
import type { BrokerContext } from '../../context.js';
import { commentOrder } from '../../partners/comment.js';
import { inUnit } from '../../unit.js';
import { findLine } from './change-type.js';
import { findMerchantLines } from './merchant-lines.js';

/** Comments of callers of the direct fulfillment service: on orders and lines that their user may know of. */

const authorOf = (user: User | undefined): string => user?.name ?? 'direct fulfillment';

/** Comments on the line of a key. @throws {RefusedError} */
export async function commentKey(
  context: BrokerContext,
  user: User | undefined,
  key: number,
  text: string,
): Promise<void> {
  const { order, line } = await inUnit(context, (unit) => findLine(unit, user, key));
  await commentOrder(context, order.requestId, { lineNo: line.lineNo, text, author: authorOf(user) });
}

/** Comments on an order. @throws {RefusedError} */
export async function commentNumber(
  context: BrokerContext,
  user: User | undefined,
  requestId: number,
  text: string,
): Promise<void> {
  const { items: lines } = await findMerchantLines(context, user, { requestId, limit: 1 });
  if (lines.length === 0) throw new RefusedError('order_unknown', { request: requestId });
  await commentOrder(context, requestId, { lineNo: 0, text, author: authorOf(user) });
}
