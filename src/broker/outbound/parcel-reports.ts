import { isDelivered, judgeParcelReport, PARCEL_STATUSES } from '../../domain/outbound/parcel-status.js';
import type { ParcelCode } from '../../domain/outbound/parcel-status.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import { findOutboundByTracking } from '../../store/outbound/outbound-requests.js';
import type { BrokerContext } from '../context.js';
import type { JsonValue } from '../events/order-event.js';
import { inUnit } from '../unit.js';
import { openOutbound, storeOutbound } from './open-outbound.js';
import { outboundEvent } from './outbound-facts.js';

/** A carrier's or logistics provider's report on a parcel. */
export interface ParcelReport {
  readonly provider: string;
  readonly trackingId: string;
  readonly code: ParcelCode;
  /** ISO 8601, UTC: when it was so. */
  readonly at: string;
  /** The waybill; empty until there is one. */
  readonly awb: string;
  /** The status as the provider calls it. What it describes beside that is not kept: it names who took the parcel. */
  readonly external: { readonly code: string; readonly name: string };
}

/**
 * Takes a provider's report on a parcel, and forwards what is news to the client. Statuses only go forward: a report that
 * repeats or comes late changes nothing and is no error, because the provider would send it again for ever.
 * @throws {OutboundRefusedError} for a tracking id that no outbound has
 */
export function takeParcelReport(context: BrokerContext, report: ParcelReport): Promise<'news' | 'repeated' | 'late'> {
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    const { trackingId, code, at } = report;
    const found = await findOutboundByTracking(unit.session, trackingId);
    const open = found === undefined ? undefined : await openOutbound(unit, found);
    if (open?.outbound.state !== 'created') throw new OutboundRefusedError('parcel_unknown', { tracking: trackingId });
    const { outbound } = open;
    const { parcelStatus, parcelAt } = outbound;
    const known =
      parcelStatus === null || parcelAt === null ? null : { code: parcelStatus as ParcelCode, at: parcelAt };
    const verdict = judgeParcelReport(known, { code, at });
    if (verdict !== 'news') return verdict;
    const awb = report.awb || outbound.awb;
    const moved = {
      ...outbound,
      parcelStatus: code,
      parcelAt: at,
      awb,
      closed: outbound.closed || isDelivered(code),
    };
    unit.announce(outboundEvent('outbound.parcel_status', moved, unit.network, { ...factsOf(report), awb }));
    await storeOutbound(unit, { ...open, outbound: moved });
    return 'news';
  });
}

function factsOf({ provider, code, at, external }: ParcelReport): Readonly<Record<string, JsonValue>> {
  const { name, description } = PARCEL_STATUSES[code];
  return {
    status_date: at,
    internal: { id: code, name, description },
    external: { id: external.code, name: external.name, description: '' },
    internal_status: { code, name, description },
    external_status: { ...external, description: '' },
    provider,
  };
}
