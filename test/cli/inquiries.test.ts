import { attribute, child, descend, text } from '../../src/client/locate/response.js';
import { cli } from './support/capture.js';
import { always, bodyOf } from './support/fixtures.js';
import { answer, scriptedBroker } from './support/scripted-broker.js';

const item = (line: number) =>
  `<item item_id="PENCIL" item_qty="1" shipping_agent="UPS" tracking_number="1Z9" item_status="fulfilled" fulfilling_location_cd="317" fulfilling_system_cd="STC" line_no="${line}" requesting_system_line_no="4"/>`;

const order = (id: number, items: string) =>
  `<order request_id="${id}" order_id="A-${id}" order_status="fulfilled"><order_type>2</order_type><items>${items}</items></order>`;

describe('status', () => {
  it('requests one order with StatusRequest', async () => {
    await using broker = await scriptedBroker(
      always(answer('StatusRequest', 'status_response_message', `<orders>${order(57, item(1))}</orders>`)),
    );
    const result = await cli(['status', '57', '--url', broker.url]);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toMatch(/57\s+A-57\s+fulfilled\s+1\s+PENCIL\s+1\s+fulfilled\s+STC\/317\s+UPS\s+1Z9/);
    expect(attribute(child(bodyOf(broker.received[0]?.payload), 'lookup_data'), 'request_id')).toBe('57');
  });

  it('requests several orders with one StatusListRequest and names the missing ones', async () => {
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

  it('prints no table for an unknown order', async () => {
    await using broker = await scriptedBroker(always(answer('StatusRequest', 'status_response_message', '')));
    expect(await cli(['status', '57', '--url', broker.url])).toMatchObject({ code: 1, out: '' });
  });

  it('rejects a request id that is not a number', async () => {
    expect(await cli(['status', 'A-1'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('error: found "A-1", expected a request id') as string,
    });
  });
});

describe('poll', () => {
  const newLines = answer(
    'Fulfillments',
    'fulfillment_response_message',
    '<orders><order transaction_no="1" transaction_type_id="DELIVERY" request_id="57" order_id="A-1" transaction_status="new_order"><items>' +
      '<item_detail requesting_system_line_no="4" line_item_status="new_order" line_item_no="1"><location_cd>317</location_cd><system_cd>STC</system_cd><item_id>PENCIL</item_id><qty>2</qty><unit_price>1.0</unit_price>' +
      '<ship_to><address><city>WORCESTER</city><province>MA</province><postal>01602</postal></address></ship_to></item_detail></items></order></orders>',
  );

  it('lists the new lines of a location', async () => {
    await using broker = await scriptedBroker(always(newLines));
    const result = await cli(['poll', 'STC', '317', '--url', broker.url]);
    expect(result.out).toMatch(/57\s+A-1\s+DELIVERY\s+1\s+PENCIL\s+2\s+new_order\s+WORCESTER MA 01602/);
    expect(attribute(child(bodyOf(broker.received[0]?.payload), 'store_location'), 'system_cd')).toBe('STC');
  });

  it('reports that there are no new lines', async () => {
    await using broker = await scriptedBroker(always(answer('Fulfillments', 'fulfillment_response_message', '')));
    expect(await cli(['poll', 'STC', '317', '--url', broker.url])).toEqual({
      code: 0,
      out: 'No new lines for STC/317.',
      err: '',
    });
  });

  it('lists lines in transit with --intransit', async () => {
    await using broker = await scriptedBroker(
      always(
        newLines
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

  it('reports an unknown location', async () => {
    await using broker = await scriptedBroker(
      always(answer('Fulfillments', 'fulfillment_response_message', '').replace('"OK"', '"FAILED"')),
    );
    expect(await cli(['poll', 'STC', '99', '--url', broker.url])).toEqual({
      code: 1,
      out: '',
      err: expect.stringContaining('error: the broker has no location STC/99\n') as string,
    });
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

  it('sends exactly the given criteria and lists the orders', async () => {
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

  it('prints an empty JSON list when no order matches', async () => {
    await using broker = await scriptedBroker(always(found('')));
    expect(await cli(['search', '--order-id', 'A-1', '--json', '--url', broker.url])).toEqual({
      code: 0,
      out: '[]',
      err: '',
    });
    expect(await cli(['search', '--order-id', 'A-1', '--url', broker.url])).toEqual({
      code: 0,
      out: 'No matching orders.',
      err: '',
    });
  });

  it('explains what to change when the search is rejected', async () => {
    await using broker = await scriptedBroker(always(found('', 'FAILED')));
    expect(await cli(['search', '--url', broker.url])).toMatchObject({
      code: 1,
      err: expect.stringContaining('at least one criterion') as string,
    });
    expect(await cli(['search', '--max', '0', '--url', broker.url])).toMatchObject({
      code: 1,
      err: expect.stringContaining("'--max <n>' argument '0' is invalid. Expected a whole number") as string,
    });
  });
});
