import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attribute, child, descend, text } from '../../src/client/locate/answer.js';
import type { XmlElement } from '../../src/platform/xml/element.js';
import { cli } from './support/capture.js';
import { answer, envelope, fault, NS, scriptedBroker } from './support/scripted-broker.js';
import type { Script } from './support/scripted-broker.js';

const acknowledged = answer(
  'SubmitOrder',
  'generic_response_message',
  '<response order_id="A-1" request_id="57" response_code="0">' +
    '<response_description>Order Acknowledged</response_description><response_fulfillment_system_cd>6</response_fulfillment_system_cd>' +
    '<response_fulfillment_location_cd>1</response_fulfillment_location_cd><fulfillment_details><fulfillment_detail fulfillment_qty="2" ' +
    'fulfillment_location_cd="1" fulfillment_system_cd="6" item_id="PENCIL  " requesting_system_line_no="4" line_no="1"/></fulfillment_details></response>',
);
const refused = answer(
  'SubmitOrder',
  'generic_response_message',
  '<response order_id="A-1" request_id="0" response_code="7001"><response_description>Invalid item.</response_description></response>',
);
const item = (line: number) =>
  `<item item_id="PENCIL" item_qty="1" shipping_agent="UPS" tracking_number="1Z9" item_status="fulfilled" fulfilling_location_cd="317" fulfilling_system_cd="STC" line_no="${line}" requesting_system_line_no="4"/>`;
const order = (id: number, items: string) =>
  `<order request_id="${id}" order_id="A-${id}" order_status="fulfilled"><order_type>2</order_type><items>${items}</items></order>`;
const updated = answer(
  'StatusUpdate',
  'generic_response_message',
  '<response order_id="" request_id="57" response_code="0" line_no="1"><response_description>Status updated successfully.</response_description></response>',
);

/** The message_body of the only message a broker received. */
function bodyOf(payload: XmlElement | undefined): XmlElement | undefined {
  return child(payload?.children[0], 'message_body');
}

const always =
  (body: string, status = 200): Script =>
  () => ({ body, status });

async function file(name: string, content: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'order-broker-')), name);
  await writeFile(path, content);
  return path;
}

async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => {
    server.close(closed);
  });
  return `http://127.0.0.1:${port}`;
}

