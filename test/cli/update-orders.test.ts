import { attribute, child, descend, text } from '../../src/client/locate/response.js';
import { cli } from './support/capture.js';
import { always, bodyOf, temporaryFile } from './support/fixtures.js';
import { answer, envelope, NS, scriptedBroker } from './support/scripted-broker.js';

const acknowledged = answer(
  'SubmitOrder',
  'generic_response_message',
  '<response order_id="A-1" request_id="57" response_code="0">' +
    '<response_description>Order Acknowledged</response_description><response_fulfillment_system_cd>6</response_fulfillment_system_cd>' +
    '<response_fulfillment_location_cd>1</response_fulfillment_location_cd><fulfillment_details><fulfillment_detail fulfillment_qty="2" ' +
    'fulfillment_location_cd="1" fulfillment_system_cd="6" item_id="PENCIL  " requesting_system_line_no="4" line_no="1"/></fulfillment_details></response>',
);

const rejected = answer(
  'SubmitOrder',
  'generic_response_message',
  '<response order_id="A-1" request_id="0" response_code="7001"><response_description>Invalid item.</response_description></response>',
);

const updated = answer(
  'StatusUpdate',
  'generic_response_message',
  '<response order_id="" request_id="57" response_code="0" line_no="1"><response_description>Status updated successfully.</response_description></response>',
);

describe('submit', () => {
  it('builds an order from options, qualified as the contract requires', async () => {
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
    expect(result.out).toContain('Order Acknowledged: order A-1 has request id 57.');
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

  it('sends a file unchanged', async () => {
    await using broker = await scriptedBroker(always(acknowledged));
    const message = envelope(`<n:SubmitOrder xmlns:n="${NS}"><!-- kept --></n:SubmitOrder>`);
    expect(await cli(['submit', await temporaryFile('order.xml', message), '--url', broker.url])).toMatchObject({
      code: 0,
    });
    expect(broker.received[0]?.body).toBe(message);
  });

  it('wraps a bare payload in an envelope', async () => {
    await using broker = await scriptedBroker(always(acknowledged));
    const path = await temporaryFile('order.xml', `<?xml version="1.0"?>\n<n:SubmitOrder xmlns:n="${NS}"/>`);
    expect(await cli(['submit', path, '--url', broker.url])).toMatchObject({ code: 0 });
    expect(broker.received[0]?.payload?.local).toBe('SubmitOrder');
  });

  it('fails when the broker rejects the order', async () => {
    await using broker = await scriptedBroker(always(rejected));
    expect(await cli(['submit', '--item', 'X', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: rejected with code 7001: Invalid item.',
    });
  });

  it('prints JSON with --json', async () => {
    await using broker = await scriptedBroker(always(acknowledged));
    const { out } = await cli(['submit', '--item', 'PENCIL', '--json', '--url', broker.url]);
    expect(JSON.parse(out)).toMatchObject({
      request_id: '57',
      response_code: 0,
      lines: [{ item_id: 'PENCIL  ', at: '6/1' }],
    });
  });

  it.each([
    ['neither a file nor items', ['submit'], /neither a file nor --item, expected either/],
    ['a missing file', ['submit', '/nowhere/order.xml'], /cannot send \/nowhere\/order\.xml: ENOENT/],
    ['a location without a system', ['submit', '--item', 'X', '--from', '317'], /--from.*Expected system\/location/],
  ])('rejects %s', async (_, words, reason) => {
    const { code, err } = await cli(words);
    expect(code).toBe(1);
    expect(err).toMatch(reason);
  });
});

describe('update', () => {
  it('updates a line', async () => {
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

  it('updates a whole order', async () => {
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
  ])('sends under_review for %s as %s', async (state, flag, out) => {
    await using broker = await scriptedBroker(always(answered(0)));
    expect(await cli(['review', '57', state, '--as', '6/2', '--url', broker.url])).toEqual({ code: 0, out, err: '' });
    const sent = child(bodyOf(broker.received[0]?.payload), 'order');
    expect([
      attribute(sent, 'request_id'),
      attribute(sent, 'under_review'),
      attribute(child(sent, 'store_location'), 'location_cd'),
    ]).toEqual(['57', flag, '2']);
  });

  it('fails when the broker rejects it, and for a word other than on and off', async () => {
    await using broker = await scriptedBroker(always(answered(7123)));
    expect(await cli(['review', '57', 'on', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: rejected with code 7123: Said.',
    });
    expect((await cli(['review', '57', 'maybe', '--url', broker.url])).code).not.toBe(0);
    expect(broker.received.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});
