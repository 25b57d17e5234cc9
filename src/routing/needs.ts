import { WEIGHTED_CRITERIA } from '../domain/network/ranking-preferences.js';
import type { Network } from '../domain/network/network.js';
import { SCORE_CRITERIA, STANDARD_CRITERIA } from './criteria/criteria.js';
import { policiesInUse } from './elimination/policies-in-use.js';
import { columnsOf } from './fast-path/location-columns.js';
import type { Need, RoutingRequest } from './request.js';

/**
 * The data that a decision depends on beyond the locations and their available and reserved quantities: what the
 * criteria of the ranking, the probability rules, and the policies that any location is subject to need.
 *
 * The criteria of standard brokering count even where the weighted score replaces them: orders are counted at their
 * locations as soon as `last_order_assigned` is among the criteria.
 */
export function needsOf(
  network: Network,
  { rules, brokering }: Pick<RoutingRequest, 'rules' | 'brokering'>,
): ReadonlySet<Need> {
  const { locationPolicies, linePolicies } = policiesInUse(columnsOf(network));
  const needs = new Set<Need>();
  const add = ({ needs: need }: { readonly needs?: Need }): void => {
    if (need !== undefined) needs.add(need);
  };
  locationPolicies.forEach(add);
  linePolicies.forEach(add);
  for (const name of brokering.criteria) add(STANDARD_CRITERIA[name]);
  if (brokering.weights !== undefined) for (const name of WEIGHTED_CRITERIA) add(SCORE_CRITERIA[name]);
  // Rules calculate with every attribute of the stock.
  if (rules !== undefined) needs.add('stock attributes');
  return needs;
}
