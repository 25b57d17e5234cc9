import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClientAsync } from 'soap';
import { orderOf, submitted } from '../support/server/broker.js';
import { FIRST, SECOND, startDirectFulfillment } from '../support/server/direct-fulfillment.js';
import type { DirectFulfillmentServer } from '../support/server/direct-fulfillment.js';
import { compileDotnet } from './dotnet.js';
import { clientScript, describeWith, DOTNET, PHP } from './soap-program.js';

/** Clients of other vendors, with and without the WSDL. */
let folder: string;
let server: DirectFulfillmentServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'order-broker-'));
  server = await startDirectFulfillment(`sqlite:${folder}/broker.db`);
  await submitted(server.running.broker, orderOf('A-1', [{ item: 'DESK', qty: 2 }]));
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function runPhp(...rest: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const script = fileURLToPath(new URL('clients/php-direct-fulfillment.php', import.meta.url));
  const child = spawn('php', [script, server.address, ...rest], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  await once(child, 'close');
  return JSON.parse(out) as Readonly<Record<string, unknown>>;
}

describeWith(PHP, "PHP's SoapClient reads row sets and messages", () => {
  test.each(['1.1', '1.2'])('without the WSDL, SOAP %s', async (version) => {
    expect(await runPhp('none', version)).toMatchObject({
      orders: {
        SqlRowSet: { diffgram: { SqlRowSet1: { row: { OrderNRExternal: 'A-1', LastName: 'LAST' } } } },
        SqlResultCode: '0',
      },
      refused: { SqlMessage: { Class: '16', Message: expect.stringMatching(/^SupplNr MGS and Secret/) as unknown } },
      invoices: { SqlRowSet: { diffgram: { SqlRowSet1: { row: { ReturnCode: 'OK' } } } } },
    });
  });

  test.each(['1.1', '1.2'])('with the WSDL, SOAP %s', async (version) => {
    expect(await runPhp('wsdl', version)).toMatchObject({
      orders: {
        SqlRowSet: { any: expect.stringContaining('<OrderNRExternal>A-1</OrderNRExternal>') as unknown },
        SqlResultCode: 0,
      },
      refused: { SqlMessage: { Class: 16, Message: expect.stringMatching(/^SupplNr MGS and Secret/) as unknown } },
    });
  });
});

describeWith(DOTNET, '.NET reads row sets into tables by the WSDL', () => {
  test.each(['1.1', '1.2'] as const)(
    'SOAP %s',
    async (soap) => {
      const source = clientScript('dotnet-direct-fulfillment.cs');
      const program = await compileDotnet([source], [{ wsdl: `${server.address}?wsdl`, soap }], folder);
      const logins = [FIRST, SECOND].flatMap(({ SupplNr, Secret }) => [SupplNr, Secret]);
      const { stdout } = await promisify(execFile)('mono', [program, ...logins], { timeout: 60_000 });
      const done = 0;
      const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/) as unknown;
      const types = { OrderNR: 'Int32', OrderNRExternal: 'String', OrderDate: 'DateTime', ShipToMerchant: 'Boolean' };
      const order = { OrderNR: 1, OrderNRExternal: 'A-1', OrderDate: date, ShipToMerchant: false, LastName: 'LAST' };
      expect(JSON.parse(stdout)).toMatchObject({
        orders: [{ types, rows: [order] }, done],
        none: [{ types, rows: [] }, done],
        lines: [
          {
            types: { Qty: 'Int32', Price: 'Decimal', OrderDate: 'DateTime', Confirmed: 'Boolean' },
            rows: [{ OrderNr: 1, ItemNrSuppl: 'X-DESK', Qty: 2, OrderDate: date }],
          },
          done,
        ],
        refused: [
          { Class: 16, Message: expect.stringMatching(/^SupplNr MGS and Secret are not those of/) as unknown },
          50_000,
        ],
        confirmed: [{ rows: [{ Status: '200', ErrorMsg: 'OK' }] }, done],
      });
    },
    90_000,
  );
});

test('node-soap calls by the WSDL; of a diffgram it shows nothing, so the text is what its callers read', async () => {
  const client = await createClientAsync(`${server.address}?wsdl`);
  const methods = client as unknown as Readonly<Record<string, (parameters: object) => Promise<[unknown, string]>>>;
  const [result, text] = (await methods.pixiDFGetOrdersAsync?.({ ...FIRST, AllOrders: true })) ?? [undefined, ''];
  expect(result).toMatchObject({ pixiDFGetOrdersResult: { SqlResultCode: expect.anything() as unknown } });
  expect(text).toContain('<OrderNRExternal>A-1</OrderNRExternal>');
});
