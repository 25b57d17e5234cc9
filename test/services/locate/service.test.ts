import { pino } from 'pino';
import { loadCatalog } from '../../../src/broker/network/load-catalog.js';
import { decode, validateResponse } from '../../../src/services/locate/contract.js';
import type { LocatePayload } from '../../../src/services/locate/contract.js';
import type { LocatePayloads } from '../../../src/services/locate/messages.js';
import { locateService } from '../../../src/services/locate/service.js';
import type { SoapService } from '../../../src/platform/soap/service.js';
import { Database } from '../../../src/store/database.js';
import { parseXml } from '../../../src/platform/xml/parse.js';
import { brokerOn, orderOf, SMALL_RETAILER, submitted, update } from '../../support/server/broker.js';

const NS = 'http://microsretail.com/Locate';
const LIMITS = { depth: 50, elements: 10_000, attributes: 100, nameLength: 200, textLength: 100_000 };

const SETTINGS = {
  orderTypeNumbers: new Map([['DELIVERY', 2]]),
  maxVersion: { major: 25, minor: 9 },
  search: { responses: 25, mostResponses: 200, window: 1000 },
};

let database: Database;
let broker: Awaited<ReturnType<typeof brokerOn>>;
let service: SoapService;

beforeEach(async () => {
  database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 1000 });
  broker = await brokerOn(database);
  service = locateService({ ...SETTINGS, broker, isTemporary: () => false }, 'tolerant');
});
afterEach(() => database.close());

/** Sends a payload as the SOAP endpoint does and decodes the response, which must be valid. */
async function ask<Name extends LocatePayload>(
  name: Name,
  payload: string,
  namespace = NS,
): Promise<LocatePayloads[Name]> {
  const element = parseXml(payload, LIMITS);
  expect(await service.validate(payload, element, [])).toEqual([]);
  const operation = service.operations.get(element.local);
  const answer = await operation?.handle(element, { namespace, correlationId: 'c', log: pino({ level: 'silent' }) });
  expect(validateResponse(answer?.body ?? '')).toEqual([]);
  return decode(name, parseXml(answer?.body ?? '', LIMITS));
}

const header = (version = '5.2', destination = 'LOCATE'): string =>
  `<message_header xaction_type="INSERT" xaction_response="1" message_type="X"><datetime>2030-01-01</datetime><version>${version}</version>` +
  `<source>0060001234500100000</source><destination>${destination}</destination></message_header>`;
const statusRequest = (requestId: number | string, version?: string, destination?: string): string =>
  `<n:StatusRequest xmlns:n="${NS}"><n:status_request_message>${header(version, destination)}<message_body>` +
  `<lookup_data request_id="${String(requestId)}" order_id=""><employee_id/><store_location system_cd="6" location_cd="1"/></lookup_data>` +
  '</message_body></n:status_request_message></n:StatusRequest>';
const fulfillments = (location: string, version?: string): string =>
  `<n:Fulfillments xmlns:n="${NS}"><n:fulfillment_request_message>${header(version)}<message_body>` +
  `<store_location system_cd="STC" location_cd="${location}"/></message_body></n:fulfillment_request_message></n:Fulfillments>`;
const intransit = (location: string, version?: string): string =>
  `<n:Intransit xmlns:n="${NS}"><n:intransit_request_message>${header(version)}<message_body>` +
  `<store_location system_cd="STC" location_cd="${location}"/></message_body></n:intransit_request_message></n:Intransit>`;
const locateItems = (items: string, rest: string): string =>
  `<n:LocateItems xmlns:n="${NS}"><n:location_request_message>${header()}<message_body><items>${items}</items>` +
  `<store_location system_cd="6" location_cd="1"/>${rest}<requested_location/></message_body></n:location_request_message></n:LocateItems>`;
const orderSearch = (attributes: string, rest = '', version?: string): string =>
  `<n:OrderSearch xmlns:n="${NS}"><n:order_search_request_message>${header(version)}<message_body><lookup_data ${attributes}><employee_id>E1</employee_id>${rest}` +
  '<store_location system_cd="6" location_cd="1"/></lookup_data></message_body></n:order_search_request_message></n:OrderSearch>';
const orderUpdate = (
  attributes: string,
  rest = '<store_location system_cd="6" location_cd="1"/>',
  version?: string,
): string =>
  `<n:OrderUpdate xmlns:n="${NS}"><n:order_update_request_message>${header(version)}<message_body><order ${attributes}><employee_id/>${rest}</order>` +
  '</message_body></n:order_update_request_message></n:OrderUpdate>';
const near = (postal: string, distance = '', unit = ''): string =>
  `<address><postal>${postal}</postal></address><range><distance>${distance}</distance><unit>${unit}</unit></range>`;

