import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { addUser } from '../../src/broker/access/users.js';
import { Database } from '../../src/store/database.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { brokerOn } from '../support/server/broker.js';
import { compileDotnet } from './dotnet.js';
import { clientScript, describeWith, DOTNET } from './soap-program.js';

/** A program written against the proxy's types: one order, by SOAP 1.1 and 1.2, signed in as .NET does. */
describeWith(DOTNET, 'a program of .NET', () => {
  const PASSWORD = 'the password of the program';
  const folder = temporaryFolder();
  let server: BuiltServer;
  let program: string;

  beforeAll(async () => {
    const url = `sqlite:${folder.path}/broker.db`;
    const database = await Database.open({ url, pool: 1, acquireTimeout: 5_000 });
    await brokerOn(database, {
      inventory: ['LAMP', 'PEN'].map((item) => ({
        system_cd: '6',
        location_cd: '1',
        item_id: item,
        available_qty: 100,
      })),
    });
    const user = { name: 'program', systems: ['6'], groups: ['Locate'], password: PASSWORD, digest: false };
    await addUser({ database, clock: () => new Date() }, user, undefined);
    await database.close();
    server = await startBuiltServer({ DATABASE_URL: url, AUTH: 'users', DEMO_DATA: 'false' }, folder.path);
    const contract = { wsdl: `${server.soapUrl}?wsdl`, soap: '1.1' } as const;
    program = await compileDotnet([clientScript('dotnet-order.cs')], [contract], folder.path);
  }, 90_000);

  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  test.each([
    ['1.1', 'Client', 'http://schemas.xmlsoap.org/soap/envelope/'],
    ['1.2', 'Sender', 'http://www.w3.org/2003/05/soap-envelope'],
  ])(
    'takes an order through its life with typed values, SOAP %s',
    async (soap, code, Namespace) => {
      const orderId = `N-${soap}`;
      const { stdout } = await promisify(execFile)('mono', [program, soap, orderId, 'program', PASSWORD], {
        timeout: 60_000,
      });
      const facts = JSON.parse(stdout) as { readonly submitted: { readonly request_id: number } };
      const request_id = facts.submitted.request_id;
      const shipped = {
        item_status: 'fulfilled',
        unit_price: 12.5,
        tracking_number: '1Z 999',
        order_line_ship_weight: 1.25,
        order_line_ship_weightSpecified: true,
        tax: 1.98,
      };
      expect(facts).toEqual({
        submitted: {
          request_id: expect.any(Number) as unknown,
          response_code: 0,
          response_description: 'Order Acknowledged',
          lines: [
            { item_id: 'LAMP', fulfillment_qty: 2, line_no: 1, requesting_system_line_no: 3 },
            { item_id: 'PEN', fulfillment_qty: 1, line_no: 2, requesting_system_line_no: 7 },
          ],
        },
        repeated: { xaction_response: 'FAILED', response_code: 2040, request_id },
        refused: { response_code: 7010, response_description: 'Invalid or missing order ID.', lines: null },
        polled: {
          request_id,
          order_id: orderId,
          transaction_subtotal: 37.5,
          freight_amount: 4.99,
          freight_amountSpecified: true,
          lines: [
            { line_item_no: 1, item_id: 'LAMP', qty: 2, unit_price: 12.5 },
            { line_item_no: 2, item_id: 'PEN', qty: 1, unit_price: 12.5 },
          ],
        },
        again: 0,
        updates: [
          { response_code: 0, request_id, line_no: 0 },
          { response_code: 0, request_id, line_no: 1 },
          { response_code: 0, request_id, line_no: 2 },
          { response_code: 7105, request_id, line_no: 0 },
        ],
        order: {
          request_id,
          order_type: 2,
          order_status: 'fulfilled',
          transaction_total: 46.45,
          freight: 4.99,
          freightSpecified: true,
          sold_to: 'Müller-Łukasz 東京',
          lines: [
            { line_no: 1, requesting_system_line_no: 3, item_qty: 2, ...shipped },
            { line_no: 2, requesting_system_line_no: 7, item_qty: 1, ...shipped },
          ],
        },
        unknown: 0,
        elsewhere: true,
        fault: {
          code,
          Namespace,
          text: 'Inbound Message failed validation',
          detail: expect.stringMatching(/1001 request ids; at most 1000 are expected/) as unknown,
        },
        stranger: { http: 401 },
      });
    },
    90_000,
  );
});
