import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** Orders per statement: few enough that one takes SQLite a few milliseconds at most. */
const ORDERS_PER_STATEMENT = 100;

/** What a line, and an order, has in an answer beside its details: tags, codes, statuses. */
const LINE_BYTES = 300;
const ORDER_BYTES = 500;

/**
 * How large orders are in an answer, without reading them: about the bytes of what is stored of them.
 * @param brief without details
 * @returns bytes by request id; unknown ids are left out
 */
export async function readOrderSizes(
  session: Session,
  requestIds: readonly number[],
  brief: boolean,
): Promise<Map<number, number>> {
  const details = (table: string): string => (brief ? '' : ` + OCTET_LENGTH(${table}.details)`);
  const found = new Map<number, number>();
  for (let from = 0; from < requestIds.length; from += ORDERS_PER_STATEMENT) {
    const some = requestIds.slice(from, from + ORDERS_PER_STATEMENT);
    const rows = await session.all<{ request_id: number; bytes: number | string }>(
      `SELECT o.request_id, ${String(ORDER_BYTES)}${details('o')} +
          (SELECT COALESCE(SUM(${String(LINE_BYTES)}${details('l')}), 0) FROM order_line l WHERE l.request_id = o.request_id) AS bytes
         FROM customer_order o WHERE o.request_id IN ${placeholders(some)}`,
      some,
    );
    for (const row of rows) found.set(row.request_id, Number(row.bytes));
  }
  return found;
}