describe('submit', () => {
  it('builds an order from options, qualified as the contract wants it', async () => {
    await using broker = await scriptedBroker(always(acknowledged));
    const result = await cli([
      'submit',
      '--item',
      'PEN         BLUE:3:2.25',
      'PENCIL',
      '--qty',
      '2',
      '--order-id',
      'A-1',
      '--as',
      'STC/317',
      '--pickup-at',
      'STC/7',
      '--type',
      'SHIPFORPICKUP',
      '--url',
      broker.url,
    ]);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toContain('Order Acknowledged: order A-1 is request 57.');
    expect(result.out).toMatch(/1\s+4\s+PENCIL\s+2\s+6\/1/);

    const payload = broker.received[0]?.payload;
    expect([payload?.uri, payload?.children[0]?.uri, payload?.children[0]?.children[0]?.uri]).toEqual([NS, NS, '']);
    const header = descend(bodyOf(payload), 'transactions', 'transaction_header');
    expect([attribute(header, 'order_id'), attribute(header, 'transaction_type_id')]).toEqual(['A-1', 'SHIPFORPICKUP']);
    expect(attribute(child(header, 'shipforpickup_location'), 'location_cd')).toBe('7');
    expect(header?.children.map(({ local }) => local).slice(-4)).toEqual([
      'sold_to_customer',
      'store_location',
      'shipforpickup_location',
      'transaction_details',
    ]);
    const details = child(header, 'transaction_details')?.children ?? [];
    expect(
      details.map((detail) => [
        attribute(detail, 'line_item_no'),
        text(child(detail, 'item_id')),
        text(child(detail, 'qty')),
      ]),
    ).toEqual([
      ['1', 'PEN         BLUE', '3'],
      ['2', 'PENCIL', '2'],
    ]);
  });

  it('sends a file as it stands', async () => {
    await using broker = await scriptedBroker(always(acknowledged));
    const message = envelope(`<n:SubmitOrder xmlns:n="${NS}"><!-- kept --></n:SubmitOrder>`);
    expect(await cli(['submit', await file('order.xml', message), '--url', broker.url])).toMatchObject({ code: 0 });
    expect(broker.received[0]?.body).toBe(message);
  });

  it('puts a bare payload into an envelope', async () => {
    await using broker = await scriptedBroker(always(acknowledged));
    const path = await file('order.xml', `<?xml version="1.0"?>\n<n:SubmitOrder xmlns:n="${NS}"/>`);
    expect(await cli(['submit', path, '--url', broker.url])).toMatchObject({ code: 0 });
    expect(broker.received[0]?.payload?.local).toBe('SubmitOrder');
  });

  it('fails when the order is refused', async () => {
    await using broker = await scriptedBroker(always(refused));
    expect(await cli(['submit', '--item', 'X', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: refused with code 7001: Invalid item.',
    });
  });

  it('prints JSON when asked', async () => {
    await using broker = await scriptedBroker(always(acknowledged));
    const { out } = await cli(['submit', '--item', 'PENCIL', '--json', '--url', broker.url]);
    expect(JSON.parse(out)).toMatchObject({
      request_id: '57',
      response_code: 0,
      lines: [{ item_id: 'PENCIL  ', at: '6/1' }],
    });
  });

  it.each([
    ['neither file nor items', ['submit'], /either a file or --item/],
    ['a file that is not there', ['submit', '/nowhere/order.xml'], /order\.xml is not a message/],
    ['a place without a system', ['submit', '--item', 'X', '--from', '317'], /expected system\/location/],
  ])('explains %s', async (_, words, reason) => {
    const { code, err } = await cli(words);
    expect(code).toBe(1);
    expect(err).toMatch(reason);
  });
});

describe('status', () => {
  it('asks for one order with StatusRequest', async () => {
    await using broker = await scriptedBroker(
      always(answer('StatusRequest', 'status_response_message', `<orders>${order(57, item(1))}</orders>`)),
    );
    const result = await cli(['status', '57', '--url', broker.url]);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toMatch(/57\s+A-57\s+fulfilled\s+1\s+PENCIL\s+1\s+fulfilled\s+STC\/317\s+UPS\s+1Z9/);
    expect(attribute(child(bodyOf(broker.received[0]?.payload), 'lookup_data'), 'request_id')).toBe('57');
  });

  it('asks for several with one StatusListRequest, and names those that are not there', async () => {
    await using broker = await scriptedBroker(
      always(
        answer('StatusListRequest', 'status_list_request_message', `<orders>${order(57, item(1) + item(2))}</orders>`),
      ),
    );
    const result = await cli(['status', '57', '58', '--json', '--url', broker.url]);
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining('request id 58') as string });
    expect(JSON.parse(result.out)).toHaveLength(2);
    const ids = descend(bodyOf(broker.received[0]?.payload), 'lookup_data', 'request_ids')?.children ?? [];
    expect(ids.map((id) => attribute(id, 'request_id'))).toEqual(['57', '58']);
  });

  it('shows no empty table for an order that is not there', async () => {
    await using broker = await scriptedBroker(always(answer('StatusRequest', 'status_response_message', '')));
    expect(await cli(['status', '57', '--url', broker.url])).toMatchObject({ code: 1, out: '' });
  });

  it('wants numbers', async () => {
    expect(await cli(['status', 'A-1'])).toMatchObject({ code: 1, err: 'error: A-1: expected a request id, a number' });
  });
});

