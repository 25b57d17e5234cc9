import type { Network } from '../../domain/network/network.js';
import type { BriefOrder } from '../../domain/order/order.js';
import { goesForward, outboundCode } from '../../domain/outbound/outbound-status.js';
import type { OutboundCode } from '../../domain/outbound/outbound-status.js';
import { RETURN_CODES } from '../../domain/outbound/return-document.js';
import type { StoredOutbound } from '../../store/outbound/outbound-requests.js';
import type { StoredReturn } from '../../store/outbound/returns.js';
import type { OrderEvent } from '../events/order-event.js';
import { codeFacts, outboundEvent } from './outbound-facts.js';

/** What the code of an outbound follows from: its order, or its return; neither until it was worked on. */
export interface OutboundBasis {
  readonly order?: BriefOrder | undefined;
  readonly document?: StoredReturn | undefined;
}

const NO_OUTBOUND = { stage: null, closed: false } as const;

/** The code of an outbound or a return as it is now; of an order that was placed in another way, by its lines alone. */
export function codeOf(outbound: StoredOutbound | undefined, { order, document }: OutboundBasis): OutboundCode {
  if (outbound === undefined)
    return outboundCode(
      (order?.lines ?? []).map(({ status }) => status),
      NO_OUTBOUND,
    );
  if (outbound.state === 'refused' || outbound.state === 'canceled') return '90';
  if (document !== undefined)
    return outbound.closed && document.state === 'goods_issued' ? '99' : RETURN_CODES[document.state];
  if (order === undefined) return '00';
  return outboundCode(
    order.lines.map(({ status }) => status),
    outbound,
  );
}

/**
 * The event of an outbound that moved on, and the outbound with what was announced. Codes only go up: one that is lower than
 * what was announced, after a line went to another warehouse for example, is no news.
 */
export function progressOf(
  outbound: StoredOutbound,
  basis: OutboundBasis,
  network: Network,
  at: string,
): { readonly outbound: StoredOutbound; readonly event: OrderEvent } | undefined {
  const code = codeOf(outbound, basis);
  if (!goesForward(outbound.announcedCode, code)) return undefined;
  const announced = { ...outbound, announcedCode: code };
  return {
    outbound: announced,
    event: outboundEvent('outbound.status_changed', announced, network, codeFacts(code, at)),
  };
}
