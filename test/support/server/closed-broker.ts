import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { pino } from 'pino';
import { digestOf } from '../../../src/platform/auth/password-digest.js';
import { addToken } from '../../../src/broker/access/tokens.js';
import { addUser } from '../../../src/broker/access/users.js';
import { readConfig } from '../../../src/app/config.js';
import { startBroker } from '../../../src/app/main.js';
import type { RunningBroker } from '../../../src/app/main.js';
import type { Database } from '../../../src/store/database.js';
import { faultOf } from '../../platform/soap/support.js';
import type { Fault } from '../../platform/soap/support.js';
import { brokerOn, SMALL_RETAILER } from './broker.js';
import type { TestDatabase } from '../databases.js';
import { fullPayload } from '../marked-messages.js';

/** A broker with authentication, with users and tokens whose secrets the test knows. */

export const DIGEST_KEY = randomBytes(32);
export const PASSWORDS = {
  oms: 'the password of the oms',
  pos: 'the password of the pos',
  stranger: 'the password of a stranger',
} as const;
export type UserName = keyof typeof PASSWORDS;

/** The small retailer, and system 9, which is party to no order. */
export const THREE_SYSTEMS = {
  systems: [
    ...(SMALL_RETAILER.systems ?? []),
    {
      system_cd: '9',
      name: 'Stranger',
      locations: [{ location_cd: '1', name: 'Elsewhere', address: { postal: '98101', country: 'US' } }],
    },
  ],
};

/**
 * `oms` acts for system 6 with all permissions, `pos` for STC and `stranger` for 9, both in the group Locate; all may
 * authenticate by digest.
 */
export async function fillWithUsers(database: Database): Promise<Awaited<ReturnType<typeof brokerOn>>> {
  const broker = await brokerOn(database, THREE_SYSTEMS);
  const context = { database, clock: () => new Date() };
  for (const [name, system] of [
    ['oms', '6'],
    ['pos', 'STC'],
    ['stranger', '9'],
  ] as const) {
    await addUser(
      context,
      {
        name,
        systems: [system],
        groups: name === 'oms' ? ['Locate', 'Admin'] : ['Locate'],
        password: PASSWORDS[name],
        digest: true,
      },
      DIGEST_KEY,
    );
  }
  return broker;
}

/** @param prefix of their names, in case several tests create users */
export async function makeTokens(
  database: Database,
  prefix = '',
): Promise<Record<'read' | 'operate' | 'administer', string>> {
  const make = (role: string): Promise<string> =>
    addToken({ database, clock: () => new Date() }, prefix === '' ? role : `${prefix}-${role}`, role);
  return { read: await make('read'), operate: await make('operate'), administer: await make('administer') };
}

/** A broker on the database, as `serve` starts it. */
export function startInstance(
  home: Pick<TestDatabase, 'url'>,
  settings: Readonly<Record<string, string>> = {},
  log: Logger = pino({ level: 'silent' }),
): Promise<RunningBroker> {
  return startBroker(
    readConfig({
      AUTH: 'users',
      DATABASE_URL: home.url,
      PORT: '0',
      DEMO_DATA: 'false',
      DIGEST_KEY: DIGEST_KEY.toString('base64'),
      RATE_LIMIT_ADDRESS: '0',
      RATE_LIMIT_USER: '0',
      JOBS: 'false',
      MESSAGE_LOG_PERSONAL_DATA: 'plain',
      ...settings,
    }),
    log,
  );
}

