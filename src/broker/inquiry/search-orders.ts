import { criteriaIn, readCriteria } from '../../domain/order/order-criteria.js';
import type { SearchFields } from '../../domain/order/order-criteria.js';
import { searchOrders as findMatches } from '../../store/orders/order-search.js';
import { readOrders } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import { AnswerRoom } from './answer-size.js';
import { leavingOut } from './leave-out.js';
import { viewOrders } from './order-view.js';
import type { OrderView } from './order-view.js';

/** The limits of a search. */
export interface SearchBounds {
  /** The number of orders returned if the message does not specify one. */
  readonly responses: number;
  /** The most orders returned, whatever the message specifies. */
  readonly mostResponses: number;
  /** The number of newest requests searched if no criterion is selective. */
  readonly window: number;
}

/** The contents of an OrderSearch. */
export interface SearchQuery {
  readonly systemCd: string;
  /** The location that searches; `''` for none. Its time zone, otherwise that of the organization, counts the days. */
  readonly locationCd: string;
  readonly fields: SearchFields;
  /** The requested number of orders; undefined, 0 and less for the default. */
  readonly most: number | undefined;
}

/**
 * Searches the orders in which the calling system has a role by number, date or customer, newest first.
 * @returns undefined if the search is rejected: without criteria, or with a malformed date
 */
export async function searchOrders(
  context: BrokerContext,
  query: SearchQuery,
  bounds: SearchBounds,
): Promise<OrderView[] | undefined> {
  const criteria = readCriteria(query.fields);
  if (criteria === 'no_match_possible') return [];
  if (typeof criteria === 'string') {
    // Only the reason is logged: criteria are personal data.
    context.log.warn({ reason: criteria }, 'order search rejected');
    return undefined;
  }
  const requested = query.most === undefined || query.most < 1 ? bounds.responses : query.most;
  const limit = Math.min(requested, bounds.mostResponses);
  return inUnit(context, async (unit) => {
    const { session, network } = unit;
    const { timeZone } = network.location(query.systemCd, query.locationCd) ?? network.preferences;
    const ids = await findMatches(session, query.systemCd, criteriaIn(timeZone, criteria), limit, bounds.window);
    const fitting = await new AnswerRoom(context).take(session, ids);
    const orders = await readOrders(session, fitting, leavingOut(context.log));
    return viewOrders(unit, orders.reverse(), query.systemCd);
  });
}
