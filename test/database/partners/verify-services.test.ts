import { verifyServices } from '../../../src/broker/partners/inquiry/verify-services.js';
import { pollLocation } from '../../../src/broker/polling/poll.js';
import type { Row } from '../../../src/platform/db/session.js';
import type { Database } from '../../../src/store/database.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { orderOf, place, submitted } from '../../support/server/broker.js';
import { startFiveParties } from '../../support/server/five-parties.js';
import type { FivePartyBroker } from '../../support/server/five-parties.js';
import { outboundOf, workOutbounds } from '../../support/server/outbound.js';

/** A row that is damaged by SQL, and what `verify` then says. */
interface Damage {
  readonly sql: string;
  /** The table that it damages, and the order of the finding. */
  readonly table: string;
  readonly order: number;
  readonly fault: string;
}

const damage = (table: string, order: number, sql: string, fault: string): Damage => ({ table, order, sql, fault });

/** Order 1 has a line with each party, 2 is with the source and the warehouse, 3 is an outbound. */
const DAMAGES: readonly Damage[] = [
  damage(
    'fulfillment_request',
    99,
    'UPDATE fulfillment_request SET request_id = 99 WHERE id = 1',
    'fulfillment request A-1 is of order 99, which does not exist',
  ),
  damage(
    'fulfillment_request',
    1,
    'UPDATE fulfillment_request SET acknowledged_at = NULL WHERE id = 3',
    'fulfillment request A-1-3 is acknowledged, and its times say otherwise',
  ),
  damage(
    'fulfillment_request',
    1,
    "UPDATE fulfillment_request SET state = 'canceled', ended_at = generated_at WHERE id = 1",
    'line 6: fulfillment request A-1 is canceled, so shipped and open units must be 0, found 2',
  ),
  damage(
    'assignment',
    1,
    'UPDATE assignment SET location_id = 3 WHERE request_id = 1 AND line_no = 3',
    'line 3 of order 1 is asked by fulfillment request A-1-2, which is of another order or location',
  ),
  damage(
    'assignment',
    1,
    'UPDATE assignment SET line_no = 77 WHERE request_id = 1 AND line_no = 3',
    'line 77 is asked by fulfillment request A-1-2, and does not exist',
  ),
  damage(
    'assignment',
    1,
    'UPDATE assignment SET outcome = NULL WHERE request_id = 1 AND line_no = 6',
    'line 6 of fulfillment request A-1 ended at {ended} as nothing, expected both or neither',
  ),
  damage(
    'assignment',
    1,
    'UPDATE assignment SET quantity = 3 WHERE request_id = 1 AND line_no = 6',
    'line 6: fulfillment request A-1 shipped 3 units, and the line is fulfilled with 2, or elsewhere',
  ),
  damage(
    'assignment',
    2,
    "UPDATE assignment SET quantity = 5 WHERE request_id = 2 AND outcome = 'rejected'",
    'line 2: fulfillment request A-2-2 has 5 units as rejected, and the history has 4',
  ),
  damage(
    'order_line',
    1,
    "UPDATE order_line SET status = 'new_order' WHERE request_id = 1 AND line_no = 3",
    'line 3 of fulfillment request A-1-2 is new_order with 3 units, and its history ends as polled with 3, or elsewhere',
  ),
  damage(
    'shipment_line',
    1,
    'UPDATE shipment_line SET quantity = 4 WHERE shipment_id = 1',
    'the shipments of fulfillment request A-1 have 4 units of line 2 of the order, expected at most 2',
  ),
  damage(
    'shipment',
    99,
    'UPDATE shipment SET request_id = 99 WHERE id = 1',
    'shipment 1 is of order 99, which does not exist',
  ),
  damage(
    'shipment',
    1,
    'UPDATE shipment SET fulfillment_request_id = 2 WHERE id = 1',
    'shipment 1 is of fulfillment request 2, which its order and location do not have',
  ),
  damage(
    'shipment_line',
    1,
    'UPDATE shipment_line SET line_no = 77 WHERE shipment_id = 1',
    'line 77: shipment 1 has 2 units of it, expected at least 1 of a line that exists',
  ),
  damage(
    'shipment_line',
    1,
    'UPDATE shipment_line SET line_no = 3 WHERE shipment_id = 1',
    'line 3 is in shipment 1, and its fulfillment request does not ask for it',
  ),
  damage(
    'shipment_line',
    0,
    'UPDATE shipment_line SET shipment_id = 77 WHERE shipment_id = 1',
    'a row of shipment_line is of shipment 77, which does not exist',
  ),
  damage(
    'shipment_parcel',
    0,
    'UPDATE shipment_parcel SET shipment_id = 77 WHERE shipment_id = 1',
    'a row of shipment_parcel is of shipment 77, which does not exist',
  ),
  damage(
    'partner_note',
    0,
    'UPDATE partner_note SET fulfillment_request_id = 77',
    'a row of partner_note is of fulfillment request 77, which does not exist',
  ),
  damage(
    'request_lease',
    0,
    'UPDATE request_lease SET fulfillment_request_id = 77',
    'fulfillment request 77 is leased and is nothing, expected one that was released to its partner',
  ),
  damage(
    'request_mark',
    1,
    "UPDATE request_mark SET line_no = 4 WHERE kind = 'committed_stock'",
    'line 4: the mark committed_stock of fulfillment request 3 is of no request, of no line, or of units that were never acknowledged',
  ),
  damage(
    'request_mark',
    1,
    "UPDATE request_mark SET quantity = 9 WHERE kind = 'secondary'",
    'line 4: the mark secondary of fulfillment request 3 has 9 units, and the request asks 3',
  ),
  damage(
    'request_mark',
    1,
    "UPDATE request_mark SET line_no = 5 WHERE kind = 'secondary'",
    'line 5: the mark secondary of fulfillment request 3 has 1 units, and the request asks nothing',
  ),
  damage('df_invoice', 99, 'UPDATE df_invoice SET request_id = 99', 'invoice 1 is of order 99, which does not exist'),
  damage('df_invoice_line', 1, 'DELETE FROM df_invoice_line', 'invoice 1 has no lines'),
  damage(
    'df_invoice_line',
    1,
    'UPDATE df_invoice_line SET line_no = 77',
    'line 77 is on invoice 1, and does not exist',
  ),
  damage(
    'df_invoice_line',
    1,
    'UPDATE df_invoice_line SET line_no = 3',
    'line 3 is on invoice 1, and was never at the supplier of the invoice',
  ),
  damage(
    'df_invoice_line',
    1,
    'UPDATE df_invoice_line SET quantity = 3',
    'line 6: invoice 1 has 3 units that left, and the line is fulfilled with 2',
  ),
  damage(
    'df_invoice_line',
    1,
    'UPDATE df_invoice_line SET line_no = 2',
    'line 2: invoice 1 has 2 units that left, and the line is polled with 1',
  ),
  damage(
    'df_line',
    1,
    'UPDATE df_line SET invoice_id = 0 WHERE invoice_id = 1',
    'line 6 is on invoice 1, and is noted with invoice 0',
  ),
  damage(
    'df_invoice_line',
    0,
    'UPDATE df_invoice_line SET invoice_id = 77',
    'line 6 is on invoice 77, which does not exist',
  ),
  damage(
    'df_line',
    1,
    'UPDATE df_line SET line_no = 77 WHERE line_no = 6',
    'line 77 has an entry of its supplier, and does not exist',
  ),
  damage(
    'df_line',
    1,
    'UPDATE df_line SET invoice_id = 5 WHERE line_no = 6',
    'line 6 is noted with invoice 5, which does not have it',
  ),
  damage(
    'df_line',
    1,
    'UPDATE df_line SET invoice_id = 0 WHERE line_no = 2',
    'line 2 waits for an invoice, and never left its supplier',
  ),
  damage(
    'df_line',
    1,
    'UPDATE df_line SET confirmed_key = 1 WHERE line_no = 2',
    'line 2 was confirmed with key 1, which names no state of it',
  ),
  damage(
    'outbound_request',
    0,
    "UPDATE outbound_request SET request_id = NULL WHERE so_number = 'SO-1'",
    'outbound SO-1 (SO) is created with order nothing, expected an order once it is created, and a return for RT',
  ),
  damage(
    'outbound_request',
    1,
    "UPDATE outbound_request SET request_id = 1 WHERE so_number = 'SO-1'",
    'outbound SO-1 names order 1, which is order A-1 of system 6',
  ),
  damage(
    'outbound_request',
    3,
    "UPDATE outbound_request SET request_id = 3, order_type = 'SO' WHERE so_number = 'RT-1'",
    'outbound RT-1 names order 3, which is that of outbound SO-1 already',
  ),
  damage(
    'outbound_request',
    3,
    "UPDATE outbound_request SET live_key = NULL WHERE so_number = 'SO-1'",
    'outbound SO-1 is created, and its key or its payload says otherwise: a key while it stands, a payload until it was worked on',
  ),
  damage(
    'outbound_request',
    3,
    "UPDATE outbound_request SET closed = 1 WHERE so_number = 'SO-1'",
    'line 1 is accepted, and outbound SO-1 is closed: expected lines that were shipped or canceled',
  ),
  damage(
    'outbound_return',
    0,
    'UPDATE outbound_return SET outbound_request_id = 77',
    'return 1 is of outbound request 77, which does not exist',
  ),
  damage(
    'outbound_return',
    0,
    'UPDATE outbound_return SET issued_at = received_at',
    'return RT-1 is received, and has the times received_at issued_at, expected received_at',
  ),
  damage(
    'outbound_return',
    0,
    `UPDATE outbound_return SET goods = '[{"sku":"MUG","quantity":3,"received":4,"issued":0}]'`,
    'return RT-1 is received, and of MUG 3 units were announced, 4 received and 0 posted: expected no more than before at each step',
  ),
  damage('poll_lease', 1, 'UPDATE poll_lease SET line_no = 77', 'line 77 is leased by poll {poll}, and does not exist'),
  damage(
    'poll_lease',
    1,
    'UPDATE poll_lease SET location_id = 4',
    'line 1 is leased by a poll for fulfillments of location 4 at {polled}, which did not hand it out there',
  ),
  damage(
    'poll_lease',
    1,
    'UPDATE poll_lease SET line_no = 3',
    'line 3 is leased by a poll for fulfillments of location 3 at {polled}, which did not hand it out there',
  ),
  damage(
    'order_line',
    1,
    "UPDATE order_line SET status = 'new_order' WHERE request_id = 1 AND line_no = 1",
    'line 1 was handed out and is new_order, and its history ends as polled',
  ),
];

