import { pino } from 'pino';
import { readConfig } from '../../../src/app/config.js';
import { startBroker } from '../../../src/app/main.js';
import type { RunningBroker } from '../../../src/app/main.js';
import { setSupplier } from '../../../src/broker/direct-fulfillment/manage-suppliers.js';
import { loadCatalog } from '../../../src/broker/network/load-catalog.js';
import type { CatalogDocument, SystemEntry } from '../../../src/domain/network/catalog-document.js';
import { SMALL_RETAILER } from './broker.js';
import { callSql } from './direct-fulfillment.js';
import type { ParameterValues, SqlAnswer } from './direct-fulfillment.js';

/**
 * A retailer with all five parties: a store that polls (STC/10), a supplier of direct fulfillment (DF/A), a warehouse of
 * third-party logistics (LOG/NORTH), a source of fulfillment requests (SRC/OAK), a warehouse behind outbounds (WHS/W1). Each has
 * an item that nobody else has, and all of them have DESK. CLP is a client platform of W1.
 */

const ADDRESS = { address1: '1 Example Dock', city: 'WORCESTER', province: 'MA', postal: '01602', country: 'US' };

export const PARTIES = {
  'STC/10': 'PENCIL',
  'DF/A': 'SHELF',
  'LOG/NORTH': 'VITAMIN',
  'SRC/OAK': 'CHAIR',
  'WHS/W1': 'MUG',
} as const;
/** What all of them have. */
export const SHARED_ITEM = 'DESK';
/** The item of each party, and the one of all. */
export const ITEMS: readonly string[] = [...Object.values(PARTIES), SHARED_ITEM];
const SUPPLIER = { SupplNr: 'MGS', Secret: 'K-4711' };
export const WAREHOUSE_NUMBER = 7;

const STOCK = 100_000;
const placeOf = (party: string): { system_cd: string; location_cd: string } => {
  const [system_cd = '', location_cd = ''] = party.split('/');
  return { system_cd, location_cd };
};

/** @param onPartnerCancel what follows when a party gives units back */
export function fiveParties(onPartnerCancel: 'reshop' | 'cancel' = 'reshop'): CatalogDocument {
  const preferences = { request_auto_process: true, on_partner_cancel: onPartnerCancel };
  const partner = (
    system_cd: string,
    location_cd: string,
    channel: 'direct_fulfillment' | 'threepl' | 'requests' | 'outbound',
    more = {},
  ): SystemEntry => ({
    system_cd,
    name: system_cd,
    locations: [
      { location_cd, name: location_cd, channel, address: ADDRESS, preferences: { ...preferences, ...more } },
    ],
  });
  const systems: readonly SystemEntry[] = [
    ...(SMALL_RETAILER.systems ?? []),
    partner('DF', 'A', 'direct_fulfillment'),
    partner('LOG', 'NORTH', 'threepl', { warehouse_id: WAREHOUSE_NUMBER }),
    partner('SRC', 'OAK', 'requests'),
    partner('WHS', 'W1', 'outbound'),
    { system_cd: 'CLP', name: 'Client', locations: [{ location_cd: 'SHOP', name: 'Shop', address: ADDRESS }] },
  ];
  return {
    ...SMALL_RETAILER,
    preferences: { ...SMALL_RETAILER.preferences, df_poll_with_open_lines: true, allow_partial_updates: true },
    systems,
    products: ITEMS.map((code) => ({
      product_cd: code,
      description: code,
      system_products: ['6', 'STC', 'DF', 'LOG', 'SRC', 'WHS', 'CLP'].map((system_cd) => ({
        system_cd,
        item_id: system_cd === 'STC' ? `S-${code}` : code,
      })),
    })),
    inventory: Object.entries(PARTIES).flatMap(([party, item]) =>
      [item, SHARED_ITEM].map((code) => ({
        ...placeOf(party),
        item_id: party.startsWith('STC') ? `S-${code}` : code,
        available_qty: STOCK,
      })),
    ),
  };
}

/** What a service that speaks JSON answered. */
export interface JsonReply<Body> {
  readonly status: number;
  readonly body: Body;
}

/** A broker with every service open, without authentication, and how each party calls it. */
export interface FivePartyBroker {
  readonly running: RunningBroker;
  /** Locate: an envelope as it is. @returns the envelope of the answer */
  readonly locate: (envelope: string) => Promise<string>;
  /** Direct fulfillment, as its supplier. */
  readonly sql: (operation: string, parameters?: ParameterValues) => Promise<SqlAnswer>;
  /** Direct fulfillment, as the merchant. */
  readonly merchantSql: (operation: string) => Promise<SqlAnswer>;
  /** The other three. @param target such as `POST /shipments` */
  readonly json: <Body = Record<string, unknown>>(target: string, body?: object) => Promise<JsonReply<Body>>;
  readonly stop: () => Promise<void>;
}

export async function startFiveParties(database: string, catalog = fiveParties()): Promise<FivePartyBroker> {
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database,
    DEMO_DATA: 'false',
    JOBS: 'false',
    MESSAGE_LOG: 'none',
    RATE_LIMIT_ADDRESS: '0',
    SERVICES: 'locate,direct-fulfillment,threepl,requests,outbound',
  });
  const running = await startBroker(config, pino({ level: 'silent' }));
  const loaded = await loadCatalog(running.broker, catalog);
  if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
  await setSupplier(
    running.broker,
    { systemCd: 'DF', locationCd: 'A' },
    { number: SUPPLIER.SupplNr, secret: SUPPLIER.Secret },
  );
  const { url } = running.gateway;
  return {
    running,
    locate: async (envelope) => {
      const response = await fetch(`${url}/Locate/LocateServices`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8' },
        body: envelope,
      });
      return response.text();
    },
    sql: (operation, parameters = {}) => callSql(`${url}/soap/pixiDEMO/`, operation, { ...SUPPLIER, ...parameters }),
    merchantSql: (operation) => callSql(`${url}/soap/pixiDEMO/`, operation),
    json: async (target, body) => {
      const [method = '', path = ''] = target.split(' ');
      const response = await fetch(`${url}${path}`, {
        method,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as never };
    },
    stop: () => running.stop(),
  };
}
