import { z } from 'zod';

/** The values that the parts of a catalogue document have in common. */
export const text = (longest: number) => z.string().max(longest);
export const code = (longest: number) => z.string().min(1).max(longest).regex(/\S/, 'not blank');
export const placeCode = code(10);
export const itemCode = code(35);
export const quantity = z.int().min(0).max(999_999_999);
export const flag = z.boolean().exactOptional();
export const day = z.iso.date();
