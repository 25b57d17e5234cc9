import { z } from 'zod';
import { reportedStock } from '../../formats/catalog/catalog-schema.js';
import { itemCode, shortCode } from '../../formats/catalog/values-schema.js';
import { pageQuery, pageSchema } from './common.js';

export const stockLevel = z.strictObject({
  system_cd: z.string(),
  item_id: z.string(),
  location_cd: z.string(),
  available_qty: z.int(),
  reserved_qty: z.int().describe('Computed from the orders; cannot be set'),
  next_po_qty: z.int(),
  next_po_date: z.string().nullable(),
  updated_at: z.string(),
  unit_cost: z.number().nullable(),
  daily_sell_through: z.number().nullable(),
  minimum_sell_qty: z.int().nullable(),
  sell_multiple: z.int().nullable(),
  shrink_rate: z.number().nullable(),
  sales_velocity: z.number().nullable(),
});
export const stockPage = pageSchema(stockLevel);

export const inventoryQuery = pageQuery.extend({
  system_cd: shortCode.optional(),
  location_cd: shortCode.optional(),
  item_id: itemCode.optional(),
});

export const inventorySchema = z.strictObject({ inventory: z.array(reportedStock).min(1).max(10_000) });
export const inventoryWritten = z.strictObject({
  created: z.int(),
  updated: z.int(),
  taken_for_0: z.int().optional().describe('Entries whose available quantity was negative'),
});

export const adjustmentsSchema = z.strictObject({
  adjustments: z
    .array(
      z.strictObject({
        system_cd: shortCode,
        location_cd: shortCode,
        item_id: itemCode,
        by: z
          .int()
          .min(-999_999_999)
          .max(999_999_999)
          .refine((by) => by !== 0, 'a number other than 0')
          .describe('Pieces to add (positive) or to subtract (negative)'),
      }),
    )
    .min(1)
    .max(10_000),
});
export const adjusted = z.strictObject({ adjusted: z.int() });
