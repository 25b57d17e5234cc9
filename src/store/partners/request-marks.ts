import type { RequestMark, RequestMarkKind } from '../../domain/partner/request-mark.js';
import { numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

const REQUEST_MARK = tableOf<RequestMark>('request_mark', {
  fulfillmentRequestId: numeric('fulfillment_request_id'),
  kind: text<RequestMarkKind>('kind'),
  lineNo: numeric('line_no'),
  quantity: numeric('quantity'),
  markedAt: text('marked_at'),
});

/** The marks of fulfillment requests. */
export async function readRequestMarks(session: Session, ids: readonly number[]): Promise<RequestMark[]> {
  if (ids.length === 0) return [];
  const rows = await session.all(
    `SELECT ${REQUEST_MARK.list} FROM request_mark WHERE fulfillment_request_id IN ${placeholders(ids)}
      ORDER BY fulfillment_request_id, kind, line_no`,
    ids,
  );
  return rows.map(REQUEST_MARK.read);
}

/** Stores marks in place of those of the same kind and line. The caller must hold the row lock of the order. */
export async function writeRequestMarks(session: Session, marks: readonly RequestMark[]): Promise<void> {
  for (const { fulfillmentRequestId, kind, lineNo } of marks)
    await session.run('DELETE FROM request_mark WHERE fulfillment_request_id = ? AND kind = ? AND line_no = ?', [
      fulfillmentRequestId,
      kind,
      lineNo,
    ]);
  await REQUEST_MARK.insert(session, marks);
}
