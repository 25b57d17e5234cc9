import { attribute } from './attribute.js';
import { directFulfillment } from './direct-fulfillment.js';
import { giftWrap } from './gift-wrap.js';
import { inactive } from './inactive.js';
import { maximumOrders } from './maximum-orders.js';
import { orderType } from './order-type.js';
import type { LinePolicy, LocationPolicy } from './policy.js';
import { proximity } from './proximity.js';
import { rejectedBefore } from './rejected-before.js';
import { requestingLocation } from './requesting-location.js';
import { staleStock } from './stale-stock.js';
import { withinSystem } from './within-system.js';
import { zone } from './zone.js';

/** The policies in the order in which they are tried; the first that applies is the reason. The cheap ones come first. */
const locationPolicies = [
  inactive,
  orderType,
  withinSystem,
  requestingLocation,
  maximumOrders,
  zone,
  proximity,
] as const satisfies readonly LocationPolicy[];
const linePolicies = [
  rejectedBefore,
  directFulfillment,
  giftWrap,
  attribute,
  staleStock,
] as const satisfies readonly LinePolicy[];

type PolicyReason = (typeof locationPolicies)[number]['reason'] | (typeof linePolicies)[number]['reason'];

/** Why a location gets nothing, or not a certain line: a policy's reason, or what it can promise (evaluate.ts). */
export type EliminationReason = PolicyReason | 'probability_rule' | 'insufficient_inventory';

export const LOCATION_POLICIES: readonly (LocationPolicy & { readonly reason: PolicyReason })[] = locationPolicies;
export const LINE_POLICIES: readonly (LinePolicy & { readonly reason: PolicyReason })[] = linePolicies;