onEveryEngine((engine) => {
  let home: TestDatabase;
  let server: FivePartyBroker;
  let database: Database;

  beforeAll(async () => {
    home = await engine.create();
    server = await startFiveParties(home.url);
    ({ database } = server.running.broker);
    await fill(server);
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await home.drop();
  });

  const faults = (): ReturnType<typeof verifyServices> => verifyServices(server.running.broker);
  const run = (sql: string): Promise<unknown> => database.transaction((session) => session.run(sql));

  test('verify finds nothing where all five parties have lines of one order', async () => {
    expect(await faults()).toEqual([]);
  });

  test.each(DAMAGES)('verify tells: $fault', async ({ table, sql, order, fault }) => {
    const kept = await database.transaction((session) => session.all(`SELECT * FROM ${table}`));
    await run(sql);
    try {
      const words = (text: string): string =>
        text
          .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z(?= as)/, '{ended}')
          .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, '{polled}')
          .replace(/[\da-f]{8}-[\da-f-]{27}/, '{poll}');
      expect((await faults()).map((one) => ({ order: one.requestId, fault: words(one.fault) }))).toContainEqual({
        order,
        fault,
      });
    } finally {
      await restore(database, table, kept);
    }
    expect(await faults()).toEqual([]);
  });
});

/** Puts the rows of a table back as they were. */
async function restore(database: Database, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  await database.transaction(async (session) => {
    await session.run(`DELETE FROM ${table}`);
    await session.insertRows(
      table,
      columns,
      rows.map((row) => columns.map((column) => row[column] ?? null)),
    );
  });
}