describe('a response header', () => {
  test('swaps source and destination, echoes the version, and has the time without a zone', async () => {
    const answer = await ask('StatusRequestResponse', statusRequest(1, '18.0'));
    expect(answer.status_response_message?.message_header).toEqual({
      xaction_response: 'OK',
      xaction_type: 'INFO',
      datetime: '2030-01-02T03:04:05.678',
      version: '18.0',
      source: 'LOCATE',
      destination: '0060001234500100000',
    });
  });

  test('is absent for another account, which is compared in any case', async () => {
    expect(await ask('StatusRequestResponse', statusRequest(1, '5.2', 'ELSEWHERE'))).toEqual({});
    expect(
      (await ask('StatusRequestResponse', statusRequest(1, '5.2', 'Locate'))).status_response_message,
    ).toBeDefined();
  });

  test('is absent when the request wrapper has no message', async () => {
    expect(await ask('StatusRequestResponse', `<n:StatusRequest xmlns:n="${NS}"/>`)).toEqual({});
  });
});

describe('a response has the form of the real service', () => {
  test('with an empty body, and not FAILED, for an unknown order', async () => {
    const answer = await ask('StatusRequestResponse', statusRequest('4711'));
    expect(answer.status_response_message).toMatchObject({
      message_header: { xaction_response: 'OK' },
      message_body: {},
    });
  });

  test('with one or two decimals for doubles, four for charges, three for weights, and a zero tax for an untaxed line', async () => {
    const { requestId } = await submitted(
      broker,
      orderOf('A', [{ item: 'PENCIL', unitPrice: '10', extendedFreight: '5', shipWeight: '1.11' }]),
    );
    const [order] =
      (await ask('StatusRequestResponse', statusRequest(requestId))).status_response_message?.message_body.orders
        ?.order ?? [];
    expect(order).toMatchObject({
      order_type: 2,
      transaction_total: '1.06',
      transaction_subtotal: '1.0',
      balance_due: '0.0',
      freight_tax: '0.0000',
      under_review: 'N',
      order_date: '2030-01-02T03:04:05.678',
      items: {
        item: [
          {
            unit_price: '10.0',
            tax_amount: '0.0',
            order_line_extended_freight: '5.0000',
            order_line_ship_weight: '1.110',
            taxes: { tax: [{ amount: '0.0000' }] },
          },
        ],
      },
    });
  });

  test('without additions of later message versions', async () => {
    const { requestId } = await submitted(
      broker,
      orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }], {
        type: 'SHIPFORPICKUP',
        pickupLocation: { systemCd: 'STC', locationCd: '30' },
      }),
    );
    const poll = async (version: string) =>
      (await ask('FulfillmentsResponse', fulfillments('10', version))).fulfillment_response_message?.message_body.orders
        ?.order[0];
    await database.transaction((session) => session.run('UPDATE order_line SET shipment_date = ?', ['2030-01-01']));
    expect((await poll('16.0'))?.shipforpickup_location).toEqual({ system_cd: 'STC', location_cd: '30' });
    await database.transaction((session) => session.run("UPDATE order_line SET status = 'new_order'"));
    expect(await poll('5.2')).not.toHaveProperty('shipforpickup_location');
    const shipped = async (version: string) =>
      (await ask('StatusRequestResponse', statusRequest(requestId, version))).status_response_message?.message_body
        .orders?.order[0]?.items?.item[0]?.shipment_date;
    expect(await shipped('19.0')).toBe('2030-01-01');
    expect(await shipped('18.9')).toBeUndefined();
  });

  test.each(['5.2', '16.0'])(
    'for orders in transit, in version %s, with origin and the statuses before the poll',
    async (version) => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }], {
          type: 'SHIPFORPICKUP',
          pickupLocation: { systemCd: 'STC', locationCd: '30' },
        }),
      );
      await update(broker, requestId, 'intransit', 'STC/10', [], { trackingNumber: '1Z' });
      const polled = async () => (await ask('IntransitResponse', intransit('30', version))).intransit_response_message;
      expect(await polled()).toMatchObject({
        message_header: { xaction_response: 'OK', version },
        message_body: {
          orders: {
            order: [
              {
                request_id: requestId,
                transaction_status: 'intransit',
                store_location: {
                  system_cd: 'STC',
                  location_cd: '10',
                  request_system_cd: '6',
                  request_location_cd: '1',
                },
                ...(version === '16.0' ? { shipforpickup_location: { system_cd: 'STC', location_cd: '30' } } : {}),
                items: {
                  item_detail: [
                    { line_item_status: 'intransit', item_id: 'S-PENCIL', system_cd: 'STC', location_cd: '10', qty: 1 },
                  ],
                },
              },
            ],
          },
        },
      });
      expect((await polled())?.message_body).toEqual({});
      expect((await ask('IntransitResponse', intransit('99', version))).intransit_response_message).toMatchObject({
        message_header: { xaction_response: 'FAILED' },
        message_body: {},
      });
      expect(await ask('IntransitResponse', `<n:Intransit xmlns:n="${NS}"/>`)).toEqual({});
    },
  );

  test('and is FAILED for a poll of an unknown location', async () => {
    expect((await ask('FulfillmentsResponse', fulfillments('99'))).fulfillment_response_message).toMatchObject({
      message_header: { xaction_response: 'FAILED' },
    });
  });
});

