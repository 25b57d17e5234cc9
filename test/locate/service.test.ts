import { pino } from 'pino';
import { decode, validateResponse } from '../../src/locate/contract.js';
import type { LocatePayload } from '../../src/locate/contract.js';
import type { LocatePayloads } from '../../src/locate/messages.js';
import { locateService } from '../../src/locate/service.js';
import type { SoapService } from '../../src/soap/service.js';
import { Database } from '../../src/store/database.js';
import { parseXml } from '../../src/xml/parse.js';
import { brokerOn, orderOf, submitted } from '../support/broker.js';

const NS = 'http://microsretail.com/Locate';
const LIMITS = { depth: 50, elements: 10_000, attributes: 100, nameLength: 200, textLength: 100_000 };

let database: Database;
let broker: Awaited<ReturnType<typeof brokerOn>>;
let service: SoapService;

beforeEach(async () => {
  database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 1000 });
  broker = await brokerOn(database);
  service = locateService({ broker, orderTypeNumbers: new Map([['DELIVERY', 2]]), isTemporary: () => false }, 'tolerant');
});
afterEach(() => database.close());

/** Sends a payload the way the edge does, and reads the answer; every answer must be valid by the contract. */
async function ask<Name extends LocatePayload>(name: Name, payload: string, namespace = NS): Promise<LocatePayloads[Name]> {
  const element = parseXml(payload, LIMITS);
  expect(service.validate(payload, element, [])).toEqual([]);
  const operation = service.operation(element.local);
  const answer = await operation?.handle(element, { namespace, correlationId: 'c', log: pino({ level: 'silent' }) });
  expect(validateResponse(answer?.body ?? '')).toEqual([]);
  return decode(name, parseXml(answer?.body ?? '', LIMITS));
}

const header = (version = '5.2', destination = 'LOCATE'): string =>
  `<message_header xaction_type="INSERT" xaction_response="1" message_type="X"><datetime>2030-01-01</datetime><version>${version}</version>`
  + `<source>0060001234500100000</source><destination>${destination}</destination></message_header>`;
const statusRequest = (requestId: number | string, version?: string, destination?: string): string =>
  `<n:StatusRequest xmlns:n="${NS}"><n:status_request_message>${header(version, destination)}<message_body>`
  + `<lookup_data request_id="${String(requestId)}" order_id=""><employee_id/><store_location system_cd="6" location_cd="1"/></lookup_data>`
  + '</message_body></n:status_request_message></n:StatusRequest>';
const fulfillments = (location: string, version?: string): string =>
  `<n:Fulfillments xmlns:n="${NS}"><n:fulfillment_request_message>${header(version)}<message_body>`
  + `<store_location system_cd="STC" location_cd="${location}"/></message_body></n:fulfillment_request_message></n:Fulfillments>`;
const locateItems = (items: string, rest: string): string =>
  `<n:LocateItems xmlns:n="${NS}"><n:location_request_message>${header()}<message_body><items>${items}</items>`
  + `<store_location system_cd="6" location_cd="1"/>${rest}<requested_location/></message_body></n:location_request_message></n:LocateItems>`;
const near = (postal: string, distance = '', unit = ''): string =>
  `<address><postal>${postal}</postal></address><range><distance>${distance}</distance><unit>${unit}</unit></range>`;

describe('the header of an answer', () => {
  test('swaps source and destination, echoes the version, and tells our time without a zone', async () => {
    const answer = await ask('StatusRequestResponse', statusRequest(1, '18.0'));
    expect(answer.status_response_message?.message_header).toEqual({
      xaction_response: 'OK', xaction_type: 'INFO', datetime: '2030-01-02T03:04:05.678', version: '18.0', source: 'LOCATE',
      destination: '0060001234500100000',
    });
  });

  test('a message for another account is answered by an empty wrapper, upper and lower case aside', async () => {
    expect(await ask('StatusRequestResponse', statusRequest(1, '5.2', 'ELSEWHERE'))).toEqual({});
    expect((await ask('StatusRequestResponse', statusRequest(1, '5.2', 'Locate'))).status_response_message).toBeDefined();
  });

  test('a wrapper without its message is answered by one', async () => {
    expect(await ask('StatusRequestResponse', `<n:StatusRequest xmlns:n="${NS}"/>`)).toEqual({});
  });
});

