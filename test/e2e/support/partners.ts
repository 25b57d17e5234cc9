import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel } from '../../../src/domain/partner/channel.js';
import type { Database } from '../../../src/store/database.js';
import { warehouses } from '../../support/catalog.js';

/** What tests share in which partners work while instances are killed. */

/** Two warehouses with plenty of every item that are partners of a channel; what is theirs is released at once. */
export function partnerCatalog(channel: Channel, items: readonly string[]): object {
  const catalog = JSON.parse(warehouses(2, items, 100_000)) as {
    systems: { locations: { location_cd: string; channel?: string; preferences?: object }[] }[];
  };
  for (const location of catalog.systems.flatMap(({ locations }) => locations))
    if (location.location_cd !== 'UNF')
      Object.assign(location, { channel, preferences: { request_auto_process: true } });
  return catalog;
}

/** A line of an order, with what left of it. */
export interface ShippedLine {
  readonly orderId: string;
  readonly status: string;
  readonly quantity: number;
  readonly shipped: number;
}

/** Every line there is. */
export async function shippedLines(database: Database): Promise<ShippedLine[]> {
  const rows = await database.transaction((session) =>
    session.all(
      `SELECT o.order_id, l.line_no, l.quantity, l.status, SUM(sl.quantity) AS shipped FROM order_line l
        JOIN customer_order o ON o.request_id = l.request_id
        LEFT JOIN shipment s ON s.request_id = l.request_id
        LEFT JOIN shipment_line sl ON sl.shipment_id = s.id AND sl.line_no = l.line_no
       GROUP BY o.order_id, l.line_no, l.quantity, l.status`,
    ),
  );
  return rows.map((row) => ({
    orderId: String(row.order_id),
    status: String(row.status),
    quantity: Number(row.quantity),
    shipped: Number(row.shipped),
  }));
}

/** Lines that left as what they are not, or not at all. */
export const notShipped = (lines: readonly ShippedLine[]): ShippedLine[] =>
  lines.filter(({ status, quantity, shipped }) => status !== 'fulfilled' || shipped !== quantity);

/** How long a call is repeated; an instance that starts again takes seconds, on a busy machine many. */
const RETRY_MS = 60_000;
const PAUSE_MS = 50;

/**
 * Makes a call until it is answered. What failed on the way is made again: a connection that broke, and an answer that says so.
 * @param attempt undefined for an answer that asks to send again
 */
export async function untilDone<Result>(
  attempt: () => Promise<Result | undefined>,
  repeated: () => void,
): Promise<Result> {
  let failure: unknown;
  for (const end = Date.now() + RETRY_MS; Date.now() < end;) {
    const result = await attempt().catch((error: unknown) => {
      // What fetch throws is of another realm than the test, so that its class is not.
      if (!['TypeError', 'TimeoutError'].includes((error as Error).name)) throw error;
      failure = error;
      return undefined;
    });
    if (result !== undefined) return result;
    repeated();
    await sleep(PAUSE_MS);
  }
  throw new Error('a call was never answered', { cause: failure });
}
