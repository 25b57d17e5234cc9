import type { RunningBroker } from '../../src/app/main.js';
import { Database } from '../../src/store/database.js';
import { SOAP11, SOAP12 } from '../platform/soap/support.js';
import { startRecordingProxy } from '../support/proxies/recording-proxy.js';
import type { RecordingProxy } from '../support/proxies/recording-proxy.js';
import { temporaryFolder } from '../support/server/built-server.js';
import { brokerOn, orderOf, submitted } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { startInstance } from '../support/server/closed-broker.js';
import { addLogisticsUsers, LOGIN, RETAILER_WITH_LOGISTICS } from '../support/server/logistics.js';
import { answerOf, at, list, text } from './reading.js';
import { describeWith, DOTNET, NODE_SOAP, PHP, startProgram, ZEEP } from './soap-program.js';
import type { Content, Outcome, SoapProgram, SoapSession } from './soap-program.js';

/** A warehouse that fetches, prints and ships with SOAP clients of four vendors, which sign in by the header block. */

const folder = temporaryFolder();
const url = `sqlite:${folder.path}/broker.db`;
const CREDENTIALS = {
  LoginName: LOGIN.name,
  Password: LOGIN.password,
  Company: LOGIN.company,
  RequestTimeUtc: '2026-01-02T03:04:05Z',
};
const SUCCESS = 'Success';
let database: Database;
let broker: TestBroker;
let server: RunningBroker;
let proxy: RecordingProxy;
let orders = 0;

beforeAll(async () => {
  database = await Database.open({ url, pool: 2, acquireTimeout: 5_000 });
  broker = await brokerOn(database, RETAILER_WITH_LOGISTICS);
  broker.now = new Date();
  await addLogisticsUsers(database);
  server = await startInstance({ url }, { SERVICES: 'locate,threepl' });
  proxy = await startRecordingProxy(server.gateway.url);
});
afterAll(async () => {
  await proxy.close();
  await server.stop();
  await database.close();
  folder.remove();
});

/** An order of warehouse 7. @returns its number in the service */
async function made(): Promise<number> {
  orders += 1;
  const { requestId } = await submitted(broker, orderOf(`C-${String(orders)}`, [{ item: 'VITAMIN', qty: 2 }]));
  const row = await database.transaction((session) =>
    session.first<{ id: number }>('SELECT id FROM fulfillment_request WHERE request_id = ?', [requestId]),
  );
  return row?.id ?? 0;
}

const start = (program: SoapProgram, rest: readonly string[], credentials: object | null): SoapSession =>
  startProgram(program, `${proxy.url}/3.0/ExigoApi.asmx`, JSON.stringify(credentials), ...rest);

const php: SoapProgram = { ...PHP, script: 'php-logistics.php' };
const zeep: SoapProgram = { ...ZEEP, script: 'zeep_logistics.py' };
const nodeSoap: SoapProgram = { ...NODE_SOAP, script: 'node-soap-logistics.mjs' };

