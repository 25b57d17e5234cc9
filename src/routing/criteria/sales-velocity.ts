import { demandOf } from '../demand.js';
import type { StandardCriterion } from './criterion.js';

/**
 * Slow sellers give their stock away first: it would stay there longest, and a store that sells the product fast will
 * need it for its own customers, at full price. The other way round would protect slow sellers, which may end up marking
 * down what they keep. Where no velocity was recorded it is unknown; as 0 such a store would be the slowest of all.
 */
export const salesVelocity = {
  name: 'sales_velocity' as const,
  needs: 'stock attributes',
  value: ({ candidate: { stock } }, { lines }) => {
    const known = [...demandOf(lines).keys()].flatMap((productId) => stock.get(productId)?.salesVelocity ?? []);
    return known.length === 0 ? undefined : known.reduce((sum, velocity) => sum + velocity, 0);
  },
  better: 'lower',
  meaning: 'the smaller sum of `sales_velocity` of the products: slow sellers give away first',
  unknown: 'none of the products has one there',
  because: ({ candidate }) => `${candidate.location.locationCd} sells it more slowly.`,
} satisfies StandardCriterion;
