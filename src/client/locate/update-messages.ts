import type { MessagePart } from './locate-client.js';
import { dateTime, messageHeader, place } from './messages.js';
import type { SenderOptions } from './messages.js';

/** A new status with why and how; empty what is not told. */
export interface Change {
  readonly status: string;
  readonly reason: string;
  readonly note: string;
  readonly shipVia: string;
  readonly tracking: string;
}

export interface LineChange extends Change {
  /** The broker's number. */
  readonly line: number | string;
  /** How many units; 0 for the whole line. */
  readonly quantity: number;
}

const NOTHING: Change = { status: '', reason: '', note: '', shipVia: '', tracking: '' };

/**
 * The StatusUpdate of a whole order, or of some of its lines. One of a whole order carries a single item row with line
 * 0, as an order management system sends it.
 */
export function statusUpdateMessage(
  requestId: string,
  change: Change | readonly LineChange[],
  options: SenderOptions,
): MessagePart {
  const [order, lines] =
    'status' in change
      ? [change, [{ ...NOTHING, line: '0', quantity: 0, shipVia: change.shipVia, tracking: change.tracking }]]
      : [NOTHING, change];
  return {
    status_update_request_message: {
      message_header: messageHeader('StatusUpdate', options),
      message_body: {
        order: {
          attributes: {
            request_id: requestId,
            order_id: '',
            order_status: order.status,
            order_status_reason_code: order.reason,
            order_status_reason_note: order.note,
          },
          employee_id: '',
          store_location: place(options.as),
          items: {
            item: lines.map((line) => ({
              attributes: {
                item_id: '',
                item_qty: String(line.quantity),
                shipping_agent: line.shipVia,
                tracking_number: line.tracking,
                item_status: line.status,
                fulfilling_location_cd: '',
                fulfilling_system_cd: '',
                line_no: String(line.line),
                requesting_system_line_no: '0',
                status_date: dateTime(new Date()),
                item_status_reason_code: line.reason,
                item_status_reason_note: line.note,
              },
            })),
          },
        },
      },
    },
  };
}

/** The OrderUpdate that holds an order for review, or lets it go. */
export const orderUpdateMessage = (requestId: string, underReview: boolean, options: SenderOptions): MessagePart => ({
  order_update_request_message: {
    message_header: messageHeader('OrderUpdate', options),
    message_body: {
      order: {
        attributes: { request_id: requestId, order_id: '', under_review: underReview ? 'Y' : 'N' },
        employee_id: '',
        store_location: place(options.as),
      },
    },
  },
});