describe('poll', () => {
  const work = answer(
    'Fulfillments',
    'fulfillment_response_message',
    '<orders><order transaction_no="1" transaction_type_id="DELIVERY" request_id="57" order_id="A-1" transaction_status="new_order"><items>' +
      '<item_detail requesting_system_line_no="4" line_item_status="new_order" line_item_no="1"><location_cd>317</location_cd><system_cd>STC</system_cd><item_id>PENCIL</item_id><qty>2</qty><unit_price>1.0</unit_price>' +
      '<ship_to><address><city>WORCESTER</city><province>MA</province><postal>01602</postal></address></ship_to></item_detail></items></order></orders>',
  );

  it('lists the new work of a location', async () => {
    await using broker = await scriptedBroker(always(work));
    const result = await cli(['poll', 'STC', '317', '--url', broker.url]);
    expect(result.out).toMatch(/57\s+A-1\s+DELIVERY\s+1\s+PENCIL\s+2\s+new_order\s+WORCESTER MA 01602/);
    expect(attribute(child(bodyOf(broker.received[0]?.payload), 'store_location'), 'system_cd')).toBe('STC');
  });

  it('says when there is none', async () => {
    await using broker = await scriptedBroker(always(answer('Fulfillments', 'fulfillment_response_message', '')));
    expect(await cli(['poll', 'STC', '317', '--url', broker.url])).toEqual({
      code: 0,
      out: 'Nothing new for STC/317.',
      err: '',
    });
  });

  it('lists what is on its way with --intransit', async () => {
    await using broker = await scriptedBroker(
      always(
        work
          .replaceAll('Fulfillments', 'Intransit')
          .replaceAll('fulfillment_response_message', 'intransit_response_message')
          .replaceAll('new_order', 'intransit'),
      ),
    );
    const result = await cli(['poll', 'STC', '317', '--intransit', '--url', broker.url]);
    expect(result.out).toMatch(/57\s+A-1\s+DELIVERY\s+1\s+PENCIL\s+2\s+intransit\s+WORCESTER MA 01602/);
    expect([broker.received[0]?.payload?.local, broker.received[0]?.payload?.children[0]?.local]).toEqual([
      'Intransit',
      'intransit_request_message',
    ]);
  });

  it('says that a location is unknown', async () => {
    await using broker = await scriptedBroker(
      always(answer('Fulfillments', 'fulfillment_response_message', '').replace('"OK"', '"FAILED"')),
    );
    expect(await cli(['poll', 'STC', '99', '--url', broker.url])).toEqual({
      code: 1,
      out: '',
      err: 'error: the broker knows no location STC/99',
    });
  });
});

describe('polling', () => {
  const never = {
    last_polled_at: null,
    polls: 0,
    last_lines: 0,
    last_handed_out_at: null,
    lines_waiting: 0,
    waiting_since: null,
    late: false,
  };
  const place = (location_cd: string) => ({
    system_cd: 'STC',
    location_cd,
    name: '',
    require_status_update: false,
    late: true,
    intransit: never,
    fulfillments: {
      ...never,
      last_polled_at: '2030-01-02T03:04:05.678Z',
      lines_waiting: 2,
      waiting_since: '2030-01-02T04:00:00.000Z',
      late: true,
    },
  });

  it('lists locations, all pages of them', async () => {
    await using broker = await scriptedBroker(({ path }) => ({
      type: 'application/json',
      body: JSON.stringify(path.includes('after=p') ? { items: [place('8')] } : { items: [place('7')], next: 'p' }),
    }));
    const { code, out } = await cli(['polling', '--late', '--url', broker.url]);
    expect(code).toBe(0);
    expect(out).toMatch(/STC\/7 +2030-01-02T03:04:05\.678Z +2 +2030-01-02T04:00:00\.000Z +never +0 +late\n.*STC\/8/);
    expect(broker.received.map(({ path }) => path)).toEqual([
      '/admin/v1/polling?limit=1000&late=true',
      '/admin/v1/polling?limit=1000&late=true&after=p',
    ]);
    expect(JSON.parse((await cli(['polling', '--json', '--url', broker.url])).out)).toMatchObject([
      { location_cd: '7' },
      { location_cd: '8' },
    ]);
  });

  it('says when there are none', async () => {
    await using broker = await scriptedBroker(always('{"items":[]}'));
    expect((await cli(['polling', '--late', '--url', broker.url])).out).toBe('No location is late.');
  });
});

