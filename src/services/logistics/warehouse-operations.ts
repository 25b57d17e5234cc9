import type { BrokerContext } from '../../broker/context.js';
import { issueGoods } from '../../broker/outbound/issue-goods.js';
import { listWork } from '../../broker/outbound/list-work.js';
import { reportStatus } from '../../broker/outbound/report-status.js';
import type { SkuUnits } from '../../broker/outbound/sku-lines.js';
import { inUnit } from '../../broker/unit.js';
import type { Network } from '../../domain/network/network.js';
import { OUTBOUND_CODES, parseOutboundCode } from '../../domain/outbound/outbound-status.js';
import { MAX_LINE_QUANTITY, MAX_LINES } from '../../domain/values/limits.js';
import type { JsonOperation } from '../../platform/http/json/json-service.js';
import { refusable, warehouseOf } from './caller.js';
import { answered } from './envelope.js';
import { FieldReader, invalid } from './field-reader.js';
import { NUMBER } from './read-outbound.js';

const PAGE = 100;

/** What warehouses call: their work, and what they did of it. */
export function warehouseOperations(broker: BrokerContext): readonly JsonOperation[] {
  const network = (): Promise<Network> => inUnit(broker, (unit) => Promise.resolve(unit.network));
  return [
    {
      name: 'ListWarehouseWork',
      method: 'GET',
      path: '/fulfillment/outbound/wms',
      handle: async (_, call) => {
        const { warehouse } = warehouseOf(call, await network(), call.query.get('warehouse_id') ?? '');
        const after = call.query.get('after') ?? '';
        if (!/^\d{0,9}$/.test(after))
          throw invalid([{ path: 'after', reason: `found ${after.slice(0, 20)}, expected the value of next` }]);
        return answered(call, broker.clock(), await listWork(broker, warehouse, Number(after), PAGE));
      },
    },
    {
      name: 'ReportOutboundStatus',
      method: 'POST',
      path: '/fulfillment/outbound/wms/status',
      handle: async (body, call) => {
        const fields = new FieldReader(body);
        const warehouseId = fields.text('warehouse_id', { max: 20, required: true });
        const { number, field } = numberOf(fields, 'order_no');
        const word = fields.text('status_code', { max: 2, required: true });
        const code = parseOutboundCode(word);
        if (code === undefined && word !== '')
          fields.fault(
            'status_code',
            `found ${word}, expected one of ${Object.keys(OUTBOUND_CODES).sort().join(', ')}`,
          );
        const units = unitsOf(fields);
        const note = fields.text('remark', { max: 1000 });
        fields.check();
        const { warehouse, actor } = warehouseOf(call, await network(), warehouseId);
        const status = await refusable(
          () => reportStatus(broker, warehouse, actor, { number, code: code ?? '00', units, note }),
          field,
        );
        const data = { order_no: number, status_code: status, status: OUTBOUND_CODES[status] };
        return { ...answered(call, broker.clock(), data), orderId: number };
      },
    },
    {
      name: 'PostGoodsIssue',
      method: 'POST',
      path: '/fulfillment/outbound/wms/pgi',
      handle: async (body, call) => {
        const fields = new FieldReader(body);
        const warehouseId = fields.text('warehouse_id', { max: 20, required: true });
        const { number, field } = numberOf(fields, 'doc_no');
        const deliveryNo = fields.text('delivery_no', { max: 64, required: true, ...NUMBER });
        const carrier = fields.text('carrier_name', { max: 100, required: true });
        const issuedAt = fields.time('pgi_date', false);
        const units = unitsOf(fields);
        fields.check();
        const { warehouse, actor } = warehouseOf(call, await network(), warehouseId);
        const { repeated } = await refusable(
          () =>
            issueGoods(broker, warehouse, actor, {
              number,
              deliveryNo,
              carrier,
              units,
              ...(issuedAt === '' ? {} : { issuedAt: `${issuedAt.replace(' ', 'T')}.000Z` }),
            }),
          field,
        );
        return {
          ...answered(call, broker.clock(), { doc_no: number, delivery_no: deliveryNo, repeated }),
          orderId: number,
        };
      },
    },
  ];
}

/** The number of an outbound, and the field that it was sent in. */
function numberOf(fields: FieldReader, name: string): { readonly number: string; readonly field: string } {
  const or = ['order_no', 'so_number', 'doc_no'];
  const number = fields.text(name, { max: 50, required: true, or, ...NUMBER });
  return { number, field: fields.sentAs([name, ...or]) };
}

/** Units by SKU; none for everything that is left. */
function unitsOf(fields: FieldReader): SkuUnits[] {
  return fields.list('details', { min: 0, max: MAX_LINES }).map((detail) => ({
    sku: detail.text('sku', { max: 50, required: true, or: ['sku_code'] }),
    quantity: detail.whole('qty_shipped', { min: 1, max: MAX_LINE_QUANTITY, or: ['quantity', 'qty'] }),
    serialNo: detail.text('serial_no', { max: 100 }),
    batchNo: detail.text('batch_no', { max: 100 }),
  }));
}
