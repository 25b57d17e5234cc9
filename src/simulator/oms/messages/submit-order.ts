import { writeRequest } from '../../../client/locate/envelope.js';
import { dateTime, locationPart, messageHeader } from '../../../client/locate/messages.js';
import type { LocationRef, MessagePart, SenderOptions } from '../../../client/locate/messages.js';
import type { OmsLine, OmsOrder, Party } from '../orders/order.js';
import { orderId, transactionNo } from '../orders/order.js';

/** The SubmitOrder message of an order, as an OMS fills it: by the kind of the order, the same fields in the schema's order. */

/** What is submitted of an order. */
export interface Submission {
  readonly order: OmsOrder;
  readonly type: 'DELIVERY' | 'PICKUP' | 'SHIPFORPICKUP';
  readonly lines: readonly SubmittedLine[];
  /** Whether the freight of the order is in the message. */
  readonly withFreight: boolean;
  /** Whether the customer pays at the store. */
  readonly isDueAtStore: boolean;
  readonly underReview: boolean;
  readonly now: Date;
}

interface SubmittedLine {
  readonly line: OmsLine;
  /** The line number in the message; with a pick slip for each line, sequence and warehouse. */
  readonly number: number;
  /** The location that is to fulfill it; absent: the broker chooses. */
  readonly from?: LocationRef | undefined;
}

/** Columns of an item code; what follows is the SKU. */
const ITEM_WIDTH = 12;

/** Cents as a decimal number. */
const amount = (cents: number): string => (cents / 100).toFixed(2);

/** The envelope of a SubmitOrder. */
export function submitOrderEnvelope(submission: Submission, sender: SenderOptions): string {
  const { order, type, lines, now } = submission;
  const subtotal = lines.reduce((sum, { line }) => sum + line.price * line.quantity, 0);
  const tax = lines.reduce((sum, { line }) => sum + line.tax, 0);
  const freight = submission.withFreight ? order.freight : 0;
  const total = subtotal + tax + freight;
  // A store pickup names no purchase order, and no gift.
  const isPickup = type === 'PICKUP';
  const flag = (isOn: boolean): string => (isOn && !isPickup ? 'Y' : 'N');
  return writeRequest('SubmitOrder', {
    order_request_message: {
      message_header: messageHeader('SubmitOrder', sender, now),
      message_body: {
        transactions: {
          transaction_header: {
            attributes: {
              transaction_type_id: type,
              transaction_no: transactionNo(order),
              request_id: '',
              order_id: orderId(order),
            },
            ref_transaction_no: isPickup ? '' : order.poNumber,
            transaction_date: dateTime(now),
            employee_id: 'CWS',
            transaction_subtotal: amount(subtotal),
            transaction_tax: amount(tax),
            transaction_total: amount(total),
            transaction_status: 'new_order',
            transaction_channel: '1',
            gift: flag(order.isGift),
            freight_amount: amount(freight),
            balance_due: submission.isDueAtStore ? amount(total) : '0',
            ship_complete: flag(order.shipComplete),
            ...(submission.underReview ? { under_review: 'Y' } : {}),
            sold_to_customer: {
              attributes: { customer_no: String(order.number).padStart(9, '0') },
              ...partyPart(order.soldTo),
            },
            store_location: locationPart(sender.as),
            ...(type === 'SHIPFORPICKUP' ? { shipforpickup_location: pickupPart(order) } : {}),
            transaction_details: { transaction_detail: lines.map((line) => linePart(line, order.shipTo)) },
          },
        },
      },
    },
  });
}

function pickupPart({ pickupAt }: OmsOrder): MessagePart {
  const [system = '', location = ''] = pickupAt.split('/');
  return locationPart({ system, location });
}

const linePart = ({ line, number, from }: SubmittedLine, shipTo: Party): MessagePart => ({
  attributes: { line_item_no: String(number) },
  location_cd: from?.location ?? '',
  system_cd: from?.system ?? '',
  item_id: line.item.padEnd(ITEM_WIDTH),
  qty: String(line.quantity),
  unit_price: amount(line.price),
  ship_to: partyPart(shipTo),
  taxes: {
    tax: [{ attributes: { description: 'Tax', line_item_no: String(number) }, amount: amount(line.tax) }],
  },
  line_item_status: 'new_order',
});

const partyPart = (party: Party): MessagePart => ({
  name: { company_name: party.company, first: party.first, last: party.last },
  address: {
    address1: party.address1,
    city: party.city,
    province: party.province,
    postal: party.postal,
    email: party.email,
    phone1: party.phone,
    country: party.country,
  },
});