for (const [program, ...rest] of [
  [php, '1.1', 'wsdl'],
  [php, '1.2', 'wsdl'],
  [php, '1.1', 'none'],
  [php, '1.2', 'none'],
  [zeep, '1.1'],
  [zeep, '1.2'],
  [nodeSoap, '1.1'],
  [nodeSoap, '1.2'],
  [DOTNET, '1.1'],
  [DOTNET, '1.2'],
] as const)
  describeWith(program, `${program.name}, SOAP ${rest.join(', WSDL: ')}`, () => {
    let client: SoapSession;
    let built: SoapProgram;
    let before: number;
    beforeAll(async () => {
      before = proxy.exchanges.length;
      const contract = { wsdl: `${proxy.url}/3.0/ExigoApi.asmx?wsdl`, soap: rest[0] };
      built = (await program.build?.(contract, folder.path)) ?? program;
      client = start(built, rest, CREDENTIALS);
    });
    afterAll(() => client.end());

    const call = async (operation: string, content: Readonly<Record<string, Content>>): Promise<Content> =>
      answerOf(await client.call(operation, content));
    const statusIn = (answer: Content): string => text(answer, 'Result', 'Status');
    const errorsIn = (answer: Content): readonly string[] =>
      list(answer, 'Result', 'Errors', 'string').map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
    const fetched = async (id: number): Promise<Content> => {
      const answer = await call('GetOrders', { OrderID: id, WarehouseID: 7, ReturnCustomer: true });
      expect([statusIn(answer), text(answer, 'RecordCount')]).toEqual([SUCCESS, '1']);
      return list(answer, 'Orders', 'OrderResponse')[0] ?? null;
    };
    const shown = (order: Content) => ({
      status: text(order, 'OrderStatus'),
      tracking: [text(order, 'TrackingNumber1'), text(order, 'TrackingNumber2')],
    });

    test('fetches an order, prints its slip, and ships it with two tracking numbers', async () => {
      const id = await made();
      const listed = await call('GetOrders', { OrderIDs: { int: [id, 1] }, OrderStatus: 'Accepted' });
      expect(list(listed, 'Orders', 'OrderResponse').map((order) => text(order, 'OrderID'))).toEqual([String(id)]);
      const order = await fetched(id);
      expect(text(order, 'LastName')).toBe('LAST');
      expect(text(order, 'Customer', 'LastName')).toBe('LAST');
      expect(at(order, 'ShippedDate') ?? null).toBeNull();
      const [line, more] = list(order, 'Details', 'OrderDetailResponse');
      expect(more).toBeUndefined();
      expect([text(line, 'ItemCode'), text(line, 'Quantity')]).toEqual(['L-VITAMIN', '2']);

      expect(statusIn(await call('ChangeOrderStatus', { OrderID: id, OrderStatus: 'Printed' }))).toBe(SUCCESS);
      expect(shown(await fetched(id)).status).toBe('Printed');
      // Programs that send a whole object leave fields alone by nil.
      const alone = { OrderStatus: null, WarehouseID: null, ShippedDate: null, TrackingNumber3: null, Flag1: null };
      const tracking = { TrackingNumber1: '1ZA', TrackingNumber2: '1ZB', WebCarrierID1: 'UPS', ...alone };
      expect(statusIn(await call('UpdateOrder', { OrderID: id, ...tracking }))).toBe(SUCCESS);
      expect(shown(await fetched(id))).toEqual({ status: 'Printed', tracking: ['1ZA', '1ZB'] });
      expect(statusIn(await call('ChangeOrderStatus', { OrderID: id, OrderStatus: 'Shipped' }))).toBe(SUCCESS);
      const shipped = await fetched(id);
      expect(shown(shipped)).toEqual({ status: 'Shipped', tracking: ['1ZA', '1ZB'] });
      expect(text(shipped, 'ShippedDate')).toMatch(/^\d{4}-\d{2}-\d{2}/);
    });

    test('ships a batch, and reads which order failed', async () => {
      const [one, two] = [await made(), await made()];
      const answer = await call('ChangeOrderStatusBatch', {
        OrderStatus: 'Shipped',
        Details: {
          OrderBatchDetailRequest: [
            { OrderID: one, TrackingNumber1: 'B1', TrackingNumber2: 'B2' },
            { OrderID: 999_999 },
            { OrderID: two },
          ],
        },
      });
      expect(statusIn(answer)).toBe('Failure');
      expect(errorsIn(answer)).toEqual([
        '1 of 3 orders were not changed. Send those again once what is wrong is put right.',
        expect.stringMatching(/^Order 999999: There is no order 999999 in the warehouses of this login: 7, \d+\.$/),
      ]);
      expect(shown(await fetched(one))).toEqual({ status: 'Shipped', tracking: ['B1', 'B2'] });
      expect(shown(await fetched(two)).status).toBe('Shipped');
    });

    test('reads why a single order was not changed', async () => {
      const id = await made();
      const refused = await call('UpdateOrder', { OrderID: id, City: 'ELSEWHERE', TrackingNumber1: '1ZA' });
      expect([statusIn(refused), errorsIn(refused)]).toEqual([
        'Failure',
        [expect.stringMatching(/^City cannot be changed by who ships/)],
      ]);
      const unknown = await call('ChangeOrderStatus', { OrderID: 999_999, OrderStatus: 'Printed' });
      expect([statusIn(unknown), errorsIn(unknown)]).toEqual([
        'Failure',
        [expect.stringMatching(/^There is no order 999999 in the warehouses of this login/)],
      ]);
      expect(shown(await fetched(id)).status).toBe('Accepted');
    });

    test('lists no orders as an empty list', async () => {
      const answer = await call('GetOrders', { OrderID: 999_999 });
      expect([statusIn(answer), text(answer, 'RecordCount')]).toEqual([SUCCESS, '0']);
      expect(list(answer, 'Orders', 'OrderResponse')).toEqual([]);
    });

    test('lists warehouses and ship methods, and adjusts stock', async () => {
      const warehouses = list(await call('GetWarehouses', {}), 'Warehouses', 'WarehouseResponse');
      expect(text(warehouses[0], 'WarehouseID')).toBe('7');
      const methods = await call('GetShipMethods', { WarehouseID: 7, CurrencyCode: 'usd' });
      expect(list(methods, 'ShipMethods', 'ShipMethodResponse').map((one) => text(one, 'Description'))).toEqual([
        'UPS GROUND',
        'FEDEX 2DAY',
      ]);
      const counted = await call('AdjustInventory', { WarehouseID: 7, ItemCode: 'L-VITAMIN', Quantity: 1 });
      expect(statusIn(counted)).toBe(SUCCESS);
    });

    test.each([
      [
        'a wrong password',
        { ...CREDENTIALS, Password: 'wrong' },
        'The security token could not be authenticated or authorized',
      ],
      ['no header block', null, 'Authentication is required'],
    ])('is refused with %s', async (_, credentials, expected) => {
      const stranger = start(built, rest, credentials);
      const outcome: Outcome = await stranger.call('GetWarehouses', {});
      await stranger.end();
      // The status that asks for Basic is all that a proxy of .NET tells of a message without credentials.
      if (program === DOTNET && credentials === null) expect(outcome).toEqual({ error: 'HTTP 401' });
      else expect(outcome).toHaveProperty('fault.text', expected);
    });

    test('sent and received the version of SOAP that was asked for, with the header block', () => {
      const sent = proxy.exchanges.slice(before);
      expect(sent.length).toBeGreaterThan(10);
      const [namespace, other] = rest[0] === '1.2' ? [SOAP12, SOAP11] : [SOAP11, SOAP12];
      for (const { request, response } of sent) {
        for (const envelope of [request, response]) {
          expect(envelope).toContain(namespace);
          expect(envelope).not.toContain(other);
        }
      }
      expect(sent.filter(({ request }) => request.includes('ApiAuthentication'))).toHaveLength(sent.length - 1);
      expect(sent.some(({ request }) => request.includes('nil="'))).toBe(true);
    });
  });
