import { listOrders } from '../broker/find-orders.js';
import type { LineView, OrderView } from '../broker/order-view.js';
import { answerHeader } from './header.js';
import type { RequestHeader } from './header.js';
import type { StatusListInquiryResponseMessageItemTypeBean, StatusListInquiryResponseMessageOrderTypeBean } from './messages.js';
import type { LocateOperation } from './operation.js';
import { encodeCustomizations } from './shared-structures.js';
import { encodeLineSummary, encodeOrderSummary } from './status-request.js';
import { tooMany } from './too-many.js';

/** No caller asks for more in one message. locate-contract (c), limits. */
const MAX_REQUEST_IDS = 1000;

/**
 * Tells many orders in short. locate-contract (b) StatusListRequest.
 *
 * `response_type="SUMMARY"` leaves out what a caller that only follows statuses does not read: charges, messages,
 * customizations. `status_condition` EQ keeps orders in one of the statuses, NE the others.
 */
export const statusListRequest: LocateOperation<'StatusListRequest'> = {
  name: 'StatusListRequest',
  group: 'Locate',
  header: (request) => request.status_list_request_message?.message_header,
  speaksFor: (request) => request.status_list_request_message?.message_body.lookup_data.store_location.system_cd,
  async answer(request, { broker, orderTypeNumbers }) {
    const message = request.status_list_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const { lookup_data: lookup } = message.message_body;
    const requestIds = lookup.request_ids.request_ids.map((entry) => entry.request_id ?? '').filter((id) => id.trim() !== '');
    if (requestIds.length > MAX_REQUEST_IDS) {
      throw tooMany(
        'request ids', requestIds.length, MAX_REQUEST_IDS, '/StatusListRequest/status_list_request_message/message_body/lookup_data/request_ids',
      );
    }
    const views = await listOrders(broker, {
      systemCd: lookup.store_location.system_cd ?? '',
      requestIds,
      statuses: (lookup.statuses?.statuses ?? []).map((entry) => entry.status ?? '').filter((status) => status.trim() !== ''),
      negated: lookup.status_condition.trim().toUpperCase() === 'NE',
    });
    const summary = lookup.response_type?.trim().toUpperCase() === 'SUMMARY';
    const encode = (view: OrderView): StatusListInquiryResponseMessageOrderTypeBean =>
      encodeOrder(view, orderTypeNumbers, summary, message.message_header);
    return {
      payload: {
        status_list_request_message: {
          message_header: answerHeader(message.message_header, true, broker.clock()),
          message_body: views.length === 0 ? {} : { orders: { order: views.map(encode) } },
        },
      },
    };
  },
};

function encodeOrder(
  view: OrderView, orderTypeNumbers: ReadonlyMap<string, number>, summary: boolean, header: RequestHeader,
): StatusListInquiryResponseMessageOrderTypeBean {
  const {
    order_additional_freight_charges, order_additional_charges, ship_complete, freight_tax, order_message, gift_message, ...short
  } = encodeOrderSummary(view, orderTypeNumbers, header);
  const rest = { order_additional_freight_charges, order_additional_charges, ship_complete, freight_tax, order_message, gift_message };
  return {
    ...short,
    ...(summary ? {} : rest),
    items: { item: view.lines.map((line) => encodeLine(line, summary, header)) },
  };
}

function encodeLine(view: LineView, summary: boolean, header: RequestHeader): StatusListInquiryResponseMessageItemTypeBean {
  const {
    item_upc_cd, item_ean_cd, order_line_extended_freight, order_line_customization_charge, order_line_gift_wrap,
    order_line_ship_alone, order_line_ship_weight, order_line_message, ...short
  } = encodeLineSummary(view, header);
  if (summary) return short;
  return {
    ...short, item_upc_cd, item_ean_cd, order_line_extended_freight, order_line_customization_charge, order_line_gift_wrap,
    order_line_ship_alone, order_line_ship_weight, order_line_message,
    customizations: encodeCustomizations(view.line.details.customizations),
  };
}
