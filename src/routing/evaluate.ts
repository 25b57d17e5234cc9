import { distanceBetween } from '../domain/values/geography.js';
import { attribute } from './elimination/attribute.js';
import { giftWrap } from './elimination/gift-wrap.js';
import { inactive } from './elimination/inactive.js';
import { maximumOrders } from './elimination/maximum-orders.js';
import { orderType } from './elimination/order-type.js';
import type { Contender, EliminationReason, LinePolicy, LocationPolicy } from './elimination/policy.js';
import { proximity } from './elimination/proximity.js';
import { rejectedBefore } from './elimination/rejected-before.js';
import { requestingLocation } from './elimination/requesting-location.js';
import { staleStock } from './elimination/stale-stock.js';
import { withinSystem } from './elimination/within-system.js';
import { zone } from './elimination/zone.js';
import { availableToPromise } from './available-to-promise.js';
import type { AvailableToPromise } from './available-to-promise.js';
import type { Candidate, RoutingLine, RoutingRequest } from './request.js';

/** The rules in the order they are tried; the first that applies is the reason. The cheap ones come first. */
const LOCATION_POLICIES: readonly LocationPolicy[] = [
  inactive,
  orderType,
  withinSystem,
  requestingLocation,
  maximumOrders,
  zone,
  proximity,
];
const LINE_POLICIES: readonly LinePolicy[] = [rejectedBefore, giftWrap, attribute, staleStock];

/** A candidate after judgment. */
export interface Evaluated extends Contender {
  /** Why it is out; undefined for one that can take something. */
  readonly eliminated: EliminationReason | undefined;
  /** What it can promise, by product. */
  readonly promises: ReadonlyMap<number, AvailableToPromise>;
  /** Why it may not take a line although it is in, by line index. */
  readonly barred: ReadonlyMap<number, EliminationReason>;
}

/**
 * Judges one candidate: first by what concerns the location as a whole, then line by line. A location that may take no
 * line at all is out, for the reason of its first line.
 */
export function evaluate(candidate: Candidate, request: RoutingRequest): Evaluated {
  const contender: Contender = { candidate, distance: distanceOf(candidate, request) };
  for (const policy of LOCATION_POLICIES) {
    const reason = policy(contender, request);
    if (reason !== undefined) return { ...contender, eliminated: reason, promises: NONE, barred: NONE };
  }
  const promises = new Map<number, AvailableToPromise>();
  // Hardly any candidate is barred from a line: a thousand empty maps an order would be most of the garbage.
  let barred: Map<number, EliminationReason> | undefined;
  for (const [index, line] of request.lines.entries()) {
    const reason = barLine(contender, line, request, promises);
    if (reason !== undefined) (barred ??= new Map<number, EliminationReason>()).set(index, reason);
  }
  const out = barred?.size === request.lines.length ? barred.get(0) : undefined;
  return { candidate, distance: contender.distance, eliminated: out, promises, barred: barred ?? NONE };
}

const NONE: ReadonlyMap<number, never> = new Map<number, never>();

function barLine(
  contender: Contender,
  line: RoutingLine,
  request: RoutingRequest,
  promises: Map<number, AvailableToPromise>,
): EliminationReason | undefined {
  const stock = contender.candidate.stock.get(line.productId);
  if (stock === undefined) return 'insufficient_inventory';
  for (const policy of LINE_POLICIES) {
    const reason = policy(contender, line, stock, request);
    if (reason !== undefined) return reason;
  }
  let promised = promises.get(line.productId);
  if (promised === undefined)
    promises.set(line.productId, (promised = availableToPromise(contender, line.productId, stock, request)));
  if (promised.excludedBy !== undefined) return 'probability_rule';
  return promised.units > 0 ? undefined : 'insufficient_inventory';
}

/** Why a candidate cannot take all the lines together; undefined when it can. */
export function shortOf(judged: Evaluated, lines: readonly RoutingLine[]): EliminationReason | undefined {
  const [barredBy] = judged.barred.values();
  if (barredBy !== undefined) return barredBy;
  const wanted = new Map<number, number>();
  for (const line of lines) wanted.set(line.productId, (wanted.get(line.productId) ?? 0) + line.quantity);
  return [...wanted].every(([productId, quantity]) => (judged.promises.get(productId)?.units ?? 0) >= quantity)
    ? undefined
    : 'insufficient_inventory';
}

function distanceOf({ location }: Candidate, request: RoutingRequest): number | undefined {
  if (!location.preferences.useProximityLocator) return 0;
  if (location.point === undefined || request.destination === undefined) return undefined;
  return distanceBetween(location.point, request.destination, request.unit);
}
