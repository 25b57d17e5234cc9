import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addUser } from '../../../src/broker/access/users.js';
import { DIRECT_FULFILLMENT_MASKS } from '../../../src/services/direct-fulfillment/personal-data.js';
import { OPERATIONS } from '../../../src/services/direct-fulfillment/service.js';
import { parse } from '../../platform/xml/documents.js';
import { orderOf, submitted } from '../../support/server/broker.js';
import { callSql, FIRST, SECOND, sendSql, startDirectFulfillment } from '../../support/server/direct-fulfillment.js';
import type { DirectFulfillmentServer, ParameterValues, SqlAnswer } from '../../support/server/direct-fulfillment.js';

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';

/** What the service takes and refuses, on the wire. */
describe('without authentication', () => {
  let folder: string;
  let server: DirectFulfillmentServer;
  let requestId: number;
  let key: string;

  const call = (operation: string, parameters: ParameterValues = {}): Promise<SqlAnswer> =>
    callSql(server.address, operation, parameters);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'order-broker-'));
    server = await startDirectFulfillment(`sqlite:${folder}/broker.db`);
    ({ requestId } = await submitted(server.running.broker, orderOf('A-1', [{ item: 'SHELF', qty: 2 }])));
    key = (await call('pixiDFGetOrderlines', { OrderNR: requestId, ...FIRST })).rows[0]?.OrderHistKey ?? '';
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test('each schema of a row set is a document of its own, for clients that cut it out', async () => {
    const { text } = await call('pixiDFGetOrders', FIRST);
    const schemas = text.match(/<xsd:schema [^]*?<\/xsd:schema>/g) ?? [];
    expect(schemas.map((schema) => parse(schema).local)).toEqual(['schema', 'schema']);
  });

  test.each([
    ['SOAP 1.1, qualified parameters', SOAP_11, 'text/xml', (ns: string) => `xmlns="${ns}"`],
    ['SOAP 1.2', SOAP_12, 'application/soap+xml', (ns: string) => `xmlns="${ns}"`],
    ['SOAP 1.2 sent as text/xml', SOAP_12, 'text/xml', (ns: string) => `xmlns="${ns}"`],
    ['the namespace of another host', SOAP_11, 'text/xml', () => 'xmlns="https://shop.example.com/soap/pixiDEMO"'],
    ['no namespace', SOAP_11, 'text/xml', () => ''],
  ])('%s, with type hints and encoding styles', async (_, envelope, type, declaration) => {
    const text =
      `<s:Envelope xmlns:s="${envelope}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><s:Body>` +
      `<pixiDFGetOrders ${declaration(server.address)} s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">` +
      '<supplnr xsi:type="xsd:string">mgs</supplnr><SECRET xsi:type="xsd:string">K-4711</SECRET><AllOrders xsi:nil="true"/></pixiDFGetOrders></s:Body></s:Envelope>';
    const answer = await sendSql(server.address, text, { 'content-type': type });
    expect(answer).toMatchObject({ http: 200, code: '0', rows: [{ OrderNR: String(requestId) }] });
    expect(answer.text).toContain(`="${envelope}"`);
  });

  test('a namespace of somebody else is a fault', async () => {
    const text = `<s:Envelope xmlns:s="${SOAP_11}"><s:Body><pixiDFGetOrders xmlns="urn:other"/></s:Body></s:Envelope>`;
    expect((await sendSql(server.address, text)).fault).toMatch(/pixiDFGetOrders/);
  });

  test.each([
    [{ SupplNr: 'TOOLONG', Secret: 'x' }, 'Parameter SupplNr: found 7 characters, expected at most 4.'],
    [{ ...FIRST, AllOrders: 'maybe' }, 'Parameter AllOrders: found "maybe", expected 0 or 1.'],
    [{ ...FIRST, Quantity: 1 }, 'Parameter "Quantity" is unknown: pixiDFGetOrders takes SupplNr, Secret, AllOrders.'],
    [{}, /^SupplNr {2}and Secret are not those of a direct fulfillment supplier/],
    [{ ...FIRST, Secret: 'k-4711' }, /^SupplNr MGS and Secret/],
    [{ SupplNr: FIRST.SupplNr, Secret: SECOND.Secret }, /^SupplNr MGS and Secret/],
    [{ SupplNr: 'NIL', Secret: 'K-4711' }, /^SupplNr NIL and Secret/],
  ])('%j is answered with an error message and no rows', async (parameters, message) => {
    const answer = await call('pixiDFGetOrders', parameters);
    expect(answer).toMatchObject({ http: 200, code: '50000', rows: [] });
    expect(answer.message).toMatch(message);
  });

  test.each([
    ['what is no document', 'not a document', 'XML is empty or not proper. Please review and adapt.'],
    ['a document without lines', '<Orderlines/>', 'XML is empty or not proper. Please review and adapt.'],
    [
      'a carrier of four letters',
      '<Orderlines><Orderline><OrderlineKey>1</OrderlineKey><ShipVendor>DHLX</ShipVendor></Orderline></Orderlines>',
      'Ship vendor code is too long, field size max. of 3 characters was reached. Please review and adapt.',
    ],
    [
      'a long tracking number',
      `<Orderlines><Orderline><OrderlineKey>1</OrderlineKey><ShipmentTrackingId>${'x'.repeat(513)}</ShipmentTrackingId></Orderline></Orderlines>`,
      'TrackingId is too long, field size max. of 512 characters was reached. Please review and adapt.',
    ],
    [
      'a long return number',
      `<Orderlines><Orderline><OrderlineKey>1</OrderlineKey><ReturnTrackingId>${'x'.repeat(513)}</ReturnTrackingId></Orderline></Orderlines>`,
      'ReturnTrackingId is too long, field size max. of 512 characters was reached. Please review and adapt.',
    ],
    [
      'a line with a misspelt field',
      '<Orderlines><Orderline><OrderlineKey>1</OrderlineKey><TrackingId>1Z</TrackingId></Orderline></Orderlines>',
      'XML is empty or not proper. Please review and adapt.',
    ],
    [
      'an unknown key',
      '<Orderlines><Orderline><OrderlineKey>999999</OrderlineKey></Orderline></Orderlines>',
      'One or more orderline keys does not exist in database. Please review and adapt.',
    ],
  ])('an invoice of %s', async (_, xml, message) => {
    const parameters = { OrderLinesXML: xml, ShowDetailedMessages: 1 };
    expect((await call('pixiDFCreateInvoices', parameters)).rows).toEqual([
      { ReturnCode: 'ERROR', ErrorMessage: message },
    ]);
    expect((await call('pixiDFCreateInvoices', { OrderLinesXML: xml })).rows).toEqual([]);
  });

  test('a document of reports is taken as text, as CDATA and as elements', async () => {
    const items = `<SETDFSTATUS><ITEM><ORDERHISTORYKEY>${key}</ORDERHISTORYKEY><STATUS>STO</STATUS><QTY>9</QTY></ITEM></SETDFSTATUS>`;
    for (const xml of [items.replaceAll('<', '&lt;'), `<![CDATA[${items}]]>`, items]) {
      const text = `<s:Envelope xmlns:s="${SOAP_11}"><s:Body><pixiDFSetStatus><XML>${xml}</XML><SupplNr>MGS</SupplNr><Secret>K-4711</Secret></pixiDFSetStatus></s:Body></s:Envelope>`;
      expect((await sendSql(server.address, text)).rows).toEqual([
        { Status: '500', ErrorMsg: `OrderHistKey ${key}: Qty 9 was sent, and 2 of the line are open.` },
      ]);
    }
  });

  const ITEM =
    'ORDERHISTORYKEY, ORDERLINEREF, STATUS, QTY, SHIPDATE, TRACKINGID, INVOICENREXTERNAL, SERIALNUMBER, BATCHNUMBER, BESTBEFOREDATE';
  test.each([
    ['a misspelt quantity', '<Qnty>1</Qnty>', `Item 1: "Qnty" is unknown: ITEM takes ${ITEM}.`],
    ['a quantity that is there twice', '<QTY>1</QTY><qty>2</qty>', 'Item 1: qty was sent twice: send it once.'],
    [
      'a key by both of its names',
      '<OrderHistKey>1</OrderHistKey>',
      'Item 1: OrderHistKey was sent twice: send it once.',
    ],
    [
      'the name that a call has',
      '<DFTrackingID>1Z</DFTrackingID><QTY>9</QTY>',
      'Qty 9 was sent, and 2 of the line are open.',
    ],
  ])('a document of reports with %s ships nothing', async (_, field, message) => {
    const xml = `<SETDFSTATUS><ITEM><ORDERHISTORYKEY>${key}</ORDERHISTORYKEY><STATUS>FUS</STATUS>${field}</ITEM></SETDFSTATUS>`;
    expect((await call('pixiDFSetStatus', { ...FIRST, XML: xml })).rows).toEqual([
      { Status: '500', ErrorMsg: expect.stringContaining(message) as string },
    ]);
  });

  test('the WSDL has every operation, at the address that its caller used', async () => {
    const wsdl = await (await fetch(`${server.address}?wsdl`)).text();
    for (const { name } of OPERATIONS) expect(wsdl).toContain(`<wsdl:operation name="${name}">`);
    expect(wsdl).toContain(`<soap:address location="${server.address}"/>`);
  });

  test('the message log shows neither secrets nor customers', async () => {
    const request =
      `<s:Envelope xmlns:s="${SOAP_11}"><s:Header><x>K-4711</x></s:Header><s:Body><pixiDFSetStatus><XML>&lt;note&gt;LAST&lt;/note&gt;</XML>` +
      '<SupplNr>MGS</SupplNr><secret>K-4711</secret></pixiDFSetStatus></s:Body></s:Envelope>';
    const answer = (await call('pixiDFGetOrders', { ...FIRST, AllOrders: 1 })).text;
    expect(answer).toContain('LAST');
    const masked = [
      DIRECT_FULFILLMENT_MASKS.personalData(request, 'request') ?? '',
      DIRECT_FULFILLMENT_MASKS.personalData(answer, 'response') ?? '',
    ].join('\n');
    expect(masked).not.toMatch(/K-4711|LAST|Example Street/);
    expect(masked).toContain('<SupplNr>MGS</SupplNr>');
    expect(masked).toContain('<OrderNRExternal>A-1</OrderNRExternal>');
    const withoutCredentials = DIRECT_FULFILLMENT_MASKS.credentials(request, 'request') ?? '';
    expect(withoutCredentials).not.toContain('K-4711');
    expect(withoutCredentials).toContain('LAST');
  });
});

