import { z } from 'zod';
import { STOCK_EFFECTS } from '../../domain/network/order-policies.js';
import type { ValueShape } from '../../domain/network/preference-form.js';
import { PREFERENCES } from '../../domain/network/preferences.js';
import type { PreferenceName, Preferences } from '../../domain/network/preferences.js';
import { RANKING_CRITERIA, WEIGHTED_CRITERIA } from '../../domain/network/ranking-preferences.js';
import { ORDER_TYPES } from '../../domain/values/order-type.js';
import { code, flag, shortCode, text, timeZone } from './values-schema.js';

/** The schemas of preferences, built from the table `PREFERENCES`: a preference is added there alone. */

const share = z.number().min(0).max(100);
const weights = z.strictObject(Object.fromEntries(WEIGHTED_CRITERIA.map((name) => [name, share])));

const brokeringOverride = z.strictObject({
  order_type: z.enum(ORDER_TYPES),
  system_cd: shortCode,
  express: z.boolean(),
  standard_brokering: z.array(z.enum(RANKING_CRITERIA)).min(1).exactOptional(),
  use_weighted_brokering: flag,
  weights: weights.exactOptional(),
});

const rejectReason = z.strictObject({ code: code(50), stock_effect: z.enum(STOCK_EFFECTS) });

/** The schema of a preference that is set. */
function schemaOf(shape: ValueShape): z.ZodType {
  switch (shape.kind) {
    case 'flag':
      return z.boolean();
    case 'number':
      return z.number().positive().max(shape.to);
    case 'amount':
      return z.number().min(0).max(shape.to);
    case 'whole number': {
      const whole = z.int().min(shape.from).max(shape.to);
      return shape.nullable ? whole.nullable() : whole;
    }
    case 'time zone':
      return timeZone;
    case 'text':
      return text(shape.longest);
    case 'patterned text':
      return text(shape.longest).regex(shape.pattern, { error: `expected ${shape.expected}` });
    case 'word':
      return z.enum(shape.words);
    case 'words':
      return z.array(z.enum(shape.words)).min(1);
    case 'location':
      return z.strictObject({ system_cd: shortCode, location_cd: shortCode });
    case 'weights':
      return weights;
    case 'overrides':
      return z.array(brokeringOverride);
    case 'reject reasons':
      return z.array(rejectReason).max(200);
  }
}

const schemas = (Object.keys(PREFERENCES) as PreferenceName[]).map(
  (name) => [name, schemaOf(PREFERENCES[name].shape)] as const,
);

/** The preferences of the organization: any of them. */
export const organizationPreferences: z.ZodType<Preferences> = z.strictObject(
  Object.fromEntries(schemas.map(([name, value]) => [name, value.exactOptional()])),
);

/** The preferences that a location type or a location may have, each with the schema of its value. */
export const LEVEL_PREFERENCES: readonly (readonly [name: string, value: z.ZodType])[] = schemas.filter(
  ([name]) => PREFERENCES[name].level === 'every level',
);

/** The preferences of a location type or a location: those that are not for the organization alone. */
export const levelPreferences: z.ZodType<Preferences> = z.strictObject(
  Object.fromEntries(LEVEL_PREFERENCES.map(([name, value]) => [name, value.exactOptional()])),
);

/** A change of the organization's preferences: a new value, or null to return to the default. */
export const preferencesPatch: z.ZodType<Readonly<Record<string, unknown>>> = z.strictObject(
  Object.fromEntries(schemas.map(([name, value]) => [name, value.nullable().exactOptional()])),
);
