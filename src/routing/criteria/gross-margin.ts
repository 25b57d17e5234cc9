import type { Criterion } from './criterion.js';

/** In hundredths: the prices of the lines less the cost of their units at the location. */
export const grossMargin = {
  name: 'gross_margin' as const,
  needs: 'stock attributes',
  value: ({ candidate: { stock } }, { lines }) => {
    let margin = 0;
    for (const { productId, quantity, unitPrice } of lines) {
      const cost = stock.get(productId)?.unitCost ?? undefined;
      if (cost === undefined) return undefined;
      margin += quantity * (unitPrice - Math.round(cost * 100));
    }
    return margin;
  },
  better: 'higher',
  meaning: 'the higher margin: prices of the lines less `unit_cost` of their units there',
  unknown: 'one of the products has no `unit_cost` there',
} satisfies Criterion;
