import type { MessagePart } from './locate-client.js';
import { dateTime, messageHeader, place } from './messages.js';
import type { Place, SenderOptions, WantedItem } from './messages.js';

/** An item of an order; its line is the place in the list, and its location the order's, unless it has its own. */
export interface OrderedItem extends WantedItem {
  readonly line?: number;
  readonly from?: Place;
}

/** A small order, as `submit` builds one from its options. */
export interface SmallOrder extends SenderOptions {
  readonly type: string;
  readonly orderId: string;
  readonly items: readonly OrderedItem[];
  readonly city: string;
  readonly province: string;
  readonly postal: string;
  readonly country: string;
  /** The location that must fulfill it; without one the broker chooses. */
  readonly from?: Place;
  /** Where the customer collects it. */
  readonly pickupAt?: Place;
  readonly underReview?: boolean;
}

/** The SubmitOrder message of a small order: one customer with an invented name, at the address given. */
export function orderMessage(order: SmallOrder, now = new Date()): MessagePart {
  const customer = {
    name: { first: 'EXAMPLE', last: 'CUSTOMER' },
    address: {
      address1: '1 EXAMPLE STREET',
      city: order.city,
      province: order.province,
      postal: order.postal,
      email: 'customer@example.com',
      phone1: '5085550199',
      country: order.country,
    },
  };
  const total = order.items.reduce((sum, item) => sum + Number(item.quantity) * Number(item.price), 0).toFixed(2);
  return {
    order_request_message: {
      message_header: messageHeader('SubmitOrder', order, now),
      message_body: {
        transactions: {
          transaction_header: {
            attributes: {
              transaction_type_id: order.type,
              transaction_no: order.orderId,
              request_id: '',
              order_id: order.orderId,
            },
            transaction_date: dateTime(now),
            employee_id: 'CLI',
            transaction_subtotal: total,
            transaction_tax: '0.00',
            transaction_total: total,
            transaction_status: 'new_order',
            transaction_channel: '1',
            ...(order.underReview === true ? { under_review: 'Y' } : {}),
            sold_to_customer: { attributes: { customer_no: '1' }, ...customer },
            store_location: place(order.as),
            ...(order.pickupAt === undefined ? {} : { shipforpickup_location: place(order.pickupAt) }),
            transaction_details: {
              transaction_detail: order.items.map((item, index) => ({
                attributes: { line_item_no: String(item.line ?? index + 1) },
                location_cd: (item.from ?? order.from)?.location ?? '',
                system_cd: (item.from ?? order.from)?.system ?? '',
                item_id: item.item,
                qty: item.quantity,
                unit_price: item.price,
                ship_to: customer,
                line_item_status: 'new_order',
              })),
            },
          },
        },
      },
    },
  };
}
