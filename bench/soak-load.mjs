// The mixed load of a soak test: life cycles of orders, with one message in flight per order, at a given total rate.
import { setTimeout as sleep } from 'node:timers/promises';
import { orderMessage } from './order-message.mjs';

const CALLERS = 8;
const ITEM_MOVES = ['picked', 'fulfilled'];
let orders = 0;

const message = (operation, inner, body) =>
  '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>' +
  `<l:${operation} xmlns:l="http://microsretail.com/Locate"><l:${inner}><message_header xaction_type="INSERT" xaction_response="1" message_type="${operation}">` +
  '<datetime>2030-01-02T03:04:05</datetime><version>19.0</version><source>SOAK</source><destination>LOCATE</destination></message_header>' +
  `<message_body>${body}</message_body></l:${inner}></l:${operation}></e:Body></e:Envelope>`;
const asker = (location) => `<store_location location_cd="${location}" system_cd="6"/>`;
const attribute = (xml, name) => new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1];

/**
 * Processes orders until stopped: submit, submit again, status, search, poll by the assigned location, picked,
 * fulfilled; one in ten is canceled instead; some messages are invalid.
 * @returns {{ counts: Map<string, number>, wrong: string[], pause: (held: boolean) => void, stop: () => Promise<void>
 *   }} responses by operation, and wrong responses
 */
export function startLoad({ url, perSecond }) {
  const counts = new Map();
  const wrong = [];
  let over = false;
  let paused = false;
  const pause = (CALLERS * 1000) / perSecond;

  const send = async (operation, text, expected) => {
    while (paused && !over) await sleep(20);
    const started = performance.now();
    let answer;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8' },
        body: text,
      });
      answer = await response.text();
    } catch (error) {
      answer = String(error);
    }
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
    if (!answer.includes(expected) && wrong.length < 10) wrong.push(`${operation}: ${answer.slice(0, 500)}`);
    if (!over) await sleep(Math.max(0, pause - (performance.now() - started)));
    return answer;
  };
  const live = async () => {
    const orderId = `SOAK-${process.pid}-${(orders += 1)}`;
    const taken = await send('SubmitOrder', orderMessage(orderId), 'response_code="0"');
    const [requestId, location] = [attribute(taken, 'request_id'), attribute(taken, 'fulfillment_location_cd')];
    await send('SubmitOrder', orderMessage(orderId), 'response_code="2040"');
    await send(
      'StatusRequest',
      message(
        'StatusRequest',
        'status_request_message',
        `<lookup_data request_id="${requestId}" order_id=""><employee_id/>${asker('W1')}</lookup_data>`,
      ),
      `order_id="${orderId}"`,
    );
    await send(
      'OrderSearch',
      message(
        'OrderSearch',
        'order_search_request_message',
        `<lookup_data order_id="${orderId}"><employee_id/>${asker('W1')}</lookup_data>`,
      ),
      `order_id="${orderId}"`,
    );
    await send(
      'Fulfillments',
      message('Fulfillments', 'fulfillment_request_message', asker(location)),
      'xaction_response="OK"',
    );
    for (const status of orders % 10 === 0 ? ['canceled'] : ITEM_MOVES) {
      await send(
        'StatusUpdate',
        message(
          'StatusUpdate',
          'status_update_request_message',
          `<order request_id="${requestId}" order_id="" order_status="" order_status_reason_code="" order_status_reason_note=""><employee_id/>${asker(location)}` +
            `<items><item item_id="" item_qty="0" shipping_agent="UPS" tracking_number="1Z" item_status="${status}" fulfilling_location_cd="" fulfilling_system_cd="" line_no="1" requesting_system_line_no="0" status_date="" ` +
            'item_status_reason_code="1" item_status_reason_note=""/></items></order>',
        ),
        'response_code="0"',
      );
    }
    if (orders % 5 === 0) await send('refused', '<not a message', '<key>malformed</key>');
    if (orders % 5 === 1)
      await send(
        'refused',
        orderMessage(orderId).replace('<qty>1</qty>', '<qty>one</qty>'),
        '<key>schema-invalid</key>',
      );
  };
  const callers = Array.from({ length: CALLERS }, async () => {
    while (!over) await live();
  });
  return {
    counts,
    wrong,
    pause: (held) => {
      paused = held;
    },
    async stop() {
      over = true;
      await Promise.all(callers);
    },
  };
}
