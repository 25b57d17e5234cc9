/**
 * The figures of one product at one location that an expression may use, and how each is read from what is known.
 *
 * A figure nobody recorded is 0. So a rule that divides by one says so first: `sell_multiple > 0 && ...`.
 */

/** What is known of a product at a location, when a quantity of it is wanted. Units, unless it says otherwise. */
export interface StockAttributes {
  /** On hand as stored. */
  readonly available: number;
  readonly reserved: number;
  /** Safety stock in force there. */
  readonly backupQuantity: number;
  /** Wanted of the product, by all lines of the order together. */
  readonly quantity: number;
  /** Since the owning system last said how much is there. */
  readonly hoursSinceUpdate: number;
  readonly nextPoQuantity: number;
  /** `YYYY-MM-DD` */
  readonly nextPoDate: string | null;
  readonly dailySellThrough?: number | null | undefined;
  /** Percent. */
  readonly shrinkRate?: number | null | undefined;
  readonly minimumSellQty?: number | null | undefined;
  readonly sellMultiple?: number | null | undefined;
  readonly salesVelocity?: number | null | undefined;
}

/** What an expression is evaluated for. */
export interface Situation {
  readonly stock: StockAttributes;
  /** `YYYY-MM-DD` */
  readonly today: string;
}

/** A name an expression may use. */
export interface Variable {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  readonly read: (situation: Situation) => number;
}

/** Every figure, in the order of the documentation. docs/reference/routing-engine.md 2.7, 2.9; the list beyond the product location's attributes is ours. */
export const VARIABLES: readonly Variable[] = [
  {
    name: 'available',
    unit: 'units',
    meaning: 'On hand as stored, or as an earlier rule calculated it.',
    read: ({ stock }) => stock.available,
  },
  {
    name: 'reserved',
    unit: 'units',
    meaning: 'Held by lines that are being fulfilled there.',
    read: ({ stock }) => stock.reserved,
  },
  {
    name: 'promised',
    unit: 'units',
    meaning:
      'What could be promised without the rule: available - reserved - backup_quantity; below 0 when more is held than there is.',
    read: ({ stock }) => stock.available - stock.reserved - stock.backupQuantity,
  },
  {
    name: 'daily_sell_through',
    unit: 'units a day',
    meaning: 'Sold over the counter on one day.',
    read: ({ stock }) => stock.dailySellThrough ?? 0,
  },
  {
    name: 'shrink_rate',
    unit: 'percent',
    meaning: 'Lost to theft and damage: 5 means five in a hundred.',
    read: ({ stock }) => stock.shrinkRate ?? 0,
  },
  {
    name: 'minimum_sell_qty',
    unit: 'units',
    meaning: 'Fewest units sold at once.',
    read: ({ stock }) => stock.minimumSellQty ?? 0,
  },
  {
    name: 'sell_multiple',
    unit: 'units',
    meaning: 'Sold in multiples of this only.',
    read: ({ stock }) => stock.sellMultiple ?? 0,
  },
  {
    name: 'sales_velocity',
    unit: 'as recorded',
    meaning: 'How fast the product sells there.',
    read: ({ stock }) => stock.salesVelocity ?? 0,
  },
  {
    name: 'backup_quantity',
    unit: 'units',
    meaning: 'Safety stock, which is never promised.',
    read: ({ stock }) => stock.backupQuantity,
  },
  {
    name: 'hours_since_update',
    unit: 'hours',
    meaning: 'Age of the stock figure.',
    read: ({ stock }) => stock.hoursSinceUpdate,
  },
  {
    name: 'next_po_qty',
    unit: 'units',
    meaning: 'Expected with the next purchase order.',
    read: ({ stock }) => stock.nextPoQuantity,
  },
  {
    name: 'days_to_next_po',
    unit: 'days',
    meaning:
      'From today to the next purchase order; below 0 when it is overdue, 0 when there is none (ask for next_po_qty > 0).',
    read: ({ stock, today }) => (stock.nextPoDate === null ? 0 : dayNumber(stock.nextPoDate) - dayNumber(today)),
  },
  { name: 'quantity', unit: 'units', meaning: 'Wanted of the product.', read: ({ stock }) => stock.quantity },
];

const DAY = 86_400_000;

/** The days from 1970-01-01 to a `YYYY-MM-DD`; NaN, which no expression lets pass, when it is none. */
function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

/**
 * The date so many days after another, both `YYYY-MM-DD`.
 * @returns undefined beyond the year 9999, which four digits cannot say
 */
export function daysAfter(date: string, days: number): string | undefined {
  const time = (dayNumber(date) + days) * DAY;
  return time <= LAST_DAY ? new Date(time).toISOString().slice(0, 10) : undefined;
}

const LAST_DAY = Date.UTC(9999, 11, 31);
