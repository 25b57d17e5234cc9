import { dateTime, locationPart, messageHeader } from './messages.js';
import type { MessagePart, SenderOptions } from './messages.js';

/** A new status with its reason and shipment; texts that are not given are empty. */
export interface StatusChange {
  readonly status: string;
  readonly reason: string;
  readonly note: string;
  readonly shipVia: string;
  readonly tracking: string;
}

export interface LineStatusChange extends StatusChange {
  /** The broker's line number. */
  readonly line: number | string;
  /** The number of units that change; 0 for the whole line. */
  readonly quantity: number;
}

const NO_CHANGE: StatusChange = { status: '', reason: '', note: '', shipVia: '', tracking: '' };

/**
 * The StatusUpdate of an order or of some of its lines. For a whole order, the message has a single item row with line
 * 0, as order management systems send it.
 */
export function statusUpdateMessage(
  requestId: string,
  change: StatusChange | readonly LineStatusChange[],
  options: SenderOptions,
): MessagePart {
  const [order, lines] =
    'status' in change
      ? [change, [{ ...NO_CHANGE, line: '0', quantity: 0, shipVia: change.shipVia, tracking: change.tracking }]]
      : [NO_CHANGE, change];
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
          store_location: locationPart(options.as),
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
                status_date: options.header?.datetime ?? dateTime(new Date()),
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

/** The OrderUpdate that puts an order under review or releases it. */
export const orderUpdateMessage = (requestId: string, underReview: boolean, options: SenderOptions): MessagePart => ({
  order_update_request_message: {
    message_header: messageHeader('OrderUpdate', options),
    message_body: {
      order: {
        attributes: { request_id: requestId, order_id: '', under_review: underReview ? 'Y' : 'N' },
        employee_id: '',
        store_location: locationPart(options.as),
      },
    },
  },
});
