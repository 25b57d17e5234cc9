/**
 * How a retailer classifies its products. Stored and returned with the organization's product, like its description;
 * no decision depends on it. docs/reference/locate-contract.md (c) ProductUpdate.
 */
export const CLASSIFICATION = ['department', 'class', 'sub_class', 'master_style_code'] as const;

/** Empty strings for a product that is not classified. */
export type Classification = Readonly<Record<(typeof CLASSIFICATION)[number], string>>;

/** Longest texts that the store takes for a product, whichever interface they come from. */
export const PRODUCT_LIMITS = { code: 35, description: 100, classification: 40 } as const;

/** Most units of a product at a location. */
export const MAX_QUANTITY = 999_999_999;

/** The units of each product in all entries together, in the order in which the products first occur. */
export function sumByProduct(
  entries: readonly { readonly productId: number; readonly quantity: number }[],
): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { productId, quantity } of entries) sums.set(productId, (sums.get(productId) ?? 0) + quantity);
  return sums;
}
