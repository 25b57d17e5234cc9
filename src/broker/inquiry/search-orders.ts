import { readCriteria } from '../../domain/order/order-criteria.js';
import type { SearchFields } from '../../domain/order/order-criteria.js';
import { searchOrders as findMatches } from '../../store/orders/order-search.js';
import { readOrders } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { viewOrders } from './order-view.js';
import type { OrderView } from './order-view.js';

/** How far a search goes. */
export interface SearchBounds {
  /** Orders told when the message does not say how many. */
  readonly responses: number;
  /** Orders told at the most, whatever the message says. */
  readonly mostResponses: number;
  /** Newest requests looked through when nothing selective was asked for. */
  readonly window: number;
}

/** What an OrderSearch asks for. */
export interface SearchQuery {
  readonly systemCd: string;
  readonly fields: SearchFields;
  /** Orders wanted; undefined, 0 and less for the default. */
  readonly most: number | undefined;
}

/**
 * Looks for orders by number, date or customer, among those the asking system has a part in, newest first.
 * @returns undefined when the question cannot be answered: nothing asked for, or a date that is none
 */
export async function searchOrders(
  context: BrokerContext,
  query: SearchQuery,
  bounds: SearchBounds,
): Promise<OrderView[] | undefined> {
  const criteria = readCriteria(query.fields);
  if (criteria === 'cannot_be') return [];
  if (typeof criteria === 'string') {
    // Why, but nothing of what was asked for: criteria are personal data.
    context.log.warn({ reason: criteria }, 'an order search was refused');
    return undefined;
  }
  const wanted = query.most === undefined || query.most < 1 ? bounds.responses : query.most;
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const ids = await findMatches(
      session,
      query.systemCd,
      criteria,
      Math.min(wanted, bounds.mostResponses),
      bounds.window,
    );
    return viewOrders(session, network, (await readOrders(session, ids)).reverse(), query.systemCd);
  });
}