describe('OrderUpdate', () => {
  const answered = async (payload: string) => (await ask('OrderUpdateResponse', payload)).order_update_response_message;

  test('is answered like a StatusUpdate', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    expect(
      await answered(orderUpdate(`request_id="${String(requestId)}" order_id="A" under_review="Y"`)),
    ).toMatchObject({
      message_header: { xaction_response: 'OK' },
      message_body: {
        response: { request_id: requestId, response_code: 0, response_description: 'Status updated successfully.' },
      },
    });
    expect(await answered(orderUpdate('request_id="" order_id="A" under_review="n"', ''))).toMatchObject({
      message_header: { xaction_response: 'FAILED' },
      message_body: { response: { request_id: 0, response_code: 7121 } },
    });
    expect(
      await answered(orderUpdate(`request_id="${String(requestId)}" order_id="" under_review="maybe"`)),
    ).toMatchObject({
      message_body: {
        response: {
          request_id: requestId,
          response_code: 7120,
          response_description: 'Invalid under review flag (maybe): Y or N is expected.',
        },
      },
    });
  });
});

describe('OrderSearch', () => {
  const answered = async (attributes: string, rest?: string) =>
    (await ask('OrderSearchResponse', orderSearch(attributes, rest))).order_search_response_message;

  test('returns orders exactly as StatusRequest does, up to the requested number', async () => {
    await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    const { requestId } = await submitted(broker, orderOf('B', [{ item: 'PENCIL' }]));
    const told = (await ask('StatusRequestResponse', statusRequest(requestId))).status_response_message?.message_body
      .orders?.order;
    expect(
      (await answered('sold_to_last_name="la*" ship_to_province="ma"', '<max_no_responses>1</max_no_responses>'))
        ?.message_body.orders?.order,
    ).toEqual(told);
  });

  test('searches by every attribute', async () => {
    await submitted(broker, orderOf('A', [{ item: 'PENCIL' }], { refTransactionNo: 'R' }));
    for (const who of ['sold_to', 'ship_to']) {
      for (const [field, value] of Object.entries({
        first_name: 'FIRST',
        last_name: 'LAST',
        province: 'MA',
        postal: '01602',
        country: 'US',
      })) {
        expect((await answered(`${who}_${field}="${value}"`))?.message_body.orders?.order).toHaveLength(1);
        expect((await answered(`${who}_${field}="ZZZ9"`))?.message_body).toEqual({});
      }
      for (const field of ['company', 'phone', 'email'])
        expect((await answered(`${who}_${field}="5"`))?.message_body).toEqual({});
    }
    for (const attributes of ['order_id="A"', 'request_id="1"', 'order_date="2030-01-02"'])
      expect((await answered(attributes))?.message_body.orders?.order).toHaveLength(1);
    expect(
      (
        await ask(
          'OrderSearchResponse',
          orderSearch('').replace('<employee_id>', '<ref_transaction_no>R</ref_transaction_no><employee_id>'),
        )
      ).order_search_response_message?.message_body.orders?.order,
    ).toHaveLength(1);
  });

  test('searches a day by the time zone of the location that searches', async () => {
    // At 03:04 in UTC on the 2nd.
    await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    const [oms] = SMALL_RETAILER.systems ?? [];
    const warehouse = { location_cd: '1', name: 'Warehouse', time_zone: 'America/New_York' };
    if (oms !== undefined) await brokerOn(database, { systems: [{ ...oms, locations: [warehouse] }] });
    expect((await answered('order_date="2030-01-01"'))?.message_body.orders?.order).toHaveLength(1);
    expect((await answered('order_date="2030-01-02"'))?.message_body).toEqual({});
  });

  test('is FAILED without criteria or with an invalid date, and OK without a match, all with an empty body', async () => {
    expect(await answered('')).toMatchObject({ message_header: { xaction_response: 'FAILED' }, message_body: {} });
    expect(await answered('order_date="soon"')).toMatchObject({
      message_header: { xaction_response: 'FAILED' },
      message_body: {},
    });
    expect(await answered('order_id="NONE"')).toMatchObject({
      message_header: { xaction_response: 'OK' },
      message_body: {},
    });
  });

  test('logs nothing of its criteria', async () => {
    const lines: string[] = [];
    const log = pino(
      { level: 'trace' },
      {
        write: (line: string) => {
          lines.push(line);
        },
      },
    );
    const listened = locateService({ ...SETTINGS, broker: { ...broker, log }, isTemporary: () => false }, 'tolerant');
    for (const attributes of ['sold_to_last_name="Zebrowski"', 'order_date="Zebrowski"', 'sold_to_phone="Zebrowski"']) {
      const element = parseXml(orderSearch(attributes), LIMITS);
      await listened.operations.get('OrderSearch')?.handle(element, { namespace: NS, correlationId: 'c', log });
    }
    expect(lines.join('')).toContain('invalid_date');
    expect(lines.join('')).not.toMatch(/zebrowski/i);
  });
});

