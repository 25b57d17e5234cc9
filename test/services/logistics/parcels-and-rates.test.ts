import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { outboundOf, startOutbound } from '../../support/server/outbound.js';
import type { OutboundBroker } from '../../support/server/outbound.js';
import { webhookListener } from '../../support/server/webhook-listener.js';
import type { WebhookListener } from '../../support/server/webhook-listener.js';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const WAY = { origin: { area_id: 101 }, destination: { area_id: 201 } };

onEveryEngine((engine) => {
  let home: TestDatabase;
  let broker: OutboundBroker;
  let client: WebhookListener;
  let answer: { status: number; body: string; delayMs: number };
  const courier = createServer((request, response) => {
    request.resume();
    void sleep(answer.delayMs).then(() => response.writeHead(answer.status).end(answer.body));
  });

  beforeAll(async () => {
    courier.listen(0, '127.0.0.1');
    await once(courier, 'listening');
    home = await engine.create();
    broker = await startOutbound(home, {
      LOGISTICS_SECRETS: `fast=${SECRET}`,
      LOGISTICS_RATE_PROVIDERS: `fast=http://127.0.0.1:${String((courier.address() as AddressInfo).port)}/quote`,
      LOGISTICS_RATE_TIMEOUT_MS: '300',
    });
    client = await webhookListener();
    await broker.admin('POST', '/webhooks', {
      url: client.url,
      format: 'outbound-auth',
      headers: { 'X-API-Key': 'k-1' },
      event_types: ['outbound.parcel_status', 'outbound.confirmed'],
      scope: { systems: ['CLP'] },
    });
    const rate = { currency: 'USD', min_days: 1, max_days: 3 };
    const card = {
      shipping_rates: [
        { code: 'LAND', courier: 'Land', rate_type: 'regular', base: 4, per_kg: 1.1, insurance_percent: 1, ...rate },
        {
          code: 'AIR',
          courier: 'Air',
          rate_type: 'express',
          base: 9,
          per_kg: 2,
          volume_divisor: 5000,
          max_kg: 20,
          ...rate,
        },
        {
          code: 'BIKE',
          courier: 'Bikes',
          rate_type: 'instant',
          base: 3,
          per_km: 1,
          max_km: 20,
          from_areas: ['10'],
          ...rate,
        },
      ],
    };
    expect(await broker.admin('PUT', '/catalog', card)).toMatchObject({ status: 200 });
  }, 60_000);
  beforeEach(() => {
    answer = { status: 200, body: '{"rates":[]}', delayMs: 0 };
  });
  afterAll(async () => {
    await broker.stop();
    await client.close();
    courier.close();
    await home.drop();
  });

  const report = async (
    body: object,
    { provider = 'fast', secret = SECRET, at = new Date(), change = (text: string) => text } = {},
  ): Promise<{ status: number; body: { data: { result: string } | null } }> => {
    const text = JSON.stringify(body);
    const response = await fetch(`${broker.running.gateway.url}/v3/logistics/webhook/${provider}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'm-1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign('m-1', at, text),
      },
      body: change(text),
    });
    return { status: response.status, body: (await response.json()) as { data: { result: string } | null } };
  };

  test('statuses of a parcel are taken by signature, go forward only, and reach the client', async () => {
    await broker.call('POST', '/fulfillment/outbound/oms', outboundOf('SO-P'));
    await client.until(1);
    const status = (word: string, at: string) => ({
      tracking_id: 'T-SO-P',
      status: word,
      status_date: at,
      awb: 'AWB-P',
    });
    const results = [];
    for (const [word, at] of [
      ['picked_up', '2026-11-30T09:00:00Z'],
      ['delivered', '2026-11-30T12:00:00Z'],
      ['delivered', '2026-11-30T12:00:00Z'],
      ['in_transit', '2026-11-30T10:00:00Z'],
    ] as const)
      results.push((await report(status(word, at))).body.data?.result);
    expect(results).toEqual(['news', 'news', 'repeated', 'late']);
    const told = await client.until(3);
    expect(told.slice(1).map(({ body }) => body)).toMatchObject([
      { order_id: 'SO-P', tracking_id: 'T-SO-P', internal: { id: 1100, name: 'picked_up' }, awb: 'AWB-P' },
      { internal: { id: 2000, name: 'delivered' }, status_date: '2026-11-30T12:00:00.000Z' },
    ]);
    const auth = createHash('md5').update(`k-1${client.url}json`).digest('hex');
    expect(told[1]?.body).toMatchObject({ auth });
  });

  test.each<[string, () => ReturnType<typeof report>]>([
    ['another secret', () => report({}, { secret: `whsec_${randomBytes(32).toString('base64')}` })],
    ['an unknown provider', () => report({}, { provider: 'slow' })],
    ['a time of an hour ago', () => report({}, { at: new Date(Date.now() - 3_600_000) })],
    ['a body that was changed', () => report({ a: 1 }, { change: (text) => text.replace('1', '2') })],
  ])('a report with %s is refused', async (_, send) => {
    expect((await send()).status).toBe(401);
  });

  test('a report on an unknown parcel, or with an unknown status, is refused', async () => {
    expect((await report({ tracking_id: 'NOPE', status: 'delivered' })).status).toBe(404);
    expect((await report({ tracking_id: 'T-SO-P', status: 'lunch' })).status).toBe(400);
  });

  const price = (body: object, path = '/fulfillment/pricing/domestic') =>
    broker.call('POST', path, { ...WAY, ...body });

  test('a way is priced by weight or volume weight, whichever is greater, cheapest first', async () => {
    const small = await price({
      for_order: true,
      skus: [{ weight: 1.2, height: 10, width: 10, length: 10, quantity: 2 }],
    });
    expect(small.data.rates).toMatchObject([
      { rate_id: 'LAND', price: '7.30', chargeable_weight: 2.4 },
      { rate_id: 'AIR', price: '15.00', chargeable_weight: 2.4 },
    ]);
    const large = await price(
      { weight: 1, height: 50, width: 40, length: 30, item_value: 100, with_insurance: true },
      '/pricing/domestic',
    );
    expect(large.data.rates).toMatchObject([
      { rate_id: 'LAND', price: '16.00', insurance: '1.00', volume_weight: 10 },
      { rate_id: 'AIR', volume_weight: 12 },
    ]);
    expect((await price({ weight: 1 }, '/pricing/domestic/express')).data.rates).toMatchObject([{ rate_id: 'AIR' }]);
    expect((await price({ weight: 1, limit: 1, page: 2 }, '/pricing/domestic')).data.rates).toMatchObject([
      { rate_id: 'AIR' },
    ]);
  });

  test('instant needs coordinates, and is priced by distance', async () => {
    const missing = await price({ weight: 1 }, '/pricing/domestic/instant');
    expect(missing.metadata.errors?.map(({ message }) => message.split(':')[0])).toEqual([
      'origin.lat',
      'origin.lng',
      'destination.lat',
      'destination.lng',
    ]);
    const near = {
      origin: { area_id: 101, lat: '42.0', lng: '-71.0' },
      destination: { area_id: 201, lat: '42.09', lng: '-71.0' },
    };
    const { data } = await price({ weight: 1, ...near }, '/pricing/domestic/instant');
    expect(data.rates).toMatchObject([{ rate_id: 'BIKE', price: '13.01' }]);
    const far = { ...near, destination: { area_id: 201, lat: '43.0', lng: '-71.0' } };
    expect((await price({ weight: 1, ...far }, '/pricing/domestic/instant')).status).toBe(404);
  });

  test.each<[string, object, string]>([
    ['no weight', { skus: [{ height: 1 }] }, 'skus[0].weight: found nothing'],
    ['no SKU', { skus: [] }, 'skus: found 0 entries, expected a list of 1 to 200 entries'],
    [
      'a rate type that is none',
      { skus: [{ weight: 1 }], rate_type_id: 'rocket' },
      'rate_type_id: found rocket, expected one of regular',
    ],
    ['no origin', { skus: [{ weight: 1 }], origin: null }, 'origin: found nothing'],
  ])('a request with %s is refused', async (_, body, message) => {
    const refused = await price(body);
    expect([refused.status, refused.metadata.errors?.[0]?.code]).toEqual([400, 810]);
    expect(refused.metadata.errors?.map((error) => error.message).join()).toContain(message);
  });

  test('a provider is asked over HTTP; one that fails or is slow is named, and costs no more than its time', async () => {
    answer.body = JSON.stringify({
      rates: [
        { rate_id: 'Z', courier: 'Fast', rate_type: 'regular', currency: 'USD', price: 1, min_days: 1, max_days: 1 },
      ],
    });
    expect((await price({ skus: [{ weight: 1 }] })).data).toMatchObject({
      rates: [{ rate_id: 'fast:Z', price: '1.00' }, { rate_id: 'LAND' }, { rate_id: 'AIR' }],
      unavailable: [],
    });
    for (const broken of [{ status: 500 }, { body: 'no' }, { body: '{"rates":[{}]}' }, { delayMs: 1_000 }]) {
      Object.assign(answer, { status: 200, body: '{"rates":[]}', delayMs: 0 }, broken);
      expect((await price({ skus: [{ weight: 1 }] })).data).toMatchObject({ unavailable: ['fast'], total_data: 2 });
    }
    const none = await price({ weight: 900 }, '/pricing/domestic/express');
    expect([none.status, none.metadata.errors?.[0]?.code, none.headers.get('retry-after')]).toEqual([503, 803, '5']);
  });
});