/** Three orders and a return, as each party left them. */
async function fill({ running: { broker }, sql, merchantSql, json }: FivePartyBroker): Promise<void> {
  const done = async (target: string, body?: object): Promise<void> => {
    const answer = await json(target, body);
    expect({ target, ...answer }).toMatchObject({ status: 200 });
  };
  const items = ['PENCIL', 'SHELF', 'VITAMIN', 'CHAIR', 'MUG'];
  const { requestId } = await submitted(
    broker,
    orderOf(
      'A-1',
      items.map((item) => ({ item, qty: 3 })),
    ),
  );
  await submitted(broker, orderOf('A-2', [{ item: 'CHAIR' }, { item: 'VITAMIN', qty: 4 }]));
  const { rows } = await sql('pixiDFGetOrderlines', { OrderNR: requestId });
  const shipped = { OrderHistoryKey: rows[0]?.OrderHistKey ?? '', Status: 'FUS', Qty: 2, DFTrackingID: '1Z1' };
  expect((await sql('pixiDFUpdateOrderlineStatus', shipped)).rows).toMatchObject([{ Status: '200' }]);
  expect((await merchantSql('pixiDFCreateInvoices')).message).toBeUndefined();
  await pollLocation(broker, 'fulfillments', place('STC/10'));
  await done('GET /3.0/orders?orderStatus=Accepted&warehouseID=7');
  await done('PATCH /3.0/orders', { orderID: 2, trackingNumber1: '1Z2' });
  await done('POST /3.0/orders/status', { orderID: 6, orderStatus: 'Canceled' });
  await done('PATCH /fulfillment-requests/3/processed');
  await done('POST /fulfillment-requests/3/adjust', {
    items: [{ sku: 'CHAIR', acknowledgedQuantity: 1, secondaryAcknowledgedQuantity: 1, cancelledQuantity: 1 }],
  });
  await done('PATCH /fulfillment-requests/3/committed-stock');
  await done('POST /shipments', {
    purchaseOrderId: 3,
    shipment: { trackingNumber: '1Z3', shipmentItems: [{ sku: 'CHAIR', quantity: 1 }] },
  });
  await done('GET /fulfillment-requests/processing?leaseSeconds=300');
  for (const more of [{ so_number: 'SO-1' }, { so_number: 'RT-1', tracking_id: 'T-2', order_type: 'RT' }])
    await done('POST /v3/fulfillment/outbound/oms', outboundOf(more.so_number, more));
  await workOutbounds(broker);
  await done('POST /v3/fulfillment/outbound/wms/status', { warehouse_id: 'W1', order_no: 'SO-1', status_code: '40' });
  await done('POST /v3/fulfillment/outbound/wms/status', { warehouse_id: 'W1', order_no: 'RT-1', status_code: '60' });
}