describe('a message version', () => {
  const refusal = {
    key: 'version-too-high',
    message: 'Inbound Message failed validation: message version 26.0 is higher than 25.9',
  };

  test.each(['26.0', '25.10', '100'])('%s is refused as too high in every operation', async (version) => {
    const messages = [
      statusRequest(1, version),
      fulfillments('10', version),
      orderSearch('order_id="A"', '', version),
      orderUpdate('request_id="1" order_id="" under_review="Y"', undefined, version),
      locateItems('<item item_id="A" qty="1" fulfillment_type=""/>', near('01602')).replace(
        '<version>5.2<',
        `<version>${version}<`,
      ),
    ];
    for (const message of messages)
      await expect(ask('StatusRequestResponse', message)).rejects.toMatchObject({ key: 'version-too-high' });
    if (version === '26.0')
      await expect(ask('StatusRequestResponse', statusRequest(1, version))).rejects.toMatchObject(refusal);
  });

  test.each(['', '?', 'five', '5.2', '25.9', ' 25.9.301 '])('%j is accepted', async (version) => {
    expect(
      (await ask('StatusRequestResponse', statusRequest(1, version))).status_response_message?.message_header
        .xaction_response,
    ).toBe('OK');
  });

  test('from 25.1 on gets times with their zone, and dates as dates', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    await database.transaction((session) => session.run('UPDATE order_line SET shipment_date = ?', ['2030-01-01']));
    const told = async (version: string): Promise<unknown> => {
      const message = (await ask('StatusRequestResponse', statusRequest(requestId, version))).status_response_message;
      const [order] = message?.message_body.orders?.order ?? [];
      return [
        message?.message_header.datetime,
        order?.order_date,
        order?.items?.item[0]?.status_date,
        order?.items?.item[0]?.shipment_date,
      ];
    };
    const [local, zoned] = ['2030-01-02T03:04:05.678', '2030-01-02T03:04:05.678Z'];
    expect(await told('25.0')).toEqual([local, local, local, '2030-01-01']);
    expect(await told('25.1')).toEqual([zoned, zoned, zoned, '2030-01-01']);
    const polled = (await ask('FulfillmentsResponse', fulfillments('10', '25.1'))).fulfillment_response_message;
    expect([polled?.message_header.datetime, polled?.message_body.orders?.order[0]?.transaction_date]).toEqual([
      zoned,
      zoned,
    ]);
  });

  test('may send times with any offset; a shipment date is the day in UTC', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    const shipped =
      `<n:StatusUpdate xmlns:n="${NS}"><n:status_update_request_message>${header('25.1')}<message_body><order request_id="${String(requestId)}" order_id="" order_status="fulfilled">` +
      '<employee_id/><store_location system_cd="STC" location_cd="10"/><items><item item_id="" item_qty="0" shipping_agent="" tracking_number="" item_status="" line_no="0" ' +
      'requesting_system_line_no="0" status_date="2030-01-05T00:30:00.000+02:00"/></items></order></message_body></n:status_update_request_message></n:StatusUpdate>';
    expect((await ask('StatusUpdateResponse', shipped)).generic_response_message?.message_header.xaction_response).toBe(
      'OK',
    );
    const [order] =
      (await ask('StatusRequestResponse', statusRequest(requestId, '25.1'))).status_response_message?.message_body
        .orders?.order ?? [];
    expect(order?.items?.item[0]?.shipment_date).toBe('2030-01-04');
  });
});

