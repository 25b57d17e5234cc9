import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { readConfig } from '../../../src/app/config.js';
import { startBroker } from '../../../src/app/main.js';
import type { RunningBroker } from '../../../src/app/main.js';
import type { PartnerAssignment } from '../../../src/client/admin/orders.js';
import { cli } from '../../cli/support/capture.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { orderOf, submitted } from '../../support/server/broker.js';
import { callSql } from '../../support/server/direct-fulfillment.js';

const MGS = { SupplNr: 'MGS', Secret: 'DEMO-4711' };

/** What `orders <id>` tells of partners, who speak to the demo over HTTP, each in its own service. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let running: RunningBroker;
  beforeAll(async () => {
    home = await engine.create();
    const settings = { PORT: '0', DATABASE_URL: home.url, JOBS: 'false' };
    running = await startBroker(readConfig(settings), pino({ level: 'silent' }));
  }, 60_000);
  afterAll(async () => {
    await running.stop();
    await home.drop();
  });

  const call = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${running.gateway.url}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    expect([path, response.status]).toEqual([path, 200]);
    return (await response.json()) as Record<string, unknown>;
  };
  const show = (words: readonly string[]): Promise<string> =>
    cli(['orders', ...words, '--url', running.gateway.url]).then(({ out }) => out);
  const shown = async (requestId: unknown): Promise<PartnerAssignment[]> => {
    const order = JSON.parse(await show([String(requestId), '--json'])) as {
      lines: { assignments: { partner: PartnerAssignment }[] }[];
    };
    return order.lines.flatMap(({ assignments }) => assignments.map(({ partner }) => partner));
  };
  const words = async (requestId: unknown): Promise<string[]> =>
    (await shown(requestId)).map(({ status, status_text: text }) => (text === '' ? status : `${status}, ${text}`));
  const numbers = async (requestId: unknown): Promise<object[]> =>
    (await shown(requestId)).map((one) => Object.fromEntries(one.numbers.map(({ name, value }) => [name, value])));
  const submit = async (orderId: string, item: string): Promise<number> =>
    (await submitted(running.broker, orderOf(orderId, [{ item, qty: 2 }]))).requestId;

  test('a direct fulfillment supplier reads FUT until he has shipped, and AUS once it is on an invoice', async () => {
    const id = await submit('W-DF', 'LANTERN');
    expect(await words(id)).toEqual(['FUT, not confirmed']);
    const address = `${running.gateway.url}/soap/pixiDEMO/`;
    const { rows } = await callSql(address, 'pixiDFGetOrderlines', { OrderNR: id, ...MGS });
    const { OrderHistKey: key = '', OrderlineRef: reference } = rows[0] ?? {};
    expect(await numbers(id)).toEqual([{ OrderlineRef: reference, OrderHistKey: key }]);
    expect(await shown(id)).toMatchObject([{ channel: 'direct_fulfillment', fetched_at: null }]);
    await callSql(address, 'pixiDFGetChangesConfirmation', { OrderHistKey: key, ...MGS });
    expect(await words(id)).toEqual(['FUT, confirmed']);
    expect(await shown(id)).toMatchObject([{ fetched_at: expect.any(String) as unknown, acknowledged_at: null }]);
    const report = { OrderHistoryKey: key, Status: 'FUS', DFTrackingID: '1Z-DF', InvoiceNrExternal: 'RE-7', ...MGS };
    await callSql(address, 'pixiDFUpdateOrderlineStatus', report);
    expect(await words(id)).toEqual(['FUS, confirmed']);
    await callSql(address, 'pixiDFCreateInvoices', {});
    expect(await words(id)).toEqual(['AUS, confirmed']);
    expect(await shown(id)).toMatchObject([{ tracking_numbers: ['1Z-DF'] }]);
    expect(await numbers(id)).toEqual([
      expect.objectContaining({ OrderlineRef: reference, InvoiceNrExternal: 'RE-7', invoice: '1' }),
    ]);
    expect(await show([String(id)])).toMatch(
      /^At partners\n.*\n.*\n +1 +1 +SUP\/PINE +direct_fulfillment +AUS, confirmed +OrderlineRef \d+, OrderHistKey \d+, InvoiceNrExternal RE-7, invoice 1 +1Z-DF +20/m,
    );
  });

  test('a line that a supplier gave back is STO for him, and one that waits for its payment is not shown to him', async () => {
    const id = await submit('W-STO', 'LANTERN');
    const address = `${running.gateway.url}/soap/pixiDEMO/`;
    const [row] = (await callSql(address, 'pixiDFGetOrderlines', { OrderNR: id, ...MGS })).rows;
    const report = { OrderHistoryKey: row?.OrderHistKey ?? '', Status: 'STO', ...MGS };
    await callSql(address, 'pixiDFUpdateOrderlineStatus', report);
    expect((await words(id))[0]).toBe('STO, confirmed');
    const held = { ...orderOf('W-HAL', [{ item: 'LANTERN', qty: 1 }]), underReview: 'true' };
    expect(await words((await submitted(running.broker, held)).requestId)).toEqual(['HAL, not shown to the supplier']);
  });

  test('a third-party logistics warehouse reads Accepted, Printed and Shipped', async () => {
    const id = await submit('W-TPL', 'VITAMIN');
    expect(await words(id)).toEqual(['Accepted']);
    const [first] = await shown(id);
    const orderID = first?.fulfillment_request;
    expect(first?.fetched_at).toBeNull();
    await call('GET', `/3.0/orders?orderStatus=Accepted&warehouseID=7&orderID=${String(orderID)}`);
    expect(await shown(id)).toMatchObject([{ channel: 'threepl', fetched_at: expect.any(String) as unknown }]);
    await call('POST', '/3.0/orders/status', { orderID, orderStatus: 'Printed' });
    expect(await words(id)).toEqual(['Printed']);
    await call('PATCH', '/3.0/orders', { orderID, trackingNumber1: '1Z-A', trackingNumber2: '1Z-B' });
    await call('POST', '/3.0/orders/status', { orderID, orderStatus: 'Shipped' });
    expect(await words(id)).toEqual(['Shipped']);
    expect(await numbers(id)).toEqual([{ OrderID: String(orderID), Reference1: 'W-TPL' }]);
    expect(await shown(id)).toMatchObject([{ tracking_numbers: ['1Z-A', '1Z-B'] }]);
  });

  test('a source reads Unprocessed until it was released, then what it said, and what accounting noted', async () => {
    const id = await submit('W-FR', 'DESK');
    expect(await words(id)).toEqual(['Unprocessed, Awaiting Shipment']);
    const fr = (await shown(id))[0]?.fulfillment_request;
    const at = `/fulfillment-requests/${String(fr)}`;
    await call('POST', `${at}/process`);
    expect(await words(id)).toEqual(['Processing, Awaiting Shipment']);
    await call('PATCH', `${at}/processed`);
    await call('POST', `${at}/acknowledge`);
    await call('PATCH', `${at}/committed-stock`);
    await call('PATCH', `${at}/accounting-sync`);
    expect(await words(id)).toEqual(['Acknowledged, Awaiting Shipment']);
    expect(await numbers(id)).toEqual([{ fulfillmentRequestNumber: 'W-FR', id: String(fr) }]);
    const anyTime = expect.any(String) as unknown;
    expect(await shown(id)).toMatchObject([
      {
        released_at: anyTime,
        fetched_at: anyTime,
        acknowledged_at: anyTime,
        marks: [
          { kind: expect.any(String) as unknown, at: anyTime },
          { kind: expect.any(String) as unknown, at: anyTime },
        ],
      },
    ]);
    expect(await show([String(id)])).toMatch(/Acknowledged, Awaiting Shipment .* accounting_sync 20/);
  });

  test('a warehouse of outbounds reads the codes of outbounds, and what the carrier said', async () => {
    await call('POST', '/v3/fulfillment/outbound/oms', {
      customer_id: 'CLP',
      warehouse_id: 'WH1',
      so_number: 'W-OUT',
      tracking_id: 'T-OUT',
      order_time: '2026-11-30 08:00:00',
      consignee: 'Jane Roe',
      consignee_full_address: '9 Example Street',
      consignee_city: 'WORCESTER',
      consignee_province: 'MA',
      zip_code: '01602',
      details: [{ sku: 'KETTLE', quantity: 2 }],
    });
    const find = async (): Promise<unknown> =>
      (await call('GET', '/v3/fulfillment/outbound/oms/W-OUT?customer_id=CLP')).data;
    const requestOf = async () => ((await find()) as { request_id: number | null }).request_id;
    for (let ticks = 0; (await requestOf()) === null && ticks < 500; ticks += 1) await sleep(10);
    const id = await requestOf();
    expect(await words(id)).toEqual(['00, created']);
    const reported = { warehouse_id: 'WH1', order_no: 'W-OUT', status_code: '63' };
    await call('POST', '/v3/fulfillment/outbound/wms/status', { ...reported, status_code: '60' });
    await call('POST', '/v3/fulfillment/outbound/wms/status', reported);
    expect(await words(id)).toEqual(['63, cartonized']);
    await call('POST', '/v3/fulfillment/outbound/wms/pgi', {
      warehouse_id: 'WH1',
      doc_no: 'W-OUT',
      delivery_no: 'AWB-1',
      carrier_name: 'Fast Parcel',
    });
    expect(await words(id)).toEqual(['80, shipped']);
    expect(await numbers(id)).toEqual([
      expect.objectContaining({ so_number: 'W-OUT', tracking_id: 'T-OUT', group_key: expect.any(String) as unknown }),
    ]);
    expect(await shown(id)).toMatchObject([{ channel: 'outbound', tracking_numbers: ['AWB-1'] }]);
  });

  test('a location that polls is no partner', async () => {
    const id = await submit('W-POLL', 'MUG');
    expect(await shown(id)).toEqual([null]);
    expect(await show([String(id)])).not.toContain('At partners');
  });
});
