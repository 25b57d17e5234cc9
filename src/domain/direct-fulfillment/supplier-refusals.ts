/** Why something that a direct fulfillment supplier, or who administers him, asks is refused; part of the catalog of refusals. */
export const SUPPLIER_REFUSALS = {
  supplier_refused: {
    status: 409,
    text: 'SupplNr {number} and Secret are not those of a direct fulfillment supplier: send the number and the customer number that the merchant gave you.',
  },
  supplier_not_yours: {
    status: 409,
    text: 'SupplNr {number} is not yours: {reason}. Ask the operator of the broker for the right.',
  },
  supplier_attempts: {
    status: 409,
    text: 'There were too many wrong Secrets for SupplNr {number}: wait {seconds} seconds.',
  },
  supplier_missing: { status: 404, text: 'Location {location} is no direct fulfillment supplier.' },
  not_direct_fulfillment: {
    status: 409,
    text: 'Location {location} has the channel {channel}: set it to direct_fulfillment in the catalog first.',
  },
  supplier_number_taken: { status: 409, text: 'Supplier number {number} is that of {location}: choose another.' },
  key_unknown: {
    status: 409,
    text: 'OrderHistKey {key} is of no line of yours: fetch the lines again with pixiDFGetOrderlines.',
  },
  line_reference_differs: {
    status: 409,
    text: 'OrderHistKey {key} is of orderline {line}, but OrderLineRef {found} was sent: send the key and the reference of one line.',
  },
  report_not_allowed: {
    status: 409,
    text: 'OrderHistKey {key}: Status {found} was sent for a line of DF type {type}, which takes {allowed}.',
  },
  report_quantity: {
    status: 409,
    text: 'OrderHistKey {key}: Qty {found} was sent, and {open} of the line are open.',
  },
  report_twice: {
    status: 409,
    text: 'OrderHistKey {key}: several items are about its line, so each needs a Qty.',
  },
  report_too_late: {
    status: 409,
    text: 'OrderHistKey {key}: the line is {state}, so it cannot become {found}. {hint}',
  },
  sent_differs: {
    status: 409,
    text: 'OrderHistKey {key}: {field} {found} was sent, but the line was sent before with {stored}, which stays. {hint}',
  },
  invoice_not_sent: {
    status: 409,
    text: 'Orderline {key} is {state}, so it cannot be invoiced: report it as FUS first.',
  },
  type_final: {
    status: 409,
    text: 'Orderline {key} is {state}, so its DF type stays {type}: only lines that are HAL, ANG or FUT can change it.',
  },
  no_supplier: {
    status: 409,
    text: 'Orderline {key}: {suppliers} direct fulfillment suppliers can take it ({names}), so none was chosen: use requests create.',
  },
} as const;