describe('LocateItems', () => {
  const PENCIL = '<item item_id="PENCIL  " qty="1" fulfillment_type="PICKUP"/>';
  const search = async (items: string, rest: string) =>
    (await ask('LocateItemsResponse', locateItems(items, rest))).location_response_message;

  test('lists the nearest locations first, with their available quantity', async () => {
    const message = await search(PENCIL, near('01602'));
    expect(message?.message_body.locations.location.map((one) => one.location_cd)).toEqual(['10', '20']);
    expect(message?.message_body.items.item).toMatchObject([
      {
        item_id: 'PENCIL  ',
        response_cd: '0',
        locations_lu: [
          { location_cd: '10', distance_unit: 'MI', available_qty: '5', fulfillment_type: 'PICKUP' },
          { location_cd: '20', available_qty: '50' },
        ],
      },
    ]);
  });

  test('lists only locations with all items within the radius, in the requested unit', async () => {
    const codes = async (items: string, rest: string) =>
      (await search(items, rest))?.message_body.locations.location.map((one) => one.location_cd);
    expect(await codes(`${PENCIL}<item item_id="PEN" qty="3" fulfillment_type=""/>`, near('01602'))).toEqual(['20']);
    expect(await codes(PENCIL, near('01602', '20', 'MI'))).toEqual(['10']);
    expect(await codes(PENCIL, near('01602', '70', 'km'))).toEqual(['10', '20']);
    expect(await codes(PENCIL, '<address><city>Boston</city><province>MA</province></address><range/>')).toEqual([
      '20',
      '10',
    ]);
    expect(await codes(PENCIL, '<address/><range/>')).toEqual(['10', '20']);
  });

  test("searches within the organization's radius when no distance is given, whatever the unit", async () => {
    // Boston is 39 miles, or 62 kilometers, away.
    await loadCatalog(broker, { preferences: { search_radius: 45, distance_unit: 'MI' } });
    const codes = async (unit: string) =>
      (await search(PENCIL, near('01602', '', unit)))?.message_body.locations.location.map((one) => one.location_cd);
    expect([await codes(''), await codes('KM')]).toEqual([
      ['10', '20'],
      ['10', '20'],
    ]);
    await loadCatalog(broker, { preferences: { search_radius: 45, distance_unit: 'KM' } });
    expect([await codes(''), await codes('MI')]).toEqual([['10'], ['10']]);
  });

  test.each([
    ['an unknown item', '<item item_id="NOSUCH" qty="1" fulfillment_type=""/>', near('01602'), '7001', 'FAILED'],
    ['nowhere', PENCIL, near('99999'), '7201', 'FAILED'],
    [
      'a code of the United States in another country',
      PENCIL,
      near('01602').replace('</postal>', '</postal><country>DE</country>'),
      '7201',
      'FAILED',
    ],
    ['too many', '<item item_id="PENCIL" qty="51" fulfillment_type=""/>', near('01602'), '7202', 'OK'],
    ['no number', '<item item_id="PENCIL" qty="-1" fulfillment_type=""/>', near('01602'), '7008', 'FAILED'],
    ['an unknown unit', PENCIL, near('01602', '5', 'LEAGUES'), '7203', 'FAILED'],
    ['no item at all', '', near('01602'), '7001', 'FAILED'],
  ])('reports %s at the item', async (_, items, rest, code, result) => {
    const message = await search(items, rest);
    expect(message).toMatchObject({
      message_header: { xaction_response: result },
      message_body: { items: { item: [{ response_cd: code, locations_lu: [] }] }, locations: { location: [] } },
    });
  });
});

