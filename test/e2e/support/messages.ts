/** Messages of callers that generate load: small, with only the content that the tests check. */

const header = (operation: string): string =>
  `<message_header xaction_type="INSERT" xaction_response="1" message_type="${operation}">` +
  '<datetime>2030-01-02T03:04:05</datetime><version>18.0</version><source>LOAD</source><destination>LOCATE</destination></message_header>';
const message = (operation: string, inner: string, body: string): string =>
  '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>' +
  `<l:${operation} xmlns:l="http://microsretail.com/Locate"><l:${inner}>${header(operation)}<message_body>${body}</message_body></l:${inner}></l:${operation}></e:Body></e:Envelope>`;
const CUSTOMER =
  '<name><first>A</first><last>B</last></name><address><city>WORCESTER</city><province>MA</province><postal>01602</postal><country>US</country></address>';
const lineOf = (item: string, index: number): string =>
  `<transaction_detail line_item_no="${String(index + 1)}"><location_cd/><system_cd/>` +
  `<item_id>${item}</item_id><qty>1</qty><unit_price>1</unit_price><ship_to>${CUSTOMER}</ship_to></transaction_detail>`;

/** An order of system 6 for delivery of one unit of each item. */
export const submitMessage = (orderId: string, items: readonly string[]): string =>
  message(
    'SubmitOrder',
    'order_request_message',
    `<transactions><transaction_header transaction_type_id="DELIVERY" transaction_no="${orderId}" request_id="" order_id="${orderId}">` +
      '<transaction_date>2030-01-02T03:04:05</transaction_date><employee_id/><transaction_subtotal>1</transaction_subtotal>' +
      '<transaction_tax>0</transaction_tax><transaction_total>1</transaction_total><transaction_status>new_order</transaction_status>' +
      `<transaction_channel>1</transaction_channel><sold_to_customer>${CUSTOMER}</sold_to_customer><store_location location_cd="W1" system_cd="6"/>` +
      `<transaction_details>${items.map(lineOf).join('')}</transaction_details></transaction_header></transactions>`,
  );

export const statusMessage = (orderId: string): string =>
  message(
    'StatusRequest',
    'status_request_message',
    `<lookup_data order_id="${orderId}" request_id=""><employee_id/><store_location location_cd="W1" system_cd="6"/></lookup_data>`,
  );

export const pollMessage = (location: string): string =>
  message('Fulfillments', 'fulfillment_request_message', `<store_location location_cd="${location}" system_cd="6"/>`);

/** Reports a whole order as shipped by a location. */
export const fulfilledMessage = (requestId: string, location: string): string =>
  orderStatusMessage(requestId, location, 'fulfilled');

/** Gives a whole order a status. @param location of the sender */
export const orderStatusMessage = (requestId: string, location: string, status: string): string =>
  message(
    'StatusUpdate',
    'status_update_request_message',
    `<order request_id="${requestId}" order_id="" order_status="${status}" order_status_reason_code="" order_status_reason_note=""><employee_id/>` +
      `<store_location location_cd="${location}" system_cd="6"/><items><item item_id="" item_qty="0" shipping_agent="" tracking_number="" item_status=""` +
      ' fulfilling_location_cd="" fulfilling_system_cd="" line_no="0" requesting_system_line_no="0" status_date="" item_status_reason_code=""' +
      ' item_status_reason_note=""/></items></order>',
  );

/** The value of the first attribute of that name; `''` if there is none. */
export const attribute = (xml: string, name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1] ?? '';

/** The request ids of the orders in a poll's response. */
export const polledRequestIds = (xml: string): string[] =>
  [...xml.matchAll(/<order [^>]*request_id="(\d+)"/g)].map(([, id]) => id ?? '');
