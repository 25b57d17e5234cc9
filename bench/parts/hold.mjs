// npm run bench -- --only hold: how long one request blocks the event loop.
//
// The broker runs in this process, its callers in a thread. The processor time of the main thread between two turns of
// the event loop is measured, as Linux counts it: elapsed time would include other load on the machine (it is shown
// too, and used on other systems). The longest time between two turns is the longest block by the request, including
// reading and writing its bytes. A large order is repeated, because the first one also pays for compilation.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { inquiry, PLACE, statusRequest } from '../inquiry-message.mjs';
import { orderMessage } from '../order-message.mjs';

const MAX_MS = 50;

/** Posts each message it receives and returns the response. */
const CALLER = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', async ({ url, text }) => {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body: text });
  parentPort.postMessage({ status: answer.status, text: await answer.text() });
});`;

const LINE = /<transaction_detail [^]*<\/transaction_detail>/.exec(orderMessage('1'))[0];
/** An order of a thousand lines, 2.2 MB; `fill` makes its texts longer: 4.2 MB with 30. */
const largeOrder = (id, fill = 0) =>
  orderMessage(id).replace(
    LINE,
    Array.from({ length: 1000 }, (_, i) =>
      LINE.replaceAll('line_item_no="1"', `line_item_no="${i + 1}"`)
        .replace('Happy birthday', `Happy birthday${' dear friend'.repeat(fill)}`)
        .replace(/<customization>[^]*<\/customization>/, (one) => one.repeat(fill > 0 ? 8 : 1)),
    ).join(''),
  );

/**
 * @param url of the broker, in this process and with the benchmark's catalog
 * @param submit stores the given number of orders, the first one as request 1
 */
export async function measureHolds(url, submit) {
  const caller = new Worker(CALLER, { eval: true });
  const clock = cpuClock();
  const post = (text) =>
    new Promise((resolve, reject) => {
      caller.once('message', resolve);
      caller.removeAllListeners('error').once('error', reject);
      caller.postMessage({ url: url.href, text });
    });
  const held = async (what, text, expected = 200) => {
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
    let watching = true;
    let longest = { cpu: 0, wall: 0 };
    let before = { cpu: clock(), wall: performance.now() };
    const turn = () => {
      const now = { cpu: clock(), wall: performance.now() };
      longest = {
        cpu: Math.max(longest.cpu, now.cpu - before.cpu),
        wall: Math.max(longest.wall, now.wall - before.wall),
      };
      before = now;
      if (watching) setImmediate(turn);
    };
    setImmediate(turn);
    const answer = await post(text);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    watching = false;
    if (answer.status !== expected) throw new Error(`${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
    console.log(
      `${`longest hold: ${what}`.padEnd(62)} ${longest.cpu.toFixed(0).padStart(7)} ms (at most ${MAX_MS}: ${longest.cpu <= MAX_MS ? 'met' : 'not met'})  ` +
        `${longest.wall.toFixed(0)} ms elapsed; ${Math.round(text.length / 1024)} KB in, ${Math.round(answer.text.length / 1024)} KB out`,
    );
    return answer.text;
  };

  await submit(1000);
  await held('an order', orderMessage('h-1'));
  for (const round of ['', ', again']) {
    await held(`an order of 1,000 lines${round}`, largeOrder(`h-2${round}`));
    await held(`an order of 4 MB${round}`, largeOrder(`h-3${round}`, 30));
  }
  await held('an invalid order of 4 MB', largeOrder('h-4', 30).replaceAll('<qty>1</qty>', '<qty>x</qty>'), 500);
  await held('an order of 4 MB with CDATA', largeOrder('h-5', 30).replace('>BENCH<', '><![CDATA[BENCH]]><'));
  await held('a malformed message of 4 MB', largeOrder('h-6', 30).replace('</soapenv:Body>', '</soapenv:Bod>'), 500);
  await held('7 MB of elements only', `<a>${'<b/>'.repeat(1_800_000)}</a>`, 500);
  await held('7 MB of entities only', `<a>${'x&lt;'.repeat(1_400_000)}</a>`, 500);
  const where = /fulfilling_location_cd="(\w+)"/.exec(await held('StatusRequest', statusRequest(1)))[1];
  await held('StatusRequest of 1,000 lines', statusRequest(1002));
  const list = (count, type) =>
    inquiry(
      'StatusListRequest',
      'status_list_request_message',
      `<lookup_data response_type="${type}" status_condition="EQ"><ref_transaction_no/><employee_id/>${PLACE}<request_ids>${Array.from(
        { length: count },
        (_, i) => `<request_ids request_id="${i + 1}"/>`,
      ).join('')}</request_ids></lookup_data>`,
    );
  await held('StatusListRequest of 500, summary', list(500, 'SUMMARY'));
  await held('StatusListRequest of 1,000, full', list(1000, ''));
  const day = new Date().toISOString().slice(0, 10);
  await held(
    'OrderSearch with 200 results',
    inquiry(
      'OrderSearch',
      'order_search_request_message',
      `<lookup_data order_date="${day}" sold_to_last_name="BUYER"><employee_id/><max_no_responses>200</max_no_responses>${PLACE}</lookup_data>`,
    ),
  );
  await held(
    'LocateItems of 1,000 items',
    inquiry(
      'LocateItems',
      'location_request_message',
      `<items>${'<item item_id="THING       BLUE" qty="1" fulfillment_type="DELIVERY"/>'.repeat(1000)}</items>${PLACE}` +
        '<address><postal>01602</postal></address><range><distance>3000</distance><unit>MI</unit></range><requested_location/>',
    ),
  );
  await held(
    'Fulfillments of 1,000 orders',
    inquiry('Fulfillments', 'fulfillment_request_message', `<store_location location_cd="${where}" system_cd="6"/>`),
  );
  await caller.terminate();
  clock.close();
}

/** A clock of the main thread's processor time in milliseconds; on systems other than Linux, of elapsed time. */
function cpuClock() {
  const path = `/proc/self/task/${process.pid}/schedstat`;
  if (!existsSync(path)) return Object.assign(() => performance.now(), { close: () => undefined });
  const file = openSync(path);
  const text = Buffer.alloc(64);
  return Object.assign(() => parseInt(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)), 10) / 1e6, {
    close: () => {
      closeSync(file);
    },
  });
}
