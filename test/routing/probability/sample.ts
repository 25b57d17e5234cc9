import { compileCondition, compileNumber } from '../../../src/routing/probability/expression.js';
import type { StockAttributes } from '../../../src/routing/probability/variables.js';

/** The stock that expressions of the tests are evaluated with. */
export const STOCK: StockAttributes = {
  available: 20,
  reserved: 2,
  backupQuantity: 1,
  quantity: 4,
  hoursSinceUpdate: 6,
  nextPoQuantity: 50,
  nextPoDate: '2026-03-01',
  dailySellThrough: 15,
  shrinkRate: 5,
  minimumSellQty: 2,
  sellMultiple: 6,
  salesVelocity: 3,
};
const situation = (changes: Partial<StockAttributes> = {}) => ({
  stock: { ...STOCK, ...changes },
  today: '2026-02-26',
});

/** The value of an expression for the sample stock. */
export const number = (text: string, changes?: Partial<StockAttributes>): number =>
  compileNumber(text)(situation(changes));
export const condition = (text: string, changes?: Partial<StockAttributes>): boolean =>
  compileCondition(text)(situation(changes));
