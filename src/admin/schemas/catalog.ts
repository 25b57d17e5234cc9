import { z } from 'zod';
import * as entry from '../../formats/catalog/catalog-schema.js';
import { pageSchema } from './common.js';
import { inventoryWritten } from './inventory.js';

/** A system without its locations, which have their own routes. */
export const systemSchema = entry.system.omit({ locations: true });

export const locationTypePage = pageSchema(entry.locationType);
export const systemPage = pageSchema(systemSchema);
export const locationPage = pageSchema(entry.location);
export const productPage = pageSchema(entry.product);
export const shippingRatePage = pageSchema(entry.shippingRate);
export const carrierPage = pageSchema(entry.carrier);
export const attributeDefinitionPage = pageSchema(entry.attributeDefinition);
export const zonePage = pageSchema(entry.zone);
export const placePage = pageSchema(entry.place);
export const probabilityRulePage = pageSchema(entry.probabilityRule);

export const probabilityAssignments = z.strictObject({
  probability_assignments: z.array(entry.probabilityAssignment).max(10_000),
});

export const preferenceList = z.strictObject({
  items: z.array(
    z.strictObject({
      name: z.string(),
      set: z.boolean(),
      value: z.unknown().optional().describe('Present only when it is set'),
      default: z.string(),
      range: z.string(),
      level: z.string(),
      meaning: z.string(),
    }),
  ),
});

export const catalogWritten = z.strictObject({ changes: z.record(z.string(), inventoryWritten) });

export const exportQuery = z.object({
  inventory: z.enum(['true', 'false']).catch('false').describe('true: with the stock'),
});