describe('ProductAvailability', () => {
  const availability = (
    types: string,
    items: string,
    address: string,
    asking = 'system_cd="6" location_cd="1"',
  ): string =>
    `<n:ProductAvailability xmlns:n="${NS}"><n:product_availability_request_message>${header()}<message_body><requesting_location ${asking}/>` +
    `<fulfillment_types>${types}</fulfillment_types><items>${items}</items>${address}</message_body></n:product_availability_request_message></n:ProductAvailability>`;
  const look = async (
    types: string,
    items: string,
    address = '<address><postal>01602</postal></address>',
    asking?: string,
  ) =>
    (await ask('ProductAvailabilityResponse', availability(types, items, address, asking)))
      .product_availability_response_message;
  const PENCIL = '<item item_id="PENCIL  " qty="6"/>';
  const PICKUP = '<fulfillment_type type="PICKUP" range_distance="60" range_unit="KM"/>';
  const DELIVERY = '<fulfillment_type type="DELIVERY"/>';

  test('evaluates each fulfillment type by its own range and rules, and lists each location once', async () => {
    await database.transaction((session) =>
      session.run("UPDATE product_location SET next_po_qty = 8, next_po_date = '2030-02-01' WHERE available_qty = 5"),
    );
    const message = await look(`${PICKUP}${DELIVERY}`, `${PENCIL}<item item_id="LAMP" qty="2"/>`);
    expect(message?.message_header.xaction_response).toBe('OK');
    expect(message?.message_body.fulfillment_types.fulfillment_type).toMatchObject([
      {
        type: 'PICKUP',
        response_cd: '0',
        response_description: 'Success',
        items: {
          item: [
            {
              item_id: 'PENCIL  ',
              maximum_available: '5',
              locations_lu: [
                {
                  system_cd: 'STC',
                  location_cd: '10',
                  distance_unit: 'KM',
                  available_qty: '5',
                  next_po_qty: '8',
                  po_dt: '2030-02-01',
                  satisfied_request: 'N',
                },
              ],
            },
            {
              item_id: 'LAMP',
              maximum_available: '2',
              locations_lu: [{ system_cd: '6', location_cd: '1', next_po_qty: '0', po_dt: '', satisfied_request: 'Y' }],
            },
          ],
        },
      },
      {
        type: 'DELIVERY',
        response_cd: '0',
        items: {
          item: [
            {
              maximum_available: '50',
              locations_lu: [
                { location_cd: '10', satisfied_request: 'N' },
                { location_cd: '20', distance_unit: 'MI', available_qty: '50', satisfied_request: 'Y' },
              ],
            },
            { maximum_available: '2', locations_lu: [{ location_cd: '1', satisfied_request: 'Y' }] },
          ],
        },
      },
    ]);
    expect(message?.message_body.locations.location.map((one) => `${one.location_cd} ${one.locationname}`)).toEqual([
      '10 Worcester',
      '1 Warehouse',
      '20 Boston',
    ]);
  });

  test('takes the splitting of shipped lines into account', async () => {
    await loadCatalog(broker, { preferences: { allow_split_line: true } });
    const [pickup, delivery] =
      (await look(`<fulfillment_type type="PICKUP"/>${DELIVERY}`, PENCIL))?.message_body.fulfillment_types
        .fulfillment_type ?? [];
    expect([pickup?.items?.item[0]?.maximum_available, delivery?.items?.item[0]?.maximum_available]).toEqual([
      '50',
      '55',
    ]);
    await loadCatalog(broker, { preferences: { allow_split_order: false } });
    expect(
      (await look(DELIVERY, PENCIL))?.message_body.fulfillment_types.fulfillment_type[0]?.items?.item[0]
        ?.maximum_available,
    ).toBe('50');
  });

  test('respects what locations offer, zones for shipped items, and the maximum of responses, but counts all locations for maximum_available', async () => {
    await loadCatalog(broker, {
      preferences: { max_responses: 1, use_zone_fulfillment: true },
      zones: [
        { code: 'Z', areas: [{ country: 'US', postal: '016' }], primary: [{ system_cd: 'STC', location_cd: '20' }] },
      ],
    });
    const types =
      (await look(`<fulfillment_type type="PICKUP"/>${DELIVERY}<fulfillment_type type="SHIPFORPICKUP"/>`, PENCIL))
        ?.message_body.fulfillment_types.fulfillment_type ?? [];
    expect(
      types.map(({ items }) => [
        items?.item[0]?.maximum_available,
        items?.item[0]?.locations_lu.map((one) => one.location_cd),
      ]),
    ).toEqual([
      ['50', ['10']],
      ['50', ['20']],
      ['50', ['20']],
    ]);
    const elsewhere = await look(
      `<fulfillment_type type="PICKUP"/>${DELIVERY}`,
      PENCIL,
      '<address><postal>02108</postal></address>',
    );
    expect(elsewhere?.message_body.fulfillment_types.fulfillment_type.map((one) => one.response_cd)).toEqual([
      '0',
      '7204',
    ]);
  });

  test('is OK with a maximum of 0 and no locations when nothing is available', async () => {
    const message = await look(
      '<fulfillment_type type="PICKUP" range_distance="1"/>',
      PENCIL,
      '<address><postal>98101</postal></address>',
    );
    expect(message).toMatchObject({
      message_header: { xaction_response: 'OK' },
      message_body: {
        fulfillment_types: {
          fulfillment_type: [{ response_cd: '7204', items: { item: [{ maximum_available: '0', locations_lu: [] }] } }],
        },
        locations: { location: [] },
      },
    });
  });

  test('excludes the requesting location from shipping as orders do, but not from pickup', async () => {
    await loadCatalog(broker, { preferences: { requesting_location_may_fulfill: false } });
    const types =
      (await look(`<fulfillment_type type="PICKUP"/>${DELIVERY}`, '<item item_id="LAMP" qty="1"/>'))?.message_body
        .fulfillment_types.fulfillment_type ?? [];
    expect(types.map((type) => type.items?.item[0]?.maximum_available)).toEqual(['2', '0']);
    const located = async (type: string) =>
      (
        await ask(
          'LocateItemsResponse',
          locateItems(`<item item_id="LAMP" qty="1" fulfillment_type="${type}"/>`, near('01602')),
        )
      ).location_response_message?.message_body.locations.location.map((one) => one.location_cd);
    expect([await located('PICKUP'), await located('DELIVERY')]).toEqual([['1'], []]);
  });

  test('agrees with a later order and reserves nothing', async () => {
    const units = async (): Promise<string | undefined> =>
      (await look(DELIVERY, '<item item_id="PEN" qty="1"/>'))?.message_body.fulfillment_types.fulfillment_type[0]?.items
        ?.item[0]?.maximum_available;
    expect([await units(), await units()]).toEqual(['3', '3']);
    await submitted(broker, orderOf('A', [{ item: 'PEN', qty: 2 }]));
    expect(await units()).toBe('1');
  });

  test.each([
    ['an unknown item', [PICKUP, '<item item_id="NOSUCH" qty="1"/>'], ['7001']],
    ['no number', [PICKUP, '<item item_id="PENCIL" qty="0"/>'], ['7008']],
    ['nowhere', [PICKUP, PENCIL, '<address><postal>99999</postal></address>'], ['7201']],
    [
      'a code of the United States in another country',
      [PICKUP, PENCIL, '<address><postal>01602</postal><country>FR</country></address>'],
      ['7201'],
    ],
    ['an unknown location', [PICKUP, PENCIL, '<address/>', 'system_cd="6" location_cd="99"'], ['7003']],
    [
      'an unreadable range at its type only',
      [`<fulfillment_type type="PICKUP" range_distance="far"/>${DELIVERY}`, PENCIL],
      ['7203', '0'],
    ],
    [
      'an unknown type at that one only',
      [`<fulfillment_type type="TELEPORT"/><fulfillment_type/>${DELIVERY}`, PENCIL],
      ['7205', '7205', '0'],
    ],
    ['no type', ['', PENCIL], ['7205']],
  ] as const)('reports %s', async (_, [types, items, address, asking], expected) => {
    const message = await look(types, items, address, asking);
    expect(message?.message_header.xaction_response).toBe('FAILED');
    const answered = message?.message_body.fulfillment_types.fulfillment_type ?? [];
    expect(answered.map((one) => one.response_cd)).toEqual(expected);
    expect(answered.map((one) => one.items !== undefined)).toEqual(expected.map((code) => code === '0'));
  });

  test('reports every fault of a message', async () => {
    const message = await look(
      '<fulfillment_type type="X" range_unit="LEAGUES"/>',
      '<item item_id="NO" qty="1"/><item item_id="PEN" qty="x"/>',
    );
    expect(message?.message_body.fulfillment_types.fulfillment_type[0]?.response_description).toMatch(
      /type \(X\).*LEAGUES.*item \(NO\).*quantity \(x\)/,
    );
  });

  test('refuses more searches than one message may request', async () => {
    expect((await look(PICKUP + DELIVERY, PENCIL.repeat(50)))?.message_header.xaction_response).toBe('OK');
    await expect(look(PICKUP + DELIVERY, PENCIL.repeat(51))).rejects.toMatchObject({ key: 'schema-invalid' });
  });
});

