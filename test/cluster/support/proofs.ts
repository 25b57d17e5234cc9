import type { Acknowledged } from './callers.js';
import type { Cluster } from './cluster.js';
import { verify } from './cluster.js';
import type { GaleraNode } from './galera.js';

/** The stock for the callers: the units of each item in all warehouses together. */
export type Stock = ReadonlyMap<string, number>;

const TABLES = [
  'customer_order',
  'order_line',
  'submitted_line',
  'assignment',
  'status_change',
  'product_location',
  'order_customer',
  'routing_trace',
];

/** Checks that nothing is lost, duplicated or oversold, and that the three nodes agree. */
export async function expectAllIsWell(
  cluster: Cluster,
  acknowledged: readonly Acknowledged[],
  stock: Stock,
): Promise<void> {
  await expectNodesToAgree(cluster.nodes);
  const [node] = cluster.nodes;
  if (node === undefined) throw new Error('a cluster has nodes');
  await expectEachOrderOnce(node, acknowledged);
  await expectStockToAgree(node, acknowledged, stock);
  expect(await verify(cluster.databaseUrl)).toMatchObject({
    exitCode: 0,
    out: 'reserved stock and order lines agree\n',
  });
}

/**
 * Checks that every acknowledged order is stored once, with its request id and all its lines, and that there is no
 * other.
 */
async function expectEachOrderOnce(node: GaleraNode, acknowledged: readonly Acknowledged[]): Promise<void> {
  const stored = new Map<string, { requestId: string; lines: number }[]>();
  for (const row of await node.ask(
    `SELECT o.order_id, o.request_id, COUNT(*) AS line_count FROM customer_order o
    JOIN order_line l ON l.request_id = o.request_id GROUP BY o.order_id, o.request_id`,
    'order_broker',
  )) {
    const orderId = String(row.order_id);
    stored.set(orderId, [
      ...(stored.get(orderId) ?? []),
      { requestId: String(row.request_id), lines: Number(row.line_count) },
    ]);
  }
  const wrong = acknowledged.filter(({ orderId, requestId, items }) => {
    const found = stored.get(orderId) ?? [];
    return found.length !== 1 || found[0]?.requestId !== requestId || found[0].lines !== items.length;
  });
  expect(wrong).toEqual([]);
  expect(stored.size).toBe(acknowledged.length);
}

/**
 * Checks that as many units of each item are reserved as were ordered, and never more than exist: the last ones were
 * sold once.
 */
async function expectStockToAgree(
  node: GaleraNode,
  acknowledged: readonly Acknowledged[],
  stock: Stock,
): Promise<void> {
  const rows = await node.ask(
    `SELECT p.product_cd, SUM(l.reserved_qty) AS held, SUM(l.reserved_qty > l.available_qty) AS oversold
    FROM product_location l JOIN product p ON p.id = l.product_id GROUP BY p.product_cd`,
    'order_broker',
  );
  expect(rows.filter((row) => Number(row.oversold) > 0)).toEqual([]);
  const wanted = (item: string): number => acknowledged.filter(({ items }) => items.includes(item)).length;
  expect(new Map(rows.map((row) => [String(row.product_cd), Number(row.held)]))).toEqual(
    new Map([...stock].map(([item, units]) => [item, Math.min(wanted(item), units)])),
  );
}

/** Checks that all nodes have the same rows, including those that left and rejoined. */
async function expectNodesToAgree(nodes: readonly GaleraNode[]): Promise<void> {
  const sums: string[][] = [];
  for (const node of nodes) {
    // A node that has just rejoined may leave once more before it stays; until it is back it answers nobody.
    await node.synced();
    // Waits until the node has applied all transactions of the others (wsrep_sync_wait); CHECKSUM does not wait.
    await node.ask('SELECT 1 FROM customer_order LIMIT 1', 'order_broker');
    sums.push(
      (await node.ask(`CHECKSUM TABLE ${TABLES.join(', ')}`, 'order_broker')).map(
        (row) => `${String(row.Table)} ${String(row.Checksum)}`,
      ),
    );
  }
  for (const one of sums) expect(one).toEqual(sums[0]);
}