export const basic = (user: string, password: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
export const PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#';

export const securityHeader = (inside: string, attributes = ''): string =>
  `<s:Header><w:Security xmlns:w="${WSSE}" xmlns:u="${WSU}"${attributes}>${inside}</w:Security></s:Header>`;

export const textToken = (user: string, password: string): string =>
  securityHeader(
    `<w:UsernameToken><w:Username>${user}</w:Username><w:Password Type="${PROFILE}PasswordText">${password}</w:Password></w:UsernameToken>`,
  );

export function digestToken(
  user: string,
  password: string,
  { nonce = randomBytes(16), created = new Date().toISOString(), digest = digestOf({ nonce, created }, password) } = {},
): string {
  return securityHeader(
    `<w:UsernameToken><w:Username>${user}</w:Username><w:Password Type="${PROFILE}PasswordDigest">${digest}</w:Password>` +
      `<w:Nonce>${nonce.toString('base64')}</w:Nonce><u:Created>${created}</u:Created></w:UsernameToken>`,
  );
}

const NS = 'http://microsretail.com/Locate';
const header =
  '<message_header xaction_type="INSERT" xaction_response="1" message_type="X"><datetime>2030-01-01T00:00:00</datetime><version>25.1</version><source>X</source><destination>LOCATE</destination></message_header>';
const wrapped = (operation: string, message: string, body: string): string =>
  `<n:${operation} xmlns:n="${NS}"><n:${message}>${header}<message_body>${body}</message_body></n:${message}></n:${operation}>`;

export const ECHO_TEST = `<n:EchoTest xmlns:n="${NS}"><TestMesg>hello</TestMesg></n:EchoTest>`;

/** `<store_location>` of a system; `''` omits it. */
const store = (system: string, name = 'store_location'): string =>
  system === '' ? '' : `<${name} system_cd="${system}" location_cd="1"/>`;

/** One message for each operation that concerns a system's data, sent for that system about an order. */
export const MESSAGES: Readonly<Record<string, (system: string, requestId: number) => string>> = {
  StatusRequest: (system, id) =>
    wrapped(
      'StatusRequest',
      'status_request_message',
      `<lookup_data request_id="${id}" order_id=""><employee_id/>${store(system)}</lookup_data>`,
    ),
  StatusListRequest: (system, id) =>
    wrapped(
      'StatusListRequest',
      'status_list_request_message',
      `<lookup_data status_condition="EQ"><employee_id>E</employee_id>${store(system)}<request_ids><request_ids request_id="${id}"/></request_ids></lookup_data>`,
    ),
  OrderSearch: (system, id) =>
    wrapped(
      'OrderSearch',
      'order_search_request_message',
      `<lookup_data request_id="${id}"><employee_id>E</employee_id>${store(system)}</lookup_data>`,
    ),
  StatusUpdate: (system, id) =>
    wrapped(
      'StatusUpdate',
      'status_update_request_message',
      `<order request_id="${id}" order_id="" order_status="canceled"><employee_id>E</employee_id>${store(system)}</order>`,
    ),
  OrderUpdate: (system, id) =>
    wrapped(
      'OrderUpdate',
      'order_update_request_message',
      `<order request_id="${id}" under_review="Y" order_id=""><employee_id/>${store(system)}</order>`,
    ),
  Fulfillments: (system) => wrapped('Fulfillments', 'fulfillment_request_message', store(system)),
  Intransit: (system) => wrapped('Intransit', 'intransit_request_message', store(system)),
  ...Object.fromEntries(
    ['SubmitOrder', 'LocateItems', 'ProductAvailability', 'ProductUpdate'].map((operation) => [
      operation,
      (system: string) =>
        fullPayload(
          operation,
          { namespace: NS, prefix: 'n' },
          { system_cd: system, system_code: system, destination: 'LOCATE', version: '25.1' },
        ),
    ]),
  ),
};

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Key of a fault. */
  readonly fault: Fault | undefined;
}

/** Sends a payload. @param header a SOAP header */
export async function send(
  { gateway }: { readonly gateway: Pick<RunningBroker['gateway'], 'url'> },
  payload: string,
  headers: Readonly<Record<string, string>> = {},
  header = '',
  soap: '1.1' | '1.2' = '1.1',
): Promise<Reply> {
  const namespace =
    soap === '1.1' ? 'http://schemas.xmlsoap.org/soap/envelope/' : 'http://www.w3.org/2003/05/soap-envelope';
  const response = await fetch(`${gateway.url}/Locate/LocateServices`, {
    method: 'POST',
    headers: { 'content-type': soap === '1.1' ? 'text/xml' : 'application/soap+xml', ...headers },
    body: `<s:Envelope xmlns:s="${namespace}">${header}<s:Body>${payload}</s:Body></s:Envelope>`,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, fault: faultOf(text) };
}
