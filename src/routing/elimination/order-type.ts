import { offersFlow } from '../../domain/network/effective-preferences.js';
import type { LocationPolicy } from './policy.js';

/** A location says which flows it offers: shipping, pickup, shipping to where the customer collects. */
export const orderType = {
  reason: 'order_type' as const,
  eliminates: ({ candidate }, { flow }) => !offersFlow(candidate.location.preferences, flow),
  columnar: ({ offers }, { flow }) => {
    const offered = offers[flow];
    return offered.all ? 'never' : (row) => offered.rows[row] === 0;
  },
  remedy: (_contender, { flow }) => `It does not offer ${flow}: the preference for it would have to be on.`,
} satisfies LocationPolicy;
