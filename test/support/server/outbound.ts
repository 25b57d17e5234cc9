import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { addUser } from '../../../src/broker/access/users.js';
import { addKey } from '../../../src/broker/access/api-keys.js';
import type { BrokerContext } from '../../../src/broker/context.js';
import { workNextOutbound } from '../../../src/broker/outbound/work-outbound.js';
import type { RunningBroker } from '../../../src/app/main.js';
import type { CatalogDocument } from '../../../src/domain/network/catalog-document.js';
import type { Database } from '../../../src/store/database.js';
import type { TestDatabase } from '../databases.js';
import { brokerOn, SMALL_RETAILER } from './broker.js';
import { makeTokens, startInstance } from './closed-broker.js';

const ADDRESS = { postal: '01602', country: 'US' };

/**
 * The small retailer with two client platforms (CLP with the shop SHOP, CLQ with two shops) whose goods are in a warehouse of
 * WHS. MUG and CUP are goods of CLP, 50 and 5 of them there; both clients have PENCIL, which is not there.
 */
export const WITH_OUTBOUND: Partial<CatalogDocument> = {
  systems: [
    ...(SMALL_RETAILER.systems ?? []),
    { system_cd: 'CLP', name: 'Client', locations: [{ location_cd: 'SHOP', name: 'Shop', address: ADDRESS }] },
    {
      system_cd: 'CLQ',
      name: 'Other client',
      locations: [
        { location_cd: 'A', name: 'A', address: ADDRESS },
        { location_cd: 'B', name: 'B', address: ADDRESS },
      ],
    },
    {
      system_cd: 'WHS',
      name: 'Warehouses',
      locations: ['W1', 'W2'].map((location_cd) => ({
        location_cd,
        name: location_cd,
        channel: 'outbound' as const,
        address: ADDRESS,
        preferences: { request_auto_process: true, on_partner_cancel: 'cancel' },
      })),
    },
  ],
  products: [
    ...(SMALL_RETAILER.products ?? []),
    ...['MUG', 'CUP'].map((code) => ({
      product_cd: code,
      description: code,
      system_products: [
        { system_cd: 'CLP', item_id: code },
        { system_cd: 'WHS', item_id: code },
      ],
    })),
  ],
  inventory: [
    ...(SMALL_RETAILER.inventory ?? []),
    { system_cd: 'WHS', location_cd: 'W1', item_id: 'MUG', available_qty: 50 },
    { system_cd: 'WHS', location_cd: 'W1', item_id: 'CUP', available_qty: 5 },
  ],
};

/**
 * Makes the orders and returns of what clients sent. The broker's own worker may have taken one of them first: then it waits for it.
 * @throws {Error} if that takes long
 */
export async function workOutbounds(broker: BrokerContext): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    while (await workNextOutbound(broker));
    const left = await broker.database.transaction((session) =>
      session.first("SELECT id FROM outbound_request WHERE state = 'accepted' LIMIT 1"),
    );
    if (left === undefined) return;
    await sleep(20);
  }
  throw new Error('outbounds were not worked on');
}

/** What a call was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly metadata: {
    readonly http_status_code: number;
    readonly path: string;
    readonly errors?: readonly { readonly code: number; readonly message: string }[];
  };
  readonly data: Record<string, unknown>;
}

/** A broker with the service open, and everybody who speaks to it. */
export interface OutboundBroker {
  readonly running: RunningBroker;
  readonly database: Database;
  readonly keys: Readonly<Record<'client' | 'other' | 'warehouse' | 'elsewhere' | 'stranger', string>>;
  call(method: string, path: string, body?: object, key?: keyof OutboundBroker['keys'] | ''): Promise<Answer>;
  admin(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  stop(): Promise<void>;
}

const OUTBOUND_SETTINGS = {
  SERVICES: 'locate,outbound',
  SECRETS_KEY: randomBytes(32).toString('base64'),
  WEBHOOK_ALLOW_HTTP: 'true',
  WEBHOOK_PRIVATE_NETWORKS: '127.0.0.0/8',
  WEBHOOK_MOVED_CLOCK: 'true',
};

/** Starts a broker on an empty database. */
export async function startOutbound(
  home: TestDatabase,
  settings: Readonly<Record<string, string>> = {},
): Promise<OutboundBroker> {
  const database = await home.open();
  await brokerOn(database, WITH_OUTBOUND);
  const context = { database, clock: () => new Date() };
  const keyOf = async (name: string, system: string, groups: string[], location?: string): Promise<string> => {
    const locations = location === undefined ? [] : [{ system_cd: system, location_cd: location }];
    const { body } = await addKey(context, { name, systems: [system], locations, groups, validDays: 1 });
    return body.key ?? '';
  };
  const keys = {
    client: await keyOf('client', 'CLP', ['outbound']),
    other: await keyOf('other', 'CLQ', ['outbound']),
    warehouse: await keyOf('warehouse', 'WHS', ['outbound'], 'W1'),
    elsewhere: await keyOf('elsewhere', 'WHS', ['outbound'], 'W2'),
    stranger: await keyOf('stranger', 'CLP', ['requests']),
  };
  const user = { name: 'oms', systems: ['6'], groups: ['Locate'], password: 'the password of the oms', digest: false };
  await addUser(context, user, undefined);
  const { administer } = await makeTokens(database);
  const running = await startInstance(home, { ...OUTBOUND_SETTINGS, ...settings });
  return {
    running,
    database,
    keys,
    async call(method, path, body, key = 'client') {
      const response = await fetch(`${running.gateway.url}/v3${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...(key === '' ? {} : { 'X-API-Key': keys[key] }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = (await response.json()) as Pick<Answer, 'metadata' | 'data'>;
      return { status: response.status, headers: response.headers, ...answer };
    },
    async admin(method, path, body) {
      const response = await fetch(`${running.gateway.url}/admin/v1${path}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${administer}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    },
    async stop() {
      await running.stop();
      await database.close();
    },
  };
}

/** A request for an outbound with everything that is mandatory. */
export function outboundOf(soNumber: string, changes: object = {}): Record<string, unknown> {
  return {
    warehouse_id: 'W1',
    customer_id: 'CLP',
    so_number: soNumber,
    order_identification_code: 1,
    internal_order_status: 'NEW',
    tracking_id: `T-${soNumber}`,
    express_code: 'FAST',
    tenant_name: 'Example tenant',
    consignee: 'Jane Roe',
    consignee_phone: '5085550199',
    consignee_email: 'jane@example.com',
    consignee_full_address: '9 Example Street',
    consignee_province: 'MA',
    consignee_city: 'WORCESTER',
    zip_code: '01602',
    order_price: 20,
    order_time: '2026-11-30 08:00:00',
    payment_time: '2026-11-30 08:00:05',
    details: [{ sku: 'MUG', quantity: 3, unit_price: 5.5 }],
    ...changes,
  };
}
