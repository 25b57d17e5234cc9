import { pino } from 'pino';
import type { Logger } from 'pino';
import { readConfig } from '../../../src/app/config.js';
import { startBroker } from '../../../src/app/main.js';
import type { RunningBroker } from '../../../src/app/main.js';
import { setSupplier } from '../../../src/broker/direct-fulfillment/manage-suppliers.js';
import { loadCatalog } from '../../../src/broker/network/load-catalog.js';
import type { CatalogDocument } from '../../../src/domain/network/catalog-document.js';
import type { Preferences } from '../../../src/domain/network/preferences.js';
import { parseXml } from '../../../src/platform/xml/parse.js';
import type { XmlElement } from '../../../src/platform/xml/element.js';
import { SMALL_RETAILER } from './broker.js';

/** The credentials of the two suppliers. */
export const FIRST = { SupplNr: 'MGS', Secret: 'K-4711' };
export const SECOND = { SupplNr: 'NUT', Secret: 'K-0815' };

const ADDRESS = { address1: '1 Example Dock', city: 'WORCESTER', province: 'MA', postal: '01602', country: 'US' };

/** The small retailer with two direct fulfillment suppliers: DF/A has 20 DESK and 4 SHELF, DF/B has 10 DESK. */
export function retailerWithSuppliers(strategy: Preferences = {}, preferences: Preferences = {}): CatalogDocument {
  const supplier = {
    channel: 'direct_fulfillment',
    address: ADDRESS,
    preferences: { request_auto_process: true, ...strategy },
  } as const;
  return {
    ...SMALL_RETAILER,
    preferences: { ...SMALL_RETAILER.preferences, ...preferences },
    systems: [
      ...(SMALL_RETAILER.systems ?? []),
      {
        system_cd: 'DF',
        name: 'Direct fulfillment',
        locations: [
          { location_cd: 'A', name: 'First supplier', priority: 1, ...supplier },
          { location_cd: 'B', name: 'Second supplier', priority: 2, ...supplier },
        ],
      },
    ],
    products: [
      ...(SMALL_RETAILER.products ?? []),
      ...['DESK', 'SHELF'].map((code) => ({
        product_cd: code,
        description: `A ${code.toLowerCase()}`,
        system_products: [
          { system_cd: '6', item_id: code },
          { system_cd: 'DF', item_id: `X-${code}`, ean: code === 'DESK' ? '4000614000201' : '4000614000225' },
        ],
      })),
    ],
    inventory: [
      ...(SMALL_RETAILER.inventory ?? []),
      { system_cd: 'DF', location_cd: 'A', item_id: 'X-DESK', available_qty: 20 },
      { system_cd: 'DF', location_cd: 'B', item_id: 'X-DESK', available_qty: 10 },
      { system_cd: 'DF', location_cd: 'A', item_id: 'X-SHELF', available_qty: 4 },
    ],
  };
}

export interface DirectFulfillmentServer {
  readonly running: RunningBroker;
  /** The address of the service, which is its namespace too. */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Starts a broker that offers direct fulfillment over HTTP, on a database of its own. */
export async function startDirectFulfillment(
  database: string,
  catalog: CatalogDocument = retailerWithSuppliers(),
  settings: Readonly<Record<string, string>> = {},
  log: Logger = pino({ level: 'silent' }),
): Promise<DirectFulfillmentServer> {
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database,
    DEMO_DATA: 'false',
    JOBS: 'false',
    SERVICES: 'locate,direct-fulfillment',
    ...settings,
  });
  const running = await startBroker(config, log);
  const loaded = await loadCatalog(running.broker, catalog);
  if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
  for (const [locationCd, { SupplNr: number, Secret: secret }] of [
    ['A', FIRST],
    ['B', SECOND],
  ] as const)
    await setSupplier(running.broker, { systemCd: 'DF', locationCd }, { number, secret });
  return { running, address: `${running.gateway.url}/soap/pixiDEMO/`, stop: () => running.stop() };
}

/** What a call was answered with. */
export interface SqlAnswer {
  readonly http: number;
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** The text of the error message; undefined without one. */
  readonly message: string | undefined;
  readonly code: string;
  /** Of a fault; undefined for an answer. */
  readonly fault: string | undefined;
  readonly text: string;
}

export type ParameterValues = Readonly<Record<string, string | number | boolean>>;

/** Sends a call as SOAP 1.1, in the namespace of the address. @param headers of HTTP */
export async function callSql(
  address: string,
  operation: string,
  parameters: ParameterValues = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<SqlAnswer> {
  const content = Object.entries(parameters)
    .map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`)
    .join('');
  return sendSql(
    address,
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:${operation} xmlns:m="${address}">${content}</m:${operation}></s:Body></s:Envelope>`,
    headers,
  );
}

/** Sends an envelope as it is. */
export async function sendSql(
  address: string,
  envelope: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<SqlAnswer> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', ...headers },
    body: envelope,
  });
  const text = await response.text();
  if (!text.includes('Envelope')) throw new Error(`${String(response.status)}: ${text}`);
  const root = parseXml(text, { depth: 64, elements: 100_000, attributes: 64, nameLength: 256, textLength: 1_000_000 });
  const found = (name: string): XmlElement[] => descendants(root).filter(({ local }) => local === name);
  return {
    http: response.status,
    rows: found('row').map(({ children }) =>
      Object.fromEntries(children.map(({ local, text: value }) => [local, value])),
    ),
    message: found('SqlMessage')[0]?.children.find(({ local }) => local === 'Message')?.text,
    code: found('SqlResultCode')[0]?.text ?? '',
    fault: (found('faultstring')[0] ?? found('Text')[0])?.text,
    text,
  };
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function descendants(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap(descendants)];
}
