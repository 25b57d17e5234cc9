import { memoizeByIdentity } from '../domain/memoize.js';
import { sumByProduct } from '../domain/product.js';
import type { RoutingLine } from './request.js';

/** The requested units by product. Computed once for the lines of a request, although every candidate is compared with it. */
export const demandOf: (lines: readonly RoutingLine[]) => ReadonlyMap<number, number> = memoizeByIdentity(sumByProduct);
