/**
 * How far a parcel is, in the order in which it gets there. Codes below 1100 are those that client platforms know; further
 * ones continue them.
 */
export const PARCEL_STATUSES = {
  1000: { name: 'being_prepared', description: 'The parcel is being prepared' },
  1001: { name: 'valid', description: 'The shipment is valid' },
  1100: { name: 'picked_up', description: 'The carrier has the parcel' },
  1200: { name: 'in_transit', description: 'The parcel is on its way' },
  1300: { name: 'out_for_delivery', description: 'The parcel is being delivered' },
  1400: { name: 'delivery_failed', description: 'The parcel could not be delivered' },
  1500: { name: 'returning', description: 'The parcel is on its way back' },
  2000: { name: 'delivered', description: 'The parcel was delivered' },
  2100: { name: 'returned', description: 'The parcel is back' },
  2200: { name: 'lost', description: 'The parcel was lost' },
  2300: { name: 'canceled', description: 'The shipment was canceled' },
} as const;
export type ParcelCode = keyof typeof PARCEL_STATUSES;

export const PARCEL_CODES = Object.keys(PARCEL_STATUSES).map(Number) as readonly ParcelCode[];

/** Nothing follows a status from here on. */
const FINAL = 2000;

/** A failed delivery is tried again: then the parcel is out for delivery once more. */
const AGAIN: ReadonlySet<string> = new Set(['1400 1300']);

/** Reads a status by its code or its name. @returns undefined for any other */
export function parseParcelStatus(text: string): ParcelCode | undefined {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return PARCEL_CODES.find((code) => String(code) === word || PARCEL_STATUSES[code].name === word);
}

/**
 * What a report does to what is known of a parcel. Carriers repeat reports and send them late, so a status only goes forward:
 * what says nothing new, or less than is known, changes nothing.
 */
export function judgeParcelReport(
  known: { readonly code: ParcelCode; readonly at: string } | null,
  reported: { readonly code: ParcelCode; readonly at: string },
): 'news' | 'repeated' | 'late' {
  if (known === null) return 'news';
  if (known.code === reported.code) return 'repeated';
  if (known.code >= FINAL) return 'late';
  const isAgain = AGAIN.has(`${String(known.code)} ${String(reported.code)}`) && reported.at > known.at;
  return reported.code > known.code || isAgain ? 'news' : 'late';
}

/** Whether a parcel with this status is with its consignee, so that nothing of its outbound is left to do. */
export function isDelivered(code: ParcelCode): boolean {
  return code === 2000;
}
