import { taxAmount } from '../values/money.js';
import type { Cents, TaxAmount } from '../values/money.js';
import type { OrderLine } from './order.js';

/**
 * Splits a line into parts of the given quantities. Amounts of the whole line (taxes, freight, charges) are prorated by
 * quantity; running totals are rounded, so that the parts always add up to the line. The unit price is unchanged.
 *
 * The tax of a part is the sum of the taxes listed for it. To be that to the last cent, parts get whole cents of each
 * tax, and fractions of a cent stay with the last one.
 * @param quantities the quantities of the parts; they add up to the quantity of the line
 */
export function splitLine<Line extends Pick<OrderLine, 'quantity' | 'tax' | 'details'>>(
  line: Line,
  quantities: readonly number[],
): Line[] {
  if (quantities.length === 1) return [line];
  const taxes = line.details.taxes.map((tax) => shareTax(tax.amount, quantities));
  const freight = share(line.details.extendedFreight, quantities);
  const charge = share(line.details.customizationCharge, quantities);
  const sums = quantities.slice(0, -1).map((_, part) => taxes.reduce((sum, shares) => sum + (shares[part] ?? 0), 0));
  const last = line.tax - sums.reduce((sum, tax) => sum + tax, 0);
  return quantities.map((quantity, part) => ({
    ...line,
    quantity,
    tax: (sums[part] ?? last) as Cents,
    details: {
      ...line.details,
      taxes: line.details.taxes.map((one, index) => ({ ...one, amount: taxes[index]?.[part] ?? taxAmount(0) })),
      extendedFreight: freight[part] ?? 0,
      customizationCharge: charge[part] ?? 0,
    },
  }));
}

/** Prorates a tax by quantity: its whole cents like any amount, what is left of it to the last part. */
function shareTax(amount: TaxAmount, quantities: readonly number[]): TaxAmount[] {
  const whole = Math.trunc(amount) as Cents;
  const rest = amount - whole;
  return share(whole, quantities).map((part, index) => taxAmount(index === quantities.length - 1 ? part + rest : part));
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
