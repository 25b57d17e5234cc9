import { verifyRequests } from '../../../src/broker/partners/inquiry/verify-requests.js';
import { verifyServices } from '../../../src/broker/partners/inquiry/verify-services.js';
import type { Row } from '../../../src/platform/db/session.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { orderOf, place, submitted, update } from '../../support/server/broker.js';
import type { WantedLine } from '../../support/server/broker.js';
import { startFiveParties } from '../../support/server/five-parties.js';
import type { FivePartyBroker } from '../../support/server/five-parties.js';
import { outboundOf, workOutbounds } from '../../support/server/outbound.js';

interface WarehouseAnswer {
  readonly data: { readonly status_code?: string; readonly repeated?: boolean } | null;
  readonly metadata: { readonly errors?: readonly { readonly message: string }[] };
}

/** What random steps of all five parties (test/property/five-parties.test.ts) and a second reading found. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let server: FivePartyBroker;
  beforeEach(async () => {
    home = await engine.create();
    server = await startFiveParties(home.url);
  });
  afterEach(async () => {
    const { broker } = server.running;
    expect([...(await verifyRequests(broker)), ...(await verifyServices(broker))]).toEqual([]);
    await server.stop();
    await home.drop();
  });

  const rows = (sql: string): Promise<Row[]> =>
    server.running.broker.database.transaction((session) => session.all(sql));
  const linesOf = async (): Promise<string[]> =>
    (await rows('SELECT line_no, quantity, status FROM order_line ORDER BY line_no')).map(
      (row) => `${String(row.line_no)}: ${String(row.quantity)} ${String(row.status)}`,
    );
  const warehouse = async (path: string, body: object): Promise<WarehouseAnswer> => {
    const answer = await server.json<WarehouseAnswer>(`POST /v3/fulfillment/outbound/wms/${path}`, {
      warehouse_id: 'W1',
      ...body,
    });
    return answer.body;
  };
  const report = async (code: string, details: readonly object[] = []): Promise<string | undefined> =>
    (await warehouse('status', { order_no: 'A-1', status_code: code, details })).data?.status_code;
  const issue = (delivery: string, details: readonly object[] = []): Promise<WarehouseAnswer> =>
    warehouse('pgi', { doc_no: 'A-1', delivery_no: delivery, carrier_name: 'FAST', details });
  const submit = (lines: readonly WantedLine[], changes = {}): Promise<{ requestId: number; lines: string[] }> =>
    submitted(server.running.broker, orderOf('A-1', lines, changes));

  test('a warehouse works on lines of an order that its client did not send as an outbound', async () => {
    expect((await submit([{ item: 'MUG', qty: 3 }])).lines).toEqual(['WHS/W1 new_order']);
    expect(await report('40')).toBe('40');
    expect(await report('66')).toBeUndefined();
    expect(await report('60', [{ sku: 'MUG', quantity: 2 }])).toBe('50');
    expect((await issue('AWB-1', [{ sku: 'MUG', qty_shipped: 1 }])).data?.repeated).toBe(false);
    expect((await issue('AWB-1', [{ sku: 'MUG', qty_shipped: 1 }])).data?.repeated).toBe(true);
    expect((await issue('AWB-1', [{ sku: 'MUG', qty_shipped: 2 }])).metadata.errors).toHaveLength(1);
    expect((await issue('AWB-2')).data?.repeated).toBe(false);
    expect(await report('99')).toBe('80');
    expect((await warehouse('status', { order_no: 'A-2', status_code: '40' })).metadata.errors).toMatchObject([
      { message: expect.stringContaining('There is no outbound A-2') as string },
    ]);
  });

  test('lines that come to a warehouse after others are reported with them', async () => {
    const { requestId } = await submit([{ item: 'MUG', qty: 2 }, { item: 'DESK' }]);
    const whereIs = async (): Promise<string> => {
      const [row] = await rows(
        'SELECT p.system_cd, p.location_cd FROM order_line l JOIN location p ON p.id = l.location_id WHERE l.line_no = 2',
      );
      return `${String(row?.system_cd)}/${String(row?.location_cd)}`;
    };
    for (let at = await whereIs(); at !== 'WHS/W1'; at = await whereIs())
      expect((await update(server.running.broker, requestId, 'rejected', at, [2])).updated).toBe(true);
    expect(await report('60')).toBe('60');
    expect((await issue('AWB-1')).data?.repeated).toBe(false);
    expect(await linesOf()).toEqual(['1: 2 fulfilled', '2: 1 fulfilled']);
    const all = [
      { sku: 'MUG', qty_shipped: 2 },
      { sku: 'DESK', qty_shipped: 1 },
    ];
    expect((await issue('AWB-1', all)).data?.repeated).toBe(true);
    expect((await issue('AWB-1', all.slice(1))).metadata.errors).toHaveLength(1);
  });

  test('units that a store hands over one by one stay on the invoice of their supplier', async () => {
    const pickup = { type: 'SHIPFORPICKUP' as const, pickupLocation: place('STC/20') };
    const { requestId } = await submit([{ item: 'SHELF', qty: 3 }], pickup);
    const [line] = (await server.sql('pixiDFGetOrderlines', { OrderNR: requestId })).rows;
    await server.sql('pixiDFUpdateOrderlineStatus', { OrderHistoryKey: line?.OrderHistKey ?? '', Status: 'FUS' });
    await server.merchantSql('pixiDFCreateInvoices');
    const handedOver = { quantity: 1 };
    await update(server.running.broker, requestId, 'fulfilled', 'STC/20', [1], handedOver);
    await server.merchantSql('pixiDFCreateInvoices');
    expect(await linesOf()).toEqual(['1: 2 intransit', '2: 1 fulfilled']);
    expect(await rows('SELECT invoice_id, line_no, quantity FROM df_invoice_line ORDER BY line_no')).toEqual([
      { invoice_id: 1, line_no: 1, quantity: 2 },
      { invoice_id: 1, line_no: 2, quantity: 1 },
    ]);
  });

  test('units that a store hands over before the invoice is made are on it all the same', async () => {
    const pickup = { type: 'SHIPFORPICKUP' as const, pickupLocation: place('STC/20') };
    const { requestId } = await submit([{ item: 'SHELF', qty: 3 }], pickup);
    const [line] = (await server.sql('pixiDFGetOrderlines', { OrderNR: requestId })).rows;
    await server.sql('pixiDFUpdateOrderlineStatus', { OrderHistoryKey: line?.OrderHistKey ?? '', Status: 'FUS' });
    await update(server.running.broker, requestId, 'fulfilled', 'STC/20', [1], { quantity: 1 });
    expect(await rows('SELECT line_no, invoice_id FROM df_line ORDER BY line_no')).toEqual([
      { line_no: 1, invoice_id: 0 },
      { line_no: 2, invoice_id: 0 },
    ]);
    await server.merchantSql('pixiDFCreateInvoices');
    expect(await rows('SELECT invoice_id, line_no, quantity FROM df_invoice_line ORDER BY line_no')).toEqual([
      { invoice_id: 1, line_no: 1, quantity: 2 },
      { invoice_id: 1, line_no: 2, quantity: 1 },
    ]);
  });

  test('a return of several lines of one SKU takes no more of it than arrived', async () => {
    const details = [
      { sku: 'MUG', quantity: 2 },
      { sku: 'MUG', quantity: 3 },
    ];
    await server.json('POST /v3/fulfillment/outbound/oms', outboundOf('A-1', { order_type: 'RT', details }));
    await workOutbounds(server.running.broker);
    const tooMany = await warehouse('status', {
      order_no: 'A-1',
      status_code: '60',
      details: [
        { sku: 'MUG', quantity: 4 },
        { sku: 'MUG', quantity: 2 },
      ],
    });
    expect(tooMany.metadata.errors).toHaveLength(1);
    expect(await report('60', [{ sku: 'MUG', quantity: 4 }])).toBe('60');
    const [row] = await rows('SELECT goods FROM outbound_return');
    expect(JSON.parse(String(row?.goods))).toMatchObject([{ received: 2 }, { received: 2 }]);
  });
});
