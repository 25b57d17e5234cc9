import { addKey } from '../../../src/broker/access/api-keys.js';
import { addUser } from '../../../src/broker/access/users.js';
import { reconcile } from '../../../src/broker/inventory/reconcile.js';
import { verifyRequests } from '../../../src/broker/partners/inquiry/verify-requests.js';
import type { RunningBroker } from '../../../src/app/main.js';
import type { Preferences } from '../../../src/domain/network/preferences.js';
import type { Database } from '../../../src/store/database.js';
import type { Engine, TestDatabase } from '../../support/databases.js';
import { brokerOn, orderOf, submitted } from '../../support/server/broker.js';
import type { WantedLine } from '../../support/server/broker.js';
import { PASSWORDS, startInstance } from '../../support/server/closed-broker.js';
import { retailerWithPartners } from '../../support/server/partners.js';

/** What the tests read of an answer. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

/** A fulfillment request as the tests read it. */
export interface WireRequest {
  readonly id: number;
  readonly orderId: number;
  readonly sourceId: number;
  readonly fulfillmentRequestStatus: { readonly name: string };
  readonly fulfillmentRequestItems: readonly Readonly<Record<string, unknown>>[];
}

export const TOKENS = ['account', 'sourceA', 'sourceB', 'channel', 'otherChannel', 'otherService'] as const;
export type Token = (typeof TOKENS)[number];

/** A broker with the service, on a database with two suppliers, and a token of each kind. */
export interface Desk {
  readonly running: RunningBroker;
  readonly home: TestDatabase;
  readonly tokens: Readonly<Record<Token, string>>;
  /** Calls the service. @param as a token, or none */
  call<Body = Record<string, unknown>>(
    as: Token | undefined,
    target: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer<Body>>;
  /** Submits an order. @returns its request id */
  order(orderId: string, lines: readonly WantedLine[]): Promise<number>;
  /** Submits an order that goes to one source, as a request that is released to it. @returns the id of the request */
  request(orderId: string, lines: readonly WantedLine[]): Promise<number>;
  /** Checks units and states, and stops. */
  close(): Promise<void>;
}

/** @param strategy preferences of the suppliers */
export async function openDesk(
  engine: Engine,
  strategy: Preferences = { request_auto_process: true },
  settings: Readonly<Record<string, string>> = {},
): Promise<Desk> {
  const home = await engine.create();
  const database: Database = await home.open();
  await brokerOn(database, retailerWithPartners(strategy));
  const context = { database, clock: () => new Date() };
  await addUser(
    context,
    { name: 'oms', systems: ['6'], groups: ['Locate'], password: PASSWORDS.oms, digest: false },
    undefined,
  );
  const key = async (
    name: string,
    systems: readonly string[],
    locations: readonly string[],
    ...groups: readonly string[]
  ): Promise<string> => {
    const places = locations.map((location_cd) => ({ system_cd: 'SUP', location_cd }));
    return (await addKey(context, { name, systems, locations: places, groups, validDays: 1 })).body.key ?? '';
  };
  const tokens: Record<Token, string> = {
    account: await key('account', ['6'], [], 'requests', 'Admin'),
    sourceA: await key('first-supplier', [], ['A'], 'requests'),
    sourceB: await key('second-supplier', [], ['B'], 'requests'),
    channel: await key('shop', ['6'], [], 'requests'),
    otherChannel: await key('other-shop', ['STC'], [], 'requests'),
    otherService: await key('parcels', ['SUP'], [], 'outbound'),
  };
  await database.close();
  const running = await startInstance(home, { SERVICES: 'locate,requests', ...settings });
  const desk: Desk = {
    running,
    home,
    tokens,
    call: async (as, target, body, headers = {}) => {
      const [method = '', path = ''] = target.split(' ');
      const response = await fetch(`${running.gateway.url}${path}`, {
        method,
        headers: {
          ...(as === undefined ? {} : { 'X-Api-Token': tokens[as] }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (text === '' ? {} : JSON.parse(text)) as never,
      };
    },
    order: async (orderId, lines) => (await submitted(running.broker, orderOf(orderId, lines))).requestId,
    request: async (orderId, lines) => {
      const order = await desk.order(orderId, lines);
      const { body } = await desk.call<WireRequest[]>(
        'account',
        `GET /fulfillment-requests?findOrderId=${String(order)}`,
      );
      expect(body).toHaveLength(1);
      return body[0]?.id ?? 0;
    },
    close: async () => {
      expect(await reconcile(running.broker)).toEqual([]);
      expect(await verifyRequests(running.broker)).toEqual([]);
      await running.stop();
      await home.drop();
    },
  };
  return desk;
}
