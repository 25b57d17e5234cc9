import type { Network } from '../../domain/network/network.js';
import { NO_LETTER, omsSigns } from '../../domain/order/oms-letter.js';
import type { OmsOrderType, OmsSign } from '../../domain/order/oms-letter.js';
import type { BriefLine, BriefOrder } from '../../domain/order/order.js';
import type { Session } from '../../platform/db/session.js';
import { readCancels, readRejects } from '../../store/orders/order-history.js';
import type { LineCancel, LineReject } from '../../store/orders/order-history.js';

/** A record that an OMS keeps of a line, with the letter it shows. */
export interface OmsRecord {
  readonly order_type: OmsOrderType;
  readonly letter: OmsSign;
}

/** The system whose records are shown: the given one, or the default system; undefined if there is no such system. */
export function viewingSystem(network: Network, systemCd: string | undefined): string | undefined {
  return systemCd === undefined ? network.content.defaultSystem : network.system(systemCd)?.systemCd;
}

/** Who canceled and rejected the lines of orders, as far as letters depend on it. */
export class OmsHistory {
  /** @param cancels of several lines of several orders, oldest first @param rejects likewise, by the locations of the viewing system */
  constructor(
    private readonly systemCd: string,
    private readonly cancels: readonly LineCancel[],
    private readonly rejects: readonly LineReject[],
  ) {}

  static async read(session: Session, orders: readonly BriefOrder[], systemCd: string): Promise<OmsHistory> {
    const canceled = orders.filter(({ lines }) => lines.some((line) => line.status === 'canceled'));
    return new OmsHistory(
      systemCd,
      await readCancels(session, idsOf(canceled)),
      await readRejects(session, idsOf(orders), systemCd),
    );
  }

  /** Whether a canceled line was not canceled by the viewing system; a caller that names no system counts as that. */
  isCanceledByOther({ requestId }: BriefOrder, { lineNo, status }: BriefLine): boolean {
    const last = this.cancels.findLast((one) => one.requestId === requestId && one.lineNo === lineNo);
    if (status !== 'canceled' || last === undefined) return false;
    const isBroker = last.systemCd === '' && last.employeeId === 'SYSTEM';
    return isBroker || (last.systemCd !== '' && last.systemCd !== this.systemCd);
  }

  /** Whether the viewing system rejected a line, or the one that it was split from. */
  isRejected({ requestId, lines }: BriefOrder, { requestingLineNo }: BriefLine): boolean {
    const parts = new Set(
      lines.filter((line) => line.requestingLineNo === requestingLineNo).map(({ lineNo }) => lineNo),
    );
    return this.rejects.some((one) => one.requestId === requestId && parts.has(one.lineNo));
  }
}

const idsOf = (orders: readonly BriefOrder[]): number[] => orders.map(({ requestId }) => requestId);

/** The records that a system keeps of a line. */
export function omsRecords(
  network: Network,
  order: BriefOrder,
  line: BriefLine,
  systemCd: string,
  history: OmsHistory,
): OmsRecord[] {
  return omsSigns({
    type: order.type,
    status: line.status,
    brokered: line.brokered,
    originating: order.systemCd === systemCd,
    fulfilling: network.locationById(line.locationId).system.systemCd === systemCd,
    canceledByOther: history.isCanceledByOther(order, line),
    rejected: history.isRejected(order, line),
  }).map(([type, letter]) => ({ order_type: type, letter }));
}

/** The letters of an order's lines, each once; for a line with two records, that of the originating role. */
export function omsLetters(network: Network, order: BriefOrder, systemCd: string, history: OmsHistory): OmsSign[] {
  return [
    ...new Set(order.lines.map((line) => omsRecords(network, order, line, systemCd, history)[0]?.letter ?? NO_LETTER)),
  ].sort();
}
