import { formatFixed } from '../../domain/values/money.js';
import type { Cents } from '../../domain/values/money.js';
import type { RoutingRequest } from '../request.js';
import type { RankedContender, StandardCriterion } from './criterion.js';

const cents = (amount: number): number => Math.round(amount * 100);

/** In hundredths; undefined if one of the products has no cost there. */
function costOf({ candidate: { location, stock } }: RankedContender, { lines }: RoutingRequest): number | undefined {
  const { dropShipFee, estimatedShipping } = location.preferences.requests;
  let cost = cents(dropShipFee) + cents(estimatedShipping);
  for (const { productId, quantity } of lines) {
    const unitCost = stock.get(productId)?.unitCost ?? undefined;
    if (unitCost === undefined) return undefined;
    cost += quantity * cents(unitCost);
  }
  return cost;
}

const costText = (cost: number | undefined): string =>
  cost === undefined ? 'an unknown cost' : formatFixed(cost as Cents, 2);

/** What the order costs from a location: its goods, the fee of a partner that ships them, and the shipping. */
export const lowestCost = {
  name: 'lowest_cost' as const,
  needs: 'stock attributes',
  value: costOf,
  better: 'lower',
  meaning: 'the lower cost: `unit_cost` of the units there, `drop_ship_fee` and `estimated_shipping`',
  unknown: 'one of the products has no `unit_cost` there',
  because: (winner, loser, request) =>
    `${winner.candidate.location.locationCd} costs less (${costText(costOf(winner, request))} against ${costText(costOf(loser, request))}).`,
} satisfies StandardCriterion;
