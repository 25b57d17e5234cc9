import type { LocationRef } from '../../client/locate/messages.js';
import { chanceOf } from '../chance.js';
import type { NewLine } from '../oms/actions/enter-order.js';
import type { StoreReference } from '../oms/file/oms-file.js';
import { locationText } from '../oms/orders/order.js';
import type { OrderKind, Party } from '../oms/orders/order.js';
import type { Item, Network } from './network.js';

/**
 * What customers order, and what becomes of it in the OMS. A seed and the number of the order in the run decide everything, so that
 * a run that was killed goes on with the same orders.
 */

/** Sells from the stock of its warehouses, has the broker fulfill what it lacks, and ships to stores by pick slip. */
export const MAIN_COMPANY = 1;
/** Has the broker decide about every order (M31, M34), and fulfills nothing itself. */
export const BROKERED_COMPANY = 2;

export interface PlannedOrder {
  readonly company: number;
  readonly kind: OrderKind;
  readonly pickupAt?: LocationRef;
  readonly customer: Party;
  readonly lines: readonly NewLine[];
  /** Seconds from entry to a cancel by the customer, and the line if it is only one; absent for none. */
  readonly cancel?: { readonly after: number; readonly line?: number };
  /** Seconds from entry to a hold, and from there to its release; absent for none. */
  readonly hold?: { readonly after: number; readonly for: number };
}

/** Shares of the kinds of orders; the rest is shipped to a store by pick slip. */
const KINDS: readonly (readonly [share: number, company: number, kind: OrderKind])[] = [
  [0.42, MAIN_COMPANY, 'delivery'],
  [0.1, BROKERED_COMPANY, 'delivery'],
  [0.2, MAIN_COMPANY, 'store pickup'],
  [0.16, BROKERED_COMPANY, 'ship-for-pickup'],
  [1, MAIN_COMPANY, 'ship-for-pickup'],
];
/** The share of orders with at least so many lines, beginning with the second. */
const MORE_LINES = [0.45, 0.2, 0.05];
const QUANTITIES = [1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 12];
/** Shares of orders that are canceled or held, of cancels that concern one line, and of lines that nobody has. */
const CANCELED = 0.05;
const HELD = 0.05;
const ONE_LINE = 0.3;
const OUT_OF_STOCK = 0.02;
/** The share of lines of deliveries that only partners have. */
const FROM_PARTNERS = 0.1;

/** Decides by the seed, the order and what is decided. */
class Dice {
  constructor(
    private readonly seed: number,
    private readonly order: number,
  ) {}

  chance(about: string): number {
    return chanceOf(this.seed, `order ${String(this.order)} ${about}`);
  }

  pick<Value>(about: string, values: readonly Value[]): Value | undefined {
    return values[Math.floor(this.chance(about) * values.length)];
  }
}

/** @param order its number in the run, from 1 */
export function plannedOrder(seed: number, order: number, network: Network): PlannedOrder {
  const dice = new Dice(seed, order);
  const [company, kind] = kindOf(dice.chance('kind'));
  const store = dice.pick('store', network.stores);
  // Networks without stores are refused.
  if (store === undefined) throw new Error('a retailer has stores');
  return {
    company,
    kind,
    ...(kind === 'delivery' ? {} : { pickupAt: { system: store.system, location: store.store } }),
    customer: customerNear(store, order),
    lines: linesOf(dice, kind, store, network),
    ...(dice.chance('canceled') < CANCELED ? { cancel: cancelOf(dice) } : {}),
    ...(dice.chance('held') < HELD
      ? { hold: { after: dice.chance('hold after') * 3, for: 2 + dice.chance('hold for') * 6 } }
      : {}),
  };
}

/** Mostly before the goods leave, which takes a few seconds here. */
const cancelOf = (dice: Dice): { readonly after: number; readonly line?: number } => ({
  after: dice.chance('cancel after') * 6,
  ...(dice.chance('cancel line') < ONE_LINE ? { line: 1 } : {}),
});

function kindOf(chance: number): readonly [company: number, kind: OrderKind] {
  let left = chance;
  for (const [share, company, kind] of KINDS) {
    if (left < share) return [company, kind];
    left -= share;
  }
  return [MAIN_COMPANY, 'delivery'];
}

const customerNear = ({ city, province, postal, country }: StoreReference, order: number): Party => ({
  company: '',
  first: 'EXAMPLE',
  last: `CUSTOMER ${String(order)}`,
  address1: '1 EXAMPLE STREET',
  city,
  province,
  postal,
  country,
  phone: '5085550199',
  email: 'customer@example.com',
});

function linesOf(dice: Dice, kind: OrderKind, store: StoreReference, network: Network): NewLine[] {
  const wanted = 1 + MORE_LINES.filter((share) => dice.chance('lines') < share).length;
  const lines: NewLine[] = [];
  for (let number = 1; number <= wanted; number += 1) {
    const about = `line ${String(number)}`;
    const candidates = itemsFor(dice.chance(`${about} stock`), kind, store, network).filter(
      ({ item }) => !lines.some((line) => line.item === item),
    );
    const found = dice.pick(`${about} item`, candidates);
    if (found === undefined) continue;
    lines.push({
      item: found.item,
      quantity: dice.pick(`${about} quantity`, QUANTITIES) ?? 1,
      price: 100 + Math.floor(dice.chance(`${about} price`) * 9900),
    });
  }
  return lines;
}

/** Items that the customer may want: those of the store or the warehouse where it is to be there already. */
function itemsFor(chance: number, kind: OrderKind, store: StoreReference, network: Network): readonly Item[] {
  const { items, system, warehouses, partners } = network;
  const inStock = items.filter(({ stockedAt }) => stockedAt.length > 0);
  const missing = items.filter(({ stockedAt }) => stockedAt.length === 0);
  const atPartners = inStock.filter(({ stockedAt }) => stockedAt.every((at) => partners.some((one) => one.at === at)));
  if (kind === 'delivery' && chance < OUT_OF_STOCK && missing.length > 0) return missing;
  if (kind === 'delivery' && chance < OUT_OF_STOCK + FROM_PARTNERS && atPartners.length > 0) return atPartners;
  const source =
    kind === 'store pickup'
      ? locationText(store.system, store.store)
      : kind === 'ship-for-pickup'
        ? locationText(system, warehouses[0] ?? '')
        : undefined;
  const there = inStock.filter(({ stockedAt }) => source === undefined || stockedAt.includes(source));
  return there.length === 0 ? inStock : there;
}
