import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { answerProblems } from '../support/contract-answer.js';
import { startRecordingProxy } from '../support/proxies/recording-proxy.js';
import type { RecordingProxy } from '../support/proxies/recording-proxy.js';
import { NS, parse } from '../platform/xml/documents.js';
import { answerOf, at, list, number, text, texts } from './reading.js';
import * as requests from './requests.js';
import { describeWith, DOTNET, NODE_SOAP, PHP, startProgram, ZEEP } from './soap-program.js';
import type { Content, SoapProgram, SoapSession } from './soap-program.js';

/**
 * The life cycle of an order, through SOAP clients of four vendors that use only the broker's WSDL. The tests depend
 * on each other, in this order.
 */

const OMS = { version: '18.0', source: 'OMS 00123', system: '6', location: '1234567890' };
const LINES = [
  { no: 3, item: 'PEN         BLUE          ', quantity: 2, price: '24.489999771118164' },
  { no: 7, item: 'SHIRT       BLUE-M ', quantity: 1, price: '14.489999771118165' },
];
const CODES = LINES.map((line) => line.item);

function story(program: SoapProgram): void {
  const folder = temporaryFolder();
  let server: BuiltServer;
  let proxy: RecordingProxy;
  let client: SoapSession;
  let requestId = '';
  let source: { system: string; location: string };

  const call = async (operation: string, content: Readonly<Record<string, Content>>): Promise<Content> =>
    answerOf(await client.call(operation, content));
  const store = () => ({ ...OMS, source: 'POS', ...source });
  const response = (answer: Content): Content | undefined => at(answer, 'message_body', 'response');
  const order = async (numbers: { request_id: string; order_id: string }): Promise<Content | undefined> => {
    const orders = list(
      await call('StatusRequest', requests.statusRequest(OMS, numbers)),
      'message_body',
      'orders',
      'order',
    );
    expect(orders).toHaveLength(1);
    return orders[0];
  };

  beforeAll(async () => {
    server = await startBuiltServer({ DATABASE_URL: `sqlite:${folder.path}/broker.db` }, folder.path);
    proxy = await startRecordingProxy(server.url);
    const wsdl = `${proxy.url}/Locate/LocateServices?wsdl`;
    client = startProgram((await program.build?.({ wsdl, soap: '1.1' }, folder.path)) ?? program, wsdl);
  });

  afterAll(async () => {
    try {
      await client.end();
      await proxy.close();
      await server.stop();
    } finally {
      folder.remove();
    }
  });

  test('EchoTest returns every character', async () => {
    const sent = `  ${requests.MESSAGE}\n\ttwo lines `;
    expect(await call('EchoTest', { TestMesg: sent })).toBe(sent);
  });

  test('LocateItems returns the stores near a postal code, with their stock of each item', async () => {
    const answer = await call('LocateItems', requests.locateItems(OMS, ['MUG', CODES[0] ?? '']));
    const items = list(answer, 'message_body', 'items', 'item');
    expect(items.map((item) => texts(item, 'item_id', 'response_cd'))).toEqual([
      ['MUG', '0'],
      [CODES[0], '0'],
    ]);
    const found = list(items[0], 'locations_lu');
    expect(found.length).toBeGreaterThan(0);
    expect(
      found.every(
        (one) =>
          number(one, 'distance') <= 40 && text(one, 'distance_unit') === 'MI' && number(one, 'available_qty') > 0,
      ),
    ).toBe(true);
    const named = list(answer, 'message_body', 'locations', 'location').map((one) =>
      texts(one, 'system_cd', 'location_cd').join('/'),
    );
    expect(named).toEqual(expect.arrayContaining(found.map((one) => texts(one, 'system_cd', 'location_cd').join('/'))));
  });

  test('SubmitOrder acknowledges the order and returns the location of each line under the item code of the request', async () => {
    const answer = await call('SubmitOrder', requests.submitOrder(OMS, 'A-1', LINES));
    expect(texts(at(answer, 'message_header'), 'xaction_response', 'version', 'source', 'destination')).toEqual([
      'OK',
      '18.0',
      'LOCATE',
      'OMS 00123',
    ]);
    expect(texts(response(answer), 'order_id', 'response_code', 'response_description')).toEqual([
      'A-1',
      '0',
      'Order Acknowledged',
    ]);
    const details = list(response(answer), 'fulfillment_details', 'fulfillment_detail');
    expect(
      details.map((one) => texts(one, 'item_id', 'fulfillment_qty', 'requesting_system_line_no', 'line_no')),
    ).toEqual([
      [CODES[0], '2', '3', '1'],
      [CODES[1], '1', '7', '2'],
    ]);
    requestId = text(response(answer), 'request_id');
    source = {
      system: text(response(answer), 'response_fulfillment_system_cd'),
      location: text(response(answer), 'response_fulfillment_location_cd'),
    };
    // The distribution center of the demo retailer is in the customer's own town.
    expect(source).toEqual({ system: '6', location: '1' });
  });

  test.each(['request_id', 'order_id'])(
    'StatusRequest by %s tells the order with its amounts, blanks and letters',
    async (by) => {
      const result = await order({
        request_id: by === 'request_id' ? requestId : '',
        order_id: by === 'order_id' ? 'A-1' : '',
      });
      expect(texts(result, 'request_id', 'order_id', 'order_status', 'ref_transaction_no', 'order_type')).toEqual([
        requestId,
        'A-1',
        'new_order',
        'RA-1',
        '2',
      ]);
      expect(
        ['transaction_subtotal', 'transaction_tax', 'transaction_total'].map((name) => number(result, name)),
      ).toEqual(requests.AMOUNTS.kept);
      expect(number(result, 'freight')).toBe(4.99);
      expect(texts(result, 'order_message', 'special_instructions')).toEqual([requests.MESSAGE, requests.MESSAGE]);
      expect(texts(at(result, 'sold_to_customer', 'name'), 'first', 'last')).toEqual([
        requests.CUSTOMER.first,
        requests.CUSTOMER.last,
      ]);
      expect(text(result, 'sold_to_customer', 'customer_no')).toBe('00012');
      const items = list(result, 'items', 'item');
      expect(items.map((item) => texts(item, 'item_id', 'item_qty', 'item_status'))).toEqual([
        [CODES[0], '2', 'new_order'],
        [CODES[1], '1', 'new_order'],
      ]);
      expect(
        items.map((item) => [
          number(item, 'unit_price'),
          number(item, 'tax_amount'),
          number(item, 'order_line_ship_weight'),
        ]),
      ).toEqual([
        [24.49, 1.98, 1.11],
        [14.49, 1.98, 1.11],
      ]);
      expect(texts(at(items[0], 'ship_to', 'address'), 'address1', 'city', 'postal')).toEqual([
        requests.CUSTOMER.address1,
        'WORCESTER',
        '01602',
      ]);
      expect(text(items[0], 'taxes', 'tax', 'description')).toBe('Taxe d’État');
      expect(text(items[0], 'customizations', 'customization', 'customization_message')).toBe('  Ångström  ');
      expect(number(result, 'transaction_tenders', 'transaction_tender', 'tender_amount')).toBe(67.44);
    },
  );

  test('a repeated SubmitOrder is reported as a duplicate', async () => {
    const answer = await call('SubmitOrder', requests.submitOrder(OMS, 'A-1', LINES));
    expect(text(answer, 'message_header', 'xaction_response')).toBe('FAILED');
    expect(texts(response(answer), 'response_code', 'request_id', 'order_id')).toEqual(['2040', requestId, 'A-1']);
  });

  test('Fulfillments returns the order to its location once', async () => {
    const polled = list(await call('Fulfillments', requests.fulfillments(store())), 'message_body', 'orders', 'order');
    expect(
      polled.map((one) => texts(one, 'request_id', 'order_id', 'transaction_type_id', 'special_instructions')),
    ).toEqual([[requestId, 'A-1', 'DELIVERY', requests.MESSAGE]]);
    const items = list(polled[0], 'items', 'item_detail');
    expect(
      items.map((item) => [
        text(item, 'item_id'),
        number(item, 'qty'),
        number(item, 'unit_price'),
        text(item, 'order_line_message'),
      ]),
    ).toEqual([
      [CODES[0], 2, 24.49, requests.MESSAGE],
      [CODES[1], 1, 14.49, requests.MESSAGE],
    ]);
    expect(texts(at(items[1], 'ship_to', 'name'), 'first', 'last')).toEqual([
      requests.CUSTOMER.first,
      requests.CUSTOMER.last,
    ]);
    expect(list(await call('Fulfillments', requests.fulfillments(store())), 'message_body', 'orders', 'order')).toEqual(
      [],
    );
  });

  test('OrderUpdate puts the order under review and releases it, and OrderSearch finds it by its customer', async () => {
    const found = async (): Promise<string[][]> =>
      list(
        await call(
          'OrderSearch',
          requests.orderSearch(
            OMS,
            { sold_to_last_name: ` ${requests.CUSTOMER.last.toLowerCase()} `, ship_to_postal: '01602' },
            5,
          ),
        ),
        'message_body',
        'orders',
        'order',
      ).map((one) => texts(one, 'request_id', 'order_id', 'under_review'));
    const switched = async (sender: typeof OMS, flag: 'Y' | 'N'): Promise<string[]> =>
      texts(
        response(await call('OrderUpdate', requests.orderUpdate(sender, requestId, 'A-1', flag))),
        'request_id',
        'response_code',
      );
    expect(await switched(OMS, 'Y')).toEqual([requestId, '0']);
    expect(await found()).toEqual([[requestId, 'A-1', 'Y']]);
    expect(await switched({ ...OMS, system: 'STC', location: '7' }, 'N')).toEqual([requestId, '7101']);
    expect(await switched(OMS, 'N')).toEqual([requestId, '0']);
    expect(await found()).toEqual([[requestId, 'A-1', 'N']]);
    const refused = await call('OrderSearch', requests.orderSearch(OMS, {}, 5));
    expect(text(refused, 'message_header', 'xaction_response')).toBe('FAILED');
    expect(list(refused, 'message_body', 'orders', 'order')).toEqual([]);
  });

  test('StatusUpdate accepts the order, then ships it with a tracking number', async () => {
    const shipped = LINES.map((line, index) => ({
      line_no: index + 1,
      requesting_system_line_no: line.no,
      item_id: line.item,
      item_qty: line.quantity,
      shipping_agent: 'UPS',
      tracking_number: '1Z 999 AA1',
    }));
    const accepted = await call('StatusUpdate', requests.statusUpdate(store(), requestId, 'A-1', 'accepted', []));
    expect(texts(response(accepted), 'response_code', 'request_id', 'response_description')).toEqual([
      '0',
      requestId,
      'Status updated successfully.',
    ]);
    expect(text(await order({ request_id: requestId, order_id: '' }), 'order_status')).toBe('accepted');
    const fulfilled = await call(
      'StatusUpdate',
      requests.statusUpdate(store(), requestId, 'A-1', 'fulfilled', shipped),
    );
    expect(text(response(fulfilled), 'response_code')).toBe('0');
    const result = await order({ request_id: requestId, order_id: '' });
    expect(text(result, 'order_status')).toBe('fulfilled');
    expect(
      list(result, 'items', 'item').map((item) => texts(item, 'item_status', 'shipping_agent', 'tracking_number')),
    ).toEqual([
      ['fulfilled', 'UPS', '1Z 999 AA1'],
      ['fulfilled', 'UPS', '1Z 999 AA1'],
    ]);
  });

  test('an order can be canceled, once', async () => {
    const id = text(response(await call('SubmitOrder', requests.submitOrder(OMS, 'A-2', LINES))), 'request_id');
    const cancel = async (): Promise<string> =>
      text(
        await call('StatusUpdate', requests.statusUpdate(OMS, id, 'A-2', 'canceled', [])),
        'message_header',
        'xaction_response',
      );
    expect([await cancel(), await cancel()]).toEqual(['OK', 'FAILED']);
    expect(text(await order({ request_id: '', order_id: 'A-2' }), 'order_status')).toBe('canceled');
  });

  test('Intransit returns the shipments to a pickup location once', async () => {
    const collectAt = { system: 'STC', location: '7' };
    const id = text(
      response(await call('SubmitOrder', requests.submitOrder(OMS, 'A-4', LINES, { collectAt }))),
      'request_id',
    );
    await call('StatusUpdate', requests.statusUpdate(store(), id, 'A-4', 'intransit', []));
    const polled = list(
      await call('Intransit', requests.intransit({ ...OMS, ...collectAt })),
      'message_body',
      'orders',
      'order',
    );
    expect(polled.map((one) => texts(one, 'request_id', 'order_id', 'transaction_status'))).toEqual([
      [id, 'A-4', 'intransit'],
    ]);
    // With the item codes of its own system, which have no trailing blanks.
    expect(list(polled[0], 'items', 'item_detail').map((item) => texts(item, 'item_id', 'line_item_status'))).toEqual(
      CODES.map((code) => [code.trimEnd(), 'intransit']),
    );
    expect(
      list(await call('Intransit', requests.intransit({ ...OMS, ...collectAt })), 'message_body', 'orders', 'order'),
    ).toEqual([]);
    expect(text(await order({ request_id: id, order_id: '' }), 'order_status')).toBe('intransit_polled');
  });

  test.each(['SUMMARY', ''])(
    'StatusListRequest with response type "%s" tells both orders and leaves an unknown one out',
    async (type) => {
      const other = text(await order({ request_id: '', order_id: 'A-2' }), 'request_id');
      const answer = await call(
        'StatusListRequest',
        requests.statusListRequest(OMS, [requestId, other, '999999'], type),
      );
      const orders = list(answer, 'message_body', 'orders', 'order');
      expect(orders.map((one) => texts(one, 'request_id', 'order_status'))).toEqual([
        [requestId, 'fulfilled'],
        [other, 'canceled'],
      ]);
      expect(list(orders[0], 'items', 'item').map((item) => texts(item, 'item_id', 'item_status'))).toEqual(
        CODES.map((code) => [code, 'fulfilled']),
      );
      expect(text(orders[0], 'order_message')).toBe(type === 'SUMMARY' ? '' : requests.MESSAGE);
    },
  );

  test('an invalid order is rejected with all reasons, and nothing is stored', async () => {
    const wrong = requests.submitOrder(
      { ...OMS, location: 'NOWHERE' },
      'A-3',
      [
        { no: 1, item: 'NO SUCH  THING ', quantity: -1, price: '1' },
        { no: 1, item: 'MUG', quantity: 1, price: 'a lot' },
      ],
      { soldTo: { name: { first: 'Zoë' }, address: {} } },
    );
    const answer = await call('SubmitOrder', wrong);
    expect(text(answer, 'message_header', 'xaction_response')).toBe('FAILED');
    expect(number(response(answer), 'response_code')).toBeGreaterThan(7000);
    const reasons = text(response(answer), 'response_description');
    for (const reason of [
      'item (NO SUCH  THING ) does not exist',
      'requesting location',
      'NOWHERE',
      'Sold To',
      'quantity (-1)',
      'line number (1)',
      'amount (a lot)',
    ]) {
      expect(reasons).toContain(reason);
    }
    const found = await call('StatusRequest', requests.statusRequest(OMS, { request_id: '', order_id: 'A-3' }));
    expect(list(found, 'message_body', 'orders', 'order')).toEqual([]);
  });

  test('ProductAvailability returns quantity and locations for each fulfillment type', async () => {
    const answer = await call(
      'ProductAvailability',
      requests.productAvailability(
        OMS,
        [
          { type: 'PICKUP', distance: '40', unit: 'MI' },
          { type: 'DELIVERY', distance: '', unit: '' },
        ],
        [
          { item: 'MUG', quantity: '30' },
          { item: CODES[0] ?? '', quantity: '1' },
        ],
      ),
    );
    expect(text(answer, 'message_header', 'xaction_response')).toBe('OK');
    const types = list(answer, 'message_body', 'fulfillment_types', 'fulfillment_type');
    expect(types.map((type) => texts(type, 'type', 'response_cd', 'response_description'))).toEqual([
      ['PICKUP', '0', 'Success'],
      ['DELIVERY', '0', 'Success'],
    ]);
    const [pickup = [], delivery = []] = types.map((type) => list(type, 'items', 'item'));
    expect([pickup, delivery].map((items) => items.map((item) => text(item, 'item_id')))).toEqual([
      ['MUG', CODES[0]],
      ['MUG', CODES[0]],
    ]);
    const stores = list(pickup[0], 'locations_lu');
    expect(stores.map((one) => text(one, 'satisfied_request'))).toEqual(
      stores.map((one) => (number(one, 'available_qty') >= 30 ? 'Y' : 'N')),
    );
    expect(stores.map((one) => number(one, 'distance'))).toEqual(
      stores.map((one) => number(one, 'distance')).sort((a, b) => a - b),
    );
    expect(number(pickup[0], 'maximum_available')).toBe(Math.max(...stores.map((one) => number(one, 'available_qty'))));
    expect(number(delivery[0], 'maximum_available')).toBeGreaterThan(10_000);
    const result = types
      .flatMap((type) => list(type, 'items', 'item'))
      .flatMap((item) => list(item, 'locations_lu'))
      .map((one) => texts(one, 'system_cd', 'location_cd').join('/'));
    const named = list(answer, 'message_body', 'locations', 'location').map((one) =>
      texts(one, 'system_cd', 'location_cd').join('/'),
    );
    expect(named).toEqual([...new Set(result)]);
  });

  test('ProductAvailability without items returns no locations', async () => {
    const answer = await call(
      'ProductAvailability',
      requests.productAvailability(
        OMS,
        [{ type: 'DELIVERY', distance: '', unit: '' }],
        [{ item: 'GLOBE', quantity: '1' }],
      ),
    );
    expect(text(answer, 'message_header', 'xaction_response')).toBe('OK');
    const [type] = list(answer, 'message_body', 'fulfillment_types', 'fulfillment_type');
    expect([text(type, 'response_cd'), text(type, 'items', 'item', 'maximum_available')]).toEqual(['7204', '0']);
    expect(list(answer, 'message_body', 'locations', 'location')).toEqual([]);
  });

  test('ProductUpdate creates a product that can be located at once, and rejects an invalid one with all reasons', async () => {
    const clock = { system: 'STC', item: 'CLOCK       TÜR ', product: 'CLOCK', description: requests.MESSAGE };
    const answer = await call(
      'ProductUpdate',
      requests.productUpdate(OMS, clock, [
        { location: '1234', available: '4' },
        { location: '317', available: '9' },
      ]),
    );
    expect(texts(at(answer, 'message_header'), 'version', 'source', 'destination')).toEqual([
      '18.0',
      'LOCATE',
      'OMS 00123',
    ]);
    expect(texts(at(answer, 'message_body'), 'response_cd', 'response_description')).toEqual([
      '0',
      'Product updated successfully.',
    ]);
    const found = await call(
      'ProductAvailability',
      requests.productAvailability(
        { ...OMS, system: 'STC', location: '7' },
        [{ type: 'PICKUP', distance: '', unit: '' }],
        [{ item: clock.item, quantity: '5' }],
      ),
    );
    const [item] = list(found, 'message_body', 'fulfillment_types', 'fulfillment_type').flatMap((type) =>
      list(type, 'items', 'item'),
    );
    expect(text(item, 'item_id')).toBe(clock.item);
    expect(
      list(item, 'locations_lu').map((one) => texts(one, 'location_cd', 'available_qty', 'satisfied_request')),
    ).toEqual([
      ['1234', '4', 'N'],
      ['317', '9', 'Y'],
    ]);
    const refused = await call(
      'ProductUpdate',
      requests.productUpdate(OMS, { ...clock, product: ' ' }, [{ location: 'NOWHERE', available: '1.5' }]),
    );
    expect(number(refused, 'message_body', 'response_cd')).toBe(7402);
    for (const reason of ['Missing product_code', 'Location (NOWHERE)', 'available_qty (1.5)'])
      expect(text(refused, 'message_body', 'response_description')).toContain(reason);
  });

  test('the client recognizes a fault', async () => {
    const ids = Array.from({ length: 1001 }, (_, index) => String(index + 1));
    const outcome = await client.call('StatusListRequest', requests.statusListRequest(OMS, ids, ''));
    if (!('fault' in outcome)) throw new Error(`no fault: ${JSON.stringify(outcome)}`);
    expect(outcome.fault.code).toMatch(/(^|:)Client$/);
    expect(outcome.fault.text).toBe('Inbound Message failed validation');
  });

  test(`the inner element of a request is ${program.qualifies ? 'qualified' : 'unqualified, as this client sends it'}`, () => {
    const sent = proxy.exchanges.find(({ request }) => request.includes('order_request_message'))?.request ?? '';
    const wrapper = parse(sent).children.find(({ local }) => local === 'Body')?.children[0];
    expect(wrapper?.children.map(({ uri, local }) => [uri, local])).toEqual([
      [program.qualifies ? NS : '', 'order_request_message'],
    ]);
  });

  test('every response of the life cycle is strictly valid', () => {
    expect(proxy.exchanges.length).toBeGreaterThanOrEqual(25);
    expect(proxy.exchanges.map(answerProblems).flat()).toEqual([]);
  });
}

for (const program of [NODE_SOAP, PHP, ZEEP, DOTNET]) {
  describeWith(program, `through ${program.name}`, () => {
    story(program);
  });
}
