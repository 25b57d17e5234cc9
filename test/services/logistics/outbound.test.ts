import { setTimeout as sleep } from 'node:timers/promises';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { outboundOf, startOutbound } from '../../support/server/outbound.js';
import type { OutboundBroker } from '../../support/server/outbound.js';
import { verify, webhookListener } from '../../support/server/webhook-listener.js';
import type { Arrived, WebhookListener } from '../../support/server/webhook-listener.js';

const OMS = '/fulfillment/outbound/oms';
const WMS = '/fulfillment/outbound/wms';

onEveryEngine((engine) => {
  let home: TestDatabase;
  let broker: OutboundBroker;
  let client: WebhookListener;
  let warehouse: WebhookListener;
  let secret: string;

  const listen = async (listener: WebhookListener, scope: object): Promise<string> => {
    const { status, body } = await broker.admin('POST', '/webhooks', {
      url: listener.url,
      format: 'outbound',
      event_types: [
        'outbound.confirmed',
        'outbound.logistics_created',
        'outbound.status_changed',
        'outbound.goods_issued',
      ],
      scope,
    });
    expect(status).toBe(201);
    return String(body.secret);
  };

  beforeAll(async () => {
    home = await engine.create();
    broker = await startOutbound(home, { MESSAGE_LOG: 'all', MESSAGE_LOG_PERSONAL_DATA: 'masked' });
    client = await webhookListener();
    warehouse = await webhookListener();
    secret = await listen(client, { systems: ['CLP'] });
    await listen(warehouse, { locations: [{ system_cd: 'WHS', location_cd: 'W1' }] });
  }, 60_000);
  afterAll(async () => {
    await broker.stop();
    await client.close();
    await warehouse.close();
    await home.drop();
  });

  /** What arrived for an outbound, once so much has. */
  const arrivedFor = async (number: string, count: number, at = client): Promise<readonly Arrived[]> => {
    const own = (): Arrived[] => at.arrived.filter(({ text }) => text.includes(number));
    for (let ticks = 0; own().length < count && ticks < 1_000; ticks += 1) await sleep(10);
    return own();
  };
  const create = async (number: string, changes: object = {}): Promise<string> => {
    const answer = await broker.call('POST', OMS, outboundOf(number, changes));
    expect([answer.status, answer.metadata.errors]).toEqual([200, undefined]);
    return String(answer.data.group_key);
  };
  const report = (number: string, status_code: string, more: object = {}) =>
    broker.call('POST', `${WMS}/status`, { warehouse_id: 'W1', order_no: number, status_code, ...more }, 'warehouse');
  const issue = (number: string, delivery_no: string, details?: object[]) =>
    broker.call(
      'POST',
      `${WMS}/pgi`,
      {
        warehouse_id: 'W1',
        doc_no: number,
        delivery_no,
        carrier_name: 'Fast Parcel',
        ...(details === undefined ? {} : { details }),
      },
      'warehouse',
    );

  test('a number that is wrong is refused by the field that it was sent in', async () => {
    const said = async (path: string, body: object): Promise<unknown> =>
      (await broker.call('POST', path, { warehouse_id: 'W1', ...body }, 'warehouse')).metadata.errors;
    const error = (field: string) => [
      {
        code: 810,
        message: `${field}: There is no outbound SO-NONE at warehouse W1: check the number, and the warehouse.`,
      },
    ];
    const issue = { delivery_no: '1Z1', carrier_name: 'Example Land' };
    expect(await said(`${WMS}/pgi`, { doc_no: 'SO-NONE', ...issue })).toEqual(error('doc_no'));
    expect(await said(`${WMS}/pgi`, { so_number: 'SO-NONE', ...issue })).toEqual(error('so_number'));
    expect(await said(`${WMS}/status`, { order_no: 'SO-NONE', status_code: '60' })).toEqual(error('order_no'));
  });

  test('what has left as a whole cannot be given back', async () => {
    await create('SO-GONE');
    await arrivedFor('SO-GONE', 1);
    const issue = { warehouse_id: 'W1', doc_no: 'SO-GONE', delivery_no: '1ZGONE', carrier_name: 'Example Land' };
    expect((await broker.call('POST', `${WMS}/pgi`, issue, 'warehouse')).status).toBe(200);
    expect(
      await broker.call(
        'POST',
        `${WMS}/status`,
        { warehouse_id: 'W1', order_no: 'SO-GONE', status_code: '90' },
        'warehouse',
      ),
    ).toMatchObject({
      status: 409,
      metadata: { errors: [{ message: expect.stringContaining('cannot become 90 (canceled)') as string }] },
    });
  });

  test('an outbound is acknowledged, becomes an order, and is confirmed, allocated, picked and issued by webhooks', async () => {
    const groupKey = await create('SO-1');
    expect(groupKey).toMatch(/^hwoutboundoms\.\d{4}\.\d\d\.\d{8}\.\d{6}$/);
    const [confirmed, logistics] = await arrivedFor('SO-1', 2);
    expect(confirmed?.body).toMatchObject({
      type: 'outbound.confirmed',
      client_id: 'CLP',
      group_key: groupKey,
      status: 'success',
      total_data: 1,
      total_success: 1,
    });
    expect(confirmed?.text).not.toContain('Jane');
    expect(logistics?.body).toMatchObject({ order_no: 'SO-1', express_no: 'T-SO-1', success_flag: true });
    if (confirmed !== undefined) expect(() => verify(secret, confirmed)).not.toThrow();

    const work = await broker.call('GET', `${WMS}?warehouse_id=W1`, undefined, 'warehouse');
    expect(work.data.items).toMatchObject([
      { so_number: 'SO-1', consignee: 'Jane Roe', details: [{ sku: 'MUG', quantity: 3 }] },
    ]);
    expect((await report('SO-1', '40')).data).toMatchObject({ status_code: '40' });
    expect((await report('SO-1', '60')).data).toMatchObject({ status_code: '60' });
    expect((await report('SO-1', '63')).data).toMatchObject({ status_code: '63' });
    expect((await report('SO-1', '40')).data).toMatchObject({ status_code: '63' });
    expect(await issue('SO-1', 'AWB-1')).toMatchObject({ status: 200, data: { repeated: false } });
    expect(await issue('SO-1', 'AWB-1')).toMatchObject({ status: 200, data: { repeated: true } });

    const told = await arrivedFor('SO-1', 7);
    expect(
      told.slice(2).map(({ body }) => [body.type, (body as unknown as { status_code?: string }).status_code]),
    ).toEqual([
      ['outbound.status_changed', '40'],
      ['outbound.status_changed', '60'],
      ['outbound.status_changed', '63'],
      ['outbound.status_changed', '80'],
      ['outbound.goods_issued', undefined],
    ]);
    const pgi = { doc_no: 'SO-1', delivery_no: 'AWB-1', order_type: 'SO', details: [{ sku: 'MUG', qty_shipped: 3 }] };
    expect(told.at(-1)?.body).toMatchObject(pgi);
    expect((await arrivedFor('SO-1', 7, warehouse)).at(-1)?.body).toMatchObject(pgi);
    expect((await broker.call('GET', `${OMS}/SO-1`)).data).toMatchObject({
      state: 'created',
      status_code: '80',
      details: [{ sku: 'MUG', quantity: 3, status: 'fulfilled', delivery_no: 'AWB-1' }],
    });
  });

  test('the same request again is a repeat; another one with its number is confirmed with an error', async () => {
    const first = await create('SO-2');
    const again = await broker.call('POST', OMS, outboundOf('SO-2'));
    expect(again.data).toEqual({ group_key: first, repeated: true });
    const second = await create('SO-2', { details: [{ sku: 'CUP', quantity: 1 }] });
    expect(second).not.toBe(first);
    const told = await arrivedFor('SO-2', 3);
    expect(
      told.map(({ body }) => body).find((body) => (body as object as { group_key: string }).group_key === second),
    ).toMatchObject({
      status: 'failed',
      total_success: 0,
      items: [{ error_message: expect.stringContaining('Duplicate') as string }],
    });
    const all = await Promise.all(Array.from({ length: 5 }, () => create('SO-2B')));
    expect(new Set(all).size).toBe(1);
  });

  test('what the client ordered that is not there is confirmed with the reason, and may be ordered again', async () => {
    const first = await create('SO-3', { details: [{ sku: 'NOTHING', quantity: 1 }] });
    const [told] = await arrivedFor('SO-3', 1);
    expect(told?.body).toMatchObject({ group_key: first, status: 'failed' });
    expect(told?.text).toContain('NOTHING');
    expect(await create('SO-3', { details: [{ sku: 'NOTHING', quantity: 1 }] })).not.toBe(first);
  });

  test.each<[string, object, string]>([
    ['no tracking id', { tracking_id: '' }, 'tracking_id: found nothing, expected a text of 1 to 64 characters'],
    [
      'a number that is too long',
      { so_number: 'X'.repeat(51) },
      'so_number: found 51 characters, expected at most 50: send less',
    ],
    ['a number with special characters', { so_number: 'A B' }, 'so_number: found A B, expected letters, digits'],
    [
      'a warehouse that is none',
      { warehouse_id: 'W9' },
      'warehouse_id: found "W9", expected a location with the channel outbound',
    ],
    [
      'a time in another form',
      { order_time: '30.11.2026' },
      'order_time: found 30.11.2026, expected a time such as 2026-11-30 08:15:00',
    ],
    ['a day that does not exist', { order_time: '2026-02-30 08:00:00' }, 'order_time: found 2026-02-30 08:00:00'],
    ['no details', { details: [] }, 'details: found 0 entries, expected a list of 1 to 1000 entries'],
    [
      'half a unit',
      { details: [{ sku: 'MUG', quantity: 0.5 }] },
      'details[0].quantity: found 0.5, expected a whole number from 1 to 999999',
    ],
    ['a negative price', { order_price: -1 }, 'order_price: found -1, expected a number from 0'],
    ['a type that is none', { order_type: 'XX' }, 'order_type: found XX, expected one of SO, TT, RT'],
    ['an unknown shop', { shop_code: 'NOPE' }, 'shop_code: found "NOPE", expected a location of the system CLP: SHOP'],
  ])('%s is refused with 810, the value and what to do, and nothing is stored', async (_, changes, message) => {
    const answer = await broker.call('POST', OMS, outboundOf('SO-BAD', changes));
    expect(answer.status).toBe(400);
    expect(answer.metadata.errors?.map(({ code }) => code)).toEqual([810]);
    expect(answer.metadata.errors?.[0]?.message).toContain(message);
    expect((await broker.call('GET', `${OMS}/SO-BAD`)).status).toBe(404);
  });

  test('every fault of a request is told at once', async () => {
    const answer = await broker.call('POST', OMS, { order_type: 'SO', details: [{}] });
    const paths = answer.metadata.errors?.map(({ message }) => message.split(':')[0]);
    expect(paths).toEqual(
      expect.arrayContaining(['so_number', 'tracking_id', 'consignee', 'details[0].sku', 'details[0].quantity']),
    );
  });

  test('nobody acts for others: 802', async () => {
    await create('SO-4');
    await arrivedFor('SO-4', 1);
    const calls: [string, string, string, object | undefined, 'other' | 'stranger' | 'client' | 'elsewhere' | ''][] = [
      ['without a key', 'POST', OMS, outboundOf('SO-4X'), ''],
      ['with a key of another service', 'POST', OMS, outboundOf('SO-4X'), 'stranger'],
      ['for another client', 'POST', OMS, outboundOf('SO-4X'), 'other'],
      ['a client as the warehouse', 'GET', `${WMS}?warehouse_id=W1`, undefined, 'client'],
      [
        'another warehouse',
        'POST',
        `${WMS}/status`,
        { warehouse_id: 'W1', order_no: 'SO-4', status_code: '40' },
        'elsewhere',
      ],
      [
        'a client posts goods',
        'POST',
        `${WMS}/pgi`,
        { warehouse_id: 'W1', doc_no: 'SO-4', delivery_no: 'A', carrier_name: 'X' },
        'client',
      ],
    ];
    for (const [what, method, path, body, key] of calls) {
      const answer = await broker.call(method, path, body, key);
      expect([what, answer.metadata.errors?.[0]?.code, [401, 403].includes(answer.status)]).toEqual([what, 802, true]);
    }
    expect((await broker.call('GET', `${OMS}/SO-4`, undefined, 'other')).status).toBe(404);
    const cancellation = { order_no: 'SO-4', warehouse_id: 'W1', cancel_reason: '' };
    expect((await broker.call('PATCH', `${OMS}/cancel`, { data: { cancellation } }, 'other')).status).toBe(404);
    const elsewhere = { warehouse_id: 'W2', order_no: 'SO-4', status_code: '40' };
    expect((await broker.call('POST', `${WMS}/status`, elsewhere, 'elsewhere')).status).toBe(404);
  });

  test('an outbound is canceled while nothing is allocated, once; afterwards it is not', async () => {
    const cancel = (order_no: string) =>
      broker.call('PATCH', `${OMS}/cancel`, {
        data: { cancellation: { order_no, warehouse_id: 'W1', cancel_reason: 'Changed' } },
      });
    await create('SO-5');
    await arrivedFor('SO-5', 2);
    expect(await cancel('SO-5')).toMatchObject({ status: 200, data: { repeated: false } });
    expect(await cancel('SO-5')).toMatchObject({ status: 200, data: { repeated: true } });
    const told = await arrivedFor('SO-5', 3);
    expect(told.filter(({ body }) => body.type === 'outbound.status_changed').map(({ body }) => body)).toMatchObject([
      { status_code: '90' },
    ]);
    expect(await create('SO-5')).toBeDefined();
    await arrivedFor('SO-5', 5);
    await report('SO-5', '40');
    const late = await cancel('SO-5');
    expect(late.status).toBe(409);
    expect(late.metadata.errors?.[0]?.message).toContain(
      'Outbound SO-5 is 40 (allocated): it can be canceled only while',
    );
    expect((await report('SO-5', '90')).data).toMatchObject({ status_code: '90' });
  });

  test('goods leave in parts; more than was asked is refused', async () => {
    await create('SO-6', {
      details: [
        { sku: 'MUG', quantity: 2 },
        { sku: 'CUP', quantity: 2 },
      ],
    });
    await arrivedFor('SO-6', 2);
    expect(await issue('SO-6', 'A-6', [{ sku: 'MUG', qty_shipped: 3 }])).toMatchObject({ status: 409 });
    expect(await issue('SO-6', 'A-6', [{ sku: 'MUG', qty_shipped: 1 }])).toMatchObject({ status: 200 });
    expect(await issue('SO-6', 'A-6', [{ sku: 'MUG', qty_shipped: 1 }])).toMatchObject({ data: { repeated: true } });
    expect(await issue('SO-6', 'A-6', [{ sku: 'MUG', qty_shipped: 2 }])).toMatchObject({ status: 409 });
    expect((await broker.call('GET', `${OMS}/SO-6`)).data).toMatchObject({ status_code: '70' });
    expect(await issue('SO-6', 'B-6')).toMatchObject({ status: 200 });
    expect((await broker.call('GET', `${OMS}/SO-6`)).data).toMatchObject({ status_code: '80' });
    const { body } = await broker.admin('GET', '/outbounds?so_number=SO-6');
    expect(body.items).toMatchObject([{ so_number: 'SO-6', status_code: '80', customer_id: 'CLP' }]);
  });

  test('a return is received, posted once, and moves no stock', async () => {
    await create('RT-1', { order_type: 'RT' });
    await arrivedFor('RT-1', 1);
    expect((await report('RT-1', '40')).status).toBe(409);
    expect((await report('RT-1', '60', { details: [{ sku: 'MUG', quantity: 2 }] })).data).toMatchObject({
      status_code: '60',
    });
    expect(await issue('RT-1', 'PGR-1')).toMatchObject({ data: { repeated: false } });
    expect(await issue('RT-1', 'PGR-1')).toMatchObject({ data: { repeated: true } });
    expect((await issue('RT-1', 'PGR-2')).status).toBe(409);
    const told = await arrivedFor('RT-1', 4);
    expect(told.find(({ body }) => body.type === 'outbound.goods_issued')?.body).toMatchObject({
      order_type: 'RT',
      doc_no: 'RT-1',
      details: [{ sku: 'MUG', qty_shipped: 2 }],
    });
    expect((await report('RT-1', '99')).data).toMatchObject({ status_code: '99' });
  });

  test('the message log shows what was sent without who it is for', async () => {
    await create('SO-7');
    await sleep(500);
    const rows = await broker.database.transaction((session) => session.all('SELECT * FROM message_text'));
    const texts = JSON.stringify(rows);
    expect(texts).toContain('SO-7');
    for (const secretText of ['Jane', '9 Example Street', '5085550199', broker.keys.client.slice(21)])
      expect(texts).not.toContain(secretText);
    const stored = await broker.database.transaction((session) =>
      session.all("SELECT * FROM outbound_request WHERE state <> 'accepted'"),
    );
    expect(JSON.stringify(stored)).not.toContain('Jane');
    const events = await broker.database.transaction((session) => session.all('SELECT * FROM webhook_delivery'));
    expect(JSON.stringify(events)).not.toContain('Jane');
  });
});