describe('an answer is in the forms the service is known by', () => {
  test('an order nobody knows is an empty body, and no failure', async () => {
    const answer = await ask('StatusRequestResponse', statusRequest('4711'));
    expect(answer.status_response_message).toMatchObject({ message_header: { xaction_response: 'OK' }, message_body: {} });
  });

  test('doubles have one or two decimals, charges four, weights three; a line without tax has one of nothing', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', unitPrice: '10', extendedFreight: '5', shipWeight: '1.11' }]));
    const [order] = (await ask('StatusRequestResponse', statusRequest(requestId))).status_response_message?.message_body.orders?.order ?? [];
    expect(order).toMatchObject({
      order_type: 2, transaction_total: '1.06', transaction_subtotal: '1.0', balance_due: '0.0', freight_tax: '0.0000', under_review: 'N',
      order_date: '2030-01-02T03:04:05.678',
      items: { item: [{ unit_price: '10.0', tax_amount: '0.0', order_line_extended_freight: '5.0000', order_line_ship_weight: '1.110', taxes: { tax: [{ amount: '0.0000' }] } }] },
    });
  });

  test('what came with a later message version is told only from that version on', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }], { type: 'SHIPFORPICKUP', pickupLocation: { systemCd: 'STC', locationCd: '30' } }));
    const poll = async (version: string) => (await ask('FulfillmentsResponse', fulfillments('10', version))).fulfillment_response_message?.message_body.orders?.order[0];
    await database.transaction((session) => session.run('UPDATE order_line SET shipment_date = ?', ['2030-01-01']));
    expect((await poll('16.0'))?.shipforpickup_location).toEqual({ system_cd: 'STC', location_cd: '30' });
    await database.transaction((session) => session.run("UPDATE order_line SET status = 'new_order'"));
    expect(await poll('5.2')).not.toHaveProperty('shipforpickup_location');
    const shipped = async (version: string) =>
      (await ask('StatusRequestResponse', statusRequest(requestId, version))).status_response_message?.message_body.orders?.order[0]?.items?.item[0]?.shipment_date;
    expect(await shipped('19.0')).toBe('2030-01-01');
    expect(await shipped('18.9')).toBeUndefined();
  });

  test('a poll of a location nobody knows is FAILED', async () => {
    expect((await ask('FulfillmentsResponse', fulfillments('99'))).fulfillment_response_message).toMatchObject({ message_header: { xaction_response: 'FAILED' } });
  });
});

describe('LocateItems', () => {
  const PENCIL = '<item item_id="PENCIL  " qty="1" fulfillment_type="PICKUP"/>';
  const search = async (items: string, rest: string) => (await ask('LocateItemsResponse', locateItems(items, rest))).location_response_message;

  test('lists the nearest first, with what each can promise', async () => {
    const message = await search(PENCIL, near('01602'));
    expect(message?.message_body.locations.location.map((one) => one.location_cd)).toEqual(['10', '20']);
    expect(message?.message_body.items.item).toMatchObject([{
      item_id: 'PENCIL  ', response_cd: '0', locations_lu: [
        { location_cd: '10', distance_unit: 'MI', available_qty: '5', fulfillment_type: 'PICKUP' }, { location_cd: '20', available_qty: '50' },
      ],
    }]);
  });

  test('lists only who has all the items, within the radius, in the unit asked for', async () => {
    const codes = async (items: string, rest: string) => (await search(items, rest))?.message_body.locations.location.map((one) => one.location_cd);
    expect(await codes(`${PENCIL}<item item_id="PEN" qty="3" fulfillment_type=""/>`, near('01602'))).toEqual(['20']);
    expect(await codes(PENCIL, near('01602', '20', 'MI'))).toEqual(['10']);
    expect(await codes(PENCIL, near('01602', '70', 'km'))).toEqual(['10', '20']);
    expect(await codes(PENCIL, '<address><city>Boston</city><province>MA</province></address><range/>')).toEqual(['20', '10']);
    expect(await codes(PENCIL, '<address/><range/>')).toEqual(['10', '20']);
  });

  test.each([
    ['an unknown item', '<item item_id="NOSUCH" qty="1" fulfillment_type=""/>', near('01602'), '7001', 'FAILED'],
    ['nowhere', PENCIL, near('99999'), '7201', 'FAILED'],
    ['too many', '<item item_id="PENCIL" qty="51" fulfillment_type=""/>', near('01602'), '7202', 'OK'],
    ['no number', '<item item_id="PENCIL" qty="-1" fulfillment_type=""/>', near('01602'), '7008', 'FAILED'],
    ['a unit nobody knows', PENCIL, near('01602', '5', 'LEAGUES'), '7203', 'FAILED'],
  ])('%s is said at the item', async (_, items, rest, code, result) => {
    const message = await search(items, rest);
    expect(message).toMatchObject({ message_header: { xaction_response: result }, message_body: { items: { item: [{ response_cd: code, locations_lu: [] }] }, locations: { location: [] } } });
  });
});

test('a database that does not answer is a fault that says to come again', async () => {
  const without = locateService({ broker, orderTypeNumbers: new Map(), isTemporary: () => true }, 'tolerant');
  await database.close();
  const element = parseXml(statusRequest(1), LIMITS);
  await expect(without.operation('StatusRequest')?.handle(element, { namespace: NS, correlationId: 'c', log: pino({ level: 'silent' }) })).rejects.toMatchObject({ key: 'unavailable' });
});

test('more request ids than one message may hold are refused', async () => {
  const ids = '<request_ids request_id="1"/>'.repeat(1001);
  await expect(ask('StatusListRequestResponse', `<n:StatusListRequest xmlns:n="${NS}"><n:status_list_request_message>${header()}<message_body>`
    + `<lookup_data status_condition="EQ"><employee_id/><store_location system_cd="6"/><request_ids>${ids}</request_ids></lookup_data>`
    + '</message_body></n:status_list_request_message></n:StatusListRequest>')).rejects.toMatchObject({ key: 'schema-invalid' });
});

test('more items than one search may look for are refused', async () => {
  const items = '<item item_id="PENCIL" qty="1" fulfillment_type="PICKUP"/>'.repeat(1001);
  await expect(ask('LocateItemsResponse', locateItems(items, near('01602')))).rejects.toMatchObject({ key: 'schema-invalid' });
});