describe('ProductUpdate', () => {
  const update = (attributes: string, rest: string): string =>
    `<n:ProductUpdate xmlns:n="${NS}"><n:product_update_request_message><message_header><datetime>2030-01-01</datetime><version>5.2</version><source>STC</source>` +
    `<destination>LOCATE</destination></message_header><message_body><system_product ${attributes}>${rest}</system_product></message_body></n:product_update_request_message></n:ProductUpdate>`;
  const grouped =
    '<description>A clock</description><department>HOME</department><class/><sub_class/><master_style_code/>';

  test('is answered with the code in an element and a header without attributes', async () => {
    const stock =
      '<product_locations><product_location location_code="10"><available_qty>7</available_qty><next_po_qty/><next_po_date/></product_location></product_locations>';
    expect(
      await ask(
        'ProductUpdateResponse',
        update('system_code="STC" system_product_code="S-CLOCK" product_code="CLOCK"', grouped + stock),
      ),
    ).toEqual({
      product_update_response_message: {
        message_header: { datetime: '2030-01-02T03:04:05.678', version: '5.2', source: 'LOCATE', destination: 'STC' },
        message_body: { response_cd: '0', response_description: 'Product updated successfully.' },
      },
    });
    const found = await ask(
      'LocateItemsResponse',
      locateItems('<item item_id="CLOCK" qty="7" fulfillment_type="PICKUP"/>', near('01602')),
    );
    expect(found.location_response_message?.message_body.locations.location.map((one) => one.location_cd)).toEqual([
      '10',
    ]);
  });

  test('reports every fault, also of fields that a tolerated message omits', async () => {
    const { product_update_response_message: message } = await ask(
      'ProductUpdateResponse',
      update('system_product_code="S-CLOCK"', grouped),
    );
    expect(message?.message_body).toEqual({
      response_cd: '7401',
      response_description: 'Invalid or missing system code. System () does not exist. Missing product_code.',
    });
  });
});

