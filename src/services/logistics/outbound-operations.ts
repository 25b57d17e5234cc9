import { acceptOutbound } from '../../broker/outbound/accept-outbound.js';
import { cancelOutbound } from '../../broker/outbound/cancel-outbound.js';
import { showOutbound } from '../../broker/outbound/list-outbounds.js';
import type { BrokerContext } from '../../broker/context.js';
import type { JsonOperation } from '../../platform/http/json/json-service.js';
import { clientOf, forbidden, mayAct, refusable } from './caller.js';
import { answered } from './envelope.js';
import { FieldReader, invalid } from './field-reader.js';
import { NUMBER, readOutbound } from './read-outbound.js';

/** What client platforms call. */
export function outboundOperations(broker: BrokerContext): readonly JsonOperation[] {
  return [
    {
      name: 'CreateOutbound',
      method: 'POST',
      path: '/fulfillment/outbound/oms',
      handle: async (body, call) => {
        const order = readOutbound(body);
        const client = clientOf(call, order.terms.customerId);
        const accepted = await acceptOutbound(broker, client, order, mayAct(call));
        if ('faults' in accepted) throw invalid(accepted.faults);
        if ('denied' in accepted) throw forbidden(accepted.denied);
        const { groupKey: group_key, repeated } = accepted;
        return { ...answered(call, broker.clock(), { group_key, repeated }), orderId: order.soNumber };
      },
    },
    {
      name: 'CancelOutbound',
      method: 'PATCH',
      path: '/fulfillment/outbound/oms/cancel',
      handle: async (body, call) => {
        const fields = new FieldReader(body).group('data')?.group('cancellation') ?? new FieldReader(body);
        const number = fields.text('order_no', { max: 50, required: true, or: ['so_number'], ...NUMBER });
        const warehouseId = fields.text('warehouse_id', { max: 20, required: true });
        const reason = fields.text('cancel_reason', { max: 1000 });
        const top = new FieldReader(body);
        const customerId = fields.text('customer_id', { max: 20 }) || top.text('customer_id', { max: 20 });
        fields.check();
        top.check();
        const systemCd = clientOf(call, customerId);
        const canceled = await refusable(
          () => cancelOutbound(broker, { systemCd, number, warehouseId, reason }, mayAct(call)),
          fields.sentAs(['order_no', 'so_number']),
        );
        if ('denied' in canceled) throw forbidden(canceled.denied);
        const { groupKey: group_key, repeated } = canceled;
        return { ...answered(call, broker.clock(), { group_key, order_no: number, repeated }), orderId: number };
      },
    },
    {
      name: 'GetOutbound',
      method: 'GET',
      path: '/fulfillment/outbound/oms/{so_number}',
      handle: async (_, call) => {
        const number = call.parameters.get('so_number') ?? '';
        const systemCd = clientOf(call, call.query.get('customer_id') ?? '');
        const shown = await refusable(() => showOutbound(broker, systemCd, number, mayAct(call)), 'so_number');
        if ('denied' in shown) throw forbidden(shown.denied);
        return answered(call, broker.clock(), shown.outbound);
      },
    },
  ];
}
