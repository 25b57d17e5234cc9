import { pollLocation } from '../../../broker/polling/poll.js';
import type { LineView, OrderView } from '../../../broker/inquiry/order-view.js';
import { formatDouble, formatFixed } from '../../../domain/values/money.js';
import type { PollKind } from '../../../domain/order/polling.js';
import { mapYielding } from '../../../platform/event-loop.js';
import { write } from '../contract.js';
import { answerHeader, knows, wireTime } from '../header.js';
import type { RequestHeader } from '../header.js';
import type {
  FulfillmentRequestMessageTypeBean,
  FulfillmentResponseMessageItemTypeBean,
  FulfillmentResponseMessageOrderTypeBean,
  FulfillmentResponseMessageTypeBean,
} from '../messages.js';
import type { Answer, CallContext } from '../operation.js';
import { encodeCustomizations, encodeShipTo, encodeSoldTo, encodeTaxes, encodeTenders } from '../shared-structures.js';

/** The message version that brought ship for pickup in three locations, and with it the operation Intransit. */
const WITH_INTRANSIT = { major: 16, minor: 0 };

/**
 * Answers Fulfillments and Intransit, which differ in the names of their messages only. docs/reference/locate-contract.md (b)
 * Fulfillments. Orders are returned with the statuses they had before the poll. An unknown location is `FAILED`.
 */
export async function answerPoll(
  kind: PollKind,
  request: FulfillmentRequestMessageTypeBean,
  { broker, speaksFor, salvages }: Pick<CallContext, 'broker' | 'speaksFor' | 'salvages'>,
): Promise<Pick<Answer<'Fulfillments'>, 'delivered'> & { readonly message: FulfillmentResponseMessageTypeBean }> {
  const {
    message_header: header,
    message_body: { store_location: polling },
  } = request;
  const location = { systemCd: polling.system_cd || speaksFor, locationCd: polling.location_cd ?? '' };
  const messageOf = (
    order: FulfillmentResponseMessageOrderTypeBean[],
    isKnown: boolean,
  ): FulfillmentResponseMessageTypeBean => ({
    message_header: answerHeader(header, isKnown, broker.clock()),
    message_body: order.length === 0 ? {} : { orders: { order } },
  });
  const check = (view: OrderView): void => {
    const message = messageOf([encodeOrder(view, header)], true);
    write('FulfillmentsResponse', { fulfillment_response_message: message }, '');
  };
  const poll = await pollLocation(broker, kind, location, {
    knowsIntransit: knows(header, WITH_INTRANSIT),
    ...(salvages ? { check } : {}),
  });
  try {
    const orders = await mapYielding(poll?.orders ?? [], (view) => encodeOrder(view, header));
    return {
      message: messageOf(orders, poll !== undefined),
      ...(poll?.delivered === undefined ? {} : { delivered: poll.delivered }),
    };
  } catch (error) {
    await poll?.delivered?.(false);
    throw error;
  }
}

function encodeOrder(view: OrderView, header: RequestHeader): FulfillmentResponseMessageOrderTypeBean {
  const { order, originating, pickup } = view;
  const { details } = order;
  const [first] = view.lines;
  return {
    transaction_no: order.transactionNo,
    transaction_type_id: order.type,
    request_id: order.requestId,
    order_id: order.orderId,
    transaction_status: first?.line.status ?? order.status,
    ref_transaction_no: order.refTransactionNo,
    transaction_date: wireTime(header, order.orderDate),
    employee_id: details.employeeId,
    transaction_subtotal: formatDouble(details.subtotal),
    transaction_tax: formatDouble(details.tax),
    transaction_total: formatDouble(details.total),
    special_instructions: details.specialInstructions,
    transaction_channel: details.channel,
    ship_via: details.shipVia,
    ship_via_description: details.shipViaDescription,
    gift: details.gift,
    source_code: details.sourceCode,
    freight_amount: formatDouble(details.freight),
    balance_due: formatDouble(details.balanceDue),
    currency: details.currency,
    under_review: order.underReview ? 'Y' : 'N',
    order_additional_freight_charges: formatFixed(details.additionalFreightCharges, 4),
    order_additional_charges: formatFixed(details.additionalCharges, 4),
    ship_complete: details.shipComplete,
    freight_tax: formatFixed(details.freightTax, 4),
    order_message: details.orderMessage,
    gift_message: details.giftMessage,
    sold_to_customer: encodeSoldTo(details.soldTo),
    store_location: {
      request_system_cd: originating.system.systemCd,
      request_location_cd: originating.locationCd,
      system_cd: first?.location.system.systemCd ?? '',
      location_cd: first?.location.locationCd ?? '',
    },
    // Introduced in message version 16.0; callers of older versions, some of them strict, do not expect it.
    shipforpickup_location:
      pickup === undefined || order.type === 'PICKUP' || !knows(header, WITH_INTRANSIT)
        ? undefined
        : { system_cd: pickup.system.systemCd, location_cd: pickup.locationCd },
    items: { item_detail: view.lines.map((line) => encodeLine(view, line)) },
    transaction_tenders: encodeTenders(details.tenders),
  };
}

function encodeLine(
  view: OrderView,
  { line, location, itemId, codes }: LineView,
): FulfillmentResponseMessageItemTypeBean {
  const { details } = line;
  return {
    requesting_system_line_no: String(line.requestingLineNo),
    line_item_status: line.status,
    line_item_no: line.lineNo,
    location_cd: location.locationCd,
    system_cd: location.system.systemCd,
    item_id: itemId,
    qty: line.quantity,
    unit_price: formatDouble(line.unitPrice),
    ship_to: encodeShipTo(view, details),
    taxes: encodeTaxes(details, line.lineNo),
    special_instructions: details.specialInstructions,
    item_upc_cd: details.upc || codes.upc,
    item_ean_cd: details.ean || codes.ean,
    order_line_extended_freight: formatFixed(details.extendedFreight, 4),
    order_line_customization_charge: formatFixed(details.customizationCharge, 4),
    order_line_gift_wrap: details.giftWrap,
    order_line_ship_alone: details.shipAlone,
    order_line_ship_weight: details.shipWeight || undefined,
    order_line_message: details.message,
    customizations: encodeCustomizations(details.customizations),
  };
}
