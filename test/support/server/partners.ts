import type { BrokerContext } from '../../../src/broker/context.js';
import type { CatalogDocument } from '../../../src/domain/network/catalog-document.js';
import type { Preferences } from '../../../src/domain/network/preferences.js';
import { hasLeft } from '../../../src/domain/values/status.js';
import { unitsOf } from '../../../src/domain/partner/fulfillment-request.js';
import { findFulfillmentRequests, readRequestedLines } from '../../../src/store/partners/fulfillment-requests.js';
import { SMALL_RETAILER } from './broker.js';

const ADDRESS = { postal: '01602', country: 'US' };

/**
 * The small retailer with two suppliers, SUP/A before SUP/B, that get fulfillment requests. DESK is with both of them (20
 * and 10 units), SHELF with A only (4).
 */
export function retailerWithPartners(
  strategy: Preferences = {},
  preferences: Preferences = {},
): Partial<CatalogDocument> {
  const partner = { channel: 'requests', address: ADDRESS, preferences: strategy } as const;
  return {
    preferences: { ...SMALL_RETAILER.preferences, ...preferences },
    systems: [
      ...(SMALL_RETAILER.systems ?? []),
      {
        system_cd: 'SUP',
        name: 'Suppliers',
        locations: [
          { location_cd: 'A', name: 'First supplier', priority: 1, ...partner },
          { location_cd: 'B', name: 'Second supplier', priority: 2, ...partner },
        ],
      },
    ],
    products: [
      ...(SMALL_RETAILER.products ?? []),
      ...['DESK', 'SHELF'].map((code) => ({
        product_cd: code,
        description: `A ${code.toLowerCase()}`,
        system_products: [
          { system_cd: '6', item_id: code },
          { system_cd: 'SUP', item_id: `X-${code}` },
        ],
      })),
    ],
    inventory: [
      ...(SMALL_RETAILER.inventory ?? []),
      { system_cd: 'SUP', location_cd: 'A', item_id: 'X-DESK', available_qty: 20 },
      { system_cd: 'SUP', location_cd: 'B', item_id: 'X-DESK', available_qty: 10 },
      { system_cd: 'SUP', location_cd: 'A', item_id: 'X-SHELF', available_qty: 4 },
    ],
  };
}

/** The fulfillment requests of an order: `number state at location: shipped/canceled/open of asked`. */
export function requestsOf({ database, networks }: BrokerContext, requestId: number): Promise<string[]> {
  return database.transaction(async (session) => {
    const network = await networks.current(session);
    const requests = await findFulfillmentRequests(session, [requestId]);
    const lines = await readRequestedLines(
      session,
      requests.map(({ id }) => id),
    );
    return requests.map(({ id, number, state, locationId }) => {
      const units = unitsOf(
        lines.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === id),
        hasLeft,
      );
      const { locationCd } = network.locationById(locationId);
      return `${number} ${state} at ${locationCd}: ${units.shipped}/${units.canceled}/${units.open} of ${units.asked}`;
    });
  });
}
