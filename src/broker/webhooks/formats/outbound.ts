import type { EventFacts, EventFormat } from './event-facts.js';
import { standardFormat } from './standard.js';

type Body = Readonly<Record<string, unknown>>;
type Facts = EventFacts['facts'];

/**
 * The form `outbound`: the bodies that client platforms and warehouses know, with `type` beside them, since one endpoint can
 * get all of them. Events that are not of outbounds have the form `standard`.
 */
export const outboundFormat: EventFormat = (event) => {
  const body = BODIES[event.type];
  return body === undefined ? standardFormat(event) : { type: event.type, ...body(event.facts) };
};

const BODIES: Readonly<Partial<Record<string, (facts: Facts) => Body>>> = {
  'outbound.confirmed': (facts) => ({
    ...pick(facts, ['client_id', 'group_key']),
    status: facts.success === true ? 'success' : 'failed',
    total_data: 1,
    total_success: facts.success === true ? 1 : 0,
    items: [{ payload: facts.payload, error_message: facts.error }],
  }),
  'outbound.logistics_created': (facts) => ({
    event: 'fulfillment.outbound.logistics.created.confirmation',
    ...pick(facts, ['order_no', 'express_no']),
    success_flag: facts.success,
  }),
  'outbound.status_changed': (facts) => ({
    ...pick(facts, ['warehouse_id', 'order_no', 'order_type', 'shop_code', 'client_id', 'tenant_name']),
    ...pick(facts, ['express_code', 'express_no']),
    // What people wrote about an order stays with the order.
    seller_remark: '',
    ...pick(facts, ['status', 'status_code']),
    status_descr: facts.status,
    ...pick(facts, ['status_time']),
  }),
  'outbound.goods_issued': (facts) => ({
    ...pick(facts, ['warehouse_id', 'customer_id', 'order_type']),
    doc_no: facts.order_no,
    ...pick(facts, ['delivery_no']),
    carrier_id: facts.express_code,
    ...pick(facts, ['carrier_name']),
    so_reference_a: facts.express_no,
    so_reference_b: '',
    user_define_1: '',
    user_define_2: '',
    user_define_3: '',
    ...pick(facts, ['pgi_date', 'shop_code']),
    details: listOf(facts.details).map((line) => ({
      mfg_date: '',
      exp_date: '',
      receipt_date: '',
      stock_condition: 'N',
      project_ref_no: '',
      ...line,
    })),
  }),
  'outbound.parcel_status': (facts) => ({
    order_id: facts.order_no,
    tracking_id: facts.express_no,
    order_tracking_id: facts.express_no,
    external_id: facts.order_no,
    ...pick(facts, ['status_date', 'internal', 'external', 'internal_status', 'external_status']),
    ...(facts.awb === '' ? {} : { awb: facts.awb }),
  }),
};

/** Members of the facts under the same names. */
function pick(facts: Facts, names: readonly string[]): Body {
  return Object.fromEntries(names.map((name) => [name, facts[name] ?? '']));
}

function listOf(value: unknown): readonly object[] {
  return Array.isArray(value) ? (value as readonly object[]) : [];
}
