import { dayIn } from '../domain/time/day.js';
import { demandOf } from './demand.js';
import type { CandidateStock, Contender, RoutingRequest } from './request.js';

/** What a location can promise of a product, and the effect of probability rules on it. */
export interface AvailableToPromise {
  /** Units, 0 or more: available (after the rules) - reserved - safety stock. */
  readonly units: number;
  /** The rule that excluded the product location. */
  readonly excludedBy: string | undefined;
  readonly nextPoQuantity: number;
  readonly nextPoDate: string | null;
  /** Rules without a result for this stock, `name: reason`; they changed nothing. */
  readonly failedRules: readonly string[];
}

const HOUR_MS = 3_600_000;
const NONE: readonly string[] = [];

/** Units that are neither reserved nor safety stock; below 0 when more is reserved than there is. */
export function uncommitted(available: number, reserved: number, safetyStock: number): number {
  return available - reserved - safetyStock;
}

/** Computes what a location can promise. Rules change the decision, never the stored quantities. docs/reference/routing-engine.md 2.9, 2.10. */
export function availableToPromise(
  { candidate: { location } }: Contender,
  productId: number,
  stock: CandidateStock,
  request: RoutingRequest,
): AvailableToPromise {
  const { backupQuantity, useProbabilityRules } = location.preferences;
  const ruled = useProbabilityRules
    ? request.rules?.apply(
        { locationType: location.type, systemCd: location.system.systemCd, locationCd: location.locationCd },
        {
          ...stock,
          backupQuantity,
          quantity: demandOf(request.lines).get(productId) ?? 0,
          hoursSinceUpdate: Math.max(0, (request.now.getTime() - Date.parse(stock.updatedAt)) / HOUR_MS),
          minimumSellQty: stock.minimumSellQuantity,
        },
        dayIn(location.timeZone, request.now),
      )
    : undefined;
  const { available, nextPoQuantity, nextPoDate } = ruled ?? stock;
  return {
    units: ruled?.excludedBy === undefined ? Math.max(0, uncommitted(available, stock.reserved, backupQuantity)) : 0,
    excludedBy: ruled?.excludedBy,
    nextPoQuantity,
    nextPoDate,
    failedRules: ruled?.failed ?? NONE,
  };
}
