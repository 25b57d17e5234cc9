/** The kinds of an outbound: goods to a consignee, goods to another warehouse, goods that come back. */
export const OUTBOUND_TYPES = ['SO', 'TT', 'RT'] as const;
export type OutboundType = (typeof OUTBOUND_TYPES)[number];

/** A request for an outbound or a return, as a client platform sent it; absent texts are empty, numbers stay text. */
export interface OutboundOrder {
  readonly type: OutboundType;
  readonly soNumber: string;
  /** The carrier's number: a parcel has one before anybody packs it. */
  readonly trackingId: string;
  readonly terms: OutboundTerms;
  /** `YYYY-MM-DD HH:mm:ss` as it was sent. */
  readonly orderTime: string;
  readonly amounts: { readonly total: string; readonly tax: string; readonly postage: string };
  readonly remark: string;
  readonly consignee: Consignee;
  readonly details: readonly OutboundDetail[];
}

/** What is kept of a request after its order was stored: what its webhooks repeat. No personal data. */
export interface OutboundTerms {
  readonly customerId: string;
  readonly warehouseId: string;
  readonly shopCode: string;
  readonly tenantName: string;
  readonly expressCode: string;
  readonly internalStatus: string;
  readonly platform: string;
}

/** The person or shop that goods go to, or come back from. */
export interface Consignee {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly address: string;
  readonly state: string;
  readonly province: string;
  readonly city: string;
  readonly area: string;
  readonly town: string;
  readonly zip: string;
  readonly country: string;
}

export interface OutboundDetail {
  readonly sku: string;
  readonly quantity: number;
  readonly price: string;
}

/**
 * A request without its personal data, in the words of the wire: what the confirmation repeats. The outbox and the stored row
 * hold nothing else of it.
 */
export function withoutPersonalData({ type, soNumber, trackingId, terms, details }: OutboundOrder): object {
  return {
    warehouse_id: terms.warehouseId,
    customer_id: terms.customerId,
    so_number: soNumber,
    order_type: type,
    tracking_id: trackingId,
    express_code: terms.expressCode,
    tenant_name: terms.tenantName,
    details: details.map(({ sku, quantity }) => ({ sku, quantity })),
  };
}