test('answers with the fault unavailable while the database does not respond', async () => {
  const without = locateService({ ...SETTINGS, broker, isTemporary: () => true }, 'tolerant');
  await database.close();
  const element = parseXml(statusRequest(1), LIMITS);
  await expect(
    without.operations
      .get('StatusRequest')
      ?.handle(element, { namespace: NS, correlationId: 'c', log: pino({ level: 'silent' }) }),
  ).rejects.toMatchObject({ key: 'unavailable' });
});

test('refuses more request ids than one message may contain', async () => {
  const ids = '<request_ids request_id="1"/>'.repeat(1001);
  await expect(
    ask(
      'StatusListRequestResponse',
      `<n:StatusListRequest xmlns:n="${NS}"><n:status_list_request_message>${header()}<message_body>` +
        `<lookup_data status_condition="EQ"><employee_id/><store_location system_cd="6"/><request_ids>${ids}</request_ids></lookup_data>` +
        '</message_body></n:status_list_request_message></n:StatusListRequest>',
    ),
  ).rejects.toMatchObject({ key: 'schema-invalid' });
});

test('refuses more items than one search may contain', async () => {
  const items = '<item item_id="PENCIL" qty="1" fulfillment_type="PICKUP"/>'.repeat(1001);
  await expect(ask('LocateItemsResponse', locateItems(items, near('01602')))).rejects.toMatchObject({
    key: 'schema-invalid',
  });
});

describe('an order that cannot be answered', () => {
  test('is left out of a poll and stays on offer, so that the location gets the others', async () => {
    const [bad, good] = [
      await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }])),
      await submitted(broker, orderOf('B', [{ item: 'PENCIL', at: 'STC/10' }])),
    ];
    const damage = (details: string): Promise<unknown> =>
      database.transaction((session) =>
        session.run('UPDATE customer_order SET details = ? WHERE request_id = ?', [details, bad.requestId]),
      );
    const polled = async (): Promise<unknown> =>
      (
        await ask('FulfillmentsResponse', fulfillments('10'))
      ).fulfillment_response_message?.message_body.orders?.order.map((order) => order.request_id);
    const [row] = await database.transaction((session) =>
      session.all('SELECT details FROM customer_order WHERE request_id = ?', [bad.requestId]),
    );
    const details = String(row?.details);
    await damage('not JSON');
    expect(await polled()).toEqual([good.requestId]);
    await damage(JSON.stringify({ ...(JSON.parse(details) as object), employeeId: 7 }));
    expect(await polled()).toBeUndefined();
    await damage(details);
    expect(await polled()).toEqual([bad.requestId]);
  });
});

test('a list ends when its orders are large: the newest are found, and others can be asked for', async () => {
  const text = Array.from({ length: 400 }, (_, index) => ({ code: String(index), message: 'x'.repeat(4000) }));
  const ids: number[] = [];
  for (let i = 0; i < 9; i += 1)
    ids.push(
      (await submitted(broker, orderOf('A', [{ item: 'LAMP', customizations: text, lineItemNo: String(i + 1) }])))
        .requestId,
    );
  const request =
    `<n:StatusRequest xmlns:n="${NS}"><n:status_request_message>${header()}<message_body>` +
    `<lookup_data request_id="" order_id="A"><employee_id/><store_location system_cd="6" location_cd="1"/></lookup_data>` +
    '</message_body></n:status_request_message></n:StatusRequest>';
  const answered = (await ask('StatusRequestResponse', request)).status_response_message?.message_body.orders?.order;
  expect(answered?.map((order) => order.request_id)).toEqual(ids.reverse().slice(0, 3));
});

test('unknown request ids of one message are logged in one line, with their number', async () => {
  const lines: { readonly count?: number; readonly requestIds?: readonly string[] }[] = [];
  const log = pino(
    { level: 'error' },
    { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[number]) },
  );
  const ids = Array.from({ length: 1000 }, (_, index) => `<request_ids request_id="${String(index + 100)}"/>`).join('');
  const payload =
    `<n:StatusListRequest xmlns:n="${NS}"><n:status_list_request_message>${header()}<message_body>` +
    `<lookup_data status_condition="EQ"><employee_id/><store_location system_cd="6"/><request_ids>${ids}</request_ids></lookup_data>` +
    '</message_body></n:status_list_request_message></n:StatusListRequest>';
  await service.operations
    .get('StatusListRequest')
    ?.handle(parseXml(payload, LIMITS), { namespace: NS, correlationId: 'c', log });
  expect(lines).toMatchObject([{ count: 1000, requestIds: expect.arrayContaining(['100', '109']) as string[] }]);
  expect(lines[0]?.requestIds).toHaveLength(10);
});
