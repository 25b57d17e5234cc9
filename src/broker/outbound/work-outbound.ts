import { withoutPersonalData } from '../../domain/outbound/outbound-order.js';
import type { OutboundOrder } from '../../domain/outbound/outbound-order.js';
import { postponeOutbound, takeOutbound, updateOutbound } from '../../store/outbound/outbound-requests.js';
import type { StoredOutbound } from '../../store/outbound/outbound-requests.js';
import { insertReturn } from '../../store/outbound/returns.js';
import type { BrokerContext } from '../context.js';
import { describeRejections } from '../describe-rejections.js';
import { workOnDue } from '../due-work.js';
import { readForOrder, submitInUnit } from '../orders/submit-order.js';
import type { Unit } from '../unit.js';
import { outboundCommand } from './outbound-command.js';
import { codeFacts, outboundEvent } from './outbound-facts.js';

/**
 * Works on one request that was acknowledged, if one is due: an outbound becomes an order, a return becomes a document.
 *
 * In the transaction of `workOnDue`, its order or return is stored, and so is the confirmation that tells the client. What is
 * refused is confirmed too, with the reason.
 *
 * @returns whether one was worked on
 */
export function workNextOutbound(context: BrokerContext): Promise<boolean> {
  return workOnDue<StoredOutbound>(context, {
    take: takeOutbound,
    act: async (unit, outbound) => {
      if (outbound.payload === null) throw new Error('a request that was not worked on has no payload');
      const worked =
        outbound.type === 'RT'
          ? await storeReturn(unit, outbound, outbound.payload)
          : await storeOrder(unit, outbound, outbound.payload);
      await updateOutbound(unit.session, worked);
      confirm(unit, worked, outbound.payload);
    },
    postpone: (session, { id }, dueAt) => postponeOutbound(session, id, dueAt),
    failure: 'an outbound could not be worked on; it will be retried',
    named: (outbound) => ({ outbound: outbound?.groupKey }),
  });
}

/** Submits the order of an outbound, as any other order is. */
async function storeOrder(unit: Unit, outbound: StoredOutbound, order: OutboundOrder): Promise<StoredOutbound> {
  const command = outboundCommand(outbound, order, unit.network);
  const result = await submitInUnit(unit, command, await readForOrder(unit.session, command));
  return result.accepted
    ? { ...outbound, state: 'created', payload: null, requestId: result.requestId, announcedCode: '00' }
    : {
        ...outbound,
        state: 'refused',
        payload: null,
        liveKey: null,
        error: describeRejections(result.rejections).description.slice(0, 4000),
      };
}

/** Stores the document of a return. It has no order: nothing is reserved, and the goods are counted when they are there. */
async function storeReturn(unit: Unit, outbound: StoredOutbound, order: OutboundOrder): Promise<StoredOutbound> {
  const { session, timestamp: createdAt } = unit;
  await insertReturn(session, {
    outboundRequestId: outbound.id,
    state: 'created',
    lines: order.details.map(({ sku, quantity }) => ({ sku, quantity, received: 0, issued: 0 })),
    createdAt,
    receivedAt: null,
    issuedAt: null,
    endedAt: null,
    deliveryNo: '',
  });
  return { ...outbound, state: 'created', payload: null, announcedCode: '00' };
}

/** Tells the client what became of its request, and the carrier's number of what was created. */
function confirm(unit: Unit, outbound: StoredOutbound, order: OutboundOrder): void {
  const { network, timestamp } = unit;
  const isCreated = outbound.state === 'created';
  unit.announce(
    outboundEvent('outbound.confirmed', outbound, network, {
      success: isCreated,
      payload: JSON.stringify(withoutPersonalData(order)),
      error: outbound.error,
      ...codeFacts(isCreated ? '00' : '90', timestamp),
    }),
  );
  if (isCreated && outbound.type !== 'RT')
    unit.announce(outboundEvent('outbound.logistics_created', outbound, network, { success: true }));
}
