import { OUTBOUND_CODES } from '../../domain/outbound/outbound-status.js';
import { jsonMasks } from '../../platform/http/json/mask-json.js';

const WORDS = [
  'warehouse_id',
  'customer_id',
  'shop_code',
  'so_number',
  'order_no',
  'doc_no',
  'order_type',
  'order_identification_code',
  'internal_order_status',
  'express_code',
  'tracking_id',
  'shipper_tracking_id',
  'express_no',
  'tenant_name',
  'platform',
  'order_source',
  'order_time',
  'payment_time',
  'order_price',
  'postage',
  'status_code',
  'status',
  'delivery_no',
  'carrier_name',
  'pgi_date',
  'state',
  'group_key',
  'request_id',
  'received_at',
  'rate_type',
  'rate_type_id',
  'service_type',
  'weight',
  'height',
  'width',
  'length',
  'currency',
];
const DETAILS = [
  'sku',
  'quantity',
  'qty',
  'qty_shipped',
  'batch_no',
  'serial_no',
  'status',
  'delivery_no',
  'received',
  'issued',
];

const at = (prefix: string, names: readonly string[]): string[] => names.map((name) => `${prefix}${name}`);
const fields = (prefix: string): string[] => [...at(prefix, WORDS), ...at(`${prefix}details[].`, DETAILS)];

/** What the message log shows of the service's texts; everything else, and whatever is new, is masked. */
export const LOGISTICS_MASKS = jsonMasks(
  [
    ...fields(''),
    ...fields('data.'),
    ...fields('data.cancellation.'),
    ...fields('data.items[].'),
    ...fields('data.returns[].'),
    ...at('metadata.', ['path', 'http_status_code', 'http_status', 'timestamp', 'correlation_id']),
    'metadata.errors[].code',
    ...at('data.rates[].', [
      'rate_id',
      'courier',
      'rate_type',
      'service_type',
      'price',
      'currency',
      'min_days',
      'max_days',
    ]),
  ],
  Object.values(OUTBOUND_CODES),
);
