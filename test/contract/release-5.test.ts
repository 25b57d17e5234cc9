import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '../../src/platform/xml/validation/validator.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { isFaultAnswer } from '../support/contract-answer.js';
import { startRecordingProxy } from '../support/proxies/recording-proxy.js';
import type { RecordingProxy } from '../support/proxies/recording-proxy.js';
import { parse } from '../platform/xml/documents.js';
import { answerOf, at, list, text } from './reading.js';
import * as requests from './requests.js';
import { describeWith, startProgram, ZEEP } from './soap-program.js';
import type { SoapSession } from './soap-program.js';

/**
 * A client built years ago from the contract of release 5.x: it does not know the additions of later releases, and a
 * strict client rejects unknown parts. As long as its messages name version 5.2, it must never receive an addition.
 */

const LATER = [
  /<xs:element name="shipforpickup_location"[^]*?<\/xs:element>/g,
  /<xs:attribute name="(?:fulfillment_id|shipment_date)"[^]*?<\/xs:attribute>/g,
  /<xs:element name="Intransit(?:Response)?"[^>]*\/>/g,
  /<xs:complexType name="Intransit(?:Response)?">[^]*?<\/xs:complexType>/g,
  /<wsdl:message name="Intransit(?:Response)?">[^]*?<\/wsdl:message>/g,
  /<wsdl:operation name="Intransit">[^]*?<\/wsdl:operation>/g,
];

/** The contract without the later additions. @throws {Error} if one of them is not found */
function reduced(wsdl: string): string {
  return LATER.reduce(
    (text, addition) => {
      if (text.search(addition) < 0) throw new Error(`${String(addition)} matches nothing to remove`);
      return text.replace(addition, '');
    },
    wsdl.replace(/<!--[^]*?-->/g, ''),
  );
}

describeWith(ZEEP, 'a strict client of release 5.x', () => {
  const OMS = { version: '5.2', source: 'OLD OMS', system: '6', location: '1234567890' };
  const folder = temporaryFolder();
  let server: BuiltServer;
  let proxy: RecordingProxy;
  let client: SoapSession;
  let validator: Validator;

  beforeAll(async () => {
    server = await startBuiltServer({ DATABASE_URL: `sqlite:${folder.path}/broker.db` }, folder.path);
    proxy = await startRecordingProxy(server.url);
    const wsdl = reduced(await (await fetch(`${proxy.url}/Locate/LocateServices?wsdl`)).text());
    const file = join(folder.path, 'release-5.wsdl');
    writeFileSync(file, wsdl);
    validator = new Validator(/<xs:schema [^]*<\/xs:schema>/.exec(wsdl)?.[0] ?? '');
    client = startProgram(ZEEP, file);
  });

  afterAll(async () => {
    try {
      validator.dispose();
      await client.end();
      await proxy.close();
      await server.stop();
    } finally {
      folder.remove();
    }
  });

  test('can read every response, from the search to the shipped order', async () => {
    const item = { no: 1, item: 'PENCIL  ', quantity: 1, price: '1.0' };
    const found = answerOf(await client.call('LocateItems', requests.locateItems(OMS, ['MUG'])));
    expect(list(found, 'message_body', 'items', 'item')).toHaveLength(1);
    const nothing = answerOf(await client.call('LocateItems', requests.locateItems(OMS, ['NOTHING'])));
    expect(text(nothing, 'message_header', 'xaction_response')).toBe('FAILED');

    const available = answerOf(
      await client.call(
        'ProductAvailability',
        requests.productAvailability(
          OMS,
          [{ type: 'PICKUP', distance: '', unit: '' }],
          [{ item: 'MUG', quantity: '1' }],
        ),
      ),
    );
    expect(text(available, 'message_body', 'fulfillment_types', 'fulfillment_type', 'response_cd')).toBe('0');
    const clock = { system: 'STC', item: 'CLOCK', product: 'CLOCK', description: 'A clock' };
    const product = answerOf(
      await client.call('ProductUpdate', requests.productUpdate(OMS, clock, [{ location: '317', available: '1' }])),
    );
    expect(text(product, 'message_body', 'response_cd')).toBe('0');

    const submitted = answerOf(await client.call('SubmitOrder', requests.submitOrder(OMS, 'OLD-1', [item])));
    const requestId = text(submitted, 'message_body', 'response', 'request_id');
    const warehouse = { ...OMS, location: '1' };
    const polled = answerOf(await client.call('Fulfillments', requests.fulfillments(warehouse)));
    expect(list(polled, 'message_body', 'orders', 'order')).toHaveLength(1);
    // Version 19.0 added the date of the shipment: it is stored now and must not be returned.
    const shipped = {
      line_no: 1,
      requesting_system_line_no: 1,
      item_id: item.item,
      item_qty: 1,
      shipping_agent: 'UPS',
      tracking_number: '1Z',
    };
    const updated = answerOf(
      await client.call('StatusUpdate', requests.statusUpdate(warehouse, requestId, 'OLD-1', 'fulfilled', [shipped])),
    );
    expect(text(updated, 'message_body', 'response', 'response_code')).toBe('0');
    const status = answerOf(
      await client.call('StatusRequest', requests.statusRequest(OMS, { request_id: requestId, order_id: '' })),
    );
    expect(text(status, 'message_body', 'orders', 'order', 'order_status')).toBe('fulfilled');
    for (const type of ['SUMMARY', '']) {
      const told = answerOf(await client.call('StatusListRequest', requests.statusListRequest(OMS, [requestId], type)));
      expect(list(told, 'message_body', 'orders', 'order')).toHaveLength(1);
    }
    const unknown = answerOf(
      await client.call('StatusRequest', requests.statusRequest(OMS, { request_id: '', order_id: 'NONE' })),
    );
    expect(at(unknown, 'message_body', 'orders') ?? null).toBeNull();
  });

  test('polls a pickup order without its pickup location', async () => {
    const modern = startProgram(ZEEP, `${server.soapUrl}?wsdl`);
    const order = requests.submitOrder(
      { ...OMS, version: '18.0' },
      'NEW-1',
      [{ no: 1, item: 'MUG', quantity: 1, price: '9.5' }],
      {
        collectAt: { system: 'STC', location: '317' },
      },
    );
    const submitted = answerOf(await modern.call('SubmitOrder', order));
    await modern.end();
    const [system, location] = ['response_fulfillment_system_cd', 'response_fulfillment_location_cd'].map((name) =>
      text(submitted, 'message_body', 'response', name),
    );
    const polled = answerOf(
      await client.call(
        'Fulfillments',
        requests.fulfillments({ ...OMS, system: system ?? '', location: location ?? '' }),
      ),
    );
    const [told] = list(polled, 'message_body', 'orders', 'order');
    expect([text(told, 'order_id'), text(told, 'transaction_type_id')]).toEqual(['NEW-1', 'SHIPFORPICKUP']);
  });

  test('never receives a part that release 5.x does not define', () => {
    const answers = proxy.exchanges.filter((exchange) => !isFaultAnswer(exchange));
    expect(answers.length).toBeGreaterThanOrEqual(11);
    const problems = answers.flatMap(({ response }) => {
      const envelope = parse(response);
      return validator.validate(response, envelope, [envelope.children.length - 1, 0]);
    });
    expect(problems).toEqual([]);
  });
});
