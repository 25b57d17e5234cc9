import { dayNumber } from '../../domain/time/day.js';

/**
 * The variables that an expression may use, of one product at one location.
 *
 * A variable that was not recorded is 0. A rule that divides by one must check it first: `sell_multiple > 0 && ...`.
 */

/** A product's stock at a location, when a quantity of it is requested. In units unless stated otherwise. */
export interface StockAttributes {
  /** On hand as stored. */
  readonly available: number;
  readonly reserved: number;
  /** Safety stock of the location. */
  readonly backupQuantity: number;
  /** Requested of the product, by all lines of the order together. */
  readonly quantity: number;
  /** Since the owning system last reported the stock. */
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

/** The values that an expression is evaluated with. */
export interface Situation {
  readonly stock: StockAttributes;
  /** `YYYY-MM-DD` */
  readonly today: string;
}

/** A name that expressions may use. */
export interface Variable {
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  readonly read: (situation: Situation) => number;
}

/** Every variable, in the order of the documentation. docs/reference/routing-engine.md 2.7, 2.9; those beyond the attributes of the product location are ours. */
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
    meaning: 'Reserved by lines that are being fulfilled there.',
    read: ({ stock }) => stock.reserved,
  },
  {
    name: 'promised',
    unit: 'units',
    meaning:
      'What could be promised without the rule: available - reserved - backup_quantity; below 0 when more is reserved than there is.',
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
    meaning: 'Age of the stock record.',
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
      'From today to the next purchase order; below 0 when it is overdue, 0 when there is none (check next_po_qty > 0).',
    read: ({ stock, today }) => (stock.nextPoDate === null ? 0 : dayNumber(stock.nextPoDate) - dayNumber(today)),
  },
  { name: 'quantity', unit: 'units', meaning: 'Requested of the product.', read: ({ stock }) => stock.quantity },
];