/** Who may call what: HTTP Basic comes before number and secret. */
describe('with authentication', () => {
  let folder: string;
  let server: DirectFulfillmentServer;
  let requestId: number;
  const passwords = {
    a: 'the password of supplier a',
    other: 'the password of another',
    stores: 'password of the stores',
  };
  const basic = (name: keyof typeof passwords) => ({
    authorization: `Basic ${Buffer.from(`${name}:${passwords[name]}`).toString('base64')}`,
  });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'order-broker-'));
    const url = `sqlite:${folder}/broker.db`;
    const digestKey = Buffer.alloc(32, 7);
    // A broker with authentication does not start before there is a user.
    const open = await startDirectFulfillment(url);
    const add = (name: keyof typeof passwords, systems: string[], groups: string[]) =>
      addUser(open.running.broker, { name, systems, groups, password: passwords[name], digest: false }, digestKey);
    await add('a', ['DF'], ['direct-fulfillment']);
    await add('other', ['STC'], ['direct-fulfillment']);
    await add('stores', ['DF'], ['Locate']);
    await open.stop();
    server = await startDirectFulfillment(url, undefined, {
      AUTH: 'users',
      DIGEST_KEY: digestKey.toString('base64'),
    });
    const { broker } = server.running;
    ({ requestId } = await submitted(broker, orderOf('A-1', [{ item: 'SHELF', qty: 1 }])));
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test('a user of the supplier gets his orders', async () => {
    expect((await callSql(server.address, 'pixiDFGetOrders', FIRST, basic('a'))).rows).toHaveLength(1);
    expect((await callSql(server.address, 'pixiGetOrderlines', { OrderNR: requestId }, basic('a'))).rows).toHaveLength(
      1,
    );
  });

  test('without HTTP Basic nobody gets anything, whatever number and secret are', async () => {
    for (const { name } of OPERATIONS) expect((await callSql(server.address, name, FIRST)).http).toBe(401);
  });

  test('a user without the service group may call nothing', async () => {
    for (const { name } of OPERATIONS) {
      const { http, rows, fault } = await callSql(server.address, name, {}, basic('stores'));
      expect([name, http, rows, fault]).toEqual([name, 403, [], expect.stringContaining('direct-fulfillment')]);
    }
  });

  test('a user of somebody else gets nothing with the right number and secret, and no order of others', async () => {
    const other = (operation: string, parameters: ParameterValues) =>
      callSql(server.address, operation, parameters, basic('other'));
    expect((await other('pixiDFGetOrders', FIRST)).message).toMatch(/^SupplNr MGS is not yours/);
    expect((await other('pixiGetOrderlines', { OrderNR: requestId })).rows).toEqual([]);
    expect((await other('pixiGetOrderHeader', {})).rows).toEqual([]);
    expect((await other('pixiAddOrderComment', { OrderNr: requestId, Comment: 'x' })).rows[0]?.Status).toBe('500');
    const [line] = (await callSql(server.address, 'pixiGetOrderlines', { OrderNR: requestId }, basic('a'))).rows;
    const update = await other('pixiUpdateOrderline', { OrderlineKey: line?.OrderlineKey ?? '', DF_Type: 1 });
    expect(update.rows[0]?.Status).toBe('500');
    const stock =
      '<ITEMSTOCK><ITEM><ITEMNRINT>X-SHELF</ITEMNRINT><INVBINS><INVBIN><BINNAME>DF/A</BINNAME><STOCKREMOVE>1</STOCKREMOVE></INVBIN></INVBINS></ITEM></ITEMSTOCK>';
    expect((await other('pixiSetStockMultiple', { XML: stock })).rows[0]?.ErrorMsg).toMatch(
      /no location "DF\/A" of yours/,
    );
    expect(
      (
        await other('pixiDFCreateInvoices', {
          ShowDetailedMessages: 1,
          OrderLinesXML: `<O><Orderline><OrderlineKey>${line?.OrderlineKey ?? ''}</OrderlineKey></Orderline></O>`,
        })
      ).rows,
    ).toMatchObject([{ ReturnCode: 'ERROR' }]);
  });
});

test('full access needs no secret, and an unknown number stands for every supplier', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'order-broker-'));
  const server = await startDirectFulfillment(`sqlite:${folder}/broker.db`, undefined, {
    DIRECT_FULFILLMENT_FULL_ACCESS: 'true',
  });
  await submitted(server.running.broker, orderOf('A-1', [{ item: 'SHELF' }, { item: 'DESK', at: 'DF/B' }]));
  const count = async (number: string): Promise<number> =>
    (await callSql(server.address, 'pixiDFGetOrders', { SupplNr: number, Secret: 'bar' })).rows.length;
  expect(await count('foo')).toBe(1);
  expect(await count(SECOND.SupplNr)).toBe(1);
  await server.stop();
  rmSync(folder, { recursive: true });
});
