import { searchOrders } from '../../../broker/inquiry/search-orders.js';
import type { PersonFields } from '../../../domain/order/order-criteria.js';
import { mapYielding } from '../../../platform/event-loop.js';
import { answerHeader } from '../header.js';
import type { OrderSearchRequestMessageLookupDataTypeBean } from '../messages.js';
import type { LocateOperation } from '../operation.js';
import { encodeOrder } from './status-request.js';

/**
 * Finds orders by number, date or customer. docs/reference/locate-contract.md (b) OrderSearch; for the matching rules see docs/contract.md.
 * Nothing found is `OK` with an empty body; a search without criteria or with an invalid date is `FAILED` with an empty body.
 */
export const orderSearch: LocateOperation<'OrderSearch'> = {
  name: 'OrderSearch',
  group: 'Locate',
  header: (request) => request.order_search_request_message?.message_header,
  speaksFor: (request) => request.order_search_request_message?.message_body.lookup_data.store_location.system_cd,
  async answer(request, { broker, orderTypeNumbers, search, speaksFor }) {
    const message = request.order_search_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const { lookup_data: lookup } = message.message_body;
    const views = await searchOrders(
      broker,
      {
        systemCd: lookup.store_location.system_cd || speaksFor,
        locationCd: lookup.store_location.location_cd ?? '',
        fields: {
          requestId: lookup.request_id ?? '',
          orderId: lookup.order_id ?? '',
          refTransactionNo: lookup.ref_transaction_no ?? '',
          orderDate: lookup.order_date ?? '',
          soldTo: personOf(lookup, 'sold_to'),
          shipTo: personOf(lookup, 'ship_to'),
        },
        most: lookup.max_no_responses ?? undefined,
      },
      search,
    );
    return {
      payload: {
        order_search_response_message: {
          message_header: answerHeader(message.message_header, views !== undefined, broker.clock()),
          message_body:
            views === undefined || views.length === 0
              ? {}
              : {
                  orders: {
                    order: await mapYielding(views, (view) =>
                      encodeOrder(view, orderTypeNumbers, message.message_header),
                    ),
                  },
                },
        },
      },
    };
  },
};

function personOf(lookup: OrderSearchRequestMessageLookupDataTypeBean, who: 'sold_to' | 'ship_to'): PersonFields {
  return {
    company: lookup[`${who}_company`] ?? '',
    firstName: lookup[`${who}_first_name`] ?? '',
    lastName: lookup[`${who}_last_name`] ?? '',
    province: lookup[`${who}_province`] ?? '',
    postal: lookup[`${who}_postal`] ?? '',
    country: lookup[`${who}_country`] ?? '',
    phone: lookup[`${who}_phone`] ?? '',
    email: lookup[`${who}_email`] ?? '',
  };
}
