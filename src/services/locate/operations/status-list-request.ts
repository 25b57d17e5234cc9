import { getBriefOrdersById, getOrdersById } from '../../../broker/inquiry/get-orders.js';
import type { RequestIdQuery } from '../../../broker/inquiry/get-orders.js';
import type { OrderView } from '../../../broker/inquiry/order-view.js';
import type { BriefOrder } from '../../../domain/order/order.js';
import { mapYielding } from '../../../platform/event-loop.js';
import { answerHeader } from '../header.js';
import type { RequestHeader } from '../header.js';
import type { StatusListInquiryResponseMessageOrderTypeBean } from '../messages.js';
import type { LocateOperation } from '../operation.js';
import { encodeLineRest, encodeLineSummary, encodeOrderRest, encodeOrderSummary } from './status-request.js';
import { tooMany } from '../too-many.js';

/** No caller requests more in one message. docs/reference/locate-contract.md (c), limits. */
const MAX_REQUEST_IDS = 1000;

/**
 * Returns the status of many orders. docs/reference/locate-contract.md (b) StatusListRequest.
 *
 * `response_type="SUMMARY"` omits what a caller that only tracks statuses does not need: charges, messages, customizations.
 * `status_condition` EQ selects orders in one of the statuses, NE the others.
 */
export const statusListRequest: LocateOperation<'StatusListRequest'> = {
  name: 'StatusListRequest',
  group: 'Locate',
  header: (request) => request.status_list_request_message?.message_header,
  speaksFor: (request) => request.status_list_request_message?.message_body.lookup_data.store_location.system_cd,
  async answer(request, { broker, orderTypeNumbers, speaksFor }) {
    const message = request.status_list_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const { lookup_data: lookup } = message.message_body;
    const requestIds = lookup.request_ids.request_ids
      .map((entry) => entry.request_id ?? '')
      .filter((id) => id.trim() !== '');
    if (requestIds.length > MAX_REQUEST_IDS) {
      throw tooMany(
        'request ids',
        requestIds.length,
        MAX_REQUEST_IDS,
        '/StatusListRequest/status_list_request_message/message_body/lookup_data/request_ids',
      );
    }
    const query: RequestIdQuery = {
      systemCd: lookup.store_location.system_cd || speaksFor,
      requestIds,
      statuses: (lookup.statuses?.statuses ?? [])
        .map((entry) => entry.status ?? '')
        .filter((status) => status.trim() !== ''),
      negated: lookup.status_condition.trim().toUpperCase() === 'NE',
    };
    const header = message.message_header;
    const orders =
      lookup.response_type?.trim().toUpperCase() === 'SUMMARY'
        ? await mapYielding(await getBriefOrdersById(broker, query), (view) =>
            encodeBriefOrder(view, orderTypeNumbers, header),
          )
        : await mapYielding(await getOrdersById(broker, query), (view) => encodeOrder(view, orderTypeNumbers, header));
    return {
      payload: {
        status_list_request_message: {
          message_header: answerHeader(header, true, broker.clock()),
          message_body: orders.length === 0 ? {} : { orders: { order: orders } },
        },
      },
    };
  },
};

function encodeBriefOrder(
  view: OrderView<BriefOrder>,
  orderTypeNumbers: ReadonlyMap<string, number>,
  header: RequestHeader,
): StatusListInquiryResponseMessageOrderTypeBean {
  // Not with a spread, which copies every field again: there are many of these.
  return Object.assign(encodeOrderSummary(view, orderTypeNumbers, header), {
    items: { item: view.lines.map((line) => encodeLineSummary(line, header)) },
  });
}

function encodeOrder(
  view: OrderView,
  orderTypeNumbers: ReadonlyMap<string, number>,
  header: RequestHeader,
): StatusListInquiryResponseMessageOrderTypeBean {
  return {
    ...encodeOrderSummary(view, orderTypeNumbers, header),
    ...encodeOrderRest(view),
    items: { item: view.lines.map((line) => ({ ...encodeLineSummary(line, header), ...encodeLineRest(line) })) },
  };
}
