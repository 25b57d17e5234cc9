import type { RankingCriterion, WeightedCriterion } from '../../domain/network/ranking-preferences.js';
import type { Criterion, StandardCriterion } from './criterion.js';
import { grossMargin } from './gross-margin.js';
import { laborCost } from './labor-cost.js';
import { lastOrderAssigned } from './last-order-assigned.js';
import { lowestCost } from './lowest-cost.js';
import { onHand } from './on-hand.js';
import { priority } from './priority.js';
import { proximity } from './proximity.js';
import { salesVelocity } from './sales-velocity.js';

/** The criteria of standard brokering, by name. */
export const STANDARD_CRITERIA: {
  readonly [Name in RankingCriterion]: StandardCriterion & { readonly name: Name };
} = {
  proximity,
  on_hand: onHand,
  priority,
  last_order_assigned: lastOrderAssigned,
  sales_velocity: salesVelocity,
  lowest_cost: lowestCost,
};

/** The criteria of the weighted score, by name. */
export const SCORE_CRITERIA: { readonly [Name in WeightedCriterion]: Criterion & { readonly name: Name } } = {
  labor_cost: laborCost,
  gross_margin: grossMargin,
  proximity,
  on_hand: onHand,
  sales_velocity: salesVelocity,
  priority,
};