describe('update', () => {
  it('changes a line', async () => {
    await using broker = await scriptedBroker(always(updated));
    const result = await cli([
      'update',
      '57',
      'rejected',
      '--line',
      '1',
      '--reason',
      '9',
      '--note',
      'BROKEN & "WET"',
      '--as',
      'STC/317',
      '--url',
      broker.url,
    ]);
    expect(result).toEqual({ code: 0, out: 'Status updated successfully.', err: '' });
    const sent = child(bodyOf(broker.received[0]?.payload), 'order');
    const row = descend(sent, 'items', 'item');
    expect([
      attribute(sent, 'order_status'),
      attribute(row, 'item_status'),
      attribute(row, 'line_no'),
      attribute(row, 'item_status_reason_note'),
    ]).toEqual(['', 'rejected', '1', 'BROKEN & "WET"']);
  });

  it('changes a whole order', async () => {
    await using broker = await scriptedBroker(always(updated));
    await cli(['update', '57', 'canceled', '--reason', '1', '--url', broker.url]);
    const sent = child(bodyOf(broker.received[0]?.payload), 'order');
    const row = descend(sent, 'items', 'item');
    expect([
      attribute(sent, 'order_status'),
      attribute(sent, 'order_status_reason_code'),
      attribute(row, 'item_status'),
      attribute(row, 'line_no'),
    ]).toEqual(['canceled', '1', '', '0']);
  });
});

