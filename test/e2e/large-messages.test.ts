import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { pino } from 'pino';
import { readConfig } from '../../src/app/config.js';
import { validateResponse } from '../../src/services/locate/contract.js';
import { startBroker } from '../../src/app/main.js';
import type { RunningBroker } from '../../src/app/main.js';
import { LOCATE_PATH } from '../../src/services/locate/service.js';
import { faultOf, post } from '../platform/soap/support.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';

const ORDER = readFileSync(
  new URL('../../samples/locate/10-submit-order-delivery.request.xml', import.meta.url),
  'utf8',
);
const STATUS = readFileSync(new URL('../../samples/locate/62-status-request.request.xml', import.meta.url), 'utf8');
const LINE = /<transaction_detail [^]*?<\/transaction_detail>/.exec(ORDER)?.[0] ?? '';
const LINES = 1000;

/** An order of 4 MB. @param cdata adds CDATA, which requires libxml2, in the thread */
function largeOrder(id: string, cdata = false): string {
  const [head = ''] = ORDER.split('<transaction_details>');
  const tail = ORDER.slice(ORDER.indexOf('</transaction_details>'));
  const lines = Array.from({ length: LINES }, (_, index) =>
    LINE.replaceAll(/line_item_no="\d+"/g, `line_item_no="${index + 1}"`).replace(
      /<order_line_message>[^<]*<\/order_line_message>|<order_line_message\/>/,
      `<order_line_message>${'A long message. '.repeat(120)}</order_line_message>`,
    ),
  );
  const text = `${head}<transaction_details>${lines.join('')}${tail}`.replaceAll('123-001', id);
  return cdata ? text.replace('<employee_id>CWS<', '<employee_id><![CDATA[CWS]]><') : text;
}

onEveryEngine((engine) => {
  let home: TestDatabase;
  let running: RunningBroker;
  const at = (path: string): string => new URL(path, running.gateway.url).href;
  const send = (text: string): ReturnType<typeof post> => post(at(LOCATE_PATH), text);

  beforeEach(async () => {
    home = await engine.create();
    running = await startBroker(
      readConfig({ PORT: '0', DATABASE_URL: home.url, JOBS: 'false', MAX_CONCURRENT_MESSAGES: '2' }),
      pino({ level: 'silent' }),
    );
  });
  afterEach(async () => {
    await running.stop();
    await home.drop();
  });

  test('an order of 4 MB is accepted, and its status returned completely, in one valid message', async () => {
    const order = largeOrder('L-1');
    expect(order.length).toBeGreaterThan(3.5 * 1024 * 1024);
    const accepted = await send(order);
    expect(accepted.text).toContain('response_code="0"');
    expect(validateResponse(accepted.text)).toEqual([]);
    const requestId = /request_id="(\d+)"/.exec(accepted.text)?.[1] ?? '';
    const status = await send(
      STATUS.replace(/order_id="[^"]*"/, 'order_id=""')
        .replace(/request_id="[^"]*"/, `request_id="${requestId}"`)
        .replace(/<store_location [^>]*>/, '<store_location location_cd="1" system_cd="6"/>'),
    );
    expect(validateResponse(status.text)).toEqual([]);
    expect(status.text.match(/ line_no="\d+"/g)?.length ?? status.text.match(/<line_no>/g)?.length).toBe(LINES);
  });

  test('an HTTP/1.0 client gets a large response with Content-Length instead of chunks', async () => {
    const order = Buffer.from(largeOrder('L-2'));
    const { port } = new URL(running.gateway.url);
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const pieces: Buffer[] = [];
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST ${LOCATE_PATH} HTTP/1.0\r\nContent-Type: text/xml\r\nContent-Length: ${order.length}\r\n\r\n`,
        );
        socket.write(order);
      });
      socket
        .on('data', (piece: Buffer) => pieces.push(piece))
        .on('end', () => {
          resolve(Buffer.concat(pieces));
        })
        .on('error', reject);
    });
    const [head = ''] = answer.toString('latin1').split('\r\n\r\n', 1);
    expect(head).not.toMatch(/transfer-encoding/i);
    expect(Number(/content-length: (\d+)/i.exec(head)?.[1])).toBe(answer.length - head.length - 4);
    expect(answer.toString()).toContain('response_code="0"');
  });

  test('other requests get responses while a large order is processed, and the metrics count it as working', async () => {
    const state = { done: false };
    const large = send(largeOrder('L-3', true)).finally(() => {
      state.done = true;
    });
    let answered = 0;
    let working = 0;
    while (!state.done) {
      const metrics = await (await fetch(at('/metrics'))).text();
      answered += 1;
      working = Math.max(working, Number(/order_broker_soap_messages\{state="working"\} (\d+)/.exec(metrics)?.[1]));
    }
    expect((await large).text).toContain('response_code="0"');
    expect(answered).toBeGreaterThan(2);
    expect(working).toBe(1);
  });

  test('the problems of a large order are reported like those of a small one', async () => {
    const problemsOf = async (text: string): Promise<string[]> =>
      (await send(text)).text.match(/<problem [^]*?<\/problem>/g) ?? [];
    const spoilt = (text: string): string =>
      text.replace('<gift>N</gift>', '<gift>N</gift><nonsense/>').replace('<freight_amount>0.0<', '<freight_amount>x<');
    const [large, small] = [await problemsOf(spoilt(largeOrder('123-001'))), await problemsOf(spoilt(ORDER))];
    expect(small.length).toBeGreaterThan(0);
    expect(large).toEqual(small);
    expect(faultOf((await send(largeOrder('L-4').replace('</soapenv:Body>', '</soapenv:Bod>'))).text)?.key).toBe(
      'malformed',
    );
  });

  test('a caller that disconnects during a large order leaves it stored at most once', async () => {
    const order = Buffer.from(largeOrder('L-5', true));
    const { port } = new URL(running.gateway.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST ${LOCATE_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: ${order.length}\r\n\r\n`,
        );
        socket.write(order, () => {
          socket.destroy();
        });
      });
      socket
        .on('close', () => {
          resolve();
        })
        .on('error', () => undefined);
    });
    // The retry is accepted or recognized as a duplicate: the order is stored once.
    expect((await send(largeOrder('L-5', true))).text).toMatch(/response_code="(?:0|2040)"/);
    expect((await send(largeOrder('L-5', true))).text).toContain('response_code="2040"');
  });

  test('a shutdown completes the message in the validation thread', async () => {
    const large = send(largeOrder('L-6', true));
    // Wait until it is being processed, not only received.
    for (let working = 0; working === 0;) {
      working = Number(
        /order_broker_soap_messages\{state="working"\} (\d+)/.exec(await (await fetch(at('/metrics'))).text())?.[1],
      );
    }
    await running.stop();
    expect((await large).text).toContain('response_code="0"');
  });
});
