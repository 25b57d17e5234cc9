import { MAX_QUANTITY } from '../../domain/product.js';
import { demandOf } from '../demand.js';
import type { StandardCriterion } from './criterion.js';

/** Above any sum of units on hand that the columnar form takes. */
const MOST_UNITS = 2 ** 35;

export const onHand = {
  name: 'on_hand' as const,
  value: ({ atp }) => {
    let sum = 0;
    for (const { units } of atp.values()) sum += units;
    return sum;
  },
  better: 'higher',
  meaning: 'the larger sum of what can be promised of the products',
  unknown: 'never',
  because: ({ candidate }) => `${candidate.location.locationCd} has more on hand.`,
  columnar: (_columns, { lines }) =>
    demandOf(lines).size * MAX_QUANTITY > MOST_UNITS
      ? undefined
      : {
          key: (row, view) => MOST_UNITS - view.onHand(row),
          difference: (a, b, view) => view.onHand(b) - view.onHand(a),
          exact: true,
        },
} satisfies StandardCriterion;
