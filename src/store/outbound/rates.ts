import type { ShippingRateEntry } from '../../domain/outbound/rate-card.js';
import type { Session } from '../../platform/db/session.js';
import { ShippingRateEntity } from '../network/catalog-entities.js';
import { shippingRateEntry } from '../network/catalog-entries.js';

/** The rate card of the catalog. */
export async function readRateCard(session: Session): Promise<ShippingRateEntry[]> {
  return (await session.manager.find(ShippingRateEntity, { order: { code: 'ASC' } })).map(shippingRateEntry);
}
