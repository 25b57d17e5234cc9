import type { OrderType } from '../values/order-type.js';

/**
 * The criteria of standard brokering and of weighted brokering, by name, in the order of the documentation.
 *
 * The names live here because catalog documents and preferences use them; the criteria themselves are in
 * routing/criteria/, whose table must have exactly these names (the compiler checks it). The catalog schema, the
 * documented range and the stock data that is read all follow from that table.
 */
export const RANKING_CRITERIA = [
  'proximity',
  'on_hand',
  'priority',
  'last_order_assigned',
  'sales_velocity',
  'lowest_cost',
] as const;
export const WEIGHTED_CRITERIA = [
  'labor_cost',
  'gross_margin',
  'proximity',
  'on_hand',
  'sales_velocity',
  'priority',
] as const;

/** A criterion of standard brokering; a later one only breaks the ties of the earlier ones. */
export type RankingCriterion = (typeof RANKING_CRITERIA)[number];

/** A criterion that has a weight in weighted brokering. */
export type WeightedCriterion = (typeof WEIGHTED_CRITERIA)[number];

/** Percentages of weighted brokering; they sum to 100. */
export type Weights = Readonly<Record<WeightedCriterion, number>>;

/** The ranking of orders of one type from one system, express or not. docs/reference/routing-engine.md 2.3. */
export interface BrokeringOverride {
  readonly order_type: OrderType;
  readonly system_cd: string;
  readonly express: boolean;
  readonly standard_brokering?: readonly RankingCriterion[];
  readonly use_weighted_brokering?: boolean;
  readonly weights?: Weights;
}
