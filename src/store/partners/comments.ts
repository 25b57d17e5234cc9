import { numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** What somebody wrote about an order or a line of it. */
export interface OrderComment {
  readonly id: number;
  readonly requestId: number;
  /** 0 for the order as a whole. */
  readonly lineNo: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly author: string;
  readonly text: string;
}

const COMMENT = tableOf<OrderComment>('order_comment', {
  id: numeric('id'),
  requestId: numeric('request_id'),
  lineNo: numeric('line_no'),
  at: text('commented_at'),
  author: text('author'),
  text: text('text'),
});
const NEW = COMMENT.without('id');

/** The most comments that are read of one order: its newest ones. */
const MOST_READ = 1000;

/** Stores a comment. @returns its id */
export async function insertComment(session: Session, comment: Omit<OrderComment, 'id'>): Promise<number> {
  return (await session.run(NEW.insertStatement, NEW.values(comment))).insertId;
}

/** The newest comments of an order, oldest first. */
export async function readComments(session: Session, requestId: number): Promise<OrderComment[]> {
  const rows = await session.all(
    `SELECT ${COMMENT.list} FROM order_comment WHERE request_id = ? ORDER BY id DESC LIMIT ?`,
    [requestId, MOST_READ],
  );
  return rows.map(COMMENT.read).reverse();
}

/** Masks the comments of orders: people write names into them. */
export async function maskComments(session: Session, requestIds: readonly number[]): Promise<void> {
  await session.run(`UPDATE order_comment SET text = '*****' WHERE request_id IN ${placeholders(requestIds)}`, [
    ...requestIds,
  ]);
}
