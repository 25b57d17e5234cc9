/**
 * How a retailer groups its products. Kept and told, and nothing decides by it; of the organization's product, like its
 * description. docs/reference/locate-contract.md (c) ProductUpdate.
 */
export const CLASSIFICATION = ['department', 'class', 'sub_class', 'master_style_code'] as const;

/** Empty where the product is not grouped. */
export type Classification = Readonly<Record<(typeof CLASSIFICATION)[number], string>>;

/** Characters that the store keeps of a product, whichever way it comes in. */
export const PRODUCT_LIMITS = { code: 35, description: 100, classification: 40 } as const;

/** Most units of a product at a location. */
export const MAX_QUANTITY = 999_999_999;
