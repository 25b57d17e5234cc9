import type { Cents } from '../values/money.js';
import type { OrderLine } from './order.js';

/**
 * Splits a line into parts of the given quantities. Amounts of the whole line (taxes, freight, charges) are prorated by
 * quantity; running totals are rounded, so that the parts always add up to the line. The unit price is unchanged.
 * @param quantities the quantities of the parts; they add up to the quantity of the line
 */
export function splitLine<Line extends Pick<OrderLine, 'quantity' | 'tax' | 'details'>>(
  line: Line,
  quantities: readonly number[],
): Line[] {
  if (quantities.length === 1) return [line];
  const taxes = line.details.taxes.map((tax) => share(tax.amount, quantities));
  const tax = share(line.tax, quantities);
  const freight = share(line.details.extendedFreight, quantities);
  const charge = share(line.details.customizationCharge, quantities);
  return quantities.map((quantity, part) => ({
    ...line,
    quantity,
    tax: tax[part] ?? 0,
    details: {
      ...line.details,
      taxes: line.details.taxes.map((one, index) => ({ ...one, amount: taxes[index]?.[part] ?? 0 })),
      extendedFreight: freight[part] ?? 0,
      customizationCharge: charge[part] ?? 0,
    },
  }));
}

/** Prorates an amount by quantity. */
function share(amount: Cents, quantities: readonly number[]): Cents[] {
  const total = quantities.reduce((sum, quantity) => sum + quantity, 0);
  let units = 0;
  let allotted = 0;
  return quantities.map((quantity) => {
    units += quantity;
    const upTo = Math.round((amount * units) / total);
    const part = upTo - allotted;
    allotted = upTo;
    return part as Cents;
  });
}
