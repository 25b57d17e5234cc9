import type { CandidateStock, RoutingRequest } from './request.js';
import type { Contender } from './elimination/policy.js';

/** What a location can promise of a product, and what a probability rule had to say. */
export interface AvailableToPromise {
  /** Units, 0 or more: available - reserved - backup quantity, the available as the rules see it. */
  readonly units: number;
  /** The rule that took the product location out. */
  readonly excludedBy: string | undefined;
  readonly nextPoQuantity: number;
  readonly nextPoDate: string | null;
  /** Rules that have no result for these figures, `name: reason`; they changed nothing. */
  readonly failedRules: readonly string[];
}

const HOUR = 3_600_000;
const NONE: readonly string[] = [];

/** Works out what a location can promise. Rules change the decision, never the stored figures. docs/reference/routing-engine.md 2.9, 2.10. */
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
          quantity: request.lines.reduce((sum, line) => (line.productId === productId ? sum + line.quantity : sum), 0),
          hoursSinceUpdate: Math.max(0, (request.now.getTime() - Date.parse(stock.updatedAt)) / HOUR),
          minimumSellQty: stock.minimumSellQuantity,
        },
        request.now.toISOString().slice(0, 10),
      )
    : undefined;
  const { available, nextPoQuantity, nextPoDate } = ruled ?? stock;
  return {
    units: ruled?.excludedBy === undefined ? Math.max(0, available - stock.reserved - backupQuantity) : 0,
    excludedBy: ruled?.excludedBy,
    nextPoQuantity,
    nextPoDate,
    failedRules: ruled?.failed ?? NONE,
  };
}
