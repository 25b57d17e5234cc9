import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { orderOf, place, submitted, update } from '../../support/server/broker.js';
import { callSql, FIRST, SECOND, startDirectFulfillment } from '../../support/server/direct-fulfillment.js';
import type { DirectFulfillmentServer, ParameterValues, SqlAnswer } from '../../support/server/direct-fulfillment.js';
import { reconcile } from '../../../src/broker/inventory/reconcile.js';
import { listShipments } from '../../../src/store/partners/shipments.js';
import { readOrders } from '../../../src/store/orders/orders.js';
import { listInvoices } from '../../../src/store/direct-fulfillment/invoices.js';
import { verifyServices } from '../../../src/broker/partners/inquiry/verify-services.js';
import { verifyRequests } from '../../../src/broker/partners/inquiry/verify-requests.js';

/** One order, from the supplier's side, as HTTP carries it. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let server: DirectFulfillmentServer;
  const call = (operation: string, parameters: ParameterValues = {}): Promise<SqlAnswer> =>
    callSql(server.address, operation, parameters);
  const rowsOf = async (operation: string, parameters: ParameterValues = {}): Promise<SqlAnswer['rows']> => {
    const { rows, message, fault } = await call(operation, parameters);
    expect({ message, fault }).toEqual({});
    return rows;
  };
  const statusOf = async (operation: string, parameters: ParameterValues): Promise<string> => {
    const [row] = await rowsOf(operation, parameters);
    return `${row?.Status ?? ''} ${row?.ErrorMsg ?? ''}`;
  };
  const linesOf = (requestId: number, parameters: ParameterValues = {}): Promise<SqlAnswer['rows']> =>
    rowsOf('pixiDFGetOrderlines', { OrderNR: requestId, ...FIRST, ...parameters });

  beforeEach(async () => {
    home = await engine.create();
    server = await startDirectFulfillment(home.url);
  });
  afterEach(async () => {
    const { broker } = server.running;
    expect(await reconcile(broker)).toEqual([]);
    expect(await verifyRequests(broker)).toEqual([]);
    expect(await verifyServices(broker)).toEqual([]);
    await server.stop();
    await home.drop();
  });

  test('a supplier fetches, confirms, looks for changes, ships and invoices an order', async () => {
    const { requestId, lines } = await submitted(server.running.broker, orderOf('A-1', [{ item: 'SHELF', qty: 3 }]));
    expect(lines).toEqual(['DF/A new_order']);

    expect(await rowsOf('pixiDFGetOrders', FIRST)).toMatchObject([
      { OrderNR: String(requestId), OrderNRExternal: 'A-1', LastName: 'LAST', City: 'WORCESTER', ShipToMerchant: '0' },
    ]);
    const [line] = await linesOf(requestId);
    expect(line).toMatchObject({ ItemNrSuppl: 'X-SHELF', ItemNrInt: 'SHELF', Qty: '3', Status: 'FUT', Confirmed: '0' });
    const { OrderHistKey: key = '', OrderlineRef: reference = '' } = line ?? {};

    expect(await statusOf('pixiDFGetChangesConfirmation', { ...FIRST, OrderHistKey: key })).toBe('200 OK');
    expect(await rowsOf('pixiDFGetOrders', FIRST)).toEqual([]);
    expect(await linesOf(requestId)).toEqual([]);
    expect(await linesOf(requestId, { AllOrderlines: 1 })).toMatchObject([{ Status: 'FUT', Confirmed: '1' }]);
    expect(await rowsOf('pixiDFGetOrders', { ...FIRST, AllOrders: 1 })).toHaveLength(1);
    expect(await rowsOf('pixiDFGetChanges', { OrderNRExternal: 'A-1', ...FIRST })).toEqual([]);

    const xml = `<SETDFSTATUS><ITEM><ORDERHISTORYKEY>${key}</ORDERHISTORYKEY><STATUS>FUS</STATUS><QTY>3</QTY><SHIPDATE>20300114 16:46:12</SHIPDATE><TRACKINGID>1Z555</TRACKINGID><INVOICENREXTERNAL>RE-7</INVOICENREXTERNAL></ITEM></SETDFSTATUS>`;
    expect(await statusOf('pixiDFSetStatus', { XML: xml, ...FIRST })).toBe('200 OK');
    expect(await statusOf('pixiDFSetStatus', { XML: xml, ...FIRST })).toBe('200 OK');

    const named = `<Orderlines><Orderline><OrderlineKey>${reference}</OrderlineKey><ShipVendor>DHL</ShipVendor></Orderline></Orderlines>`;
    expect(await rowsOf('pixiDFCreateInvoices', { OrderLinesXML: named, ShowDetailedMessages: 1 })).toEqual([
      { ReturnCode: 'OK', ErrorMessage: 'Direct fulfilment Invoice(s) created with invoice number(s): 1' },
    ]);
    expect(await rowsOf('pixiDFGetOrders', { ...FIRST, AllOrders: 1 })).toEqual([]);
    const again = { ...FIRST, OrderHistoryKey: key, Status: 'FUS' };
    expect(await statusOf('pixiDFUpdateOrderlineStatus', again)).toBe('200 OK');
    expect(await statusOf('pixiDFUpdateOrderlineStatus', { ...again, Qty: '1' })).toBe(
      `500 OrderHistKey ${key}: the line is AUS, so it cannot become FUS. It was sent with tracking number 1Z555.`,
    );
  });

  test('a tracking number that comes after FUS is added once, and another one is refused with both', async () => {
    const { broker } = server.running;
    const { requestId } = await submitted(broker, orderOf('LATE-1', [{ item: 'SHELF', qty: 2 }]));
    const [line] = await linesOf(requestId);
    const { OrderHistKey: key = '' } = line ?? {};
    const report = (more: ParameterValues = {}): Promise<string> =>
      statusOf('pixiDFUpdateOrderlineStatus', { ...FIRST, OrderHistoryKey: key, Status: 'FUS', ...more });
    const stored = async () => {
      const shipments = await broker.database.transaction((session) =>
        listShipments(session, { requestId, after: 0, limit: 10 }),
      );
      const order = await broker.database.transaction((session) => readOrders(session, [requestId]));
      return [
        shipments.map(({ trackingNumbers }) => trackingNumbers),
        order[0]?.lines.map((one) => one.trackingNumber),
      ];
    };
    expect(await report({ DFShipDate: '20300114 16:46:12' })).toBe('200 OK');
    expect(await stored()).toEqual([[[]], ['']]);
    expect(await report({ DFTrackingID: '1Z8', Qty: '2' })).toBe('200 OK');
    expect(await stored()).toEqual([[['1Z8']], ['1Z8']]);
    for (const more of [{ DFTrackingID: '1Z8', Qty: '2' }, { DFTrackingID: '1Z8' }, { InvoiceNrExternal: 'RE-8' }, {}])
      expect([more, await report(more)]).toEqual([more, '200 OK']);
    expect(await report({ DFTrackingID: '1Z9' })).toBe(
      `500 OrderHistKey ${key}: TrackingID 1Z9 was sent, but the line was sent before with 1Z8, which stays. If it left in several parcels, send all of their numbers.`,
    );
    expect(await report({ InvoiceNrExternal: 'RE-9' })).toMatch(/InvoiceNrExternal RE-9 was sent, .* with RE-8/);
    expect(await report({ SerialNumber: 'S-1' })).toMatch(/SerialNumber S-1 was sent, .* with none/);
    expect(await report({ DFTrackingID: '1Z8,1Z9' })).toBe('200 OK');
    expect(await report({ DFTrackingID: '1Z9' })).toBe('200 OK');
    expect(await stored()).toEqual([[['1Z8', '1Z9']], ['1Z8']]);
    expect(await rowsOf('pixiDFGetChanges', { OrderNRExternal: 'LATE-1', ...FIRST })).toEqual([]);
    expect(await report({ Status: 'AUS' })).toMatch(/expected FUS or STO, with DF type 2 BES or STO\.$/);
  });

  test('what a store sends back to another supplier is on an invoice of each', async () => {
    const { broker } = server.running;
    const pickup = { type: 'SHIPFORPICKUP' as const, pickupLocation: place('STC/20') };
    const { requestId } = await submitted(broker, orderOf('A-1', [{ item: 'DESK', qty: 2 }], pickup));
    for (const supplier of [FIRST, SECOND]) {
      const [line] = await rowsOf('pixiDFGetOrderlines', { OrderNR: requestId, ...supplier });
      const sent = { ...supplier, OrderHistoryKey: line?.OrderHistKey ?? '', Status: 'FUS' };
      expect(await statusOf('pixiDFUpdateOrderlineStatus', sent)).toBe('200 OK');
      expect((await call('pixiDFCreateInvoices', { ShowDetailedMessages: 1 })).rows).toHaveLength(1);
      if (supplier === FIRST) expect((await update(broker, requestId, 'rejected', 'STC/20', [1])).updated).toBe(true);
    }
    expect(
      await broker.database.transaction((session) => listInvoices(session, { after: 0, limit: 10 })),
    ).toMatchObject([{ lines: [{ lineNo: 1, quantity: 2 }] }, { lines: [{ lineNo: 1, quantity: 2 }] }]);
  });

  test('somebody else knows nothing of it', async () => {
    const { requestId } = await submitted(server.running.broker, orderOf('A-1', [{ item: 'SHELF', qty: 3 }]));
    const [line] = await linesOf(requestId);
    expect(await rowsOf('pixiDFGetOrders', SECOND)).toEqual([]);
    expect(await rowsOf('pixiDFGetOrderlines', { OrderNR: requestId, ...SECOND })).toEqual([]);
    const key = line?.OrderHistKey ?? '';
    expect(await statusOf('pixiDFGetChangesConfirmation', { ...SECOND, OrderHistKey: key })).toMatch(
      /^500 OrderHistKey/,
    );
    expect((await call('pixiDFGetOrders', { ...FIRST, Secret: 'wrong' })).message).toMatch(/^SupplNr MGS and Secret/);
  });
});