describe('review', () => {
  const answered = (code: number) =>
    answer(
      'OrderUpdate',
      'order_update_response_message',
      `<response request_id="57" response_code="${code}"><response_description>Said.</response_description></response>`,
    );

  it.each([
    ['on', 'Y', 'Request 57 is under review.'],
    ['off', 'N', 'Request 57 is not under review.'],
  ])('%s sends %s', async (state, flag, out) => {
    await using broker = await scriptedBroker(always(answered(0)));
    expect(await cli(['review', '57', state, '--as', '6/2', '--url', broker.url])).toEqual({ code: 0, out, err: '' });
    const sent = child(bodyOf(broker.received[0]?.payload), 'order');
    expect([
      attribute(sent, 'request_id'),
      attribute(sent, 'under_review'),
      attribute(child(sent, 'store_location'), 'location_cd'),
    ]).toEqual(['57', flag, '2']);
  });

  it('fails when it is refused, and for another word than on and off', async () => {
    await using broker = await scriptedBroker(always(answered(7123)));
    expect(await cli(['review', '57', 'on', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: refused with code 7123: Said.',
    });
    expect((await cli(['review', '57', 'maybe', '--url', broker.url])).code).not.toBe(0);
    expect(broker.received.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('search', () => {
  const found = (orders: string, outcome = 'OK') =>
    answer('OrderSearch', 'order_search_response_message', orders).replace(
      'xaction_response="OK"',
      `xaction_response="${outcome}"`,
    );
  const jane =
    '<orders><order request_id="57" order_id="A-1" order_date="2030-01-02T03:04:05.678" order_status="polled" under_review="Y"><order_type>2</order_type>' +
    `<items>${item(1)}${item(2)}</items><sold_to_customer><name><company_name>Example</company_name><first>Jane</first><last>Doe</last></name><address/></sold_to_customer></order></orders>`;

  it('sends what was asked for and nothing else, and shows the orders', async () => {
    await using broker = await scriptedBroker(always(found(jane)));
    const result = await cli([
      'search',
      '--sold-to-last-name',
      'do*',
      '--ship-to-postal',
      '01602',
      '--ref',
      'R-1',
      '--max',
      '5',
      '--url',
      broker.url,
    ]);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toMatch(/57\s+A-1\s+2030-01-02T03:04:05\.678\s+polled\s+Y\s+Jane Doe Example\s+2/);
    const sent = child(bodyOf(broker.received[0]?.payload), 'lookup_data');
    expect(sent?.attributes.map(({ local, value }) => [local, value])).toEqual([
      ['sold_to_last_name', 'do*'],
      ['ship_to_postal', '01602'],
    ]);
    expect(sent?.children.map((one) => [one.local, text(one)])).toEqual([
      ['ref_transaction_no', 'R-1'],
      ['employee_id', ''],
      ['max_no_responses', '5'],
      ['store_location', ''],
    ]);
  });

  it('prints JSON, also of nothing', async () => {
    await using broker = await scriptedBroker(always(found('')));
    expect(await cli(['search', '--order-id', 'A-1', '--json', '--url', broker.url])).toEqual({
      code: 0,
      out: '[]',
      err: '',
    });
    expect(await cli(['search', '--order-id', 'A-1', '--url', broker.url])).toEqual({
      code: 0,
      out: 'No order found.',
      err: '',
    });
  });

  it('says what to do when it is refused', async () => {
    await using broker = await scriptedBroker(always(found('', 'FAILED')));
    expect(await cli(['search', '--url', broker.url])).toMatchObject({
      code: 1,
      err: expect.stringContaining('at least one criterion') as string,
    });
    expect(await cli(['search', '--max', '0', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: --max 0: expected a number from 1 on',
    });
  });
});

describe('locate', () => {
  it('lists locations with their names, and fails when there is none', async () => {
    const found = (code: string, rows: string) =>
      answer(
        'LocateItems',
        'location_response_message',
        `<items><item item_id="PENCIL" response_cd="${code}" response_description="said">${rows}</item></items><locations><location location_cd="7" system_cd="STC"><locationname>Auburn store</locationname><address/></location></locations>`,
      );
    const row =
      '<locations_lu location_cd="7" system_cd="STC" distance="4.9" distance_unit="MI" available_qty="12" next_po_qty="0" po_dt="" fulfillment_type="PICKUP"/>';
    await using broker = await scriptedBroker(({ body }) => ({
      body: body.includes('GLOBE') ? found('7202', '') : found('0', row),
    }));
    const result = await cli([
      'locate',
      'PENCIL:2',
      '--postal',
      '01602',
      '--radius',
      '50',
      '--unit',
      'KM',
      '--url',
      broker.url,
    ]);
    expect(result.out).toMatch(/PENCIL\s+STC\/7\s+Auburn store\s+4\.9\s+MI\s+12/);
    expect(text(descend(bodyOf(broker.received[0]?.payload), 'range', 'unit'))).toBe('KM');
    expect(await cli(['locate', 'GLOBE', '--postal', '01602', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: PENCIL: said (code 7202)',
    });
  });
});

describe('availability', () => {
  const found = (code: string, items: string): string =>
    answer(
      'ProductAvailability',
      'product_availability_response_message',
      `<fulfillment_types><fulfillment_type type="PICKUP" response_cd="${code}" response_description="said">${items}</fulfillment_type></fulfillment_types><locations><location location_cd="7" system_cd="STC"><locationname>Auburn store</locationname><address/></location></locations>`,
    );
  const ITEM =
    '<items><item item_id="PENCIL" maximum_available="40"><locations_lu location_cd="7" system_cd="STC" distance="4.90" distance_unit="KM" available_qty="12" next_po_qty="5" po_dt="2030-02-01" satisfied_request="N"/></item></items>';

  it('asks for each type with its own range, and lists what each location can promise', async () => {
    await using broker = await scriptedBroker(always(found('0', ITEM)));
    const result = await cli([
      'availability',
      'PENCIL:20',
      '--type',
      'PICKUP:50',
      'DELIVERY',
      '--postal',
      '01602',
      '--unit',
      'KM',
      '--url',
      broker.url,
    ]);
    expect(result).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /PICKUP\s+PENCIL\s+40\s+STC\/7\s+Auburn store\s+4\.90\s+KM\s+12\s+N\s+5\s+2030-02-01/,
      ) as string,
    });
    const types = descend(bodyOf(broker.received[0]?.payload), 'fulfillment_types')?.children ?? [];
    expect(types.map((type) => ['type', 'range_distance', 'range_unit'].map((name) => attribute(type, name)))).toEqual([
      ['PICKUP', '50', 'KM'],
      ['DELIVERY', '', 'KM'],
    ]);
    const { out } = await cli(['availability', 'PENCIL:20', '--json', '--url', broker.url]);
    expect(JSON.parse(out)).toMatchObject([
      { type: 'PICKUP', items: [{ maximum_available: '40', locations: [{ at: 'STC/7', satisfied_request: 'N' }] }] },
    ]);
  });

  it('fails when a type has nothing', async () => {
    await using broker = await scriptedBroker(always(found('7204', '')));
    expect(await cli(['availability', 'GLOBE', '--postal', '01602', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: PICKUP: said (code 7204)',
    });
  });
});

describe('load', () => {
  it('sends the file and shows what changed', async () => {
    await using broker = await scriptedBroker(() => ({
      body: JSON.stringify({ changes: { systems: { created: 2, updated: 0 } } }),
      type: 'application/json',
    }));
    const result = await cli(['load', await file('c.yaml', 'systems: []'), '--url', broker.url]);
    expect(result.out).toMatch(/systems\s+2\s+0/);
    expect(broker.received[0]).toMatchObject({
      method: 'PUT',
      path: '/admin/v1/catalog',
      contentType: 'application/yaml',
      body: 'systems: []',
    });
  });

  it('shows every fault and fails', async () => {
    await using broker = await scriptedBroker(() => ({
      status: 422,
      body: JSON.stringify({ faults: [{ path: 'systems[0].system_cd', reason: 'found nothing' }] }),
      type: 'application/json',
    }));
    const result = await cli(['load', await file('c.json', '{}'), '--url', broker.url]);
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining('1 fault; nothing was changed') as string });
    expect(result.out).toMatch(/systems\[0\]\.system_cd\s+found nothing/);
    expect(broker.received[0]?.contentType).toBe('application/json');
  });

  it('checks the file itself when no server runs', async () => {
    const port = new URL(await nobody()).port;
    const result = await cli(['load', await file('c.yaml', 'sistems: []')], { PORT: port });
    expect(result.out).toMatch(/sistems\s+found a key/);
    expect(result.code).toBe(1);
  });

  it('does not go around a server that was named', async () => {
    const result = await cli(['load', await file('c.yaml', 'systems: []'), '--url', await nobody()]);
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining('no broker answers') as string });
  });
});

describe('every command', () => {
  it.each([
    ['submit', '--item', 'X'],
    ['status', '1'],
    ['poll', 'A', '1'],
    ['polling'],
    ['update', '1', 'canceled'],
    ['locate', 'X'],
    ['availability', 'X'],
    ['replay', 'samples/locate'],
  ])('says what to do when no server answers: %s', async (...words) => {
    const { code, err } = await cli([...words, '--url', await nobody()]);
    expect(code).toBe(1);
    expect(err).toMatch(/no broker answers at http.*\(ECONNREFUSED\)\n.*npm start.*--url/);
  });

  it('shows a fault in words', async () => {
    await using broker = await scriptedBroker(always(fault('soap:Server', 'The store is not there.'), 500));
    expect(await cli(['status', '1', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: the broker answered with a fault: soap:Server: The store is not there.',
    });
  });

  it('gives up after the timeout', async () => {
    await using broker = await scriptedBroker(() => undefined);
    const { code, err } = await cli(['status', '1', '--timeout', '0.2', '--url', broker.url]);
    expect(code).toBe(1);
    expect(err).toContain('did not answer within 0.2 s');
  });

  it.each([
    'serve',
    'load',
    'replay',
    'submit',
    'status',
    'poll',
    'polling',
    'update',
    'locate',
    'availability',
    'config',
    'verify',
  ])('explains itself with an example: %s', async (name) => {
    const { code, out } = await cli([name, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples?:\n.*order-broker/);
  });

  it('refuses what it does not know', async () => {
    expect((await cli(['status', '1', '--colour'])).code).toBe(1);
    expect((await cli(['dance'])).code).toBe(1);
    expect((await cli(['status', '1', '--url', 'localhost'])).err).toMatch(/expected an address like/);
  });
});

describe('config', () => {
  it('prints every setting with its value in force', async () => {
    const { code, out } = await cli(['config'], { PORT: '9999' });
    expect(code).toBe(0);
    expect(out).toMatch(/^PORT=9999 +\(default: 8080\)\n {4}\w+/m);
    expect(JSON.parse((await cli(['config', '--json'])).out)).toContainEqual(
      expect.objectContaining({ name: 'PORT', value: '8080' }),
    );
  });
});
