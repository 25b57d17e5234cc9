import { mismatch } from '../attributes.js';
import type { LinePolicy } from './policy.js';

/** The location must match the originating location and the product in the defined attributes. docs/reference/routing-engine.md 2.7. */
export const attribute = {
  reason: 'attribute' as const,
  excludes: ({ candidate }, line, _stock, { attributes: { definitions, originating } }) =>
    definitions.length > 0 &&
    mismatch(definitions, { originating, candidate: candidate.location.attributes, product: line.attributes }) !==
      undefined,
  columnar: (_columns, { attributes }) => (attributes.definitions.length === 0 ? 'never' : undefined),
  remedy: () => "Its attributes do not agree with the originating location's or the product's.",
} satisfies LinePolicy;
