import type { Ask, Message, Poll, Review, Submit, Update } from '../model/messages.js';
import { codeOf, locationOf, systemOf } from './house-rules.js';

/**
 * Messages as callers send them: envelopes written as text, so that parsing is tested too. Half of them have blanks around
 * their codes, which change nothing.
 */

export type Sent = Exclude<Message, { kind: 'tick' | 'job' }>;

const NAMESPACE = 'http://microsretail.com/Locate';

export function envelopeOf(message: Sent): string {
  const [operation, element, written, sentAt] = payloadOf(message);
  const content = isPadded(message) ? withBlanks(written) : written;
  const header =
    `<message_header xaction_type="INSERT" xaction_response="1" message_type="${operation}"><datetime>${sentAt}</datetime>` +
    '<version>18.0</version><source>0060001234500100000</source><destination>LOCATE</destination></message_header>';
  return (
    `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><n:${operation} xmlns:n="${NAMESPACE}">` +
    `<n:${element}>${header}<message_body>${content}</message_body></n:${element}></n:${operation}></s:Body></s:Envelope>`
  );
}

function payloadOf(message: Sent): readonly [operation: string, element: string, content: string, sentAt: string] {
  switch (message.kind) {
    case 'submit':
      return ['SubmitOrder', 'order_request_message', submit(message), SOME_TIME];
    case 'update':
      return ['StatusUpdate', 'status_update_request_message', update(message), message.sentAt];
    case 'review':
      return ['OrderUpdate', 'order_update_request_message', review(message), SOME_TIME];
    case 'ask':
      return ['StatusRequest', 'status_request_message', ask(message), SOME_TIME];
    case 'poll':
      return message.what === 'intransit'
        ? ['Intransit', 'intransit_request_message', poll(message), SOME_TIME]
        : ['Fulfillments', 'fulfillment_request_message', poll(message), SOME_TIME];
  }
}

const BLANKS = ['', ' ', '   ', '&#10;    ', '&#9;', '&#xA0;', '&#13;&#10;'];
const CODE_ATTRIBUTE =
  /\b((?:system_cd|location_cd|item_id|request_id|order_id|order_status|item_status|under_review|transaction_type_id)=)"([^"]*)"/g;
const CODE_ELEMENT = /<((?:system_cd|location_cd|item_id|under_review|employee_id))>([^<]*)</g;

/** The same message is written the same way each time it is sent, as a program resends it. */
const isPadded = (message: Sent): boolean => JSON.stringify(message).length % 2 === 0;

function withBlanks(content: string): string {
  const pad = (code: string, offset: number): string =>
    `${BLANKS[offset % BLANKS.length] ?? ''}${code}${BLANKS[(offset + code.length + 1) % BLANKS.length] ?? ''}`;
  return content
    .replace(CODE_ATTRIBUTE, (_, name: string, code: string, offset: number) => `${name}"${pad(code, offset)}"`)
    .replace(CODE_ELEMENT, (_, name: string, code: string, offset: number) => `<${name}>${pad(code, offset)}<`);
}

const SOME_TIME = '2030-01-02T03:04:05';

const storeLocation = (place: string, element = 'store_location'): string =>
  place === '' ? '' : `<${element} location_cd="${locationOf(place)}" system_cd="${systemOf(place)}"/>`;

const CUSTOMER =
  '<name><first>FIRST</first><last>LAST</last></name><address><address1>1 Example Street</address1><city>WORCESTER</city>' +
  '<province>MA</province><postal>01602</postal><country>US</country></address>';

function submit(message: Submit): string {
  const lines = message.lines.map(
    ({ family, item, quantity, at }) =>
      `<transaction_detail line_item_no="${family}"><location_cd>${locationOf(at)}</location_cd>` +
      `<system_cd>${systemOf(at)}</system_cd><item_id>${codeOf(systemOf(message.from), item)}</item_id><qty>${quantity}</qty><unit_price>1.0</unit_price>` +
      `<ship_to>${CUSTOMER}</ship_to><taxes><tax description="Tax" line_item_no="${family}"><amount>0.35</amount></tax></taxes>` +
      '<line_item_status>new_order</line_item_status></transaction_detail>',
  );
  return (
    `<transactions><transaction_header transaction_type_id="${message.type}" transaction_no="T${message.number}" request_id="" order_id="${message.number}">` +
    '<ref_transaction_no/><transaction_date>2030-01-02T03:04:05</transaction_date><employee_id>E1</employee_id><transaction_subtotal>1.0</transaction_subtotal>' +
    '<transaction_tax>0.35</transaction_tax><transaction_total>1.35</transaction_total><transaction_status>new_order</transaction_status>' +
    `<transaction_channel>1</transaction_channel><ship_complete>${message.together ? 'Y' : 'N'}</ship_complete>` +
    `<under_review>${message.review ? 'Y' : 'N'}</under_review><sold_to_customer>${CUSTOMER}</sold_to_customer>` +
    `${storeLocation(message.from)}${storeLocation(message.pickup, 'shipforpickup_location')}` +
    `<transaction_details>${lines.join('')}</transaction_details></transaction_header></transactions>`
  );
}

function update(message: Update): string {
  const items = message.items.map(
    ({ line, quantity, status }) =>
      `<item item_id="" item_qty="${quantity}" shipping_agent="UPS" tracking_number="1Z"` +
      ` item_status="${status}" fulfilling_location_cd="" fulfilling_system_cd="" line_no="${line}" requesting_system_line_no="0" status_date=""/>`,
  );
  return (
    `<order request_id="${message.request}" order_id="" order_status="${message.status}" order_status_reason_code="1" order_status_reason_note="">` +
    `<employee_id>E1</employee_id>${storeLocation(message.from)}${items.length === 0 ? '' : `<items>${items.join('')}</items>`}</order>`
  );
}

const review = (message: Review): string =>
  `<order request_id="${message.request === 0 ? '' : message.request}" order_id="${message.number}" under_review="${message.flag}"><employee_id>E1</employee_id>` +
  `${storeLocation(message.from)}</order>`;

const ask = (message: Ask): string =>
  `<lookup_data request_id="${message.request}" order_id=""><employee_id/>${storeLocation(message.from)}</lookup_data>`;

const poll = (message: Poll): string => storeLocation(message.at);
