import { dateTime, locationPart, messageHeader } from './messages.js';
import type { LocationRef, MessagePart, RequestedItem, SenderOptions } from './messages.js';

/** An item of an order. */
interface OrderedItem extends RequestedItem {
  /** Default: the item's position in the order, from 1. */
  readonly line?: number;
  /** The location that must fulfill it; default: the order's. */
  readonly from?: LocationRef;
  readonly customizations?: readonly { readonly code: string; readonly message: string }[];
}

/** An order with one customer and one address. */
export interface SmallOrder extends SenderOptions {
  readonly type: string;
  readonly orderId: string;
  readonly items: readonly OrderedItem[];
  readonly city: string;
  readonly province: string;
  readonly postal: string;
  readonly country: string;
  /** The location that must fulfill it; absent: the broker chooses. */
  readonly from?: LocationRef;
  /** The location where the customer collects it. */
  readonly pickupAt?: LocationRef;
  readonly underReview?: boolean;
}

/** The SubmitOrder message of an order, with a placeholder customer at its address. */
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
            store_location: locationPart(order.as),
            ...(order.pickupAt === undefined ? {} : { shipforpickup_location: locationPart(order.pickupAt) }),
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
                ...(item.customizations === undefined
                  ? {}
                  : {
                      customizations: {
                        customization: item.customizations.map(({ code, message }) => ({
                          customization_code: code,
                          customization_message: message,
                        })),
                      },
                    }),
              })),
            },
          },
        },
      },
    },
  };
}
