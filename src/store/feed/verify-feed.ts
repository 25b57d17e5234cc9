import type { Session } from '../../platform/db/session.js';

/** What is wrong with the change feed. */
export interface FeedFault {
  readonly consumer: string;
  /** 0 where it is not about one order. */
  readonly requestId: number;
  readonly fault: string;
}

/** Faults of one kind that are told at most. */
const MOST = 1_000;

const CHECKS: readonly (readonly [fault: string, rows: string])[] = [
  [
    'a mark of an order that does not exist',
    `SELECT m.consumer, m.request_id FROM feed_mark m LEFT JOIN customer_order o ON o.request_id = m.request_id
      WHERE o.request_id IS NULL`,
  ],
  [
    'a mark for a consumer that does not exist',
    `SELECT m.consumer, m.request_id FROM feed_mark m LEFT JOIN feed_consumer c ON c.name = m.consumer WHERE c.name IS NULL`,
  ],
  [
    'an order in a snapshot that does not exist',
    `SELECT i.consumer, i.request_id FROM feed_item i LEFT JOIN customer_order o ON o.request_id = i.request_id
      WHERE o.request_id IS NULL`,
  ],
  [
    'an order in a snapshot of a consumer that does not exist',
    `SELECT i.consumer, i.request_id FROM feed_item i LEFT JOIN feed_consumer c ON c.name = i.consumer WHERE c.name IS NULL`,
  ],
  [
    'an order of the last snapshot without its row',
    `SELECT i.consumer, i.request_id FROM feed_consumer c
      JOIN feed_item i ON i.consumer = c.name AND i.snapshot_no = c.snapshot_no
      LEFT JOIN feed_orders r ON r.consumer = i.consumer AND r.request_id = i.request_id AND r.snapshot_no = i.snapshot_no
      WHERE c.acknowledged_no < c.snapshot_no AND r.request_id IS NULL`,
  ],
  [
    'a row of an order that its snapshot does not have',
    `SELECT r.consumer, r.request_id FROM feed_orders r LEFT JOIN feed_item i
      ON i.consumer = r.consumer AND i.snapshot_no = r.snapshot_no AND i.request_id = r.request_id WHERE i.request_id IS NULL`,
  ],
];

/** Compares marks and snapshots with orders and consumers. */
export async function verifyFeed(session: Session): Promise<FeedFault[]> {
  const faults: FeedFault[] = [];
  for (const [fault, rows] of CHECKS) {
    const found = await session.all<{ consumer: string; request_id: number }>(`${rows} LIMIT ${String(MOST)}`);
    faults.push(...found.map((row) => ({ consumer: row.consumer, requestId: row.request_id, fault })));
  }
  return faults;
}
