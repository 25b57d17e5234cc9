import { mismatch } from '../attributes.js';
import type { LinePolicy } from './policy.js';

/** The location must agree with the originating location, and with the product, on what definitions ask for. docs/reference/routing-engine.md 2.7. */
export const attribute: LinePolicy = ({ candidate }, line, _stock, { attributes: { definitions, originating } }) =>
  definitions.length > 0 &&
  mismatch(definitions, { originating, candidate: candidate.location.attributes, product: line.attributes }) !==
    undefined
    ? 'attribute'
    : undefined;
