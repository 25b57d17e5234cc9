import { getOrders } from '../../../broker/inquiry/get-orders.js';
import type { LineView, OrderView } from '../../../broker/inquiry/order-view.js';
import { formatDouble, formatFixed } from '../../../domain/values/money.js';
import type { BriefLine, BriefOrder } from '../../../domain/order/order.js';
import { mapYielding } from '../../../platform/event-loop.js';
import { answerHeader, knows, wireTime } from '../header.js';
import type { RequestHeader } from '../header.js';
import type {
  StatusInquiryResponseMessageItemTypeBean,
  StatusInquiryResponseMessageOrderTypeBean,
} from '../messages.js';
import type { LocateOperation } from '../operation.js';
import { encodeCustomizations, encodeShipTo, encodeSoldTo, encodeTaxes, encodeTenders } from '../shared-structures.js';

/** Returns an order in full. docs/reference/locate-contract.md (b) StatusRequest. An unknown order is answered with an empty body. */
export const statusRequest: LocateOperation<'StatusRequest'> = {
  name: 'StatusRequest',
  group: 'Locate',
  header: (request) => request.status_request_message?.message_header,
  speaksFor: (request) => request.status_request_message?.message_body.lookup_data.store_location.system_cd,
  async answer(request, { broker, orderTypeNumbers, speaksFor }) {
    const message = request.status_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const { lookup_data: lookup } = message.message_body;
    const views = await getOrders(broker, {
      systemCd: lookup.store_location.system_cd || speaksFor,
      requestId: lookup.request_id ?? '',
      orderId: lookup.order_id ?? '',
      refTransactionNo: lookup.ref_transaction_no ?? '',
    });
    const [first] = views;
    return {
      payload: {
        status_response_message: {
          message_header: answerHeader(message.message_header, true, broker.clock()),
          message_body:
            first === undefined
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
      ...(first === undefined ? {} : { requestId: first.order.requestId, orderId: first.order.orderId }),
    };
  },
};

/** An order in full, as StatusRequest and OrderSearch return it. */
export function encodeOrder(
  view: OrderView,
  orderTypeNumbers: ReadonlyMap<string, number>,
  header: RequestHeader,
): StatusInquiryResponseMessageOrderTypeBean {
  const { details } = view.order;
  return {
    ...encodeOrderSummary(view, orderTypeNumbers, header),
    ...encodeOrderRest(view),
    currency: details.currency,
    balance_due: formatDouble(details.balanceDue),
    freight: formatDouble(details.freight),
    source_code: details.sourceCode,
    gift: details.gift,
    ship_via_description: details.shipViaDescription,
    ship_via: details.shipVia,
    special_instructions: details.specialInstructions,
    transaction_total: formatDouble(details.total),
    transaction_tax: formatDouble(details.tax),
    transaction_subtotal: formatDouble(details.subtotal),
    items: { item: view.lines.map((line) => encodeLine(view, line, header)) },
    sold_to_customer: encodeSoldTo(details.soldTo),
    transaction_tenders: encodeTenders(details.tenders),
  };
}

/** What StatusRequest and StatusListRequest both return of an order. */
export function encodeOrderSummary(
  { order, originating }: OrderView<BriefOrder>,
  orderTypeNumbers: ReadonlyMap<string, number>,
  header: RequestHeader,
) {
  return {
    request_id: order.requestId,
    order_id: order.orderId,
    order_status: order.status,
    order_type: orderTypeNumbers.get(order.type) ?? 0,
    originating_system_cd: originating.system.systemCd,
    originating_location_cd: originating.locationCd,
    originating_location_description: originating.name,
    order_date: wireTime(header, order.orderDate),
    ref_transaction_no: order.refTransactionNo,
    under_review: order.underReview ? 'Y' : 'N',
  };
}

/** What both return beyond a summary: charges and messages. */
export function encodeOrderRest({ order: { details } }: OrderView) {
  return {
    order_additional_freight_charges: formatFixed(details.additionalFreightCharges, 4),
    order_additional_charges: formatFixed(details.additionalCharges, 4),
    ship_complete: details.shipComplete,
    freight_tax: formatFixed(details.freightTax, 4),
    // Omitted when empty, as in the known messages of the real service.
    order_message: details.orderMessage || undefined,
    gift_message: details.giftMessage || undefined,
  };
}

/** What both return of a line. The shipment date was introduced in message version 19.0. */
export function encodeLineSummary({ line, location, itemId }: LineView<BriefLine>, header: RequestHeader) {
  return {
    item_id: itemId,
    item_qty: line.quantity,
    shipping_agent: line.shippingAgent,
    tracking_number: line.trackingNumber,
    item_status: line.status,
    fulfilling_location_cd: location.locationCd,
    fulfilling_system_cd: location.system.systemCd,
    line_no: line.lineNo,
    requesting_system_line_no: line.requestingLineNo,
    status_date: wireTime(header, line.statusDate),
    shipment_date: line.shipmentDate !== '' && knows(header, { major: 19, minor: 0 }) ? line.shipmentDate : undefined,
  };
}

/** What both return of a line beyond a summary. */
export function encodeLineRest({ line: { details }, codes }: LineView) {
  return {
    item_upc_cd: details.upc || codes.upc,
    item_ean_cd: details.ean || codes.ean,
    order_line_extended_freight: formatFixed(details.extendedFreight, 4),
    order_line_customization_charge: formatFixed(details.customizationCharge, 4),
    order_line_gift_wrap: details.giftWrap,
    order_line_ship_alone: details.shipAlone,
    order_line_ship_weight: details.shipWeight || undefined,
    order_line_message: details.message || undefined,
    customizations: encodeCustomizations(details.customizations),
  };
}

function encodeLine(
  view: OrderView,
  lineView: LineView,
  header: RequestHeader,
): StatusInquiryResponseMessageItemTypeBean {
  const { line } = lineView;
  return {
    ...encodeLineSummary(lineView, header),
    ...encodeLineRest(lineView),
    special_instructions: line.details.specialInstructions,
    tax_amount: formatDouble(line.tax),
    unit_price: formatDouble(line.unitPrice),
    item_description: lineView.description,
    ship_to: encodeShipTo(view, line.details),
    taxes: encodeTaxes(line.details, line.lineNo),
  };
}
