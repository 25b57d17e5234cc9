import type { Network } from '../../domain/network/network.js';
import { NO_LETTER, omsLetter, omsOrderTypes } from '../../domain/order/oms-letter.js';
import type { OmsOrderType, OmsSign } from '../../domain/order/oms-letter.js';
import type { BriefLine, BriefOrder } from '../../domain/order/order.js';

/** A record that an OMS keeps of a line, with the letter it shows. */
export interface OmsRecord {
  readonly order_type: OmsOrderType;
  readonly letter: OmsSign;
}

/** The system whose records are shown: the given one, or the default system; undefined if there is no such system. */
export function viewingSystem(network: Network, systemCd: string | undefined): string | undefined {
  return systemCd === undefined ? network.content.defaultSystem : network.system(systemCd)?.systemCd;
}

/** The records that a system keeps of a line. */
export function omsRecords(network: Network, order: BriefOrder, line: BriefLine, systemCd: string): OmsRecord[] {
  return omsOrderTypes({
    type: order.type,
    status: line.status,
    brokered: line.brokered,
    originating: order.systemCd === systemCd,
    fulfilling: network.locationById(line.locationId).system.systemCd === systemCd,
  }).map((type) => ({ order_type: type, letter: omsLetter(type, line.status) }));
}

/** The letters of an order's lines, each once; for a line with two records, that of the originating role. */
export function omsLetters(network: Network, order: BriefOrder, systemCd: string): OmsSign[] {
  return [
    ...new Set(order.lines.map((line) => omsRecords(network, order, line, systemCd)[0]?.letter ?? NO_LETTER)),
  ].sort();
}
