import { addUser } from '../../../src/broker/access/users.js';
import type { CatalogDocument } from '../../../src/domain/network/catalog-document.js';
import { THIRD_PARTY_CONTRACT } from '../../../src/services/third-party-logistics/contract.js';
import type { ThirdPartyPayloads } from '../../../src/services/third-party-logistics/messages.js';
import type { Database } from '../../../src/store/database.js';
import { parse } from '../../platform/xml/documents.js';
import { SOAP11, SOAP12 } from '../../platform/soap/support.js';
import { SMALL_RETAILER } from './broker.js';

/** Warehouses of third-party logistics: NORTH (7) and SOUTH of one partner, EAST of another. */

const ADDRESS = { address1: '1 Example Dock', city: 'RENO', province: 'NV', postal: '89501', country: 'US' };
const PREFERENCES = { request_auto_process: true };
const SHIP_METHODS = '1=UPS GROUND, 2=FEDEX 2DAY';

/** The small retailer with three warehouses. VITAMIN is in NORTH (1,000 units), TEA in SOUTH, SALT in EAST. */
export const RETAILER_WITH_LOGISTICS: Partial<CatalogDocument> = {
  systems: [
    ...(SMALL_RETAILER.systems ?? []),
    {
      system_cd: 'LOG',
      name: 'Logistics',
      locations: [
        {
          location_cd: 'NORTH',
          name: 'North warehouse',
          channel: 'threepl',
          address: ADDRESS,
          preferences: { ...PREFERENCES, warehouse_id: 7, ship_methods: SHIP_METHODS, estimated_shipping: 4.5 },
        },
        {
          location_cd: 'SOUTH',
          name: 'South warehouse',
          channel: 'threepl',
          address: ADDRESS,
          preferences: PREFERENCES,
        },
      ],
    },
    {
      system_cd: 'OTH',
      name: 'Other logistics',
      locations: [
        { location_cd: 'EAST', name: 'East warehouse', channel: 'threepl', address: ADDRESS, preferences: PREFERENCES },
      ],
    },
  ],
  products: [
    ...(SMALL_RETAILER.products ?? []),
    ...['VITAMIN', 'TEA', 'SALT'].map((code) => ({
      product_cd: code,
      description: `Some ${code.toLowerCase()}`,
      system_products: ['6', 'LOG', 'OTH'].map((system_cd) => ({
        system_cd,
        item_id: system_cd === '6' ? code : `L-${code}`,
      })),
    })),
  ],
  inventory: [
    ...(SMALL_RETAILER.inventory ?? []),
    { system_cd: 'LOG', location_cd: 'NORTH', item_id: 'L-VITAMIN', available_qty: 1000 },
    { system_cd: 'LOG', location_cd: 'SOUTH', item_id: 'L-TEA', available_qty: 1000 },
    { system_cd: 'OTH', location_cd: 'EAST', item_id: 'L-SALT', available_qty: 1000 },
  ],
};

export const LOGIN = { name: 'ship', company: 'DEMO', password: 'the password of the warehouse' } as const;

/** `ship@DEMO` of the partner, `other@DEMO` of the other one, and `store@DEMO` without the service group. */
export async function addLogisticsUsers(database: Database): Promise<void> {
  for (const [name, system, group] of [
    ['ship', 'LOG', 'threepl'],
    ['other', 'OTH', 'threepl'],
    ['store', 'LOG', 'Locate'],
    ['oms', '6', 'threepl'],
  ] as const)
    await addUser(
      { database, clock: () => new Date() },
      { name: `${name}@${LOGIN.company}`, systems: [system], groups: [group], password: LOGIN.password, digest: false },
      undefined,
    );
}

export type Operation = {
  [Name in keyof ThirdPartyPayloads]: Name extends `${infer One}Request` ? One : never;
}[keyof ThirdPartyPayloads];

export interface Sent {
  /** The login; undefined for a message without its header block. */
  readonly login?: string | undefined;
  readonly password?: string;
  readonly soap?: '1.1' | '1.2';
  readonly headers?: Readonly<Record<string, string>>;
}

/** An envelope with the header block of the service. @param payload the text of the body */
export function logisticsEnvelope(payload: string, sent: Sent = {}): string {
  const { login = LOGIN.name, password = LOGIN.password, soap = '1.1' } = sent;
  const block =
    'login' in sent && sent.login === undefined
      ? ''
      : `<s:Header><ApiAuthentication xmlns="http://api.exigo.com/"><LoginName>${login}</LoginName><Password>${password}</Password>` +
        `<Company>${LOGIN.company}</Company><RequestTimeUtc>2026-01-02T03:04:05Z</RequestTimeUtc></ApiAuthentication></s:Header>`;
  return `<s:Envelope xmlns:s="${soap === '1.1' ? SOAP11 : SOAP12}">${block}<s:Body>${payload}</s:Body></s:Envelope>`;
}

/** A raw answer. */
export async function sendLogistics(url: string, payload: string, sent: Sent = {}): Promise<Response> {
  return fetch(`${url}/3.0/ExigoApi.asmx`, {
    method: 'POST',
    headers: {
      'Content-Type': sent.soap === '1.2' ? 'application/soap+xml' : 'text/xml; charset=utf-8',
      ...sent.headers,
    },
    body: logisticsEnvelope(payload, sent),
  });
}

/** Calls an operation, checks the answer against the contract to the letter, and decodes it. */
export async function callLogistics<Name extends Operation>(
  url: string,
  operation: Name,
  inside: string,
  sent: Sent = {},
): Promise<ThirdPartyPayloads[`${Name}Result`]> {
  const payload = `<${operation}Request xmlns="http://api.exigo.com/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${inside}</${operation}Request>`;
  const response = await sendLogistics(url, payload, sent);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${String(response.status)} ${text}`);
  const problems = THIRD_PARTY_CONTRACT.validateResponse(text);
  if (problems.length > 0) throw new Error(`${JSON.stringify(problems)} in ${text}`);
  const body = parse(text).children.at(-1)?.children[0];
  if (body?.local !== `${operation}Result`) throw new Error(text);
  return THIRD_PARTY_CONTRACT.decode(`${operation}Result`, body);
}
