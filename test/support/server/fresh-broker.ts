import { getOrders } from '../../../src/broker/inquiry/get-orders.js';
import { reconcile } from '../../../src/broker/inventory/reconcile.js';
import type { CatalogDocument } from '../../../src/domain/network/catalog-document.js';
import type { Database } from '../../../src/store/database.js';
import { brokerOn } from './broker.js';
import type { TestBroker } from './broker.js';
import type { Engine, TestDatabase } from '../databases.js';

export interface Fresh {
  readonly home: TestDatabase;
  readonly database: Database;
  readonly broker: TestBroker;
}

/**
 * Gives every test of a suite a database of its own with the small retailer. After each test, the reserved stock must
 * equal the reservations of the lines.
 * @param use stores the broker for the test
 */
export function freshForEach(
  engine: Engine,
  use: (fresh: Fresh) => void,
  changes: Partial<CatalogDocument> = {},
): void {
  let fresh: Fresh;
  beforeEach(async () => {
    const home = await engine.create();
    const database = await home.open();
    fresh = { home, database, broker: await brokerOn(database, changes) };
    use(fresh);
  });
  afterEach(async () => {
    expect(await reconcile(fresh.broker)).toEqual([]);
    await fresh.database.close();
    await fresh.home.drop();
  });
}

/** `order status: location line status, ...` of an order, as seen by the originating OMS. */
export async function stateOf(broker: TestBroker, requestId: number): Promise<string> {
  const [view] = await getOrders(broker, {
    systemCd: '6',
    requestId: String(requestId),
    orderId: '',
    refTransactionNo: '',
  });
  return `${view?.order.status ?? 'none'}: ${(view?.lines ?? []).map(({ line, location }) => `${location.locationCd} ${line.status}`).join(', ')}`;
}
