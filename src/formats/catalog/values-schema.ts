import { z } from 'zod';
import { MAX_QUANTITY, PRODUCT_LIMITS } from '../../domain/product.js';

/** The values that the parts of a catalog document have in common. */
export const text = (longest: number) => z.string().max(longest);
export const code = (longest: number) => z.string().min(1).max(longest).regex(/\S/, 'not blank');
export const placeCode = code(10);
export const itemCode = code(PRODUCT_LIMITS.code);
export const quantity = z.int().min(0).max(MAX_QUANTITY);
export const flag = z.boolean().exactOptional();
export const day = z.iso.date();
